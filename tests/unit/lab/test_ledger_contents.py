"""
P5, P6 (rule D: final field values = expected): each field of each place is compared, and nothing more is asked.

A lead of two versions stands on the topics; every place shows the newer one. Any one field that is another lead's, an
older version's or cut short is found by its name; its value is never told.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from crm_sync.domain import recorded, rows
from lab.ledger import due
from lab.ledger.contents import contents, words
from lab.ledger.due import Lead, Target
from lab.ledger.evidence import Asked, Delivered, Entry, Evidence, Routed
from lab.ledger.plan import TAG, Plan
from lab.ledger.rules import judge
from lab.ledger.tracers import read_of, wrote
from leadcore.codec import encode_body
from leadcore.contracts import Person, Receipt
from leadcore.testing.builders import NOW, a_dead_letter, a_person, a_routed_lead
from leadcore.workspace import Destination, Field, FieldTarget
from leadcore.workspace.vocabulary import DELIVERABLE

ADDRESSES = {"owner-1": "robin@vendor.example"}


def a_lead(name: str, version: int = 1, **person: Any) -> Lead:
    """A version of a lead that differs from every other in all that a test looks at."""
    told = replace(a_person(), **{"email": f"{name}@northwind.example", "message": f"{name} says {version}", **person})
    routed = a_routed_lead(name)
    scoring = replace(routed.scoring, score=10.0 * version, reasons=(), features=(0.25, float(version)))
    routed = replace(
        routed,
        identity=replace(routed.identity, identity_key=f"p1.{name}", person=encode_body(told), city=f"Town {version}"),
        admission=replace(routed.admission, version=version),
        enrichment=replace(routed.enrichment, company_domain=f"{name}.example", company_name="N" * 250),
        scoring=scoring,
        routing=replace(routed.routing, segment=f"s{version}"),
    )
    return Lead(routed, told, f"bytes of {name} {version}".encode())


def a_target(*names: str) -> Target:
    """A CRM that is sent these words, each in a property of the same name."""
    return Target(
        Destination("hubspot", "write", fields={name: FieldTarget(name, "fill-blank") for name in names}),
        {},
        ADDRESSES,
        {"robin@vendor.example": "4100001"},
    )


TARGET = a_target(*DELIVERABLE)


def entries(leads: list[Lead]) -> Iterator[Entry]:
    for lead in leads:
        yield from due.in_postgres(lead)
        yield due.at_hubspot(lead, TARGET)
    yield due.in_receipts(a_receipt())
    yield due.in_errors(a_dead_letter())


def a_receipt() -> Receipt:
    return Receipt(
        receipt_id="r1",
        tenant="main",
        lead_id="ada",
        version=2,
        destination="hubspot",
        result="updated",
        record_id="301",
        at=NOW,
    )


def sound() -> Evidence:
    """Two leads, one of which was revised; every place shows the newest version of each."""
    every = tuple(entries([a_lead("ada"), a_lead("ada", 2), a_lead("grace")]))
    newest: dict[tuple[str, str], Entry] = {}
    for each in every:
        key = (each.place, each.key)
        newest[key] = max(newest.get(key, each), each, key=lambda entry: entry.rank)
    return Evidence(due=every, held=tuple(newest.values()))


def held(evidence: Evidence, place: str, key: str) -> Entry:
    """The entry that a place shows under a key."""
    return next(each for each in evidence.held if (each.place, each.key) == (place, key))


def showing(evidence: Evidence, shown: Entry, **fields: Any) -> Evidence:
    """The evidence where one place shows other values."""
    other = replace(shown, fields={**shown.fields, **fields})
    return replace(evidence, held=tuple(other if each is shown else each for each in evidence.held))


def test_places_that_show_the_newest_version_break_no_rule() -> None:
    assert list(contents(sound())) == []


FIELDS = [
    (each.place, each.key, name)
    for each in sound().held
    if "grace" not in each.key
    for name, value in each.fields.items()
    if each.place != "hubspot" or value
]


@pytest.mark.parametrize(("place", "key", "name"), FIELDS, ids=lambda each: str(each).replace(" ", "_"))
def test_another_value_in_any_field_is_found_by_its_name(place: str, key: str, name: str) -> None:
    evidence = sound()
    [found] = contents(showing(evidence, held(evidence, place, key), **{name: "not what was routed"}))
    assert (found.rule, found.number) == ("D", 1)
    assert found.offenders == (f"{place} {key}: {name}",)
    assert "not what was routed" not in str(found)


def swapped(evidence: Evidence) -> Evidence:
    """Two leads' e-mail addresses change places at the CRM."""
    ada, grace = held(evidence, "hubspot", "ada"), held(evidence, "hubspot", "grace")
    other = showing(evidence, ada, email=grace.fields["email"])
    return showing(other, held(other, "hubspot", "grace"), email=ada.fields["email"])


