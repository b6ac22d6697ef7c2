"""I1, P5: the rows of a file through the real stages; each has its end, however the file is parted."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from leadcore import workspace
from leadcore.workspace import Source
from simulator.trial import Ended, Trial

LOADED = workspace.load(Path(__file__).parents[3] / "workspace")
WORKSPACE = replace(LOADED, sources={**LOADED.sources, "mine": Source(ways=("import",), quota=None)})
NOW = 1_790_000_000_000
ROWS = [
    {"email": "ada@northwind-labs.example", "name": "Ada Example", "title": "CTO"},
    {"email": "nobody at all"},
    {"email": "ADA@northwind-labs.example", "name": "Ada E."},
    {"name": "Nobody Reachable"},
    {"phone": "+49 30 901820", "company": "Acme", "country": "DE", "id": "7"},
    {"phone": "+49 30 901820", "company": "Acme", "id": "7"},
    *({"email": f"p{number}@x{number % 3}.example"} for number in range(30)),
]


def ended(share: int) -> list[Ended]:
    trial = Trial(WORKSPACE, "mine", NOW, "test")
    rows = [(line, json.dumps(row).encode()) for line, row in enumerate(ROWS, start=2)]
    found: list[Ended] = []
    for at in range(0, len(rows), share):
        found += asyncio.run(trial.ended(rows[at : at + share]))
    return found


@pytest.mark.parametrize("share", [1, 4, 1000])
def test_every_row_ends_and_what_it_repeats_is_named_by_its_line(share: int) -> None:
    found = ended(share)
    assert [each.line for each in found] == list(range(2, 2 + len(ROWS)))
    assert [each.outcome.outcome for each in found[:6]] == [
        "routed", "rejected", "duplicate", "rejected", "routed", "duplicate",
    ]  # fmt: skip
    assert [(each.outcome.code, each.lead_line) for each in found if each.outcome.outcome == "duplicate"] == [
        ("same-person", 2),
        ("same-event", 6),
    ]
    assert all((each.lead is None) == (each.outcome.outcome != "routed") for each in found)


def test_of_two_rows_of_one_person_the_first_in_the_file_makes_the_lead() -> None:
    trial = Trial(WORKSPACE, "mine", NOW, "test")
    rows = [(line, b'{"email": "p%d@x.example"}' % (line % 40)) for line in range(2, 82)]
    found = asyncio.run(trial.ended(rows))
    assert [each.lead_line for each in found if each.outcome.outcome == "duplicate"] == list(range(2, 42))


def test_how_a_file_is_parted_changes_no_score() -> None:
    def scores(share: int) -> list[float]:
        return [each.lead.scoring.score for each in ended(share) if each.lead]

    assert scores(1) == scores(5) == scores(1000)


def test_the_owner_of_the_file_sees_who_a_lead_is() -> None:
    trial = Trial(WORKSPACE, "mine", NOW, "test")
    [first] = asyncio.run(trial.ended([(2, json.dumps(ROWS[0]).encode())]))
    assert first.lead is not None
    assert trial.person_of(first.lead).email == "ada@northwind-labs.example"
