"""Each thing that can be wrong with a workspace is found, once, where it stands (row S2, I7, R2)."""

import re
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.workspace import FILES, Finding, WorkspaceError, load
from leadcore.workspace.load import OPTIONAL

TEMPLATE = Path(__file__).parents[3] / "workspace"


class Case(NamedTuple):
    """One edit of the template (old text, new text) and the one finding it must give."""

    file: str
    old: str
    new: str
    key: str
    reason: str


YAML_CASES = [
    Case("sources.yaml", "web-form:\n", "web-form: &a\n", "", "anchor &a is not allowed"),
    Case("sources.yaml", "ways: [http, webhook]", "ways: *a", "", "alias *a is not allowed"),
    Case("sources.yaml", "quota: none", "quota: !!str none", "", "tags are not allowed"),
    Case("sources.yaml", "proof:\n", "bench:\n", "bench", "is here twice; first on line"),
    Case("sources.yaml", "shape: row\n", "shape: row\n  shape: json\n", "events-csv.shape", "is here twice"),
    Case("sources.yaml", "web-form:\n", "\tweb-form:\n", "", "is not YAML"),
    Case("sources.yaml", "web-form:\n", "---\na: b\n---\nweb-form:\n", "", "a second document"),
    Case("sources.yaml", "web-form:\n", "deep: " + "[" * 17 + "]" * 17 + "\nweb-form:\n", "", "nested deeper"),
    Case("sources.yaml", "web-form:\n", "? [a]\n: b\nweb-form:\n", "", "a key must be plain text"),
    Case("sources.yaml", "web-form:\n", "web-form: \x00\n", "", "does not allow"),
    Case("sources.yaml", "shape: row", r'tenant: "\x00"', "", "holds a control character"),
]
HOOK = "ways: [http, webhook]\n"
"""Where the shipped web-form may say more of its webhooks."""
WEBHOOK_CASES = [
    Case("sources.yaml", "shape: row", "shape: typform", "events-csv.shape", "did you mean typeform?"),
    Case("sources.yaml", "shape: row", "shape: typeform", "events-csv.ways", "must be [webhook] alone"),
    Case("sources.yaml", HOOK, f"{HOOK}  shape: form\n", "web-form.ways", "the shape form is a webhook's"),
    Case(
        "sources.yaml", HOOK, f"{HOOK}  webhook: {{scheme: strip}}\n", "web-form.webhook.scheme", "did you mean stripe?"
    ),
    Case("sources.yaml", HOOK, f"{HOOK}  webhook: {{scheme: hmac}}\n", "web-form.webhook.header", "is missing"),
    Case("sources.yaml", HOOK, f"{HOOK}  webhook: {{scheme: sns}}\n", "web-form.webhook.topics", "is missing"),
    Case(
        "sources.yaml",
        HOOK,
        f"{HOOK}  webhook: {{scheme: sns, topics: [ses]}}\n",
        "web-form.webhook.topics.0",
        "an ARN",
    ),
    Case(
        "sources.yaml",
        HOOK,
        f"{HOOK}  webhook: {{prefix: v0}}\n",
        "web-form.webhook.prefix",
        "no meaning for the scheme",
    ),
    Case(
        "sources.yaml",
        HOOK,
        f'{HOOK}  webhook: {{scheme: token, header: "a b"}}\n',
        "web-form.webhook.header",
        "letters",
    ),
    Case(
        "sources.yaml",
        HOOK,
        f"{HOOK}  webhook: {{tolerance_seconds: 0}}\n",
        "web-form.webhook.tolerance_seconds",
        "1 or",
    ),
    Case("sources.yaml", HOOK, f"{HOOK}  webhook: {{secret: x}}\n", "web-form.webhook.secret", "is not a key here"),
    Case(
        "sources.yaml", "shape: row", "webhook: {scheme: slack}", "events-csv.webhook", "webhook is not among the ways"
    ),
]
TRANSFORM = "    est_budget: attributes.budget_usd\n"
TRANSFORM_CASES = [
    Case("sources.yaml", TRANSFORM, f'{TRANSFORM}  transform: {{a: "{text}"}}\n', "partner-api.transform.a", reason)
    for text, reason in [
        ("value +", "is no CEL expression"),
        ("valeu", "did you mean value?"),
        ("double(vlaue)", "did you mean value?"),
        ("lowerASCII(value)", "did you mean lowerAscii?"),
        ("value.nosuch()", "calls nosuch, which there is not"),
        ("row.a.map(x, x)", "must not loop (map)"),
        ("row.a . exists(value, true)", "must not loop (exists)"),
        ("'" + "x" * 500 + "'", "must not be longer than 500"),
        ("(" * 200 + "value" + ")" * 200, "is no CEL expression"),
    ]
] + [
    Case("sources.yaml", TRANSFORM, f"{TRANSFORM}  transform: {{A b: value, a-B: value}}\n",
         "partner-api.transform.a-B",
        "is the same column"),
    Case("fields.yaml", "type: flag\n", "type: flag\n  transform: valeu\n", "demo_requested.transform",
         "did you mean value?"),
    Case("fields.yaml", "type: flag\n", "type: flag\n  crm: {hubspt: demo}\n", "demo_requested.crm.hubspt",
         "did you mean hubspot?"),
    Case("fields.yaml", "type: flag\n", "type: flag\n  crm: {postgres: demo}\n", "demo_requested.crm.postgres",
         "no destination with"),
    Case("fields.yaml", "type: flag\n", "type: flag\n  crm: {hubspot: email}\n", "demo_requested.crm.hubspot",
        "email is already filled, by email"),
]  # fmt: skip
SOURCE_CASES = [
    Case("sources.yaml", "upstream:\n", "no:\n", "upstream", "is missing"),
    Case("sources.yaml", "web-form:\n", "Web Form:\n", "Web Form", "must be lower case"),
    Case("sources.yaml", "\nproof:", "\nunknown:", "unknown", "is reserved"),
    Case("sources.yaml", "  ways: [kafka]", "  ways: [http]", "upstream.ways", "must have kafka"),
    Case("sources.yaml", "  ways: [kafka]\n", "", "upstream.ways", "is missing"),
    Case("sources.yaml", "ways: [kafka]", "ways: []", "upstream.ways", "must not be empty"),
    Case("sources.yaml", "ways: [kafka]", "ways: kafka", "upstream.ways", "must be a list"),
    Case("sources.yaml", "ways: [kafka]", "ways: [kafka, kafka]", "upstream.ways", "twice"),
    Case("sources.yaml", "ways: [kafka]", "ways: [kafak]", "upstream.ways.0", "did you mean kafka?"),
    Case("sources.yaml", "shape: row", "shapes: row", "events-csv.shapes", "did you mean shape?"),
    Case("sources.yaml", "shape: row", "shape:", "events-csv.shape", "must be one of json, row"),
    Case("sources.yaml", "shape: row", "tenant:", "events-csv.tenant", "has no value"),
    Case("sources.yaml", "shape: row", "tenant: Ma!n", "events-csv.tenant", "must be lower case"),
    Case("sources.yaml", "capacity: 50000", "capacity: 0", "events-csv.quota.capacity", "must be 1 or more"),
    Case("sources.yaml", "capacity: 50000", "capacity: 050", "events-csv.quota.capacity", "whole number"),
    Case("sources.yaml", "capacity: 50000", "capacity: -5", "events-csv.quota.capacity", "must be 1 or more"),
    Case("sources.yaml", "capacity: 50000", 'capacity: "5"', "events-csv.quota.capacity", "whole number"),
    Case("sources.yaml", "capacity: 50000", "capacity: 5.5", "events-csv.quota.capacity", "whole number"),
    Case("sources.yaml", "capacity: 50000", "capacity: [5]", "events-csv.quota.capacity", "single value"),
    Case("sources.yaml", "seconds: 3600", "seconds: 01:00:00", "events-csv.quota.window_seconds",
        "whole number"),
    Case("sources.yaml", "{same_person: revise}", "{horizon_hours: 75}", "web-form.dedup.horizon_hours",
        "76 or more"),
    Case("sources.yaml", "{same_person: revise}", "revise", "web-form.dedup", "must be a table"),
    Case("sources.yaml", "[email, phone]", "[email, fone]", "partner-api.require_any.1",
        "did you mean phone?"),
    Case("sources.yaml", ": attributes.budget_usd", ": attributes.budgt", "partner-api.map.est_budget",
         "did you mean attributes.budget_usd?"),
    Case("sources.yaml", "    E-Mail: email\n", "    E-Mail: email\n    Mail: email\n", "events-csv.map.Mail",
         "another column already fills"),
    Case("sources.yaml", "    E-Mail: email\n", "    E-Mail: email\n    e mail: language\n",
        "events-csv.map.e mail",
         "is the same column"),
]  # fmt: skip
FIELD_CASES = [
    Case("fields.yaml", "  currency: USD\n", "", "budget_usd.currency", "must be a currency's code of ISO 4217"),
    Case("fields.yaml", "  currency: USD\n", "  currency: USX\n", "budget_usd.currency", "such as EUR"),
    Case("fields.yaml", "type: flag\n", "type: flag\n  currency: USD\n", "demo_requested.currency", "has no meaning"),
    Case("fields.yaml", "spoken_to:", "Spoken-To:", "Spoken-To", "must be lower case"),
    Case("fields.yaml", "spoken_to:", "company:", "company", "is already a key"),
    Case("fields.yaml", "  personal: true\n", "", "spoken_to.personal", "is missing"),
    Case("fields.yaml", "personal: true", "personal: yes", "spoken_to.personal", "must be true or false"),
    Case("fields.yaml", "personal: true", 'personal: "true"', "spoken_to.personal", "must be true or false"),
    Case("fields.yaml", "personal: true", "personal: NO", "spoken_to.personal", "must be true or false"),
    Case("fields.yaml", "type: flag", "type: bool", "demo_requested.type", "must be one of text, whole"),
]
_RULES = "parts.demographic.rules.0"
SCORING_CASES = [
    Case("scoring.yaml", "  engagement: 0.35 ", "  engagement: .inf ", "weights.engagement",
        "must be a number"),
    Case("scoring.yaml", "  engagement: 0.35 ", "  engagement: -0.35 ", "weights.engagement",
        "must be 0 or more"),
    Case("scoring.yaml", "  hot: 48", "  hot: 101", "bands.hot", "must be 100 or less"),
    Case("scoring.yaml", "  hot: 48", "  hot: 20", "bands.warm", "must not be more than bands.hot"),
    Case("scoring.yaml", "use: none", "use: active", "model.name", "is missing, and model.use is active"),
    Case("scoring.yaml", "title-vp,", "title-c-level,", "parts.demographic.rules.1.code",
        "is already the code of"),
    Case("scoring.yaml", "{code: title-c-level,", "{code: Title C,", f"{_RULES}.code",
        "must be a code such as"),
    Case("scoring.yaml", "value: c-level, points: 60", "value: c-level", f"{_RULES}.points", "is missing"),
    Case("scoring.yaml", "points: 60", "points: 600", f"{_RULES}.points", "must be 100 or less"),
    Case("scoring.yaml", "level, operator: equals, value: c-level", "levle, operator: equals, value: c-level",
         f"{_RULES}.field", "did you mean title_level?"),
    Case("scoring.yaml", "title_level, operator: equals, value: c-level", "email, operator: present",
         f"{_RULES}.field", "no such fact: email"),
    Case("scoring.yaml", "attributes.timeline, operator: equals, value: now",
        "attributes.spoken_to, operator: present",
         "parts.behavioural.rules.3.field", "no such fact: attributes.spoken_to"),
    Case("scoring.yaml", "operator: equals, value: c-level", "operator: equal, value: c-level",
         f"{_RULES}.operator", "did you mean equals?"),
    Case("scoring.yaml", "operator: equals, value: c-level", "operator: at-least, value: 3",
         f"{_RULES}.operator", "title_level is a text; use one of equals"),
    Case("scoring.yaml", "value: c-level", "value: clevel", f"{_RULES}.value", "did you mean c-level?"),
    Case("scoring.yaml", "value: c-level", "value: [c-level, vp]", f"{_RULES}.value",
        "for several use one-of"),
    Case("scoring.yaml", "value: c-level, ", "", f"{_RULES}.value", "is missing"),
    Case("scoring.yaml", "value: 1000,", "value: many,", "parts.firmographic.rules.0.value",
        "must be a number"),
    Case("scoring.yaml", "[200, 1000]", "[1000, 200]", "parts.firmographic.rules.1.value",
        "less than the second"),
    Case("scoring.yaml", "[200, 1000]", "[200]", "parts.firmographic.rules.1.value", "a list of two bounds"),
    Case("scoring.yaml", "operator: present,", "operator: present, value: x,",
        "parts.firmographic.rules.7.value",
         "present takes no value"),
    Case("scoring.yaml", "[Manufacturing, Logistics, Health Care]", "[]", "parts.firmographic.rules.5.value",
         "at least one value"),
    Case("scoring.yaml", "value: partner-api", "value: partner", "parts.behavioural.rules.5.value", "partner-api?"),
    Case("scoring.yaml", "operator: is, value: true", "operator: is, value: yes",
        "parts.behavioural.rules.0.value",
         "must be true or false"),
]  # fmt: skip
ROUTING_CASES = [
    Case("routing.yaml", "default_pool: inbound", "default_pool: inbond", "default_pool",
        "did you mean inbound?"),
    Case("routing.yaml", "pool: partners", "pool: partner", "rules.3.pool", "did you mean partners?"),
    Case("routing.yaml", "- code: partner-referral", "- code: strategic-account", "rules.3.code",
        "earlier rule"),
    Case("routing.yaml", "  urgent: 30", "  urgnet: 30", "answer_minutes.urgnet", "did you mean urgent?"),
    Case("routing.yaml", "  urgent: 30", "  urgent: 0", "answer_minutes.urgent", "must be 1 or more"),
    Case("routing.yaml", "value: 1000}", "value: lots}", "classification.size.classes.0.when.0.value",
        "a number"),
    Case("routing.yaml", "{field: employees, operator: less-than, value: 200}",
         "{field: segment, operator: equals, value: x}", "classification.size.classes.2.when.0.field",
         "no such fact: segment"),
    Case("routing.yaml", "value: strategic}", "value: strategik}", "rules.2.when.0.value", "did you mean strategic?"),
    Case("routing.yaml", "value: partner-api}", "value: partner-ap}", "rules.3.when.0.value", "partner-api?"),
    Case("routing.yaml", "[urgent, high]", "[urgent, hi]", "classification.segment.classes.0.when.1.value", "one of"),
    Case("routing.yaml", "pools:\n", "pools:\n  review: {}\n", "pools.review", "the review queue's own word"),
    Case("routing.yaml", "use_territories: true", "use_territories: on", "use_territories", "true or false"),
    Case("routing.yaml", "pick: weighted-round-robin}", "pick: random}", "pools.strategic.pick",
        "must be one of"),
]  # fmt: skip
TABLE_CASES = [
    Case("territories.csv", "country,region,pool", "country,regoin,pool", "header", "did you mean region?"),
    Case("territories.csv", "US,CA,us-west", "US,CA", "row 2", "has 2 cells, the header 3"),
    Case("territories.csv", "US,CA,us-west", "USA,CA,us-west", "row 2", "country: must be"),
    Case("territories.csv", "US,CA,us-west", "US,CA,us-vest", "row 2", "did you mean us-west?"),
    Case("territories.csv", "US,CA,us-west", "US,,us-west", "row 2", "are in the table twice"),
    Case("territories.csv", "US,CA,us-west", 'US,"CA,us-west', "csv", "cannot be read"),
    Case("roster.csv", "diallo,strategic,2", "diallo,strategic,-2", "row 1", "weight: must be"),
    Case("roster.csv", "diallo,strategic,2", "diallo,strategik,2", "row 1", "did you mean strategic?"),
    Case("roster.csv", "amara.diallo,strategic", "Amara,strategic", "row 1", "owner: must be"),
    Case("roster.csv", "amara.diallo@sales.example", "amara.diallo", "row 1",
        "email: must be an e-mail address"),
    Case("roster.csv", "weidner,strategic,1,jonas", "weidner,strategic,1,j", "row 14", "email: differs"),
    Case("roster.csv", "priya.raman,partners,1,priya.raman@", "tomas.lindqvist,partners,1,tomas.lindqvist@",
        "row 4",
         "are in the table twice"),
    Case("roster.csv", "nakoa,us-west,2,kai.nakoa@sales.example\nrosa.trevino,us-west,1",
         "nakoa,us-west,0,kai.nakoa@sales.example\nrosa.trevino,us-west,0", "", "nobody in pool us-west"),
    Case("companies.csv", "\nbrindle-cloudworks.example", "\nBrindle.example", "row 1", "domain: must be"),
    Case("companies.csv", "\nbrindle-cloudworks.example", "\nkorvex-robotics.example", "row 2",
        "domain: is in"),
    Case("companies.csv", ",37,11-50,", ",37,11-49,", "row 1", "employee_band: must be one of"),
    Case("companies.csv", ",37,11-50,", ",3e7,11-50,", "row 1", "employees: must be a whole number"),
    Case("companies.csv", ",8.4,UA,", ",NaN,UA,", "row 1", "revenue_musd: must be a number"),
    Case("companies.csv", ",8.4,UA,", ",8.4,Ukraine,", "row 1", "country: must be"),
    Case("companies.csv", ",Brindle Cloudworks LLC,", ",Brindle\x00,", "row 1", "holds a control character"),
    Case("companies.csv", ",Brindle Cloudworks LLC,", ",,", "row 1", "company: is missing"),
    Case("companies.csv", ",2012,inactive,", ",2012,asleep,", "row 1", "status: must be one of"),
]  # fmt: skip
DESTINATION_CASES = [
    Case("destinations.yaml", "kind: hubspot\n  mode: write", "kind: hubspot\n  mode: wrote", "hubspot.mode",
         "did you mean write?"),
    Case("destinations.yaml", "kind: hubspot\n  mode: write", "kind: hubspot", "hubspot.mode", "is missing"),
    Case("destinations.yaml", "{field: first_name}", "{field: frist_name}", "hubspot.fields.firstname.field",
         "did you mean first_name?"),
    Case("destinations.yaml", "{field: first_name}", "{field: first_name, policy: fill}",
         "hubspot.fields.firstname.policy", "must be one of fill-blank"),
    Case("destinations.yaml", "batch_size: 500", "fields: {a: {field: email}}", "postgres.fields",
        "has no meaning"),
    Case("destinations.yaml", "batch_size: 500", "batch_size: 5000", "postgres.batch_size", "1000 or less"),
]  # fmt: skip
CASES = [
    *YAML_CASES,
    *WEBHOOK_CASES,
    *TRANSFORM_CASES,
    *SOURCE_CASES,
    *FIELD_CASES,
    *SCORING_CASES,
    *ROUTING_CASES,
    *TABLE_CASES,
    *DESTINATION_CASES,
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(TEMPLATE, tmp_path / "workspace")


def edit(folder: Path, case: Case) -> None:
    """Apply the edit to the settings, not to the comments around them; lines keep their numbers."""
    path = folder / case.file
    text = re.sub(r"^#.*$", "", path.read_text(), flags=re.MULTILINE)
    assert case.old in text, "the template changed: this case tests nothing"
    path.write_text(text.replace(case.old, case.new, 1))


def findings(folder: Path) -> tuple[Finding, ...]:
    with pytest.raises(WorkspaceError) as caught:
        load(folder)
    return caught.value.findings


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.key or case.reason}")
def test_each_fault_is_found_once_with_file_line_key_and_reason(folder: Path, case: Case) -> None:
    edit(folder, case)

    (finding,) = findings(folder)

    assert (finding.file, finding.key) == (case.file, case.key)
    assert case.reason in finding.reason
    if case.key:
        assert finding.line > 0


