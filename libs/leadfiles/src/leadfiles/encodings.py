"""
Which encoding a file is in.

    its mark (BOM) → UTF-16 by its zeros → UTF-8, tried on every byte → guessed from the lines that are none

The whole file is gone through before UTF-8 is believed: its first letter that is not ASCII may stand in the last line.
Lines that are not in the encoding of the others are found later, one by one: a decoder puts MARK where it fails.
The guess is charset-normalizer's (MIT, kept up, no compiled part needed), among what spreadsheets write; of few letters
it cannot tell, and Windows-1252, which Excel writes in the West, is taken.
"""

import codecs
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

from leadfiles.findings import RefusedError
from leadfiles.packed import Bytes

MARK: Final = "\udcff"
"""Stands where bytes could not be decoded; no encoding decodes to it."""
ERRORS: Final = "leadfiles.mark"
"""The name of the error handler that puts it there."""

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WINDOWS = "cp1252"
_COMMON: Final = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "shift_jis", "euc_jp",
    "gb18030", "big5", "euc_kr", "mac_roman", "cp437", "cp850",
]  # fmt: skip
_CHUNK = 1 << 20
_ENOUGH_LINES, _ENOUGH_BYTES = 2_000, 64 * 1024
_LONGEST = 16 * 1024
_FEW_LETTERS = 48
_ZEROS = 0.3

codecs.register_error(ERRORS, lambda error: (MARK, _end(error)))


def _end(error: UnicodeError) -> int:
    assert isinstance(error, UnicodeDecodeError), "only readers use it"
    return error.end


@dataclass(frozen=True, slots=True)
class Encoding:
    """Python's `name` of it; `guessed`: told from the look of the text, not from a mark or proof."""

    name: str
    guessed: bool = False


def encoding_of(path: Path, head: bytes, wanted: str = "") -> Encoding:
    """
    The encoding of the file that begins with `head`; `wanted` where the user has said one.

    Raises:
        RefusedError: `wanted` is none, or the file begins with the mark of another.
        CutOffError: the file cannot be read to its end.
    """
    marked = next((name for bom, name in _BOMS if head.startswith(bom)), "")
    if wanted:
        return _as_wanted(wanted, marked)
    if marked:
        return Encoding(marked)
    return _without_mark(head) or _proven(path)


def _as_wanted(wanted: str, marked: str) -> Encoding:
    try:
        name = codecs.lookup(wanted).name
        "x".encode(name)
        codecs.getincrementaldecoder(name)(ERRORS).decode(b"x", final=True)
    except (LookupError, ValueError):  # also of a name with a NUL, and of codecs that read no marked text
        raise RefusedError("no-such-encoding", encoding=wanted) from None
    if marked and not name.startswith(marked[:5]):
        raise RefusedError("not-that-encoding", found=marked.removesuffix("-sig"), encoding=name)
    return Encoding(marked or name)


def _without_mark(head: bytes) -> Encoding | None:
    """UTF-16 whose mark is missing, told by the zeros in every second byte of Latin text."""
    sample = head[: len(head) // 2 * 2]
    if len(sample) < 4:
        return None
    high, low = sample[::2].count(0) / len(sample) * 2, sample[1::2].count(0) / len(sample) * 2
    if low > _ZEROS > high:
        return Encoding("utf-16-le")
    return Encoding("utf-16-be") if high > _ZEROS > low else None


def _proven(path: Path) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with Bytes(path) as opened:
            while chunk := opened.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _of_the_most(path)
    return Encoding("utf-8")


def _of_the_most(path: Path) -> Encoding:
    """UTF-8 where most lines with other than ASCII are; else what the others look like."""
    well, others = 0, []
    size = 0
    with Bytes(path) as opened:
        lines = io.BufferedReader(opened, _CHUNK)
        for line in iter(lambda: lines.readline(_LONGEST), b""):
            if line.isascii():
                continue
            if _is_utf8(line):
                well += 1
            else:
                others.append(line)
                size += len(line)
            if well + len(others) >= _ENOUGH_LINES or size >= _ENOUGH_BYTES:
                break
    if well >= len(others):
        return Encoding("utf-8")
    return Encoding(_guessed(b"".join(others)), guessed=True)


def _likeliest(sample: bytes) -> str:
    """The likeliest encoding; where Windows-1252 is about as likely, or reads the same, that."""
    found = list(from_bytes(sample, cp_isolation=_COMMON, threshold=0.5))
    if not found:
        return _WINDOWS
    best = found[0]
    for each in found:
        if each.encoding == _WINDOWS and each.chaos <= best.chaos + 0.03 and each.coherence >= best.coherence - 0.02:
            return _WINDOWS
    return _WINDOWS if str(best) == sample.decode(_WINDOWS, "replace") else best.encoding


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guessed(sample: bytes) -> str:
    letters = sum(byte > 0x7F for byte in sample)
    name = _WINDOWS if letters < _FEW_LETTERS else _likeliest(sample)
    try:
        sample.decode(name)
    except UnicodeDecodeError:
        return "latin-1"
    return name
