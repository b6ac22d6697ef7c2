"""
Redis (or Valkey) for one machine: on loopback, appending to a file, ready in a tenth of a second.
"""

import os

from redis import Redis
from redis.exceptions import RedisError

from lab.stack import packages
from lab.stack.home import LOOPBACK, Home, write
from lab.stack.processes import Command
from lab.stack.progress import Progress
from lab.stack.running import Running
from lab.stack.running import start as start_until

UNIT = "redis"


def start(home: Home, *, port: int | None = None, progress: Progress | None = None) -> Running:
    """
    Start the server, with the port of last time if it is free; the address is its URL.

    Raises:
        NetworkMissing, DownloadCorrupt, PackageMissing, PortTaken: see `packages` and `Home.port`.
        StartFailed: it ended or stayed silent.
    """
    program = packages.redis_server(progress=progress)
    number = home.port(UNIT, port)
    data = home.data(UNIT)
    settings = data / "redis.conf"
    write(settings, _settings(number))
    command = Command(
        argv=(str(program), str(settings)),
        log=home.log(UNIT),
        env={"LC_ALL": "C", "PATH": os.defpath},
        folder=data,
    )
    address = f"redis://{LOOPBACK}:{number}/0"
    process, ready_s = start_until(home, UNIT, command, lambda: _answers(address))
    return Running(UNIT, address, process, ready_s)


def _settings(port: int) -> str:
    lines = (
        f"bind {LOOPBACK}",
        f"port {port}",
        "appendonly yes",
        "appendfsync everysec",
        'save ""',
        "loglevel warning",
    )
    return "\n".join(lines) + "\n"


def _answers(address: str) -> bool:
    with Redis.from_url(address, socket_timeout=1) as client:
        try:
            return bool(client.ping())
        except (RedisError, OSError):
            return False
