"""
D6: any event is set off by hand, through the topic that it always comes by, and once.

What: a person sets off a submission, a revision of the lead that it made, and an engagement. How: `leadstream trigger`
on the running stack; each twice with the same id; and with everything that can be wrong. Property: the first has its
effect everywhere, the second none; who did it is on record; what is wrong is named and nothing is written.
"""

import asyncio
import json
import os
import secrets
import signal
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from lab.ledger.places import Log
from lab.spine import Spine
from leadcore.codec import Codec
from leadcore.contracts import Engagement, Topic
from leadcore.message import Message

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lead(spine: Spine, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A lead that was set off by hand; its id."""
    name = f"by-hand-{secrets.token_hex(4)}"
    file = written(tmp_path_factory.mktemp("events"), a_person(name))
    before = spine.settled(0)["total"]
    dry = spine.json("trigger", "submission", file, "--source", "web-form", "--id", name, "--dry-run")
    assert dry["written"] is False
    assert spine.settled(0)["total"] == before, "a dry run writes nothing"
    told = spine.json("trigger", "submission", file, "--source", "web-form", "--id", name, "--yes")
    assert (told["event"], told["id"], told["topic"], told["written"]) == ("submission", name, "leads.raw", True)
    after = spine.settled(before["accepted"] + 1)["total"]
    assert (after["routed"] - before["routed"], after["unaccounted"]) == (1, 0)
    message = standing(spine, told)
    assert message.header("lead-triggered-by") == told["by"]
    assert message.header("ce_source") == "/leadstream/trigger"
    return name


def test_a_submission_is_followed_by_its_id_and_names_who_set_it_off(spine: Spine, lead: str) -> None:
    passport = spine.json("why", lead)
    assert passport["outcome"]["outcome"] == "routed"
    assert asyncio.run(client_of(spine, lead)).startswith("manual/")


def test_a_submission_with_the_same_id_has_no_second_effect(spine: Spine, tmp_path: Path, lead: str) -> None:
    before, contacts = spine.settled(0)["total"], spine.hubspot(spine.ledger()["total"]["routed"])
    told = spine.json(
        "trigger", "submission", written(tmp_path, a_person(lead)), "--source", "web-form", "--id", lead, "--yes"
    )
    assert told["written"] is False, "it is on record"
    assert spine.settled(0)["total"] == before
    assert spine.hubspot(before["routed"])["creates"] == contacts["creates"]


def test_two_at_once_with_one_id_are_one_submission(spine: Spine, tmp_path: Path) -> None:
    """The record does not know the first yet: dedup does."""
    name = f"by-hand-twice-{secrets.token_hex(4)}"
    before, file = spine.settled(0)["total"], written(tmp_path, a_person(name))
    sink = spine.pid("crm-sync.postgres")
    os.kill(sink, signal.SIGSTOP)
    try:
        arguments = ("trigger", "submission", file, "--source", "web-form", "--id", name, "--yes")
        assert [spine.json(*arguments)["written"] for _ in range(2)] == [True, True]
    finally:
        os.kill(sink, signal.SIGCONT)
    after = spine.settled(before["accepted"] + 1)["total"]
    assert after["accepted"] - before["accepted"] == 1
    assert after["routed"] - before["routed"] == 1
    assert spine.hubspot(after["routed"])["lead_ids"]["max_creates"] == 1
    assert [each["version"] for each in spine.json("why", name)["versions"]] == [1]


def test_a_revision_makes_the_lead_s_next_version_once(spine: Spine, tmp_path: Path, lead: str) -> None:
    spine.delivered(lead, 1)
    said = {"lead_id": lead, "lead": {"title": "Chief Executive Officer"}}
    arguments = ("--source", "web-form", "--id", f"{lead}-revised", "--yes")
    told = spine.json("trigger", "revision", written(tmp_path, said), *arguments)
    assert (told["topic"], told["lead_id"], told["written"]) == ("leads.revisions", lead, True)
    assert standing(spine, told).header("lead-triggered-by")
    spine.delivered(lead, 2)
    again = spine.json("trigger", "revision", written(tmp_path, said), *arguments)
    assert again["written"] is False
    spine.settled(0)
    passport = spine.json("why", lead)
    assert passport["version"] == 2
    assert [each["cause_id"] for each in passport["versions"]] == [lead, f"{lead}-revised"]


def test_an_engagement_stands_on_its_topic(spine: Spine, tmp_path: Path, lead: str) -> None:
    said = {"lead_id": lead, "kind": "meeting", "at": "2026-11-22T10:00:00Z", "parameters": {"room": "4"}}
    shown = spine.run("trigger", "engagement", written(tmp_path, said), "--id", f"{lead}-met", "--yes").stdout
    assert f"as {lead}-met" in shown
    assert f"leadstream why {lead}" in shown
    told = spine.json("trigger", "engagement", written(tmp_path, said), "--id", f"{lead}-met", "--yes")
    record = Codec().decode(Engagement, standing(spine, told).value)
    assert isinstance(record, Engagement)
    assert (record.engagement_id, record.lead_id, record.kind) == (f"{lead}-met", lead, "meeting")
    assert record.source.startswith("manual/")


WRONG: list[tuple[int, str, str, Any, tuple[str, ...]]] = [
    (1, "email: wrong-type", "submission", {"email": 7}, ("--source", "web-form")),
    (1, "--source: no-such-source", "submission", {"email": "a@b.example"}, ("--source", "nobody")),
    (1, "the document: not-json", "submission", None, ("--source", "web-form")),
    (1, "lead.title: wrong-type", "revision", {"lead_id": "x", "lead": {"title": 7}}, ("--source", "web-form")),
    (1, "lead_id: no-such-lead", "revision", {"lead_id": "x", "lead": {"title": "CEO"}}, ("--source", "web-form")),
    (1, "lead_id: no-such-lead", "engagement", {"lead_id": "x", "kind": "open"}, ()),
    (1, "kind: must-be-one-of", "engagement", {"lead_id": "x", "kind": "stare"}, ()),
    (1, "--id: not-an-id", "engagement", {"lead_id": "x", "kind": "open"}, ("--id", "a\nb")),
    (2, "There is no event outcome", "outcome", {}, ()),
]


@pytest.mark.parametrize(("code", "said", "kind", "document", "arguments"), WRONG)
def test_what_is_wrong_is_named_and_nothing_is_written(
    spine: Spine, tmp_path: Path, code: int, said: str, kind: str, document: Any, arguments: tuple[str, ...]
) -> None:
    before = Log(spine.status["kafka"]).ends()
    file = written(tmp_path, document) if document is not None else written(tmp_path, "{", raw=True)
    refused = spine.run("trigger", kind, file, *arguments, "--yes", check=False)
    assert refused.returncode == code
    assert said in refused.stderr
    assert "a@b.example" not in refused.stderr
    after = Log(spine.status["kafka"]).ends()
    assert [part for part in after if part[0] in OPEN and after[part] != before[part]] == []


OPEN = (Topic.LEADS_RAW, Topic.LEADS_REVISIONS, Topic.LEADS_ENGAGEMENT)


def test_a_file_that_there_is_not_is_a_matter_of_usage(spine: Spine, tmp_path: Path) -> None:
    missing = spine.run("trigger", "submission", str(tmp_path / "none.json"), "--source", "web-form", check=False)
    assert missing.returncode == 2
    asking = spine.run("trigger", "submission", written(tmp_path, {}), "--source", "web-form", "--json", check=False)
    assert asking.returncode == 2


def a_person(name: str) -> dict[str, str]:
    return {"email": f"{name}@curlwind-labs.example", "full_name": "Ada Curl", "title": "Sales Manager"}


def written(folder: Path, document: Any, *, raw: bool = False) -> str:
    file = folder / f"{secrets.token_hex(4)}.json"
    file.write_text(document if raw else json.dumps(document))
    return str(file)


def standing(spine: Spine, told: dict[str, Any]) -> Message:
    """The message that stands where the command said."""
    place = told["topic"], told["partition"]
    [found, *_] = Log(spine.status["kafka"]).since({place: told["offset"]})
    assert (found.topic, found.partition, found.offset) == (*place, told["offset"])
    return found


async def client_of(spine: Spine, submission: str) -> str:
    connection = await asyncpg.connect(spine.status["postgres"])
    try:
        asked = "select client from pipeline.submissions where submission_id = $1"
        return str(await connection.fetchval(asked, submission))
    finally:
        await connection.close()
