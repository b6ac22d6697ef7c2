"""What `leadstream bench` prints of what it measured."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lab.bench.figures import OF_SERVERS
from lab.bench.soak import GROWN
from rich.table import Table

from lab.bench import Judged, Step
from leadstream.terminal import out

Document = Mapping[str, Any]


def line(document: Document) -> str:
    """One drain or pace in one line."""
    return (
        f"{document['leads']} leads in {document['seconds']} s: {document['leads_s']} leads/s, "
        f"{document['routed_s']} until leads.routed; "
        f"p50 {document['p50_ms']} ms, p95 {document['p95_ms']} ms, p99 {document['p99_ms']} ms; "
        f"missing {document['missing']}, repeats on leads.routed {document['duplicates']}"
    )


def recovered(document: Document) -> str:
    """One recovery in one line."""
    return (
        f"{document['recovered']} rows in {document['recovery_s']} s ({document['rows_s']} a second); "
        f"the first lead {document['at_work_s']} s after SIGKILL; {document['rss_mb']} MB then"
    )


def beside(document: Document) -> str:
    """Live leads alone and beside a backfill in one line."""
    alone, beside = document["alone"], document["beside"]
    return (
        f"alone p50 {alone['p50_ms']} ms, p99 {alone['p99_ms']} ms; beside a backfill of {document['backfill']} p50 "
        f"{beside['p50_ms']} ms, p99 {beside['p99_ms']} ms ({document['p99_ratio']} times); of it "
        f"{document['bulk_leads_s']} leads/s meanwhile, none for {document['bulk_still_s']} s at most, "
        f"in all {document['backfill_s']} s; "
        f"missing {document['missing']}, repeats {document['duplicates']}"
    )


def short(document: Document) -> str:
    """One measurement of any kind in one line."""
    if "leads" in document:
        return line(document)
    return beside(document) if "backfill" in document else recovered(document)


def grown(step: Step, first: Step) -> str:
    """One step of growth in one line."""
    document = step.as_json(first)
    return (
        f"after {step.before}: {document['leads_s']} leads/s, {document['cost_ms_per_lead']} ms of CPU a lead, "
        f"{document['cost_ratio']} of the first"
    )


def show(document: Document) -> None:
    """One bench: its line, how late leads were, what each unit costs."""
    out.print(line(document))
    for name, what in (
        ("since_append", "since the append to the first topic"),
        ("recorded", "until PostgreSQL has it"),
    ):
        late = document[name]
        if late["max_ms"]:
            out.print(f"  {what}: p50 {late['p50_ms']} ms, p95 {late['p95_ms']} ms, p99 {late['p99_ms']} ms")
    table = _table("unit", "CPU ms per lead", "memory MB")
    for name, service in document["services"].items():
        table.add_row(name, f"{service['cpu_ms_per_lead']:.3f}", f"{service['rss_mb']:.0f}")
    table.add_row("[bold]all units[/]", f"{document['cpu_ms_per_lead']:.3f}", "")
    for name, figure in OF_SERVERS.items():
        table.add_row(name, f"{document[figure]:.3f}", "")
    out.print(table)
    if document.get("runs", 1) > 1:
        least, most = document["least"], document["most"]
        out.print(f"medians of {document['runs']} runs; {least['leads_s']} to {most['leads_s']} leads/s")


def show_lanes(document: Document) -> None:
    """Live leads alone and beside a backfill."""
    table = _table("live leads", "p50 ms", "p95", "p99", "max")
    for name in ("alone", "beside"):
        table.add_row(name, *(_ends_of(document, name, share) for share in ("p50_ms", "p95_ms", "p99_ms", "max_ms")))
    out.print(table)
    out.print(beside(document))


def show_growth(steps: Sequence[Step]) -> None:
    """All steps, one below the other."""
    table = _table("after", "leads/s", "CPU ms a lead", "of the first", "until then, in all")
    for document in (step.as_json(steps[0]) for step in steps):
        figures = [document[name] for name in ("leads_s", "cost_ms_per_lead", "cost_ratio")]
        table.add_row(str(document["before"]), *map(str, figures), str(document["filled"]["cost_ms_per_lead"]))
    out.print(table)


def show_grown(minutes: Sequence[Document], grown: Mapping[str, float]) -> None:
    """A soak: memory of each unit at its end, and how much everything grew."""
    services = minutes[-1]["services"]
    table = _table("what", "in the last minute", "of what it was in the second quarter")
    for name, ratio in grown.items():
        now = f"{services[name]['rss_mb']:.0f} MB" if name in services else ""
        table.add_row(name, now, f"{ratio:g}" if ratio <= GROWN else f"[bold red]{ratio:g}[/]")
    out.print(line(minutes[-1]))
    out.print(table)


def show_all(medians: Mapping[str, Document], goals: Iterable[Judged]) -> None:
    """Medians of each bench with their ends, and each goal beside what was measured."""
    table = _table(
        "bench", "leads/s", "until routed", "p50 ms", "p95", "p99", "max", "units ms", "broker", "PostgreSQL", "runs"
    )
    for name, document in medians.items():
        if "leads" not in document:
            out.print(f"{name}: {short(document)}")
            continue
        late = [_ends(document, share) for share in ("p50_ms", "p95_ms", "p99_ms", "max_ms")]
        costs = [f"{document[f'{part}_ms_per_lead']:.3f}" for part in ("cpu", "broker", "postgres")]
        table.add_row(
            name, _ends(document, "leads_s"), _ends(document, "routed_s"), *late, *costs, str(document["runs"])
        )
    out.print(table)
    reached = _table("goal", "limit", "measured", "")
    for each in goals:
        limit = f"{'≥' if each.goal.at_least else '≤'} {each.goal.limit:g}"
        verdict = "reached" if each.met else "[bold red]missed[/]"
        reached.add_row(f"{each.goal.bench}: {each.goal.name}", limit, f"{each.measured:g}", verdict)
    out.print(reached)


def _ends(document: Document, name: str) -> str:
    least, most = document["least"][name], document["most"][name]
    return f"{document[name]:.0f}" + (f" ({least:.0f}-{most:.0f})" if least != most else "")


def _ends_of(document: Document, part: str, name: str) -> str:
    return _ends({name: document[part][name], "least": document["least"][part], "most": document["most"][part]}, name)


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, header_style="bold")
