"""The generator: equal seeds, equal bytes; and what it expects of each submission is true (rows I5, I6)."""

import csv
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st
from lab.generator import NOW, SOURCES, Generated, Mix, badges, companies, generate, phones
from lab.generator.__main__ import main
from lab.generator.dice import Dice
from lab.generator.mess import KEYS
from leadcore.workspace import ALIASES, CANONICAL_KEYS, fold, load

TEMPLATE = Path(__file__).parents[3] / "workspace"
N = 6_000


@pytest.fixture(scope="module")
def stream() -> list[Generated]:
    return list(generate(N, 7))


def said(each: Generated) -> dict[str, object]:
    """Return the submission by canonical key, read by the rules of the interface and not by the generator's code."""
    body = json.loads(each.body)
    found: dict[str, object] = {}
    for key, value in sorted(body.items(), key=lambda pair: fold(pair[0]) in CANONICAL_KEYS):
        found[ALIASES.get(fold(key), fold(key))] = value
    return found


def text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def identity(each: Generated) -> tuple[str, ...]:
    """Return the first of normalised e-mail, E.164 phone, source and event id."""
    values = said(each)
    try:
        address = validate_email(text(values.get("email")).lower(), check_deliverability=False)
        return "email", address.normalized
    except EmailNotValidError:
        pass
    try:
        number = phonenumbers.parse(text(values.get("phone")), text(values.get("country")) or None)
    except phonenumbers.NumberParseException:
        number = None
    if number is not None and phonenumbers.is_valid_number(number):
        return "phone", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return "event", each.source, text(values.get("event_id"))


def test_equal_seeds_give_equal_bytes_and_other_seeds_other_people() -> None:
    assert list(generate(500, 7)) == list(generate(500, 7))
    assert {each.event_id for each in generate(500, 7)}.isdisjoint(each.event_id for each in generate(500, 8))
    emails = [{identity(each) for each in generate(500, seed) if identity(each)[0] == "email"} for seed in (7, 8)]
    assert emails[0].isdisjoint(emails[1])


def test_the_bytes_are_those_of_every_machine() -> None:
    """A change here changes every bench and every committed model: make it on purpose."""
    digest = hashlib.sha256(b"\n".join(each.body for each in generate(2_000, 7))).hexdigest()
    assert digest[:16] == "ec85f7409802fd04"


def test_a_longer_stream_begins_with_the_shorter_one() -> None:
    assert list(generate(50, 3)) == list(generate(500, 3))[:50]


def test_one_of_each_identity_group_is_routed_and_the_rest_are_duplicates(stream: list[Generated]) -> None:
    """I6: the whole expectation, from the bytes alone."""
    groups: defaultdict[tuple[str, ...], list[Generated]] = defaultdict(list)
    for each in stream:
        if each.outcome != "rejected":
            groups[identity(each)].append(each)
    for members in groups.values():
        assert [each.outcome for each in members] == ["routed"] + ["duplicate"] * (len(members) - 1)
        assert len({each.group for each in members}) == 1
        assert len({each.converted for each in members}) == 1
    assert len(groups) == sum(each.outcome == "routed" for each in stream) == max(each.group for each in stream)


def test_the_same_event_id_means_the_same_bytes_and_source(stream: list[Generated]) -> None:
    by_event: defaultdict[str, set[tuple[str, bytes]]] = defaultdict(set)
    for each in stream:
        by_event[each.event_id].add((each.source, each.body))
        assert said(each)["event_id"] == each.event_id
    assert all(len(seen) == 1 for seen in by_event.values())


def test_repeats_are_of_both_sorts_and_of_every_kind_of_identity(stream: list[Generated]) -> None:
    seen = Counter(each.event_id for each in stream)
    repeats = [each for each in stream if each.outcome == "duplicate"]
    same_event = [each for each in repeats if seen[each.event_id] > 1]
    assert 0.3 < len(same_event) / len(repeats) < 0.7
    kinds = Counter(identity(each)[0] for each in repeats)
    assert set(kinds) == {"email", "phone", "event"}


def test_shares_are_as_asked(stream: list[Generated]) -> None:
    outcomes = Counter(each.outcome for each in stream)
    assert outcomes["duplicate"] / N == pytest.approx(0.10, abs=0.015)
    assert outcomes["rejected"] / N == pytest.approx(0.03, abs=0.008)
    sources = Counter(each.source for each in stream)
    for name, share in SOURCES:
        assert sources[name] / N == pytest.approx(share, abs=0.03)


