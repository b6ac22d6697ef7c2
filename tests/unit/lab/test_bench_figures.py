"""What the benches make of what they measured: several runs, growth, the sightings that recovery reads."""

import asyncio
import json
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from ingest.domain import sightings
from lab.bench.backfill import Backfill, paced
from lab.bench.figures import Cost
from lab.bench.lanes import SETTLE_S
from lab.bench.pace import _Answers
from lab.bench.plot import plotted
from lab.bench.recovery import CHANGELOG, _rows, _told
from lab.bench.results import append, by_bench, read
from lab.bench.runs import Run
from lab.bench.sizing import needs, partitions, table
from lab.bench.spine import standing_still
from leadcore.runtime.tables import is_past
from leadcore.testing import patience

from lab.bench import Asked, Figures, Lanes, grown, growth, judged, spread, suite

NOW = 1_800_000_000_000


def drained(leads: int, seconds: float, cpu_s: float = 1.0, missing: int = 0) -> Figures:
    costs = {"kafka": Cost(cpu_s, 500), "postgres": Cost(cpu_s, 90), "router": Cost(2 * cpu_s, 100)}
    return Figures(leads, seconds, missing, 0, [10.0, 20.0, 30.0], costs, [5.0], [40.0, 50.0])


def test_several_runs_are_told_by_their_median_and_their_ends() -> None:
    runs = [drained(1000, seconds).as_json() for seconds in (1.0, 4.0, 2.0)]
    told = spread(runs)
    assert (told["leads_s"], told["least"]["leads_s"], told["most"]["leads_s"]) == (500, 250, 1000)
    assert told["services"]["router"] == {"cpu_ms_per_lead": 2.0, "rss_mb": 100}
    assert told["recorded"] == {"p50_ms": 50.0, "p95_ms": 50.0, "p99_ms": 50.0, "max_ms": 50.0}
    assert told["runs"] == 3


def test_one_loss_in_several_runs_is_a_loss() -> None:
    assert spread([drained(10, 1, missing=each).as_json() for each in (0, 1, 0)])["missing"] == 1


def test_no_run_is_no_figure() -> None:
    with pytest.raises(ValueError, match="no run"):
        spread([])


def test_a_unit_that_one_run_lacked_is_told_of_none() -> None:
    runs = [drained(10, 1).as_json(), drained(10, 1).as_json()]
    del runs[1]["services"]["router"]
    assert spread(runs)["services"] == {}


def test_growth_measures_samples_of_one_size_after_each_total() -> None:
    asked: list[tuple[int, int]] = []

    def drain(n: int, number: int) -> Figures:
        asked.append((n, number))
        return drained(n, 1.0, cpu_s=(1.2 if number > 3 else 9.0 if number == 2 else 1.0) * n / 1000, missing=number)

    first, second = growth(drain, [1000, 5000], 500, runs=3)
    assert asked == [(1000, 0), (500, 1), (500, 2), (500, 3), (2500, 4), (500, 5), (500, 6), (500, 7)]
    assert (first.before, second.before) == (1000, 5000)
    told = second.as_json(first)
    assert (told["cost_ratio"], told["runs"]) == (1.2, 3), "the median: one drain that had bad neighbours is no growth"
    assert told["filled"] == {"leads": 2500, "missing": 4, "cost_ms_per_lead": 4.8}
    assert second.missing == 4 + 5 + 6 + 7


@pytest.mark.parametrize("totals", [[0], [1000, 2000], [1000, 900]])
def test_totals_that_leave_no_room_for_the_samples_are_refused(totals: list[int]) -> None:
    with pytest.raises(ValueError, match="is not more than"):
        list(growth(lambda n, _number: drained(n, 1.0), totals, 500, runs=2))


def test_the_sightings_of_nobody_are_read_by_admission_and_swept_later() -> None:
    rows = dict(_rows(3, NOW))
    assert len(rows) == 3
    for row in rows.values():
        assert isinstance(sightings.opened(row[8:]), sightings.Sighting)
        assert not is_past(row, NOW)
        assert is_past(row, NOW + 3 * 3_600_000)


