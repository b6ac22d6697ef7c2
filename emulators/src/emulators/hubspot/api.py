"""Every call of the API as a plain function: account and call in, answer out; no HTTP, no clock.

`ROUTES`, at the end, is the table of contents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from emulators.hubspot import answers, batches, bodies, failures, search
from emulators.hubspot import owners as roster
from emulators.hubspot.account import Account
from emulators.hubspot.batches import Act, Doomed, Outcome
from emulators.hubspot.bodies import NewProperty, Reads, Search, Write
from emulators.hubspot.failures import Failure, Json
from emulators.hubspot.properties import Property
from emulators.hubspot.store import Store


@dataclass(frozen=True, slots=True)
class Call:
    """One call, decoded from HTTP only as far as its path; `now` in Unix milliseconds."""

    now: int
    kind: str = ""
    id: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    doomed: Doomed = field(default_factory=dict)
    search_lag_ms: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What to tell the client; `body` None sends no content."""

    status: int
    body: dict[str, Json] | None


Handler = Callable[[Account, Call], Answer | Failure]


def create(account: Account, call: Call) -> Answer | Failure:
    """`POST /{type}`: 201, 409 where the e-mail address exists."""
    write = _unlinked(bodies.read(call.body, Write))
    if isinstance(write, Failure):
        return write
    draft = account.draft(call.kind, call.now)
    done = batches.create(draft, write)
    if isinstance(done, Failure):
        return done
    account.keep(draft)
    return Answer(201, answers.done(draft.store.type, done))


def read(account: Account, call: Call) -> Answer | Failure:
    """`GET /{type}/{id}?idProperty=&properties=&archived=`: 200 or 404."""
    store = account.stores[call.kind]
    name = call.query.get("idProperty")
    if name and name != "hs_object_id" and not store.is_unique(name):
        return failures.not_unique(store.type.type_id, name)
    record = store.find(name, call.id)
    if record is None and call.query.get("archived") == "true":
        record = store.get(call.id)
    if record is None:
        return failures.not_found()
    return Answer(200, answers.record(store.type, record, _asked(store, call)))


def update(account: Account, call: Call) -> Answer | Failure:
    """`PATCH /{type}/{id}?idProperty=`: 200, 404 where there is no such record."""
    write = bodies.read(call.body, Write)
    if isinstance(write, Failure):
        return write
    draft = account.draft(call.kind, call.now)
    name = call.query.get("idProperty")
    if name and name != "hs_object_id" and not draft.store.is_unique(name):
        return failures.not_unique(draft.store.type.type_id, name)
    record = draft.find(name, call.id)
    if record is None:
        return failures.not_found()
    values = write.values()
    changed = draft.update(record, values)
    if isinstance(changed, Failure):
        return changed
    account.keep(draft)
    return Answer(200, answers.record(draft.store.type, changed, list(values)))


def archive(account: Account, call: Call) -> Answer | Failure:
    """`DELETE /{type}/{id}`: 204, also where the record is gone already."""
    draft = account.draft(call.kind, call.now)
    record = draft.find(None, call.id)
    if record is not None:
        draft.archive(record)
    account.keep(draft)
    return Answer(204, None)


def list_(account: Account, call: Call) -> Answer | Failure:
    """`GET /{type}?limit=&after=&archived=`: pages in order of id, 10 unless asked, at most 100."""
    store = account.stores[call.kind]
    size, after = _number(call, "limit", 10, 1, 100), _number(call, "after", 0, 0, 10**15)
    if size is None or after is None:
        return failures.malformed("limit must be between 1 and 100, after a number.")
    found = list(islice(store.after(after, call.query.get("archived") == "true"), size + 1))
    asked = _asked(store, call)
    shown = [answers.record(store.type, record, asked) for record in found[:size]]
    return Answer(200, answers.page(shown, found[size - 1].id if len(found) > size else None))


def batch_create(account: Account, call: Call) -> Answer | Failure:
    """`POST /{type}/batch/create`: 201, or 207 where some failed."""
    return _write_batch(account, call, batches.create, 201)


def batch_update(account: Account, call: Call) -> Answer | Failure:
    """`POST /{type}/batch/update`: 200, or 207 where some failed."""
    return _write_batch(account, call, batches.update, 200)


def batch_upsert(account: Account, call: Call) -> Answer | Failure:
    """`POST /{type}/batch/upsert`: 200, or 207 where some failed."""
    return _write_batch(account, call, batches.upsert, 200)


def batch_read(account: Account, call: Call) -> Answer | Failure:
    """`POST /{type}/batch/read`: 200, or 207 with one error that lists the missing ids."""
    asked = bodies.read(call.body, Reads)
    if isinstance(asked, Failure):
        return asked
    store = account.stores[call.kind]
    refusal = _check_reads(store, asked)
    if refusal is not None:
        return refusal
    ids = list(dict.fromkeys(wanted.id for wanted in asked.inputs))
    found = {id_: store.find(asked.id_property, id_) for id_ in ids}
    missing = [id_ for id_, record in found.items() if record is None]
    names = _known(store, asked.properties)
    told = answers.batch(store.type, Outcome(), call.now)
    told["results"] = [answers.record(store.type, r, names) for r in reversed(found.values()) if r]
    if not missing:
        return Answer(200, told)
    error = failures.item(failures.missing(store.type.noun, missing), None)
    return Answer(207, told | {"numErrors": 1, "errors": [error]})


