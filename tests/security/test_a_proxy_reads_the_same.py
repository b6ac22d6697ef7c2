"""
control:S16. What stands between one request and the next is read alike by a proxy and by the gateway behind it.

How: every request of the corpus's framing, one after the other through nginx, as it buffers bodies and as it passes
them on, and through HAProxy, over connections that they keep; after each a good lead over the same. Property: the
gateway sees as many requests as the proxy passed on, the good lead is answered as a lead, and none makes two leads. A
request that one of the two reads otherwise would be one more or one less, or the good lead would get its answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from lab.hostile.corpus import Case, Secrets, read
from lab.hostile.doors import API_KEY, WEBHOOK_KEY, Door, gateway
from lab.hostile.proxies import Kind, Proxy, before, haproxy, nginx
from lab.hostile.wire import said
from leadcore.clock import system_clock
from leadcore.testing.patience import until

pytestmark = pytest.mark.slow
CASES = [case for case in read(Path(__file__).parent / "corpus") if case.entry == "wire" and case.within_s <= 1]
"""Those who do not go on cost a proxy its own time-out; they are no two readings of one request."""
SECRETS = Secrets(API_KEY, WEBHOOK_KEY, lambda: "", lambda: system_clock() // 1000)
GOOD = next(case for case in CASES if case.name == "a good one")
ANSWER_S = 15.0


@dataclass(frozen=True, slots=True)
class Way:
    """A gateway and a proxy before it."""

    door: Door
    proxy: Proxy

    def seen(self) -> tuple[int, int]:
        """Requests that the proxy passed on, and those that the gateway saw."""
        return self.proxy.passed_on(), seen_by(self.door)


KINDS: dict[str, tuple[str, Kind]] = {
    "nginx, whole bodies": ("nginx", partial(nginx, buffering=True)),
    "nginx, bodies as they come": ("nginx", partial(nginx, buffering=False)),
    "HAProxy": ("haproxy", haproxy),
}


@pytest.fixture(scope="module", params=KINDS)
def way(
    request: pytest.FixtureRequest, proxies: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Way]:
    folder = tmp_path_factory.mktemp("way")
    program, kind = KINDS[request.param]
    with (
        gateway(folder / "gateway") as door,
        before(door.address, folder / "proxy", proxies[program], kind) as proxy,
    ):
        yield Way(door, proxy)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_see_the_same_requests(way: Way, case: Case) -> None:
    passed, seen = way.seen()
    way.door.broker.new()
    said(way.proxy.address, case.request(SECRETS), len(case.statuses), ANSWER_S)
    [good] = said(way.proxy.address, GOOD.request(SECRETS), 1, ANSWER_S).answers
    assert (good.status, b"submission_id" in good.body) == (202, True), "it got the answer to something else"
    until(lambda: alike(way, passed, seen), f"both see the same: {way.seen()} after {(passed, seen)}", ANSWER_S)
    assert len(way.door.broker.new()) <= way.seen()[0] - passed, "no request made two leads"


def alike(way: Way, passed: int, seen: int) -> bool:
    """Whether both have seen as many since."""
    now_passed, now_seen = way.seen()
    return now_passed - passed == now_seen - seen >= 1


def test_a_request_past_the_proxy_is_noticed(way: Way) -> None:
    """What the property rests on: one request past the proxy makes the two differ."""
    passed, seen = way.seen()
    said(way.door.address, GOOD.request(SECRETS), 1, ANSWER_S)
    until(lambda: way.seen() == (passed, seen + 1), "the gateway saw one more", ANSWER_S)


def seen_by(door: Door) -> int:
    """Requests that a gateway has seen: those that it answered by a route or without, and heads that were none."""
    told = door.metrics()
    answered = sum(value for (name, _), value in told.items() if name == "http_server_request_duration_seconds_count")
    return round(answered + told.get(("http_server_connections_closed_total", (("phase", "refused"),)), 0.0))