def left_over(evidence: Evidence) -> Evidence:
    """A value of version 1 stays under version 2."""
    return showing(evidence, held(evidence, "contacts", "p1.ada"), message="", title="as in version 1")


def cut_short(evidence: Evidence) -> Evidence:
    """A version's bytes end early."""
    shown = held(evidence, "lead_versions", "ada v1")
    return showing(evidence, shown, bytes=shown.fields["bytes"][:-1])


@pytest.mark.parametrize(("tampering", "number"), [(swapped, 2), (left_over, 1), (cut_short, 1)])
def test_swapped_left_over_and_cut_values_break_rule_d(tampering: Callable[[Evidence], Evidence], number: int) -> None:
    evidence = replace(tampering(sound()), places=frozenset())
    [found] = [each for each in judge(evidence).findings if each.what == "other values than were routed"]
    assert (found.rule, found.number) == ("D", number)


def test_a_row_of_an_older_version_breaks_rule_o() -> None:
    evidence = sound()
    first = next(each for each in evidence.due if (each.place, each.key, each.version) == ("leads", "ada", 1))
    rest = tuple(each for each in evidence.held if (each.place, each.key) != ("leads", "ada"))
    [found] = contents(replace(evidence, held=(*rest, first)))
    assert (found.rule, found.offenders) == ("O", ("leads ada",))


@pytest.mark.parametrize("missing", sound().held, ids=lambda each: f"{each.place} {each.key}".replace(" ", "_"))
def test_what_is_due_and_not_there_breaks_rule_l(missing: Entry) -> None:
    evidence = sound()
    rest = tuple(each for each in evidence.held if (each.place, each.key) != (missing.place, missing.key))
    [found] = contents(replace(evidence, held=rest))
    assert (found.rule, found.offenders) == ("L", (f"{missing.place} {missing.key}",))


def test_a_version_that_was_refused_is_due_nowhere() -> None:
    evidence = sound()
    rest = tuple(each for each in evidence.held if each.key != "grace" or each.place != "hubspot")
    refused = (Delivered("hubspot", "grace", 1, "refused"),)
    assert list(contents(replace(evidence, held=rest, delivered=refused))) == []


def test_of_a_version_that_was_written_twice_any_one_may_stand_but_no_mixture() -> None:
    evidence = sound()
    shown = held(evidence, "leads", "ada")
    again = replace(shown, fields={**shown.fields, "assigned_at": 7, "release": "r-2"})
    repeated = replace(evidence, due=(*evidence.due, again))
    assert list(contents(repeated)) == []
    assert list(contents(showing(repeated, shown, assigned_at=7, release="r-2"))) == []
    [found] = contents(showing(repeated, shown, assigned_at=7))
    assert found.rule == "D"


def test_what_a_later_run_put_there_is_not_held_against_this_one() -> None:
    evidence = sound()
    shown = held(evidence, "organizations", "main ada.example")
    later = replace(shown, rank=(True, shown.rank[1] + 1, "zoe", 1), fields={**shown.fields, "name": "Later"})
    rest = tuple(each for each in evidence.held if each is not shown)
    assert list(contents(replace(evidence, held=(*rest, later)))) == []


def test_a_crm_keeps_what_a_newer_version_no_longer_has_and_nothing_else() -> None:
    target = a_target("email", "phone")
    old, new = a_lead("ada"), a_lead("ada", 2, phone="")
    every = (due.at_hubspot(old, target), due.at_hubspot(new, target))
    shown = replace(every[1], rank=())
    kept = replace(shown, fields={**shown.fields, "phone": old.person.phone})
    assert list(contents(Evidence(due=every, held=(shown,)))) == []
    assert list(contents(Evidence(due=every, held=(kept,)))) == []
    foreign = replace(shown, fields={**shown.fields, "phone": "+12025550199"})
    [found] = contents(Evidence(due=every, held=(foreign,)))
    assert found.offenders == ("hubspot ada: phone",)


