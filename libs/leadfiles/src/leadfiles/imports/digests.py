"""The digest of a file, of which with the source its operation's id is made."""

import hashlib
from pathlib import Path

_CHUNK = 1 << 20


def digest_of(path: Path) -> str:
    """
    The SHA-256 of a file, hexadecimal, without holding it.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
