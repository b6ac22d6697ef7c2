"""
report.html: one page that needs nothing beside it, for a phone as for a screen.

    what became of the rows → scores → the best leads → what each column was taken for → line by line → what to do next

Every text of the file is escaped by `markup`; a policy in the page's head forbids whatever would be fetched or run.
"""

from collections import Counter
from collections.abc import Sequence

from leadcore.contracts import Reason
from leadcore.workspace import Workspace
from leadfiles import visible
from leadfiles.columns import Column

from leadstream.trials import charts, sentences
from leadstream.trials.charts import Bar
from leadstream.trials.markup import LINE, Html, document, joined, sheet, tag
from leadstream.trials.style import CSS
from leadstream.trials.tally import BINS, KEPT, Remark, Tally, Top
from leadstream.trials.trying import Understood

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
OUTCOMES = (
    ("routed", "have an owner", "routed"),
    ("duplicate", "repeat another row", "duplicate"),
    ("rejected", "were rejected", "rejected"),
    ("dead", "could not be read by the pipeline", "rejected"),
)
_MOST_NAMES = 8
SAMPLE = 60
"""Characters of a value that stands for others."""
_WEIGHTS = {"lost": "lost", "rejected": "rejected", "warning": "warning", "duplicate": "duplicate"}


def page(understood: Understood, tally: Tally, workspace: Workspace, seconds: float, source: str) -> Html:
    """The whole page; `source`: the text for sources.yaml."""
    return document(
        "en",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
            tag("meta", name="referrer", content="no-referrer"),
            tag("title", f"{understood.asked.file.name} · Leadstream"),
            sheet(CSS),
        ),
        tag(
            "body",
            tag(
                "main",
                _head(understood, tally, seconds),
                _outcomes(understood, tally),
                tag("div", _scores(tally, workspace), _owners(tally, workspace), class_="grid"),
                _best(tally),
                tag("div", *_facts(tally), class_="grid"),
                _columns(understood, tally),
                _remarks(tally),
                _next(understood, source),
            ),
        ),
    )


def _head(understood: Understood, tally: Tally, seconds: float) -> Html:
    table = understood.table
    kind = {"csv": "CSV", "xlsx": "Excel workbook", "json": "JSON", "json-lines": "JSON lines"}[table.kind]
    about = [kind, f"{len(table.columns)} columns", f"{tally.rows:,} rows"]
    about += [table.encoding.upper()] if table.encoding else []
    about += [f"sheet {table.sheet}"] if table.sheet else []
    told = "This page holds the file's own data. It was made on your machine; nothing of it was sent anywhere."
    return joined(
        tag("h1", "What Leadstream makes of ", tag("bdi", understood.asked.file.name)),
        tag("p", tag("bdi", " · ".join(about)), f" · {seconds:.1f}\N{NO-BREAK SPACE}s", class_="soft"),
        tag("p", tag("small", told)),
    )


def _outcomes(understood: Understood, tally: Tally) -> Html:
    bars = [Bar(words, tally.outcomes[name], kind) for name, words, kind in OUTCOMES]
    bars += [Bar("could not be read", tally.lost, "lost"), Bar("not tried (--rows)", tally.left_out, "left")]
    return tag(
        "section",
        tag("h2", "What became of the rows"),
        charts.stacked(bars),
        _listed("Rejected, because", tally.whys),
        tag("p", alone(understood), class_="soft") if understood.by_id_alone else None,
    )


def alone(understood: Understood) -> str:
    """What is said of a file in which nobody can be reached."""
    column = understood.mapping.column_of("event_id")
    named = f"column {column.name}" if column else "an id"
    return (
        f"No column holds an e-mail address, telephone number or company name. The rows were tried by {named} alone, "
        "so that you see their scores; nobody in them could be reached."
    )


def _listed(title: str, counts: Counter[str]) -> Html | None:
    if not counts:
        return None
    lines = [tag("li", tag("b", f"{count:,}"), f" {what}") for what, count in counts.most_common(_MOST_NAMES)]
    return joined(tag("p", title), tag("ul", *lines))


def _scores(tally: Tally, workspace: Workspace) -> Html:
    bands = workspace.scoring.bands
    kinds = [_band((at + 0.5) * 100 / BINS, bands.hot, bands.warm) for at in range(BINS)]
    counted = ", ".join(f"{tally.bands[band]:,} {band}" for band in ("hot", "warm", "cold"))
    return tag(
        "section",
        tag("h2", "Scores"),
        charts.histogram(tally.scores, kinds, f"Scores from 0 to 100: {counted}"),
        charts.stacked([Bar(band, tally.bands[band], band) for band in ("hot", "warm", "cold")]),
        tag("p", tag("small", f"Hot from {bands.hot:g}, warm from {bands.warm:g}; the rules stand in scoring.yaml.")),
    )


def _band(score: float, hot: float, warm: float) -> str:
    return "hot" if score >= hot else "warm" if score >= warm else "cold"


def _owners(tally: Tally, workspace: Workspace) -> Html:
    owners = Counter({name or "review queue": count for name, count in tally.owners.items()})
    found = f"{tally.known_companies:,} leads met a company of companies.csv ({len(workspace.companies):,} in it)."
    return tag(
        "section",
        tag("h2", "Owners"),
        charts.shares(owners.most_common(_MOST_NAMES), tally.outcomes["routed"]),
        _more(len(owners)),
        tag("p", tag("small", f"By routing.yaml, territories.csv and roster.csv of the workspace. {found}")),
    )


