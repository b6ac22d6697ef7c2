"""
The rules over contents: every field of every place is that of the newest version on the topics, nothing is left over
from an older one or another lead, and what was sent is what was routed.

Findings name the place, the lead and the fields that differ, never a value.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from lab.ledger.evidence import Asked, Entry, EntryPlace, Evidence, Routed
from lab.ledger.verdict import Finding, finding

DESTINATION_OF: Mapping[EntryPlace, str] = {"hubspot": "hubspot"}
"""The destination that writes a place, where that is not PostgreSQL."""
NEVER_WRITTEN = "refused"

Key = tuple[EntryPlace, str]


def contents(evidence: Evidence) -> Iterator[Finding]:
    """What is not as it is to be in any place that was read."""
    held = {(each.place, each.key): each for each in evidence.held}
    due = _by_key(_written(evidence))
    yield from finding("L", "due, and not there", (_named(key) for key in due if key not in held))
    wrong = [(key, found, due[key]) for key, found in held.items() if key in due]
    old = (_named(key) for key, found, every in wrong if () < found.rank < _newest(every)[0].rank)
    yield from finding("O", "an older state than was routed", old)
    told = ((key, _amiss(found, every)) for key, found, every in wrong)
    yield from finding("D", "other values than were routed", (_named(key, names) for key, names in told if names))


def words(evidence: Evidence) -> Iterator[Finding]:
    """Leads that say what nobody sent of them: a first version what its submission said, later ones the person's."""
    by_submission = {each.submission_id: each for each in evidence.asked if each.accepted and each.submission_id}
    of_group: defaultdict[int, list[Asked]] = defaultdict(list)
    for each in by_submission.values():
        of_group[each.group].append(each)
    wrong: list[str] = []
    for lead in evidence.routed:
        sender = by_submission.get(lead.submission_id)
        if sender is not None and sender.wrote:
            said = [sender] if lead.version == 1 or not sender.group else of_group[sender.group]
            names = _unsaid(lead, said)
            wrong += [f"{lead.lead_id} v{lead.version}: {' '.join(names)}"] if names else []
    yield from finding("D", "says what was not sent", wrong)


def _unsaid(lead: Routed, said: Collection[Asked]) -> list[str]:
    # What no sender of a person says may come from anybody: only fields that all of them say are held to it.
    names = set.intersection(*(set(each.wrote) for each in said))
    return sorted(name for name in names if lead.reads.get(name, "") not in {each.wrote[name] for each in said})


def _written(evidence: Evidence) -> Iterator[Entry]:
    """The entries that are due, but for versions that the place's destination said no to."""
    refused = {(r.destination, r.lead_id, r.version) for r in evidence.delivered if r.result == NEVER_WRITTEN}
    for each in evidence.due:
        if (DESTINATION_OF.get(each.place, "postgres"), each.lead_id, each.version) not in refused:
            yield each


def _by_key(entries: Iterator[Entry]) -> Mapping[Key, list[Entry]]:
    found: defaultdict[Key, list[Entry]] = defaultdict(list)
    for each in entries:
        found[each.place, each.key].append(each)
    return found


def _newest(entries: Collection[Entry]) -> list[Entry]:
    """Those of the highest rank: several, where a version was written more than once."""
    highest = max(each.rank for each in entries)
    return [each for each in entries if each.rank == highest]


def _amiss(found: Entry, every: Collection[Entry]) -> list[str]:
    """The fields in which `found` is none of the newest that are due, told by the nearest of them."""
    newest = _newest(every)
    if found.rank and found.rank != newest[0].rank:
        return []
    return min((_differing(found, each, every) for each in newest), key=len)


def _differing(found: Entry, due: Entry, every: Collection[Entry]) -> list[str]:
    names = (name for name, value in due.fields.items() if found.fields.get(name) != value)
    if found.place != "hubspot":
        return sorted(names)
    # A value that a version no longer has stays at the CRM: what nobody fills, nobody empties.
    return sorted(n for n in names if due.fields[n] or found.fields.get(n, "") not in _ever(n, every))


def _ever(name: str, every: Collection[Entry]) -> set[str]:
    return {"", *(each.fields.get(name, "") for each in every)}


def _named(key: Key, fields: Collection[str] = ()) -> str:
    place, name = key
    return f"{place} {name}" + (f": {' '.join(fields)}" if fields else "")
