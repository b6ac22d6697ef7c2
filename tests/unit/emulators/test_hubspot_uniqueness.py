"""The emulator's rules of uniqueness hold whatever the order of writes (D1, P5: one record per lead)."""

import re
from typing import Any

import orjson
from emulators.hubspot import api, effects
from emulators.hubspot.account import Account
from emulators.hubspot.api import Answer, Call, Handler
from emulators.hubspot.failures import Failure
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

LEAD = "leadstream_lead_id"
EMAILS = st.sampled_from(["", "a@x.example", "A@X.example", "b@x.example", "c@x.example", "bad@"])
LEADS = st.sampled_from(["", "L1", "L2", "L3"])
TRACED = st.booleans()
VALUES = st.fixed_dictionaries({}, optional={"email": EMAILS, LEAD: LEADS, "firstname": st.text(max_size=3)})


class Uniqueness(RuleBasedStateMachine):
    """Drive the API beside a model that is a plain dict searched from end to end."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_000
        self.entries: list[dict[str, Any]] = []
        self.account = Account(0, self.entries.extend)
        self.live: dict[str, dict[str, str]] = {}

    def ask(self, handler: Handler, body: object, record_id: str = "") -> Answer | Failure:
        self.now += 1
        return handler(self.account, Call(now=self.now, kind="contacts", id=record_id, body=orjson.dumps(body)))

    def expected(self, values: dict[str, str], own: str) -> tuple[int, str]:
        """Return the status a write deserves, and the id that a 409 must name."""
        if values.get("email", "") == "bad@":
            return 400, ""
        for name, status in (("email", 409), (LEAD, 400)):
            value = values.get(name, "").lower() if name == "email" else values.get(name, "")
            for record_id, held in self.live.items():
                if value and record_id != own and held.get(name) == value:
                    return status, record_id
        return 200, ""

    def merge(self, record_id: str, values: dict[str, str]) -> None:
        lowered = {n: v.strip().lower() if n == "email" else v for n, v in values.items()}
        merged = {**self.live.get(record_id, {}), **lowered}
        self.live[record_id] = {n: v for n, v in merged.items() if v != ""}

    @rule(values=VALUES)
    def create(self, values: dict[str, str]) -> None:
        status, owner = self.expected(values, "")
        answer = self.ask(api.create, {"properties": values})
        if status == 200:
            assert isinstance(answer, Answer)
            assert answer.status == 201
            assert answer.body is not None
            self.merge(str(answer.body["id"]), values)
        else:
            assert isinstance(answer, Failure)
            assert answer.status == status
            if status == 409:
                assert re.findall(r"Existing ID: (\d+)", answer.message) == [owner]

    @rule(data=st.data(), values=VALUES)
    def update(self, data: st.DataObject, values: dict[str, str]) -> None:
        if not self.live:
            return
        record_id = data.draw(st.sampled_from(sorted(self.live)))
        merged = {**self.live[record_id], **values}
        status, _ = self.expected(merged, record_id)
        answer = self.ask(api.update, {"properties": values}, record_id)
        assert answer.status == status
        if status == 200:
            self.merge(record_id, values)

    @rule(data=st.data())
    def archive(self, data: st.DataObject) -> None:
        if self.live:
            record_id = data.draw(st.sampled_from(sorted(self.live)))
            assert self.ask(api.archive, None, record_id).status == 204
            del self.live[record_id]

    @rule(rows=st.lists(VALUES, min_size=1, max_size=4), traced=TRACED)
    def create_batch(self, rows: list[dict[str, str]], traced: bool) -> None:
        before, model = dict(self.account.stores["contacts"].records), dict(self.live)
        inputs = [
            {"properties": row} | ({"objectWriteTraceId": f"r{n}"} if traced else {}) for n, row in enumerate(rows)
        ]
        answer = self.ask(api.batch_create, {"inputs": inputs})
        refused = 0
        next_id = self.account.stores["contacts"].type.first_id + len(before)
        for row in rows:
            if self.expected(row, "")[0] == 200:
                self.merge(str(next_id), row)
                next_id += 1
            else:
                refused += 1
        if refused and not traced:
            self.live = model
            assert isinstance(answer, Failure)
            assert self.account.stores["contacts"].records == before
        else:
            assert isinstance(answer, Answer)
            assert answer.body is not None
            assert answer.status == (207 if refused else 201)
            assert answer.body.get("numErrors", 0) == refused

    @rule(lead=st.sampled_from(["L1", "L2", "L3", "L4"]), values=VALUES)
    def upsert(self, lead: str, values: dict[str, str]) -> None:
        values = {k: v for k, v in values.items() if k != LEAD}
        known = [record_id for record_id, held in self.live.items() if held.get(LEAD) == lead]
        own = known[0] if known else ""
        status, _ = self.expected({**self.live.get(own, {}), **values}, own)
        row = {"idProperty": LEAD, "id": lead, "properties": values}
        answer = self.ask(api.batch_upsert, {"inputs": [row]})
        assert answer.status == status
        if isinstance(answer, Answer):
            told: Any = answer.body
            (result,) = told["results"]
            assert result["new"] is (not known)
            self.merge(result["id"], {LEAD: lead, **values})

    @invariant()
    def agrees_with_the_model(self) -> None:
        store = self.account.stores["contacts"]
        live = {r.id: r for r in store.records.values() if not r.archived}
        assert set(live) == set(self.live)
        for record_id, held in self.live.items():
            mine = {n: v for n, v in live[record_id].properties.items() if n in ("email", LEAD, "firstname")}
            assert mine == held

    @invariant()
    def no_value_is_held_twice(self) -> None:
        records = list(self.account.stores["contacts"].records.values())
        assert effects.surplus(records, "email") == 0
        assert effects.surplus(records, LEAD) == 0

    def teardown(self) -> None:
        again = Account(0)
        assert again.replay(self.entries) == len(self.entries)
        for name, store in self.account.stores.items():
            assert again.stores[name] == store
        again.effects.rows_refused = self.account.effects.rows_refused
        assert again.effects == self.account.effects


Uniqueness.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestUniqueness = Uniqueness.TestCase