def _more(count: int) -> Html | None:
    return tag("p", f"and {count - _MOST_NAMES} more", class_="soft") if count > _MOST_NAMES else None


def _best(tally: Tally) -> Html:
    best = sorted(tally.best, reverse=True)
    cards = [_card(each) for each in best] or [tag("p", "No row became a lead.", class_="soft")]
    return tag("section", tag("h2", "The best leads, and why"), *cards)


def _card(top: Top) -> Html:
    lead, person = top.lead, top.person
    who = person.full_name or person.email or person.phone or lead.origin.event_id or f"line {top.line}"
    about = [person.title, lead.enrichment.company_name or lead.identity.company_name, _place(top), person.email]
    owner = lead.routing.owner if lead.routing.status == "assigned" else "review queue"
    return tag(
        "div",
        tag(
            "header",
            tag("strong", tag("bdi", who)),
            tag("span", f"{top.score:.0f} ", tag("span", lead.scoring.band, class_=f"badge {lead.scoring.band}"),
                class_="score"),
        ),
        tag("div", *_dotted([each for each in about if each])),
        tag("small", f"line {top.line} · to {owner}" + (f" · pool {lead.routing.pool}" if lead.routing.pool else "")),
        tag("ul", *[tag("li", reason_text(each)) for each in lead.scoring.reasons[:6]], class_="why"),
        class_="lead",
    )  # fmt: skip


def reason_text(reason: Reason) -> str:
    """A rule that moved the score, as it is shown."""
    return f"{reason.code.replace('-', ' ')} {reason.points:+.0f}"


def _place(top: Top) -> str:
    who = top.lead.identity
    return ", ".join(each for each in (who.city, who.country) if each)


def _dotted(texts: Sequence[str]) -> list[Html]:
    found: list[Html] = []
    for each in texts:
        found += [tag("span", " · ", class_="soft")] if found else []
        found.append(tag("bdi", each))
    return found


def _facts(tally: Tally) -> list[Html]:
    titles = {"country": "Countries", "mailbox": "Mailboxes", "level": "Job levels", "function": "Job functions"}
    found = []
    for name, title in titles.items():
        counts = Counter({value or "not known": count for value, count in tally.facts.get(name, Counter()).items()})
        if counts and set(counts) != {"not known"}:
            bars = charts.shares(counts.most_common(_MOST_NAMES), tally.outcomes["routed"])
            found.append(tag("section", tag("h2", title), bars, _more(len(counts))))
    return found


def _columns(understood: Understood, tally: Tally) -> Html:
    head = tag("tr", *[tag("th", each) for each in ("Column", "Taken for", "Filled", "Because")])
    lines = [_column(each, tally) for each in understood.mapping.columns]
    told = (
        "What is not mapped is kept with the lead and shown as unmapped, never dropped. "
        "Say otherwise with --map 'COLUMN=FIELD', or --map 'COLUMN=' for none."
    )
    table = tag("table", tag("thead", head), tag("tbody", *lines))
    return tag("section", tag("h2", "What each column was taken for"), tag("p", told, class_="soft"), table)


def _column(column: Column, tally: Tally) -> Html:
    samples = [tag("span", tag("bdi", visible(each, SAMPLE)), class_="sample") for each in column.sample.shown]
    maybe = tag("span", f"maybe {column.maybe}", class_="sample") if column.maybe else None
    taken = tag("b", column.target) if column.target else tag("span", "unmapped", class_="soft")
    share = f"{100 * tally.filled[column.name] / max(1, tally.rows - tally.lost):.0f} %"
    sure = sentences.because(column) + (
        f" ({column.confidence:.0%} sure)" if column.target and column.confidence < 1 else ""
    )
    return tag(
        "tr",
        tag("td", tag("b", tag("bdi", column.name)), *samples),
        tag("td", taken, maybe, data_label="taken for"),
        tag("td", share, class_="number", data_label="filled"),
        tag("td", sure, data_label="because"),
    )


def _remarks(tally: Tally) -> Html:
    if not tally.remarks:
        return tag("section", tag("h2", "Line by line"), tag("p", "Nothing is wrong with any line."))
    head = tag("tr", *[tag("th", each) for each in ("Line", "", "What")])
    told = f"{tally.remarked.total():,} remarks"
    if tally.remarked.total() > KEPT:
        told += f"; the first {KEPT:,} are here, all are in findings.csv beside this page"
    lines = [_remark(each) for each in sorted(tally.remarks, key=lambda each: each.line)]
    table = tag("table", tag("thead", head), tag("tbody", *lines))
    return tag("section", tag("h2", "Line by line"), tag("p", told, class_="soft"), table)


def _remark(remark: Remark) -> Html:
    where = joined(tag("bdi", remark.column), ": ") if remark.column else None
    return tag(
        "tr",
        tag("td", f"{remark.line:,}" if remark.line else "file", class_="number", data_label="line"),
        tag("td", tag("span", remark.weight, class_=f"badge {_WEIGHTS[remark.weight]}")),
        tag("td", where, remark.sentence),
    )


def _next(understood: Understood, source: str) -> Html:
    told = joined(
        "This is source.yaml beside this page. Append it to sources.yaml of your workspace; an import through source ",
        tag("code", understood.name),
        " then gives each column the same meaning.",
    )
    lines = [joined(tag("bdi", line), LINE) for line in source.strip().splitlines()]
    return tag("section", tag("h2", "To keep"), tag("p", told), tag("pre", *lines))
