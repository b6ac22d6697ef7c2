"""
A published model: a folder with `card.json`, `model.onnx` and `golden.json`.

The card says for which features the model was trained, what its input and output are called, and the digests of the
two other files. Golden vectors are rows with the probabilities that the training saw; only they notice a model that
was trained on another order of features.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from scorer.adapters.model_file import forbidden
from scorer.domain import FEATURE_NAMES, FEATURE_SET

T = TypeVar("T")

MAX_BYTES = 32 * 1024 * 1024
MIN_GOLDEN = 20

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


class ModelRefused(Exception):  # noqa: N818  named for what happened
    """A model that must not answer; `cause` is kebab-case and constant: it is counted and shown."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Card:
    """What the scorer reads of a model card; the rest of it is for people."""

    name: str
    version: str
    feature_set: str
    features: tuple[str, ...]
    sha256: str
    golden_sha256: str
    input: str
    output: str
    """Name of the output that holds the probabilities, one row a lead, the last column that of conversion."""


@dataclass(frozen=True, slots=True)
class Golden:
    """Rows and what the model must say of them."""

    rows: tuple[tuple[float, ...], ...]
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A model whose files are what its card says; nothing of it has run yet."""

    card: Card
    content: bytes
    golden: Golden


def read(models: Path, name: str) -> Published:
    """
    The model `name` of the folder `models`.

    Raises:
        ModelRefused: it is not there, not what its card says, or made for other features.
    """
    if not _NAME.fullmatch(name):
        raise ModelRefused("name-not-allowed")
    card = _decoded(_content(models / name / "card.json"), Card)
    content, golden = _content(models / name / "model.onnx"), _content(models / name / "golden.json")
    if hashlib.sha256(content).hexdigest() != card.sha256 or hashlib.sha256(golden).hexdigest() != card.golden_sha256:
        raise ModelRefused("digest-differs")
    if (card.feature_set, card.features) != (FEATURE_SET, FEATURE_NAMES):
        raise ModelRefused("another-feature-set")
    if cause := forbidden(content):
        raise ModelRefused(cause)
    return Published(card, content, _golden(golden))


def _golden(content: bytes) -> Golden:
    golden = _decoded(content, Golden)
    fits = all(len(row) == len(FEATURE_NAMES) for row in golden.rows)
    if not fits or len(golden.rows) != len(golden.probabilities) or len(golden.rows) < MIN_GOLDEN:
        raise ModelRefused("golden-vectors-too-few")
    return golden


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ModelRefused("file-too-large")
        return path.read_bytes()
    except OSError:
        raise ModelRefused("file-missing") from None


def _decoded(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ModelRefused("card-unreadable") from None
