"""
How a file gets into the cache: into a scratch folder beside its place, compared with its digest, renamed.

Renaming is atomic, so a second stack on the same cache sees a whole file or none.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lab.stack.failures import DownloadCorrupt, HomeUnusable, NetworkMissing

TIMEOUT_S = 20


def default_cache() -> Path:
    """Name the cache: LEADSTREAM_CACHE, else ~/.cache/leadstream."""
    return Path(os.environ.get("LEADSTREAM_CACHE") or Path.home() / ".cache" / "leadstream")


@contextlib.contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """
    Give a folder inside this one (made if missing) that is gone afterwards.

    Raises:
        HomeUnusable: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(prefix=".incoming-", dir=folder)
    except OSError as error:
        raise HomeUnusable(f"cannot write the cache {folder}: {error.strerror}. Set LEADSTREAM_CACHE.") from error
    with made as name:
        yield Path(name)


def check(arrived: Path, name: str, sha256: str) -> None:
    """
    Compare a file that has arrived with the digest (hexadecimal) that was locked.

    Raises:
        DownloadCorrupt: it has another one.
    """
    with arrived.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != sha256:
        raise DownloadCorrupt(
            f"{name}: SHA-256 is {digest}, the lock says {sha256}. Try again; if it stays, "
            "something between this machine and the package registry changes files."
        )


def unreachable(name: str, why: str) -> NetworkMissing:
    """Say that a file cannot be had, and what to do."""
    return NetworkMissing(
        f"cannot download {name}: {why}. The cache does not hold it, so the "
        "first start needs the network (once; later starts do not). Behind a proxy set HTTPS_PROXY; "
        "or copy another machine's cache and point LEADSTREAM_CACHE at it."
    )
