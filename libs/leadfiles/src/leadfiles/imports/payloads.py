"""A row as the bytes of a submission."""

import json
from collections.abc import Mapping

import orjson
from leadcore.workspace import ATTRIBUTE

_WHOLE = "attributes"


def payload_of(values: Mapping[str, object], keys: Mapping[str, str]) -> bytes | None:
    """
    The JSON object of a row, its columns called as `keys` says; None where a text cannot be written as UTF-8, such as
    half of a surrogate pair out of a workbook.
    """
    document: dict[str, object] = {}
    for name, value in values.items():
        key = keys.get(name, name)
        if key.startswith(ATTRIBUTE):
            _nest(document, values, key.removeprefix(ATTRIBUTE), value)
        elif key not in document or key == name:
            document[key] = value
    try:
        return orjson.dumps(document)
    except TypeError:  # also a whole number past 64 bits, which JSON has and orjson has not
        try:
            return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        except UnicodeEncodeError:
            return None


def _nest(document: dict[str, object], values: Mapping[str, object], name: str, value: object) -> None:
    """An attribute that is called as one of our own keys can only stand among the attributes."""
    there = document.get(_WHOLE, values.get(_WHOLE))
    document[_WHOLE] = {**(there if isinstance(there, dict) else {}), name: value}