def test_a_rejected_one_has_nothing_that_any_shipped_source_requires(stream: list[Generated]) -> None:
    rejected = [each for each in stream if each.outcome == "rejected"]
    assert {identity(each)[0] for each in rejected} == {"event"}
    assert not any(text(said(each).get("company_name")) for each in rejected)
    assert not any(each.converted for each in rejected)


def test_an_accepted_one_has_what_its_source_requires(stream: list[Generated]) -> None:
    sources = load(TEMPLATE).sources
    for each in stream:
        if each.outcome == "rejected":
            continue
        usable = {identity(each)[0]} | ({"company_name"} if text(said(each).get("company_name")) else set())
        assert usable & set(sources[each.source].require_any), each.body


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**63), st.floats(0, 0.5), st.floats(0, 0.5))
def test_any_mix_keeps_the_promise(seed: int, duplicates: float, invalid: float) -> None:
    mix = Mix((("bench", 1.0),), duplicates, invalid)
    made = list(generate(60, seed, mix=mix))
    assert {each.source for each in made} <= {"bench"}
    accepted = [each for each in made if each.outcome != "rejected"]
    assert len({identity(each) for each in accepted}) == sum(each.outcome == "routed" for each in accepted)


def test_no_repeats_and_nothing_invalid_where_none_is_asked() -> None:
    assert {each.outcome for each in generate(300, 1, mix=Mix(duplicates=0, invalid=0))} == {"routed"}


def test_the_keys_are_those_of_the_interface(stream: list[Generated]) -> None:
    assert set(KEYS) <= set(CANONICAL_KEYS)
    strange = {key for each in stream for key in said(each)} - set(CANONICAL_KEYS)
    assert strange == {"favourite_colour"}
    spelt = {key for each in stream for key in json.loads(each.body)}
    assert {"E-MAIL", "email", "EMAIL", "e-mail", "Email Address", "email_address"} & spelt >= {
        "EMAIL",
        "Email Address",
    }


def test_attributes_are_declared_and_fit_their_types(stream: list[Generated]) -> None:
    fields = load(TEMPLATE).fields
    for each in stream:
        attributes = said(each).get("attributes", {})
        assert isinstance(attributes, dict)
        for name, value in attributes.items():
            assert fields[name].value_of(str(value).lower()) is not None, (name, value)


def test_it_happened_before_now_and_is_rfc3339(stream: list[Generated]) -> None:
    for each in stream:
        moment = datetime.fromisoformat(text(said(each)["occurred_at"]))
        assert NOW - timedelta(hours=6, seconds=1) <= moment <= NOW


def test_now_moves_the_times_and_nothing_else() -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    for one, two in zip(generate(200, 7), generate(200, 7, now=later), strict=True):
        assert {**said(one), "occurred_at": ""} == {**said(two), "occurred_at": ""}
    with pytest.raises(ValueError, match="time zone"):
        next(generate(1, 7, now=datetime(2026, 1, 1)))


def test_it_is_messy(stream: list[Generated]) -> None:
    bodies = [said(each) for each in stream]
    names = [text(body.get("first_name")) or text(body.get("full_name")) for body in bodies]
    assert sum(not name.isascii() for name in names) > N * 0.2
    emails = [email for body in bodies if isinstance(email := body.get("email"), str)]
    assert any(email != email.strip() for email in emails)
    assert any(email.isupper() for email in emails)
    assert len({body.get("country") for body in bodies}) > 60
    assert any("ext." in text(body.get("phone")) for body in bodies)
    assert any(text(body.get("phone")).startswith("0") for body in bodies)
    assert {type(body.get("consent")) for body in bodies} == {dict, list, type(None)}


def test_no_text_holds_what_the_gateway_refuses(stream: list[Generated]) -> None:
    """NUL and lone surrogates are bad input of their own, not mess."""
    for each in stream:
        assert b"\\u0000" not in each.body
        each.body.decode("utf-8")


def test_addresses_are_nobodys(stream: list[Generated]) -> None:
    """Reserved domains; or providers that allow no hyphen in an address; or throw-away mailboxes."""
    for kind, *value in {identity(each) for each in stream if each.outcome != "rejected"}:
        if kind == "email":
            local, _, host = value[0].partition("@")
            assert "-" in local
            assert host.endswith(".example") or host.partition(".")[0] in (
                "gmail", "googlemail", "yahoo", "ymail", "mailinator", "guerrillamail", "yopmail",
            )  # fmt: skip


