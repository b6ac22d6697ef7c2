"""Who is the same: what admission joins by itself, and what the console suggests."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from console.domain import alike
from console.domain.alike import Contact
from ingest.domain import companies, emails, people, phones
from ingest.domain.identity import Identifiers

from lab.quality import corpora
from lab.quality.report import Score, Section, Table, score_table, share

Pairs = set[tuple[str, str]]


def measure(invented: Sequence[str] = ("febrl_dataset1", "febrl_dataset3")) -> Section:
    """Automatic decisions and suggestions, on the records that have known duplicates; `invented`: sets of Febrl."""
    sites = list(corpora.rows("dirty_records/chicago_childcare_true_ids.csv.gz"))
    truth = _pairs(_groups((row["True Id"], row["Id"]) for row in sites))
    automatic = {
        "childcare sites, numbers as sent": _score(truth, _automatic(sites, _as_sent, with_name=False)),
        "childcare sites, area code 312 assumed, number alone": _score(
            truth, _automatic(sites, _with_code, with_name=False)
        ),
        "childcare sites, area code 312 assumed, number with name": _score(
            truth, _automatic(sites, _with_code, with_name=True)
        ),
    }
    suggested = {"childcare sites": _suggested([_site(row) for row in sites], truth)}
    for name in invented:
        rows = list(corpora.rows(f"dirty_records/{name}.csv.gz"))
        same = _pairs(_groups((row["rec_id"].split("-")[1], row["rec_id"]) for row in rows))
        suggested[name] = _suggested([_person(row) for row in rows], same)
    tables = [score_table("joined by itself, pairs", automatic)]
    tables.append(score_table("suggested, pairs", {name: score for name, (score, _) in suggested.items()}))
    tables.append(
        Table(
            ("blocking", "pairs compared", "of the true pairs"),
            tuple((n, c, share(r)) for n, (_, (c, r)) in suggested.items()),
        )
    )
    strict = automatic["childcare sites, area code 312 assumed, number with name"]
    return Section(
        "Identity",
        _ABOUT,
        tuple(tables),
        {
            "automatic": strict.precision,
            **{
                f"{kind} {name}": getattr(score, kind)
                for name, (score, _) in suggested.items()
                for kind in ("precision", "recall")
            },
        },
    )


_ABOUT = """Admission joins what has the same e-mail address, else the same number (policy `dedup.phone`: alone
or with-name), else the same event. The childcare file (3,337 real records, 1,162 sites) has seven-digit numbers and
no usable address: as sent, nothing is a number, and nothing is joined. With an area code assumed, a number alone
joins what shares a switchboard; with the site's name beside it, the pairs that still count as wrong are second
buildings of one institution under one name and number, and true ids that were mistyped for one address (25460609
and 2560609). Febrl's invented people have neither address nor number, so admission joins none of them. Suggestions
are the console's (`alike`): points, each visible, from 45 on; a person decides."""


def _groups(keyed: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, name in keyed:
        if key:
            found[key].append(name)
    return found


def _pairs(groups: Mapping[str, Sequence[str]]) -> Pairs:
    return {pair for ids in groups.values() for pair in combinations(sorted(set(ids)), 2)}


def _score(truth: Pairs, said: Pairs) -> Score:
    return Score(len(truth), len(said), len(truth & said))


def _as_sent(number: str) -> str:
    return number


def _with_code(number: str) -> str:
    return f"312{number}" if len(number) == 7 else number


def _automatic(rows: Sequence[Mapping[str, str]], spelt: Callable[[str], str], *, with_name: bool) -> Pairs:
    """The pairs that share an identity, as normalise makes it."""
    keyed = []
    for row in rows:
        email = emails.parse(row["Email Address"])
        phone = phones.parse(spelt(row["Phone"]), "US")
        name = companies.plain_name(companies.shown_name(row["Site name"])) if with_name else ""
        told = Identifiers(
            email.identity if email else "", phone.e164 if phone else "", phone_name=name, submission_id=row["Id"]
        )
        kind, value = told.strongest()
        keyed.append((f"{kind} {value}", row["Id"]))
    return _pairs(_groups(keyed))


def _site(row: Mapping[str, str]) -> Contact:
    phone = phones.parse(_with_code(row["Phone"]), "US")
    return Contact(
        row["Id"],
        phone=phone.e164 if phone else "",
        company=" ".join(row["Site name"].split()),
        address=" ".join(row["Address"].split()),
        postal_code=row["Zip"].strip()[:5],
    )


def _person(row: Mapping[str, str]) -> Contact:
    told = {name: value.strip() for name, value in row.items()}
    name = people.parse("", told["given_name"], told["surname"])
    return Contact(
        told["rec_id"],
        name=name.full,
        address=f"{told['street_number']} {told['address_1']}".strip(),
        postal_code=told["postcode"],
        city=told["suburb"],
    )


def _blocks(contact: Contact) -> Iterable[str]:
    """The blocks in which the console looks, as keys."""
    where = alike.blocks(contact)
    for name in ("phone", "name", "domain", "mailbox"):
        if value := getattr(where, name):
            yield f"{name} {value}"


def _suggested(contacts: Sequence[Contact], truth: Pairs) -> tuple[Score, tuple[int, float]]:
    by_id = {contact.lead_id: contact for contact in contacts}
    near = _pairs(_groups((block, contact.lead_id) for contact in contacts for block in _blocks(contact)))
    said = {(a, b) for a, b in near if alike.compared(by_id[a], by_id[b]).points >= alike.LIKELY}
    return _score(truth, said), (len(near), len(near & truth) / len(truth))
