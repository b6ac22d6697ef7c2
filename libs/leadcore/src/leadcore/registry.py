"""
Schema ids from a registry that speaks the Confluent API, behind the codec's port `SchemaIds`.

Subjects are record names (`leadstream.Lead`). At start every schema of the lock file must be there, or the process
does not start. Later only an id that nobody here knows is asked for; records written under ids of the lock file, before
there was a registry, stay readable.
"""

import json
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any

from leadcore.codec import Codec
from leadcore.contracts.schemas import CURRENT, SCHEMAS
from leadcore.failures import PortUnavailable
from leadcore.settings import SettingsError

NAMESPACE = "leadstream"
TIMEOUT_S = 5.0
DOUBT_S, DOUBTS = 1.0, 10
"""So many questions in vain in so long a time: anybody may write an id on an open topic, and each holds the unit."""
NOT_FOUND = 404
CONFLICT = 409
COMPATIBILITY = "FULL_TRANSITIVE"
_TYPE = "application/vnd.schemaregistry.v1+json"


class RegistryDisagrees(Exception):  # noqa: N818  named for what happened
    """The registry does not hold the schemas that this code was built with; the message names each record."""


class SchemaRefused(Exception):  # noqa: N818  named for what happened
    """The registry holds a version that the schema does not go with; the message names the record."""


class Registry:
    """
    A registry's answers. Calls block for at most TIMEOUT_S.

    Args:
        url: base of the Confluent API, such as `http://registry:8081`.

    Raises:
        SettingsError: the URL is not HTTP.
    """

    def __init__(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise SettingsError("SCHEMA_REGISTRY_URL: neither http:// nor https://")
        self._url = url.rstrip("/")

    def id_of(self, name: str, schema: str) -> int | None:
        """
        The id of `schema` under the subject of record `name`; None where it is not registered.

        Raises:
            PortUnavailable: the registry is away or does not make sense.
        """
        found = self._ask(f"/subjects/{NAMESPACE}.{name}", {"schema": schema})
        return None if found is None else _as(int, found.get("id"))

    def publish(self, name: str, schema: str) -> int:
        """
        Register `schema` for record `name`; its id, also when it was registered before.

        Raises:
            SchemaRefused: it is not compatible with every earlier version.
            PortUnavailable: the registry is away.
        """
        made = self._ask(f"/subjects/{NAMESPACE}.{name}/versions", {"schema": schema})
        return int(_as(int, (made or {}).get("id")))

    def schema(self, schema_id: int) -> str | None:
        """
        The text of `schema_id`; None where the registry does not know it.

        Raises:
            PortUnavailable: the registry is away or does not make sense.
        """
        found = self._ask(f"/schemas/ids/{schema_id}")
        return None if found is None else _as(str, found.get("schema"))

    def require_compatibility(self) -> None:
        """
        Let the registry refuse a schema that does not read what every earlier one wrote, and the reverse.

        Raises:
            PortUnavailable: the registry is away.
        """
        self._ask("/config", {"compatibility": COMPATIBILITY}, "PUT")

    def _ask(
        self, path: str, body: Mapping[str, str] | None = None, method: str | None = None
    ) -> Mapping[str, Any] | None:
        content = None if body is None else json.dumps(body).encode()
        headers = {"Accept": f"{_TYPE}, application/json", "Content-Type": _TYPE}
        request = urllib.request.Request(self._url + path, content, headers, method=method)  # noqa: S310  checked above
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310  as above
                answer = json.load(response)
        except urllib.error.HTTPError as error:
            if error.code == NOT_FOUND:
                return None
            if error.code == CONFLICT:
                raise SchemaRefused(path.split("/")[2]) from error
            raise PortUnavailable("schema-registry", f"status-{error.code}") from error
        except (OSError, ValueError, HTTPException) as error:
            raise PortUnavailable("schema-registry") from error
        found: Mapping[str, Any] = _as(dict, answer)
        return found


class RegistryIds:
    """The registry's ids for what is written, and those of both for what is read."""

    def __init__(self, registry: Registry) -> None:
        """
        Ask for every current schema.

        Raises:
            RegistryDisagrees: it lacks one of them, or gave its id to another record than the lock file did.
            PortUnavailable: it is away.
        """
        self._registry = registry
        self._doubts: deque[tuple[int, float]] = deque(maxlen=DOUBTS)
        self._current = _agreed(registry)
        self._known = {**SCHEMAS, **{here: SCHEMAS[CURRENT[name]] for name, here in self._current.items()}}

    def current(self, name: str) -> int:
        """The registry's id for records called `name`."""
        return self._current[name]

    def schema(self, schema_id: int) -> tuple[str, str] | None:
        """
        Record name and text of `schema_id`, asked for once where it is new; None where nobody knows it. Who does not
        know waits or tries again, so of many unknown ids at once not every one is asked for.

        Raises:
            PortUnavailable: the registry is away.
        """
        if schema_id not in self._known and not self._doubtful(schema_id):
            text = self._registry.schema(schema_id)
            if text is None:
                self._doubts.append((schema_id, time.monotonic()))
            else:
                self._known[schema_id] = (_record_name(text), text)
        return self._known.get(schema_id)

    def _doubtful(self, schema_id: int) -> bool:
        """Whether it is not worth a question: it was just asked for in vain, or too many others were."""
        recent = [each for each, asked_at in self._doubts if time.monotonic() - asked_at < DOUBT_S]
        return schema_id in recent or len(recent) == DOUBTS


def codec_for(url: str) -> Codec:
    """
    The codec on the registry at `url`, on the committed lock file where it is empty.

    Raises:
        RegistryDisagrees, PortUnavailable: see `RegistryIds`.
        SettingsError: the URL is not HTTP.
    """
    return Codec(RegistryIds(Registry(url))) if url else Codec()


def publish(registry: Registry) -> dict[int, int]:
    """
    Register every schema of the lock file, the oldest first; returns the registry's id by the lock file's.

    Raises:
        SchemaRefused, PortUnavailable: see `Registry`.
    """
    registry.require_compatibility()
    return {locked: registry.publish(name, text) for locked, (name, text) in sorted(SCHEMAS.items())}


def _agreed(registry: Registry) -> dict[str, int]:
    found = {name: registry.id_of(name, SCHEMAS[locked][1]) for name, locked in CURRENT.items()}
    lacking = [
        f"{NAMESPACE}.{name}: not registered as in the lock file" for name, here in found.items() if here is None
    ]
    ids = {name: here for name, here in found.items() if here is not None}
    other = [
        f"{NAMESPACE}.{name}: its id {here} is {SCHEMAS[here][0]}'s in the lock file"
        for name, here in ids.items()
        if here in SCHEMAS and SCHEMAS[here][0] != name
    ]
    if lacking or other:
        raise RegistryDisagrees("\n".join(lacking + other))
    return ids


def _record_name(text: str) -> str:
    """The name of the record a schema describes; empty where it describes none."""
    try:
        schema = json.loads(text)
    except ValueError:
        return ""
    return str(schema.get("name", "")).rpartition(".")[2] if isinstance(schema, dict) else ""


def _as(wanted: type[Any], value: object) -> Any:
    """`value`, unless the registry answered something else than it should."""
    if not isinstance(value, wanted):
        raise PortUnavailable("schema-registry", "answer-not-understood")
    return value