def test_the_oracle_compares_every_column_that_the_sink_writes() -> None:
    lead = a_lead("ada")
    written = recorded.delivered(lead.routed, lead.person, lead.value, 1)
    assert isinstance(written, tuple)
    compared: dict[str, Mapping[str, Any]] = {each.place: each.fields for each in due.in_postgres(lead)}
    # In the key or the rank, or made of what is compared in the version's bytes.
    apart = {"lead_id", "version", "contact_id", "organization_id", "known", "observed_at", "schema_id", "trail"}
    tables = {rows.LeadNow: "leads", rows.LeadVersion: "lead_versions", rows.LeadScore: "lead_scores"}
    tables |= {rows.Contact: "contacts", rows.Organization: "organizations"}
    for row in written:
        place = tables[type(row)]
        assert set(row._fields) - apart <= compared[place].keys(), place
        kinds = rows.kinds(type(row))
        told = {name: json.loads(value) if kinds[name] is rows.Json else value for name, value in row._asdict().items()}
        assert {name: told[name] for name in compared[place]} == compared[place], place


def test_every_deliverable_word_can_be_told() -> None:
    fields = due.at_hubspot(a_lead("ada"), TARGET).fields
    assert set(DELIVERABLE) <= fields.keys() | {"version"}
    assert fields["owner_email"] == "robin@vendor.example"
    assert due.at_hubspot(a_lead("ada"), _owned()).fields[due.OWNER_ID] == "4100001"


def _owned() -> Target:
    return replace(
        TARGET, destination=Destination("hubspot", "write", fields={due.OWNER_ID: FieldTarget("owner_email")})
    )


def test_a_property_that_the_receipt_excuses_is_not_due() -> None:
    told = replace(a_receipt(), parameters={"email": "held-by-another-contact"})
    plain, excused = due.at_hubspot(a_lead("ada"), TARGET), due.at_hubspot(a_lead("ada"), TARGET, [told])
    assert plain.fields.keys() - excused.fields.keys() == {"email"}
    owned = due.at_hubspot(a_lead("ada"), _owned(), [replace(told, parameters={"owner": "not-known-there"})])
    assert due.OWNER_ID not in owned.fields


def test_declared_attributes_are_told_by_their_type() -> None:
    fields = {
        "visits": Field("whole", personal=False, description=""),
        "spoken_to": Field("text", personal=True, description=""),
    }
    target = replace(
        a_target("attributes.visits", "attributes.spoken_to"),
        fields=fields,
    )
    lead = a_lead("ada", attributes={"spoken_to": "Robin"})
    visited = replace(lead.routed, identity=replace(lead.routed.identity, attributes={"visits": " 07 "}))
    told = due.at_hubspot(replace(lead, routed=visited), target).fields
    assert (told["attributes.visits"], told["attributes.spoken_to"]) == ("7", "Robin")


def _asked(number: int, group: int, said: str) -> Asked:
    return Asked(number, "new", group, "ok", f"s{number}", True, {"message": said, TAG: f"proof-1/{number}"})


def _says(lead: str, version: int, said: str, number: int) -> Routed:
    return Routed(lead, lead, version, "ada", reads={"message": said, TAG: f"proof-1/{number}"})


ASKED = (_asked(0, 1, "first"), _asked(1, 1, "second"), _asked(2, 2, "third"))


def test_a_lead_says_what_its_submission_said_and_later_what_its_person_did() -> None:
    right = (_says("s0", 1, "first", 0), _says("s0", 2, "second", 1), _says("s2", 1, "third", 2))
    assert list(words(Evidence(asked=ASKED, routed=right))) == []


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        (_says("s0", 1, "third", 0), "message"),
        (_says("s0", 1, "firs", 0), "message"),
        (_says("s0", 1, "second", 0), "message"),
        (_says("s0", 1, "first", 2), TAG),
        (_says("s0", 2, "third", 2), f"message {TAG}"),
    ],
    ids=["another lead's", "cut short", "another submission's", "another's tag", "another person's"],
)
def test_a_lead_that_says_what_was_not_sent_breaks_rule_d(wrong: Routed, names: str) -> None:
    [found] = words(Evidence(asked=ASKED, routed=(wrong,)))
    assert (found.rule, found.offenders) == ("D", (f"s0 v{wrong.version}: {names}",))


def test_what_a_plan_sends_can_be_found_again() -> None:
    requests = [each for each in Plan(400, 11).requests() if each.kind in {"new", "same-person", "update"}]
    traced = [wrote(each) for each in requests]
    assert all({TAG, "message"} <= each.keys() for each in traced)
    assert sum("email" in each for each in traced) > 0.8 * len(traced)
    first = traced[0]
    kept = Person(email=first["email"].title(), message=first["message"], unmapped={TAG: f'"{first[TAG]}"'})
    assert {name: read_of(kept)[name] for name in ("email", "message", TAG)} == {
        name: first[name] for name in ("email", "message", TAG)
    }
