"""What is fetched from Amazon SNS: certificates, which are kept, and confirmations of subscriptions."""

import ssl
from collections import OrderedDict

import aiohttp
from aiohttp.abc import AbstractResolver
from leadcore.failures import PortUnavailable

from gateway.domain.webhooks.sns import is_amazon

DEADLINE_S = 5.0
MAX_BYTES = 64 * 1024
KEPT = 64
"""Certificates kept. What is none is asked for again: Amazon may have been mistaken."""


class AmazonSns:
    """
    Fetches by https from SNS's own hosts, without following redirects, at most 64 KiB within five seconds.

    Args:
        context: which certificate authorities are believed; None: the system's.
        resolver, port: where names lead; for tests, whose Amazon is on the loopback.
    """

    def __init__(
        self, context: ssl.SSLContext | None = None, resolver: AbstractResolver | None = None, port: int | None = None
    ) -> None:
        self._context, self._resolver, self._port = context, resolver, port
        self._session: aiohttp.ClientSession | None = None
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def certificate(self, url: str) -> bytes:
        """The certificate at `url`; see Amazon."""
        if url in self._kept:
            self._kept.move_to_end(url)
            return self._kept[url]
        found = await self._fetched(url)
        if found:
            self._kept[url] = found
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    async def confirm(self, url: str) -> None:
        """Fetch `url` once; see Amazon."""
        await self._fetched(url)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    async def _fetched(self, url: str) -> bytes:
        if not is_amazon(url):
            return b""
        try:
            async with self._opened().get(self._address(url), allow_redirects=False) as answer:
                body = await answer.content.read(MAX_BYTES + 1)
                while len(body) <= MAX_BYTES and (more := await answer.content.read(MAX_BYTES + 1 - len(body))):
                    body += more
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise PortUnavailable("amazon-sns") from None
        if answer.status >= 500:
            raise PortUnavailable("amazon-sns", "server-error")
        return body if answer.status == 200 and len(body) <= MAX_BYTES else b""

    def _address(self, url: str) -> str:
        host, _, path = url.removeprefix("https://").partition("/")
        return f"https://{host}:{self._port}/{path}" if self._port else url

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                ssl=self._context or ssl.create_default_context(), resolver=self._resolver, limit=4
            )
            timeout = aiohttp.ClientTimeout(total=DEADLINE_S)
            self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False)
        return self._session