@pytest.mark.parametrize("file", [file for file in FILES if file not in OPTIONAL])
def test_a_missing_file_is_one_finding(folder: Path, file: str) -> None:
    (folder / file).unlink()
    missing = Finding(file, 0, "", "is missing")
    assert missing in findings(folder)


def test_a_workspace_of_before_there_were_forms_has_none(folder: Path) -> None:
    (folder / "forms.yaml").unlink()
    assert load(folder).forms == {}


@pytest.mark.parametrize("file", FILES)
def test_an_empty_file_is_a_finding(folder: Path, file: str) -> None:
    (folder / file).write_text("")
    assert Finding(file, 0, "", "is empty") in findings(folder)


@pytest.mark.parametrize("file", FILES)
def test_bytes_that_are_not_utf8_are_a_finding(folder: Path, file: str) -> None:
    (folder / file).write_bytes(b"# \xff\xfe\n")
    assert Finding(file, 0, "", "is not UTF-8 (byte 2)") in findings(folder)


def test_a_misspelt_file_is_a_finding(folder: Path) -> None:
    (folder / "source.yaml").write_text("a: b\n")
    (finding,) = findings(folder)
    assert str(finding) == "source.yaml: is not a file of a workspace; did you mean sources.yaml?"


def test_no_folder_is_a_finding(tmp_path: Path) -> None:
    assert any("is no folder" in finding.reason for finding in findings(tmp_path / "nowhere"))


