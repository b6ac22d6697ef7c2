"""Who is the same: what admission joins by itself, and what the console suggests."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from console.domain import alike
from console.domain.alike import Contact
from ingest.domain import answering, companies, people, phones
from ingest.domain.identity import Identifiers

from lab.quality import corpora
from lab.quality.report import Score, Section, Table, score_table, share

Pairs = set[tuple[str, str]]


def measure(invented: Sequence[str] = ("febrl_dataset1", "febrl_dataset3")) -> Section:
    """Automatic decisions and suggestions, on the records that have known duplicates; `invented`: sets of Febrl."""
    sites = list(corpora.rows("dirty_records/chicago_childcare_true_ids.csv.gz"))
    truth = _pairs(_groups((row["True Id"], row["Id"]) for row in sites))
    others = {
        _ALONE: _score(truth, _automatic(map(_as_site, sites), trusting=True)),
        _MISTAKEN: _score(truth, _automatic(map(_as_nothing_but_name, sites))),
    }
    automatic = {
        "childcare sites": _score(truth, _automatic(map(_as_site, sites))),
        "childcare sites, named as if they were people": _score(truth, _automatic(map(_as_name, sites))),
        "childcare sites, without their addresses": _score(truth, _automatic(map(_as_unplaced, sites))),
    }
    suggested = {"childcare sites": _suggested([_site(row) for row in sites], truth)}
    for name in invented:
        rows = list(corpora.rows(f"dirty_records/{name}.csv.gz"))
        same = _pairs(_groups((row["rec_id"].split("-")[1], row["rec_id"]) for row in rows))
        automatic[f"{name}, its number for a telephone's"] = _score(same, _automatic(map(_as_person, rows)))
        suggested[name] = _suggested([_person(row) for row in rows], same)
    tables = [score_table("joined by itself, pairs", {**automatic, **others})]
    tables.append(score_table("suggested, pairs", {name: score for name, (score, _) in suggested.items()}))
    tables.append(
        Table(
            ("blocking", "pairs compared", "of the true pairs"),
            tuple((n, c, share(r)) for n, (_, (c, r)) in suggested.items()),
        )
    )
    return Section("Identity", _ABOUT, tuple(tables), _figures(automatic, {n: s for n, (s, _) in suggested.items()}))


def _figures(automatic: Mapping[str, Score], suggested: Mapping[str, Score]) -> dict[str, float]:
    return {
        **{f"joined {kind} {name}": getattr(s, kind) for name, s in automatic.items() for kind in _KINDS},
        **{f"{kind} {name}": getattr(s, kind) for name, s in suggested.items() for kind in _KINDS},
    }


_KINDS = ("precision", "recall")
_MISTAKEN = "childcare sites, named as if they were people, without their addresses"
_ALONE = "childcare sites, a number trusted alone (`dedup.phone: alone`)"
_ABOUT = """Admission joins what has the same e-mail address, else the same number with who answers there, else the same
event (`docs/identity.md`). The childcare file (3,337 real records, 1,162 sites) has no e-mail addresses, and numbers
of seven digits, before which the area code 312 is assumed; who answers is an institution, told by its name and the
number of its house. What still counts as wrong are true ids that were mistyped for one address (25460609 and 2560609).
Under a number and a name alone, whatever the house, .971 were right: second buildings of one institution. Without an
address nothing is joined, and a site whose name is sent as a person's is told for an institution by its words, but
for some 200 pairs (.956 right): a source that maps them so is mapped wrongly. Febrl's
people are invented; what they have for a number is that of their social security, in which the typing errors are, as
they would be in a telephone's. No corpus here has mailboxes of people with known doubles: what is joined by e-mail is
not measured. Suggestions are the console's (`alike`): points, each visible, from 45 on; a person decides."""


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


@dataclass(frozen=True, slots=True)
class _Told:
    """What admission is told of one record."""

    record: str
    phone: str
    name: str = ""
    company: str = ""
    address: str = ""


def _as_site(row: Mapping[str, str]) -> _Told:
    return _Told(row["Id"], _number(row), company=row["Site name"], address=row["Address"])


def _as_name(row: Mapping[str, str]) -> _Told:
    return _Told(row["Id"], _number(row), name=row["Site name"], address=row["Address"])


def _as_nothing_but_name(row: Mapping[str, str]) -> _Told:
    return _Told(row["Id"], _number(row), name=row["Site name"])


def _as_unplaced(row: Mapping[str, str]) -> _Told:
    return _Told(row["Id"], _number(row), company=row["Site name"])


def _as_person(row: Mapping[str, str]) -> _Told:
    told = {name: value.strip() for name, value in row.items()}
    where = f"{told['street_number']} {told['address_1']}".strip()
    return _Told(told["rec_id"], told["soc_sec_id"], f"{told['given_name']} {told['surname']}".strip(), "", where)


def _number(row: Mapping[str, str]) -> str:
    found = phones.parse(_with_code(row["Phone"]), "US")
    return found.e164 if found else ""


def _with_code(number: str) -> str:
    return f"312{number}" if len(number) == 7 else number


def _automatic(records: Iterable[_Told], *, trusting: bool = False) -> Pairs:
    """The pairs that share an identity, as normalise makes it; `trusting`: by `dedup.phone: alone`."""
    keyed = []
    for told in records:
        name = people.parse(told.name, "", "")
        who = answering.who(name, companies.shown_name(told.company), told.address)
        known = Identifiers(
            phone=told.phone if trusting or who.tells else "",
            beside_phone=() if trusting else who.beside,
            submission_id=told.record,
        )
        keyed.append((repr(known.strongest()), told.record))
    return _pairs(_groups(keyed))


def _site(row: Mapping[str, str]) -> Contact:
    return Contact(
        row["Id"],
        phone=_number(row),
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
