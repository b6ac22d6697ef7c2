"""R4: the passport tells every decision in order, with milliseconds and price."""

from console.domain.passports import Findings, passport

DECISION = {
    "unit": "enricher",
    "code": "company-found",
    "parameters": {"domain": "northwind.example"},
    "duration_us": 1500,
    "price_micros": 20_000,
    "release": "r1",
}
SUBMISSION = {
    "source": "web-form",
    "outcome": "routed",
    "unit": "router",
    "code": "assigned",
    "parameters": {"owner": "o1"},
    "ended_at": "2026-01-01T00:00:00.000+00:00",
    "trail": [],
    "version": 1,
}
RECEIPT = {
    "destination": "hubspot",
    "version": 1,
    "result": "created",
    "record_id": "42",
    "matched_by": "created",
    "parameters": {},
    "duration_us": 3000,
}


def test_decisions_come_in_order_with_time_and_price() -> None:
    lead = dict.fromkeys(
        ("status", "owner", "pool", "segment", "size", "priority", "territory", "assigned_at", "due_at"), "x"
    )
    made = {"cause_id": "s1", "decided_at": "2026-01-01T00:00:00.000+00:00", "trail": [DECISION]}
    versions = [{"version": 1, "cause": "created", **made}, {"version": 2, "cause": "same-person", **made}]
    nothing = {"version": 2, "cause": "same-person", "cause_id": "s3", "code": "nothing-new", "parameters": {}}
    current = {**lead, "version": 2, "source": "web-form"}
    told = passport(Findings("l1", current, SUBMISSION, versions, None, [RECEIPT], unchanged=[nothing]))
    assert [(each["version"], each["cause"], each["cause_id"]) for each in told["versions"]] == [
        (1, "created", "s1"),
        (2, "same-person", "s1"),
    ]
    assert [(d["unit"], d["code"], d["version"]) for d in told["decisions"]] == [
        ("enricher", "company-found", 1),
        ("enricher", "company-found", 2),
        ("reviser", "nothing-new", 2),
        ("router", "routed: assigned", 1),
        ("crm-sync.hubspot", "created", 1),
    ]
    assert (told["decisions"][0]["duration_ms"], told["decisions"][0]["price"]) == (1.5, 0.02)


def test_a_submission_without_a_lead_is_explained_too() -> None:
    ended = {**SUBMISSION, "outcome": "rejected", "code": "rule-violation", "trail": [DECISION], "version": None}
    told = passport(Findings("s1", None, ended))
    assert [d["code"] for d in told["decisions"]] == ["company-found", "rejected: rule-violation"]
    assert told["routing"] is None