def test_the_label_follows_what_can_be_known(stream: list[Generated]) -> None:
    """A model can learn from title, demo, size and source, and cannot know."""
    routed = [each for each in stream if each.outcome == "routed"]

    def rate(members: Iterator[Generated]) -> float:
        labels = [each.converted for each in members]
        assert len(labels) > 50
        return sum(labels) / len(labels)

    def demo(each: Generated) -> str:
        attributes = said(each).get("attributes")
        return str(attributes.get("demo_requested")).lower() if isinstance(attributes, dict) else "none"

    assert 0.1 < rate(iter(routed)) < 0.3
    assert rate(e for e in routed if demo(e) == "true") > 1.8 * rate(e for e in routed if demo(e) == "false")
    assert rate(e for e in routed if e.source == "partner-api") > 1.2 * rate(
        e for e in routed if e.source == "upstream"
    )
    executives = [e for e in routed if text(said(e).get("title")) in ("CEO", "CTO", "CFO", "Managing Director")]
    students = [e for e in routed if text(said(e).get("title")) in ("Student", "Intern", "Trainee", "PhD candidate")]
    assert rate(iter(executives)) > 2 * rate(iter(students))


def test_every_phone_number_is_valid_and_different() -> None:
    numbers = [phones.number(index) for index in range(0, phones.count(), 97)]
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(each.e164)) for each in numbers)
    assert len({phones.number(index) for index in range(phones.count())}) == phones.count()


@given(st.integers(0, 10**9), st.integers())
def test_every_way_to_write_a_number_means_that_number(index: int, seed: int) -> None:
    phone, dice = phones.number(index), Dice(seed)
    for typed, country in ((phone.national(), phone.country), (phone.international(dice), None)):
        parsed = phonenumbers.parse(typed, country)
        assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == phone.e164


def test_companies_have_domains_of_their_own() -> None:
    every = (*companies.listed(), *companies.unlisted())
    assert len({each.domain for each in every}) == len(every) == companies.LISTED + companies.UNLISTED


def test_the_command_writes_what_the_function_yields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--n", "400", "--seed", "5", "--out", str(tmp_path)]) == 0
    made = list(generate(400, 5))
    assert (tmp_path / "leads.jsonl").read_bytes() == b"".join(each.body + b"\n" for each in made)
    expected = [json.loads(line) for line in (tmp_path / "expected.jsonl").read_text().splitlines()]
    assert expected == [
        {"event_id": each.event_id, "outcome": each.outcome, "converted": each.converted} for each in made
    ]
    for name, _ in SOURCES:
        lines = (tmp_path / "by-source" / f"{name}.jsonl").read_bytes().splitlines()
        assert lines == [each.body for each in made if each.source == name]
    counts = Counter(each.outcome for each in made)
    assert capsys.readouterr().out == "  ".join(f"{name} {counts[name]}" for name in sorted(counts)) + "\n"


def test_the_command_sends_all_from_one_source(tmp_path: Path) -> None:
    assert main(["--n", "50", "--source", "bench", "--out", str(tmp_path)]) == 0
    assert [path.name for path in (tmp_path / "by-source").iterdir()] == ["bench.jsonl"]


def test_badge_scans_are_the_same_submissions_as_a_table(tmp_path: Path) -> None:
    """The columns are those that the shipped source maps, and nothing that identifies gets lost on the way."""
    shipped = load(TEMPLATE).sources[badges.SOURCE]
    assert {fold(column): key for column, key in badges.COLUMNS.items()} == shipped.map
    assert main(["--n", "600", "--source", badges.SOURCE, "--out", str(tmp_path)]) == 0
    with (tmp_path / "by-source" / "events-csv.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    made = list(generate(600, 7, mix=Mix(((badges.SOURCE, 1.0),))))
    for row, each in zip(rows, made, strict=True):
        body = {shipped.map[fold(column)]: cell for column, cell in row.items()}
        assert identity(replace(each, body=json.dumps(body).encode())) == identity(each)
    assert {row["Demo"] for row in rows} == {"yes", "no", "true", "false", ""}


@pytest.mark.parametrize("wrong", [["--n", "-1"], ["--n", "many"], ["--now", "2026-05-04"], []])
def test_the_command_refuses_wrong_usage(tmp_path: Path, wrong: list[str]) -> None:
    arguments = [*wrong, "--out", str(tmp_path)] if wrong else []
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
