"""P5: what a proof sends is the live mix, seeded; what it journals survives whatever cuts it short."""

from collections import Counter
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lab.ledger import journal
from lab.ledger.journal import Answer, Journal, Place
from lab.ledger.plan import ENDS, MIX, Plan, numbered, tag_of


@given(st.integers(0, 10**6))
@settings(max_examples=10, deadline=None)
def test_a_plan_is_its_seed(seed: int) -> None:
    plan = Plan(80, seed)
    assert list(plan.requests()) == list(Plan(80, seed).requests())
    assert [each.number for each in plan.requests()] == list(range(80))


def test_the_mix_is_the_live_one() -> None:
    requests = list(Plan(3000, 3).requests())
    counts = Counter(each.kind for each in requests)
    for kind, share in MIX:
        assert counts[kind] / len(requests) == pytest.approx(share, abs=0.006)
    assert {kind for kind, _ in MIX} == set(counts) <= set(ENDS)
    assert all(each.way == "kafka" for each in requests if each.kind == "undecodable")
    assert 0.45 < sum(each.way == "http" for each in requests) / len(requests) < 0.55


def test_repeats_are_of_somebody_and_say_what_they_are() -> None:
    plan = Plan(2000, 5)
    requests = list(plan.requests())
    events: dict[int, set[str]] = {}
    for each in requests:
        if each.kind in {"new", "same-event", "same-person", "update"}:
            body = {key.lower().replace(" ", "_").replace("-", "_"): v for key, v in orjson.loads(each.payload).items()}
            event = str(body.get("event_id", body.get("id")))
            seen = events.setdefault(each.group, set())
            assert (each.kind == "new") == (not seen)
            assert (event in seen) or each.kind != "same-event"
            seen.add(event)
            assert plan.canary in str(body).lower()
    assert any(len(seen) > 1 for seen in events.values())


def test_every_document_carries_its_tag() -> None:
    plan = Plan(300, 9)
    for each in plan.requests():
        if each.kind == "undecodable":
            assert tag_of(each.payload) == ""
        else:
            assert numbered(tag_of(each.payload), plan.run) == each.number
    assert numbered("proof-8/3", plan.run) is None
    assert numbered("proof-9/x", plan.run) is None
    assert [tag_of(value) for value in (None, b"", b"[]proof_request", b'["proof_request"]')] == [""] * 4


def test_the_journal_says_what_was_sent_and_what_came_back(tmp_path: Path) -> None:
    file = tmp_path / "journal"
    writes = Journal(file, clock=iter(range(100, 200)).__next__)
    writes.begin({"seed": 7})
    for number in range(4):
        writes.sending(number)
    writes.answered(0, Answer("ok", "id-0"))
    writes.answered(1, Answer("ok", place=Place("leads.raw", 2, 17)))
    writes.answered(2, Answer("fail", reason="400"))
    writes.close()
    found = journal.read(file)
    assert found.told == {"seed": 7}
    assert [found.sent[n].answer.result for n in range(4)] == ["ok", "ok", "fail", "info"]
    assert found.sent[0].answer.submission_id == "id-0"
    assert found.sent[1].answer.place == Place("leads.raw", 2, 17)
    assert (found.sent[0].sent_at, found.sent[0].answered_at) == (100, 104)


@given(st.integers(0, 400))
@settings(deadline=None)
def test_a_journal_cut_short_anywhere_is_read_up_to_there(cut: int) -> None:
    lines = [orjson.dumps({"n": n, "s": n}) + b"\n" + orjson.dumps({"n": n, "r": "ok", "a": n}) for n in range(12)]
    found = journal.parsed(b"\n".join(lines)[:cut].splitlines())
    assert set(found.sent) == set(range(len(found.sent)))
    assert all(each.answer.result in {"ok", "info"} for each in found.sent.values())


def test_a_journal_goes_on_after_a_line_that_was_cut(tmp_path: Path) -> None:
    file = tmp_path / "journal"
    file.write_bytes(b'{"n":0,"s":1}\n{"n":0,"r":"o')
    writes = Journal(file)
    writes.sending(1)
    writes.close()
    found = journal.read(file)
    assert {number: each.answer.result for number, each in found.sent.items()} == {0: "info", 1: "info"}
    assert journal.read(tmp_path / "none").sent == {}