def find(account: Account, call: Call) -> Answer | Failure:
    """`POST /{type}/search`: what matched `search_lag_ms` ago."""
    asked = bodies.read(call.body, Search)
    if isinstance(asked, Failure):
        return asked
    store = account.stores[call.kind]
    refusal = search.check(asked, store.catalogue)
    if refusal is not None:
        return refusal
    hits = search.run(asked, store.records.values(), call.now - call.search_lag_ms, store.catalogue)
    page, after = search.page(hits, asked)
    names = _known(store, asked.properties)
    told = answers.page([answers.hit(store.type, hit, names) for hit in page], after)
    return Answer(200, {"total": len(hits)} | told)


def list_owners(account: Account, call: Call) -> Answer | Failure:
    """`GET /owners?email=&limit=&after=`."""
    size, after = _number(call, "limit", 100, 1, 500), _number(call, "after", 0, 0, 10**15)
    if size is None or after is None:
        return failures.malformed("limit must be between 1 and 500, after a number.")
    email = call.query.get("email", "").lower()
    owners = sorted(account.owners.values(), key=lambda owner: int(owner.id))
    found = [o for o in owners if int(o.id) > after and (not email or o.email.lower() == email)]
    shown = [roster.shown(owner, account.opened_ms) for owner in found[:size]]
    return Answer(200, answers.page(shown, found[size - 1].id if len(found) > size else None))


def list_properties(account: Account, call: Call) -> Answer | Failure:
    """`GET /properties/{type}`."""
    return Answer(200, answers.properties(account.stores[call.kind].catalogue))


def read_property(account: Account, call: Call) -> Answer | Failure:
    """`GET /properties/{type}/{name}`."""
    prop = account.stores[call.kind].catalogue.get(call.id)
    return failures.not_found() if prop is None else Answer(200, answers.property_(prop))


def create_property(account: Account, call: Call) -> Answer | Failure:
    """`POST /properties/{type}`: 201, 409 where the name is taken; with `hasUniqueValue` an id property."""
    asked = bodies.read(call.body, NewProperty)
    if isinstance(asked, Failure):
        return asked
    if asked.name in account.stores[call.kind].catalogue:
        return Failure(409, "OBJECT_ALREADY_EXISTS", f"A property named '{asked.name}' already exists.")
    if not (asked.name.isidentifier() and asked.name.islower() and asked.name.isascii()):
        return failures.malformed("name: lower-case letters, digits and _ only.")
    prop = Property(asked.name, asked.type, unique=asked.has_unique_value, custom=True)
    account.define(call.kind, prop)
    return Answer(201, answers.property_(prop))


def _write_batch(account: Account, call: Call, act: Act, status: int) -> Answer | Failure:
    batch = bodies.read_batch(call.body)
    if isinstance(batch, Failure):
        return batch
    draft = account.draft(call.kind, call.now)
    refusal = _check_writes(draft.store, batch.inputs, act)
    if refusal is not None:
        return refusal
    outcome = batches.run(draft, batch.inputs, act, call.doomed)
    if isinstance(outcome, Failure):
        return outcome
    account.keep(draft)
    account.effects.rows_refused += len(outcome.refused)
    return Answer(207 if outcome.refused else status, answers.batch(draft.store.type, outcome, call.now))


def _check_writes(store: Store, inputs: Sequence[Write], act: Act) -> Failure | None:
    if any(write.associations for write in inputs):
        return failures.not_emulated("associations")
    if act is batches.update:
        return batches.check_update(store, inputs)
    return batches.check_upsert(store, inputs) if act is batches.upsert else None


def _check_reads(store: Store, asked: Reads) -> Failure | None:
    at_most = bodies.MAX_INPUTS_WITH_HISTORY if asked.properties_with_history else bodies.MAX_INPUTS
    refusal = bodies.sized(len(asked.inputs), at_most)
    if refusal is not None:
        return refusal
    if asked.properties_with_history:
        return failures.not_emulated("propertiesWithHistory")
    name = asked.id_property
    if name and name != "hs_object_id" and not store.is_unique(name):
        return failures.not_unique(store.type.type_id, name)
    return None


def _unlinked(write: Write | Failure) -> Write | Failure:
    if isinstance(write, Write) and write.associations:
        return failures.not_emulated("associations")
    return write


def _number(call: Call, name: str, default: int, low: int, high: int) -> int | None:
    """Read a query parameter; None where it is no number or out of range."""
    text = call.query.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= 16):
        return None
    return int(text) if low <= int(text) <= high else None


def _asked(store: Store, call: Call) -> list[str]:
    return _known(store, call.query.get("properties", "").split(","))


def _known(store: Store, names: Sequence[str]) -> list[str]:
    return [name for name in names if name in store.catalogue]


_TYPE = "{kind:contacts|companies}"
ROUTES: tuple[tuple[str, str, str, Handler], ...] = (
    # method, area, path behind the version, handler; fixed paths stand before those with {id}
    ("POST", "objects", f"{_TYPE}/batch/create", batch_create),
    ("POST", "objects", f"{_TYPE}/batch/read", batch_read),
    ("POST", "objects", f"{_TYPE}/batch/update", batch_update),
    ("POST", "objects", f"{_TYPE}/batch/upsert", batch_upsert),
    ("POST", "objects", f"{_TYPE}/search", find),
    ("POST", "objects", _TYPE, create),
    ("GET", "objects", _TYPE, list_),
    ("GET", "objects", f"{_TYPE}/{{id}}", read),
    ("PATCH", "objects", f"{_TYPE}/{{id}}", update),
    ("DELETE", "objects", f"{_TYPE}/{{id}}", archive),
    ("GET", "owners", "", list_owners),
    ("GET", "properties", _TYPE, list_properties),
    ("POST", "properties", _TYPE, create_property),
    ("GET", "properties", f"{_TYPE}/{{id}}", read_property),
)
