"""Sends leads: with the key, under an `Idempotency-Key`, with an exception for what was not taken."""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Self

import httpx

from leadstream_client.answers import Refused, Unexpected
from leadstream_client.generated import AuthenticatedClient
from leadstream_client.generated.api.leads import send_lead, send_leads
from leadstream_client.generated.models import BatchReceipt, Lead, Problem, Receipt, Verdict
from leadstream_client.generated.types import UNSET, Response
from leadstream_client.retrying import Retrying

LeadLike = Lead | Mapping[str, Any]
"""A lead, or its JSON."""


class Leadstream:
    """
    A gateway and the key for it; close it, or use it with `with`. Threads may share one.

    `source`: the workspace's source of what is sent, else the key's first. `patience_s`: for so long the same lead is
    sent again while the gateway is away or says "later". `transport`: what carries requests; with one of your own
    (proxies, certificates) they are repeated all the same.

    All that sends raises Refused, Unexpected, or httpx.TransportError where nothing was heard.
    """

    def __init__(
        self,
        gateway: str,
        key: str,
        *,
        source: str = "",
        patience_s: float = 60.0,
        timeout_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._source = source
        carried = Retrying(transport or httpx.HTTPTransport(), patience_s)
        self.client = AuthenticatedClient(
            base_url=gateway.rstrip("/"),
            token=key,
            timeout=httpx.Timeout(timeout_s),
            httpx_args={"transport": carried, "event_hooks": {"response": [_of_the_gateway]}},
        )

    def send(self, lead: LeadLike, *, source: str = "", wait_s: int = 0, once: str = "") -> Receipt | Verdict:
        """
        One lead: its receipt, once the broker has it.

        `wait_s` (10 at most) waits for the verdict: then a Verdict where it was routed, Refused where it was a
        duplicate or rejected, and a Receipt where it took longer. `once` is the `Idempotency-Key`: give your own id
        where you may send the same lead again later; without it only what this call repeats is known to be the same.
        """
        told: Receipt | Verdict = _taken(
            send_lead.sync_detailed(
                client=self.client,
                body=_lead(lead),
                source=source or self._source or UNSET,
                idempotency_key=once or secrets.token_hex(16),
                prefer=f"wait={wait_s}" if wait_s else UNSET,
            )
        )
        return told

    def send_many(self, leads: Sequence[LeadLike], *, source: str = "", once: str = "") -> BatchReceipt:
        """Up to 1,000 leads: a Receipt or a Refusal for each, in order, in `items`."""
        told: BatchReceipt = _taken(
            send_leads.sync_detailed(
                client=self.client,
                body=[_lead(each) for each in leads],
                source=source or self._source or UNSET,
                idempotency_key=once or secrets.token_hex(16),
            )
        )
        return told

    def close(self) -> None:
        """Let go of the connections."""
        self.client.get_httpx_client().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _lead(lead: LeadLike) -> Lead:
    return lead if isinstance(lead, Lead) else Lead.from_dict(lead)


def _taken(response: Response[Any]) -> Any:
    """What the gateway answered, where it took what was sent."""
    if response.status_code >= 400:
        raise Refused(Problem.from_dict(json.loads(response.content)))
    told = response.parsed
    if told is None or isinstance(told, Problem):
        raise Unexpected(response.status_code)
    return told


def _of_the_gateway(response: httpx.Response) -> None:
    """Keep away what is not the gateway's: the generated functions read every body as what the document says."""
    wanted = "application/problem+json" if response.status_code >= 400 else "application/json"
    if response.headers.get("Content-Type", "").partition(";")[0].strip().lower() != wanted:
        raise Unexpected(response.status_code)
