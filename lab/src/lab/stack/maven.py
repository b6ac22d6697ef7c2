"""
Files of Maven Central, downloaded side by side through jgo (pure Python) and checked against their digests.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.stack import downloads
from lab.stack.progress import Progress

DOWNLOADS_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class MavenFile:
    """
    One file: Maven coordinates, size in bytes, SHA-256 in hexadecimal.
    """

    group: str
    artifact: str
    version: str
    size: int
    sha256: str
    classifier: str = ""
    packaging: str = "jar"

    @property
    def filename(self) -> str:
        """The name it has in the cache."""
        return "-".join(filter(None, (self.artifact, self.version, self.classifier))) + f".{self.packaging}"

    def is_whole(self, folder: Path) -> bool:
        """Whether the folder holds it, all of it."""
        file = folder / self.filename
        return file.is_file() and file.stat().st_size == self.size


def download(what: str, files: Sequence[MavenFile], folder: Path, progress: Progress) -> None:
    """
    Put these files into the folder, each whole and checked or not at all.

    Raises:
        NetworkMissing, DownloadCorrupt, HomeUnusable: see `downloads`.
    """
    with downloads.scratch(folder) as incoming:
        fetcher = _Fetcher(incoming, progress)
        progress.began(what, sum(file.size for file in files))
        try:
            with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
                list(pool.map(lambda file: place(fetcher.fetch(file), file, folder), files))
        finally:
            progress.ended()


def place(arrived: Path, file: MavenFile, folder: Path) -> None:
    """
    Move what has arrived to its place.

    Raises:
        DownloadCorrupt: it is not the locked file.
    """
    downloads.check(arrived, file.filename, file.sha256)
    arrived.replace(folder / file.filename)


class _Fetcher:
    """Downloads single files into a scratch folder."""

    def __init__(self, incoming: Path, progress: Progress) -> None:
        # jgo takes 0.3 s to import and is needed on the first start only.
        from jgo.maven import MavenContext, PythonResolver

        @contextlib.contextmanager
        def watched(_name: str, _size: int) -> Iterator[Callable[[int], None]]:
            yield progress.advanced

        resolver = PythonResolver(progress_callback=watched)
        self._maven: Any = MavenContext(
            resolver=resolver, repo_cache=incoming, local_repos=[], timeout=downloads.TIMEOUT_S
        )

    def fetch(self, file: MavenFile) -> Path:
        import requests

        component = self._maven.project(file.group, file.artifact).at_version(file.version)
        try:
            return Path(component.artifact(file.classifier, file.packaging).resolve())
        except (requests.RequestException, RuntimeError) as error:
            raise downloads.unreachable(file.filename, type(error).__name__) from error