def test_what_the_unit_says_of_its_recovery_is_found_behind_what_it_said_before(tmp_path: Path) -> None:
    log = tmp_path / "unit.log"
    line = {"event.name": "table.recovered", "topic": str(CHANGELOG), "records": 7, "seconds": 0.5}
    log.write_text(json.dumps(line) + "\n")
    said = log.stat().st_size
    with log.open("a") as more:
        more.write(json.dumps({**line, "topic": "another"}) + "\n")
    assert _told(log, said) == (0, 0.0)
    assert _told(log, 0) == (7, 0.5)


def test_what_comes_before_postgres_is_told_apart() -> None:
    told = Figures(1000, 4.0, 0, 0, [10.0], {"kafka": Cost(1, 1), "postgres": Cost(1, 1)}, routed_seconds=2.0).as_json()
    assert (told["leads_s"], told["routed_s"]) == (250, 500)


def test_results_stay_line_by_line_and_are_told_by_bench(tmp_path: Path) -> None:
    file = tmp_path / "new" / "results.jsonl"
    for seconds in (1.0, 2.0, 4.0):
        append(
            file, {"bench": "drain", "at": "2026-11-23T02:00:00", "commit": "abc", **drained(1000, seconds).as_json()}
        )
    append(file, {"bench": "recovery", "recovered": 7, "recovery_s": 0.5})
    medians = by_bench(read(file))
    assert list(medians) == ["drain", "recovery"]
    assert (medians["drain"]["leads_s"], medians["drain"]["runs"]) == (500, 3)


@pytest.mark.parametrize("line", ["nothing", "[]", '{"leads": 7}'])
def test_a_line_that_is_no_measurement_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "results.jsonl"
    append(file, {"bench": "drain"})
    with file.open("a") as more:
        more.write(line + "\n")
    with pytest.raises(ValueError, match=r"results\.jsonl, line 2"):
        read(file)


def test_goals_are_judged_by_the_medians_of_their_bench_alone() -> None:
    found = {**drained(1000, 1.0).as_json(), "routed_s": 6_000.0}
    found["services"] = {"ingest.admit": {"cpu_ms_per_lead": 0.051, "rss_mb": 149}}
    alone = {each.goal.name: each.met for each in judged({"spine": found})}
    assert alone == {"leads/s until leads.routed": True, "CPU ms a lead, units and broker": False}
    verdicts = {each.goal.name: each.met for each in judged({"drain": found})}
    assert verdicts == {
        "leads/s until PostgreSQL has them": False,
        "CPU ms a lead of ingest.admit": False,
        "memory MB of the largest unit": True,
    }


def test_the_suite_takes_turns_and_gives_every_run_a_seed_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def measure(name: str) -> Callable[..., Any]:
        def measured(_run: Any, *figures: int) -> Any:
            asked.append((name, figures[-1]))
            return drained(10, 1.0) if name != "recovery" else SimpleNamespace(as_json=dict)

        return measured

    module = import_module("lab.bench.suite")
    monkeypatch.setattr(module, "drain", measure("drain"))
    monkeypatch.setattr(module, "spine", measure("spine"))
    monkeypatch.setattr(module, "pace", measure("pace"))
    monkeypatch.setattr(module, "lanes", measure("lanes"))
    run = Run("", "", "", {}, dict)
    turns = [each["bench"] for each in suite(run, Asked(10, (200, 500), 1, 2, 0, 1000), 70, Path())]
    assert turns == [*["drain", "spine", "pace 200/s", "pace 500/s"] * 2, "lanes 50/s"]
    assert len(turns) == Asked(10, (200, 500), 1, 2, 0, 1000).measurements
    assert len({seed for _, seed in asked}) == len(asked) == 10, "the first drain warms up"


def test_a_backfill_whose_process_ends_is_no_backfill() -> None:
    with Backfill("127.0.0.1:9", 3, 1) as backfill:
        backfill._process.kill()
        with pytest.raises(RuntimeError, match="ended with -9"):
            backfill.put()


