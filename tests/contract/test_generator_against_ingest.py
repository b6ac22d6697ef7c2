"""
The generator's expectations hold in the words of the code that reads real submissions (rows I5, I6, E1).

The generator knows nothing of that code; here the two meet before any broker does.
"""

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from ingest.domain import companies, emails, identity, phones, places, titles
from ingest.domain.emails import Email
from ingest.domain.identity import Identifiers
from ingest.domain.phones import Phone
from lab.generator import Generated, generate
from leadcore.intake import documents, fields
from leadcore.intake.fields import Fields
from leadcore.workspace import Workspace, load

TEMPLATE = Path(__file__).parents[2] / "workspace"
N = 4_000


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load(TEMPLATE)


@pytest.fixture(scope="module")
def stream() -> list[Generated]:
    return list(generate(N, 11))


def read(workspace: Workspace, each: Generated) -> Fields:
    document = documents.parse(each.body)
    assert isinstance(document, dict), document
    found = fields.read(document, workspace.sources[each.source].map, workspace.fields)
    assert isinstance(found, Fields), found
    return found


def email_of(found: Fields) -> Email | None:
    return emails.parse(found.texts.get("email", ""))


def phone_of(found: Fields) -> Phone | None:
    return phones.parse(found.texts.get("phone", ""), places.country(found.texts.get("country", "")))


def identifiers(each: Generated, found: Fields) -> Identifiers:
    email, phone = email_of(found), phone_of(found)
    return Identifiers(
        email.identity if email else "", phone.e164 if phone else "", each.source, found.texts.get("event_id", "")
    )


def test_one_of_each_identity_is_routed(workspace: Workspace, stream: list[Generated]) -> None:
    groups: defaultdict[tuple[str, tuple[str, ...]], list[Generated]] = defaultdict(list)
    for each in stream:
        if each.outcome != "rejected":
            groups[identifiers(each, read(workspace, each)).strongest()].append(each)
    assert all([each.outcome for each in group].count("routed") == 1 for group in groups.values())
    assert len({each.group for each in stream} - {0}) == len(groups)
    assert {kind for kind, _ in groups} == {"email", "phone", "event"}


def test_exactly_the_rejected_have_nothing_their_source_requires(workspace: Workspace, stream: list[Generated]) -> None:
    for each in stream:
        found = read(workspace, each)
        usable = {
            "email": email_of(found),
            "phone": phone_of(found),
            "company_name": companies.shown_name(found.texts.get("company_name", "")),
        }
        enough = any(usable[key] for key in workspace.sources[each.source].require_any)
        assert enough == (each.outcome != "rejected"), each.body


def test_nothing_but_the_undeclared_key_and_what_is_beaten_is_unmapped(
    workspace: Workspace, stream: list[Generated]
) -> None:
    """Every attribute is declared and fits; a canonical key beats its alias."""
    unmapped = Counter(key for each in stream for key in read(workspace, each).unmapped)
    assert set(unmapped) == {"Favourite colour", "e-mail"}


def test_most_companies_of_company_mail_are_in_the_table(workspace: Workspace, stream: list[Generated]) -> None:
    """E1: enough hits to show enrichment, enough misses to show its absence."""
    domains = [email.company_domain for each in stream if (email := email_of(read(workspace, each))) is not None]
    hits = sum(domain in workspace.companies for domain in domains)
    assert 0.4 < hits / len(domains) < 0.8


def test_levels_of_titles_are_all_met(workspace: Workspace, stream: list[Generated]) -> None:
    """I5: what the scoring rules ask for comes up."""
    levels = Counter(titles.parse(read(workspace, each).texts.get("title", "")).level for each in stream)
    assert {"c-level", "vp", "director", "manager", "staff", "student"} <= set(levels)
    assert min(levels.values()) > N * 0.02


def test_every_identity_key_is_one(workspace: Workspace, stream: list[Generated]) -> None:
    pepper = identity.Pepper(1, b"a secret of the test, 24 bytes")
    keys = [
        identity.identity_key(pepper, workspace.sources[each.source].tenant, identifiers(each, read(workspace, each)))
        for each in stream[:200]
    ]
    assert all(map(identity.is_identity_key, keys))
