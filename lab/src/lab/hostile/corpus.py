"""
The corpus of bad input: one file for each line of what a gateway must stand, each case with its answer beside it.

    line: Framing                  which line of the reference this is
    entry: wire                    where its cases come in: wire, lead, batch, form, webhook
    pieces: {head: …}              parts that cases name with $
    cases:
      - name: two lengths          unique in the file
        send: [$head, …]           of wire: all bytes. Elsewhere `body`, and, where they differ, `headers`, `query`
        status: 400                of the answer; of several, a list
        code: not-http             of its problem; none where it is no problem
        says: email                a text that stands in the answer
        kept: 0                    submissions that reach the log; as a rule 1 for 200, 202 and 303, else 0
        within_s: 1                how long the answer may take
        end: {outcome: rejected, …}  what becomes of the submission (lab.hostile.ends)
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from lab.hostile.parts import Pieces, made

Entry = Literal["wire", "lead", "batch", "form", "webhook"]
PATHS: Mapping[Entry, str] = {
    "lead": "/v1/leads?source=web-form",
    "batch": "/v1/leads:batch?source=web-form",
    "form": "/f/contact",
    "webhook": "/v1/webhooks/web-form",
}
_ANSWER = {"name", "status", "code", "says", "kept", "within_s", "end"}
_ASKED = {"send", "body", "headers", "path", "query", "id", "timestamp", "signature", "signed_body", "off_s"}
_TAKEN = frozenset({200, 202, 303})
_KINDS = {"form": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a case needs to be let in. `stamp` makes the stamp of a form's page; `now`: seconds."""

    key: str
    webhook: bytes
    stamp: Callable[[], str]
    now: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Case:
    """One case; see above."""

    line: str
    entry: Entry
    name: str
    written: Mapping[str, Any] = field(repr=False)
    pieces: Pieces = field(repr=False)

    @property
    def statuses(self) -> Sequence[int]:
        """Of its answers, in order."""
        found = self.written["status"]
        return found if isinstance(found, list) else [found]

    @property
    def kept(self) -> int:
        """How many submissions of it reach the log."""
        return int(self.written.get("kept", sum(each in _TAKEN for each in self.statuses)))

    @property
    def within_s(self) -> float:
        """How long its answers may take."""
        return float(self.written.get("within_s", 1.0))

    def told(self, name: str) -> str:
        """What the case says of its answer under this name; empty where it says nothing."""
        return str(self.written.get(name, ""))

    @property
    def end(self) -> Mapping[str, Any]:
        """What becomes of its submission; empty where the case does not say."""
        return dict(self.written.get("end", {}))

    def request(self, secrets: Secrets) -> bytes:
        """The bytes that are sent."""
        if self.entry == "wire":
            return made(self.written["send"], {**self.pieces, "key": f"Authorization: Bearer {secrets.key}\r\n"})
        body = made(self.written["body"], self.pieces)
        if self.entry == "form":
            body = body.replace(b"{stamp}", secrets.stamp().encode())
        heads = {"Host": "gateway", "Content-Type": _KINDS.get(self.entry, "application/json")}
        if self.entry in ("lead", "batch"):
            heads["Authorization"] = f"Bearer {secrets.key}"
        heads |= _signed(self.written, body, secrets) if self.entry == "webhook" else {}
        heads |= {"Content-Length": str(len(body)), **self.written.get("headers", {})}
        path = self.written.get("path", PATHS[self.entry]) + self.written.get("query", "")
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in heads.items() if value is not None)]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def read(folder: Path) -> list[Case]:
    """
    The cases of every file of a folder.

    Raises:
        ValueError: a file has two cases of one name, one without an answer, or a word that stands not above.
    """
    return [case for file in sorted(folder.glob("*.yaml")) for case in _of(file)]


def _of(file: Path) -> list[Case]:
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    pieces = told.get("pieces", {})
    cases = [Case(told["line"], told["entry"], str(each["name"]), each, pieces) for each in told["cases"]]
    if len({case.name for case in cases}) < len(cases):
        raise ValueError(f"{file.name}: two cases have one name")
    for case in cases:
        if "status" not in case.written or case.written.keys() - _ANSWER - _ASKED:
            raise ValueError(f"{file.name}: {case.name}: no status, or a word that nobody knows")
    return cases


def _signed(written: Mapping[str, Any], body: bytes, secrets: Secrets) -> dict[str, str]:
    """Standard Webhooks' headers of a case, which may say how its signature is wrong."""
    at = secrets.now() + int(written.get("off_s", 0))
    name, sent = str(written.get("id", "msg_hostile")), str(written.get("timestamp", "{at}")).format(at=at)
    over = made(written["signed_body"], {}) if "signed_body" in written else body
    known = {
        who: base64.b64encode(hmac.digest(key, b".".join((name.encode(), sent.encode(), over)), "sha256")).decode()
        for who, key in (("right", secrets.webhook), ("other", hashlib.sha256(b"another tenant").digest()))
    }
    signature = str(written.get("signature", "v1,{right}")).format(**known)
    return {"webhook-id": name, "webhook-timestamp": sent, "webhook-signature": signature}
