"""
A schema registry for one machine: Apicurio Registry with its Confluent API, on loopback, fetched when first asked for.

No unit needs it: ids come from the committed lock file unless SCHEMA_REGISTRY_URL is set. It is here to try the path
with a registry, and for tests.
"""

import os
import tarfile
import urllib.error
import urllib.request
from pathlib import Path

from lab.stack import downloads, maven, packages
from lab.stack.home import LOOPBACK, Home
from lab.stack.maven import MavenFile
from lab.stack.processes import Command
from lab.stack.progress import Progress, SilentProgress
from lab.stack.running import Running
from lab.stack.running import start as start_until

UNIT = "registry"
VERSION = "3.3.3"
API = "/apis/ccompat/v7"
ARCHIVE = MavenFile(
    "io.apicurio",
    "apicurio-registry-app",
    VERSION,
    158_577_952,
    "8bc6751c76d963734224b01d5e7f84ccb3cb61c87d3bd77c36c35f10a5cbed63",
    "all",
    "tar.gz",
)
# Measured on two cores: 6 s where nothing else runs, 50 s where eight others want them.
READY_S = 180.0
# The first compiler alone, as for Kafka; 255 MB in all with this heap.
JVM = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m")


def start(home: Home, *, port: int | None = None, progress: Progress | None = None) -> Running:
    """
    Start the registry, with the port of last time if it is free; the address is the base of its Confluent API.

    Its schemas are kept in a file of the home.

    Raises:
        NetworkMissing, DownloadCorrupt, PackageMissing, PortTaken: see `packages` and `Home.port`.
        StartFailed: it ended or stayed silent.
    """
    folder = unpacked(progress=progress)
    number, management = home.port(UNIT, port), home.port(f"{UNIT}-management")
    data = home.data(UNIT)
    address = f"http://{LOOPBACK}:{number}{API}"
    command = Command(
        argv=(str(packages.java()), *JVM, "-jar", str(folder / "quarkus-run.jar")),
        log=home.log(UNIT),
        env={**_settings(number, management, data / "schemas"), "PATH": os.defpath},
        folder=data,
    )
    process, ready_s = start_until(home, UNIT, command, lambda: _answers(address), READY_S)
    return Running(UNIT, address, process, ready_s)


def unpacked(cache: Path | None = None, progress: Progress | None = None) -> Path:
    """
    Return the folder of the application, downloading and unpacking it if the cache lacks it.

    Raises:
        NetworkMissing, DownloadCorrupt, HomeUnusable: see `downloads`.
    """
    folder = (cache or downloads.default_cache()) / f"apicurio-{VERSION}"
    if not (folder / "app").is_dir():
        with downloads.scratch(folder) as incoming:
            maven.download(f"Apicurio Registry {VERSION}", [ARCHIVE], incoming, progress or SilentProgress())
            with tarfile.open(incoming / ARCHIVE.filename) as archive:
                # What is locked by its digest needs no filter; Python before 3.11.4 has none.
                archive.extractall(incoming / "app", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))  # type: ignore[arg-type]  # noqa: S202  as above
            _placed(incoming / "app", folder / "app")
    return folder / "app"


def _placed(made: Path, place: Path) -> None:
    try:
        made.rename(place)
    except OSError:
        # Another stack was quicker; what it has put there is the same.
        if not place.is_dir():
            raise


def _settings(port: int, management: int, schemas: Path) -> dict[str, str]:
    return {
        "APICURIO_STORAGE_KIND": "sql",
        "APICURIO_DATASOURCE_URL": f"jdbc:h2:file:{schemas}",
        "QUARKUS_HTTP_HOST": LOOPBACK,
        "QUARKUS_HTTP_PORT": str(port),
        "QUARKUS_MANAGEMENT_HOST": LOOPBACK,
        "QUARKUS_MANAGEMENT_PORT": str(management),
        "QUARKUS_LOG_LEVEL": "WARN",
        "QUARKUS_HTTP_ACCESS_LOG_ENABLED": "false",
        "QUARKUS_OTEL_SDK_DISABLED": "true",
    }


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/subjects", timeout=1) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