def test_all_findings_of_all_files_come_at_once_in_order(folder: Path) -> None:
    edited = CASES[-1], SOURCE_CASES[-1], ROUTING_CASES[0], SCORING_CASES[-1]
    for case in edited:
        edit(folder, case)
    found = findings(folder)
    assert [finding.file for finding in found] == sorted(case.file for case in edited)


def test_a_finding_reads_as_one_line_with_its_place(folder: Path) -> None:
    path = folder / "sources.yaml"
    path.write_text(path.read_text().replace("capacity: 50000", "capacity: 0", 1))
    line = path.read_text().splitlines().index("  quota: {capacity: 0, window_seconds: 3600}") + 1
    with pytest.raises(WorkspaceError, match=rf"^sources.yaml:{line}: events-csv.quota.capacity: must be 1 or more$"):
        load(folder)


def test_no_cell_of_the_roster_is_repeated_in_a_finding(folder: Path) -> None:
    """People's addresses stay out of messages, which end up in logs."""
    path = folder / "roster.csv"
    path.write_text(path.read_text().replace("@sales.example", " at sales.example"))
    assert "sales.example" not in "\n".join(map(str, findings(folder)))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(FILES),
    st.integers(0, 10_000),
    st.integers(0, 40),
    st.text(alphabet=":{}[],-\"'#&*!|>%@` \n\t.0aé\x00\ud800\U0001f600", max_size=12),
)
def test_whatever_is_typed_over_a_file_it_loads_or_has_findings(file: str, at: int, length: int, typed: str) -> None:
    with TemporaryDirectory() as place:
        folder = shutil.copytree(TEMPLATE, Path(place) / "workspace")
        text = (folder / file).read_text()
        at %= len(text)
        spoilt = text[:at] + typed + text[at + length :]
        (folder / file).write_bytes(spoilt.encode("utf-8", "surrogatepass"))
        with suppress(WorkspaceError):
            assert len(load(folder).release) == 12
