"""
Keeps what a web service knows of its callers current: the keys file, the signing keys, the clients in PostgreSQL.

What cannot be read leaves what was known in force: without PostgreSQL nobody is turned away who was known before, and
`access_clients_age_seconds` says for how long nobody new was. With ACCESS_COPY that holds over a restart as well.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog
from aiohttp import web

from leadcore.access.callers import Credential, Keyring
from leadcore.access.doors import Door, Held
from leadcore.access.postgres import Clients
from leadcore.access.tokens import Audience, SigningKeys, read_signing_keys
from leadcore.api_keys import ApiKey, keyring, read_keys
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.runtime.waiting import beside, waited
from leadcore.runtime.web_access import Attempts, Guard
from leadcore.runtime.web_addresses import address_of
from leadcore.runtime.web_service import WebSettings, trusted_of
from leadcore.settings import Secret, SettingsError, setting

AGAIN_S = 5.0
"""How often all is looked at; a change in PostgreSQL is heard of at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSettings(WebSettings):
    """What a web service with callers reads; its Settings inherits from it."""

    keys: Secret = setting("GATEWAY_KEYS", Secret("[]"), about="the keys file; its clients stand above PostgreSQL's")
    clients: Secret = setting("POSTGRES_DSN", Secret(""), about="where the clients are; empty: the keys file alone")
    signing: Secret = setting("TOKEN_KEYS", Secret(""), about="JSON Web Key Set of P-256 keys; empty: no tokens")
    issuer: str = setting("TOKEN_ISSUER", "", about="the gateway's address as its callers see it; in every token")
    audience: str = setting("TOKEN_AUDIENCE", "leadstream", about="for whom tokens are; in every token")
    access_copy: str = setting("ACCESS_COPY", "", about="file for the last clients that were read; empty: none")


@dataclass(frozen=True, slots=True)
class Access:
    """What the routes of a service with callers need."""

    door: Door
    guard: Guard
    held: Held
    audience: Audience


@asynccontextmanager
async def access(settings: AccessSettings, clock: Callable[[], int], metrics: Metrics) -> AsyncIterator[Access]:
    """
    Callers as they are now, kept current while the context lasts.

    Raises:
        SettingsError: the keys file or the signing keys are none.
    """
    trusted = trusted_of(settings)
    keeper = _Keeper(settings, metrics)
    await keeper.start()
    audience = Audience(settings.issuer, settings.audience)

    def address(request: web.Request) -> str:
        return address_of(request.remote or "", request.headers.get("X-Forwarded-For", "") if trusted else "", trusted)

    try:
        refused = metrics.counter("access_refusals_total", "Callers refused, by code", ("code",))
        door = Door(keeper.held, audience, clock)
        guard = Guard(door, Attempts(time.monotonic), address, lambda code: refused.labels(code).inc())
        async with beside(keeper.keep()):
            yield Access(door, guard, keeper.held, audience)
    finally:
        await keeper.close()


class _Keeper:
    """Reads again and again what there is, and puts it in `held`."""

    def __init__(self, settings: AccessSettings, metrics: Metrics) -> None:
        self._settings = settings
        self._news = asyncio.Event()
        dsn = settings.clients.reveal
        self._clients = Clients(dsn, self._news.set) if dsn else None
        self._copy = Path(settings.access_copy) if settings.access_copy and dsn else None
        self._keys: Sequence[ApiKey] = ()
        self._kept: Sequence[Credential] = ()
        self._texts: dict[str, str] = {}
        self._put_in: tuple[object, object] = (None, None)
        self._away = ""
        self._read_at = time.monotonic()
        self._log = structlog.get_logger()
        self.held = Held(Keyring(()))
        age = metrics.gauge("access_clients_age_seconds", "Since PostgreSQL's clients were read")
        age.set_function(lambda: time.monotonic() - self._read_at if self._clients else 0.0)
        metrics.gauge("access_clients", "Clients that are known").set_function(lambda: len(self.held.ring))

    async def start(self) -> None:
        """Read all once; what is wrong in a file is an error now, what is away is not."""
        try:
            self._read_files()
        except ValueError as error:
            raise SettingsError(str(error)) from None
        if not await self._read_clients() and self._copy and self._copy.exists():
            self._kept = _copied(self._copy)
        self._put()

    async def keep(self) -> None:
        """Go on reading."""
        while True:
            await waited(self._news, AGAIN_S)
            self._news.clear()
            try:
                self._read_files()
            except (ValueError, OSError) as error:
                self._tell(f"file: {type(error).__name__}")
            await self._read_clients()
            self._put()

    async def close(self) -> None:
        """Let go of PostgreSQL."""
        if self._clients:
            await self._clients.close()

    def _read_files(self) -> None:
        """
        The keys file and the signing keys, where they changed.

        Raises:
            ValueError: one of them is none; what it said before holds.
            OSError: one cannot be read.
        """
        if self._changed("GATEWAY_KEYS", self._settings.keys):
            try:
                self._keys = read_keys(self._texts["GATEWAY_KEYS"])
            except ValueError as error:
                raise ValueError(f"GATEWAY_KEYS: {error}") from None
        if self._changed("TOKEN_KEYS", self._settings.signing):
            self.held.signing = self._signing_keys(self._texts["TOKEN_KEYS"])

    def _changed(self, name: str, secret: Secret) -> bool:
        text = secret.file.read_text(encoding="utf-8").strip() if secret.file else secret.reveal
        changed = self._texts.get(name) != text
        self._texts[name] = text
        return changed

    def _signing_keys(self, text: str) -> SigningKeys | None:
        if not text:
            return None
        if not self._settings.issuer:
            raise ValueError("TOKEN_ISSUER: missing (TOKEN_KEYS needs it)")
        try:
            return read_signing_keys(text)
        except ValueError as error:
            raise ValueError(f"TOKEN_KEYS: {error}") from None

    async def _read_clients(self) -> bool:
        """Whether PostgreSQL told its clients."""
        if self._clients is None:
            return False
        try:
            kept = await self._clients.credentials()
        except PortUnavailable as away:
            self._tell(away.dependency)
            return False
        self._read_at = time.monotonic()
        if self._away:
            self._away = ""
            self._log.info("access.current-again")
        if kept != self._kept:
            self._kept = kept
            await asyncio.get_running_loop().run_in_executor(None, self._write_copy)
        return True

    def _put(self) -> None:
        if self._put_in[0] is not self._keys or self._put_in[1] is not self._kept:
            self.held.ring = keyring(self._keys, self._kept)
            self._put_in = self._keys, self._kept

    def _write_copy(self) -> None:
        """Digests alone, for its owner alone; a copy that cannot be written is told, and missed at a restart only."""
        if self._copy is None:
            return
        part = self._copy.with_name(f".{self._copy.name}.{os.getpid()}")
        try:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.encode(self._kept))
            os.replace(part, self._copy)
        except OSError as error:
            self._log.warning("access.copy-not-written", reason=error.strerror)

    def _tell(self, what: str) -> None:
        if what != self._away:
            self._away = what
            self._log.warning("access.as-known-before", dependency=what)


def _copied(copy: Path) -> Sequence[Credential]:
    """What an earlier process knew; nothing where that cannot be read."""
    try:
        return msgspec.json.decode(copy.read_bytes(), type=list[Credential])
    except (OSError, msgspec.DecodeError) as error:
        structlog.get_logger().warning("access.copy-not-read", reason=type(error).__name__)
        return ()
