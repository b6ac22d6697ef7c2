"""What `leadstream ledger` tells of the reconciler, from the metrics of a console (V3)."""

from console.adapters.accounts import Reconciler
from console.domain.reconciling import Marks, Rounds
from console.ports import Accounts
from leadcore.group_offsets import Positions
from leadcore.metrics import Metrics
from leadstream.reconciled import RAN, Reconciled, read
from prometheus_client import generate_latest


class _Rest:
    def look(self) -> Positions:
        return Positions({}, {}, {("leads.raw", 0): 7})


class _Store:
    async def accounts(self, ended: Marks) -> Accounts:
        assert ended == {("leads.raw", 0): 7}
        return Accounts({"web-form": 2, "partner": 1}, {"web-form": 40}, {"scorer": 3})


async def test_it_is_what_the_console_counted() -> None:
    metrics = Metrics()
    reconciler = Reconciler(_Rest(), _Store(), metrics, Rounds(24))
    before = read(generate_latest(metrics.registry).decode())
    assert before == Reconciled(0.0, {}, {})
    assert before.sentence(10.0) == "reconciler: it could not count yet"
    await reconciler.look()
    await reconciler.count()
    found = read(generate_latest(metrics.registry).decode())
    assert found is not None
    assert (found.unaccounted, found.in_flight) == ({"web-form": 2, "partner": 1}, {"web-form": 40})
    told = found.sentence(found.ran_at + 3)
    assert told == "reconciler, 3 s ago: 3 unaccounted (1 of partner, 2 of web-form), 40 in flight"
    assert "long ago" in found.sentence(found.ran_at + 900)


def test_what_is_no_console_says_nothing() -> None:
    assert read("") is None
    assert read("lead_unaccounted 3") is None
    assert Reconciled(0.0, {}, {}).as_json() == {"ran_at": None, "unaccounted": {}, "in_flight": {}}
    assert read(f"{RAN} 1.7e9") == Reconciled(1.7e9, {}, {})