def test_a_backfill_is_put_down_at_its_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.bench.backfill.A_SECOND", 10_000)
    began = time.monotonic()
    assert list(paced([b"x"] * 2_001)) == [b"x"] * 2_001
    assert time.monotonic() - began >= 0.2


def test_lanes_tell_how_much_later_live_leads_are_and_whether_the_backfill_went_on() -> None:
    bulk_at = [SETTLE_S + at for at in (0.5, 1.0, 4.0, 9.0, 30.0)]
    found = Lanes([100.0] * 99 + [200.0], [110.0] * 99 + [230.0], bulk_at, SETTLE_S + 10.0, 5, 30.0, 0, 0).as_json()
    assert (found["p50_ratio"], found["p99_ratio"]) == (1.1, 1.15)
    assert (found["bulk_leads_s"], found["bulk_still_s"]) == (0.4, 5.0), "those that came when no live one did are not"
    [told] = judged(by_bench([{"bench": "lanes 50/s", **found}]))
    assert told.met
    [told] = judged(by_bench([{"bench": "lanes 50/s", **found, "p99_ratio": 1.3}]))
    assert not told.met


until = partial(patience.until, what="the process stands or goes on", deadline_s=60, step_s=0.01)


def test_what_stands_still_goes_on_whatever_becomes_of_the_bench() -> None:
    process = psutil.Popen(["sleep", "60"])
    try:
        with pytest.raises(TimeoutError):
            interrupted(process)
        until(lambda: process.status() != psutil.STATUS_STOPPED)
        with standing_still([process.pid]) as go_on:
            until(lambda: process.status() == psutil.STATUS_STOPPED)
            go_on()
            until(lambda: process.status() != psutil.STATUS_STOPPED)
    finally:
        process.kill()
        process.wait()


def interrupted(process: psutil.Popen) -> None:
    with standing_still([process.pid]):
        until(lambda: process.status() == psutil.STATUS_STOPPED)
        raise TimeoutError


def test_the_plot_is_drawn(tmp_path: Path) -> None:
    documents = [{"bench": name, **drained(100, s).as_json()} for name in ("drain", "pace 200/s") for s in (1.0, 2.0)]
    picture = tmp_path / "plot.svg"
    plotted(by_bench([*documents, {"bench": "recovery", "recovered": 7}]), picture)
    text = picture.read_text()
    assert "router" in text
    assert "200/s" in text


def test_what_grows_in_a_soak_is_told_by_its_quarters() -> None:
    minutes = [drained(100, 1.0).as_json() for _ in range(8)]
    minutes[0]["services"]["router"]["rss_mb"] = 400  # what fills at first is no growth
    assert set(grown(minutes).values()) == {1.0}
    for late in minutes[6:]:
        late["services"]["router"]["rss_mb"] = 120
    assert grown(minutes) == {"router": 1.2, "p99": 1.0, "cpu": 1.0}
    with pytest.raises(ValueError, match="3 minutes"):
        grown(minutes[:3])


async def test_requests_are_counted_as_they_are_answered_and_a_lost_one_is_raised() -> None:
    async def answered(status: int) -> int:
        return status

    async def lost() -> int:
        raise ConnectionResetError

    answers = _Answers()
    for each in (202, 503, 202):
        answers.awaited(asyncio.create_task(answered(each)))
    assert await answers.all() == 2
    answers.awaited(asyncio.create_task(lost()))
    with pytest.raises(ConnectionResetError):
        await answers.all()


def test_what_a_rate_needs_follows_from_what_a_lead_costs() -> None:
    found = {each.name: each for each in needs(drained(1000, 1.0, cpu_s=0.6).as_json(), 1000)}
    assert (found["router"].processes, round(found["router"].cores, 2)) == (2, 2.0)
    assert (found["broker"].processes, round(found["broker"].cores, 2)) == (0, 1.0)
    assert partitions(found.values()) == 2
    lines = table(drained(1000, 1.0, cpu_s=0.6).as_json(), (1000, 3000)).splitlines()
    assert "| router | 2.0 / 2 | 6.0 / 6 |" in lines
    assert "| partitions of a topic | 2 | 8 |" in lines
