"""
A proxy before a gateway, as an ingress is: it reads each request, and passes on what it read over connections that it
keeps. Whether both saw the same requests is told by its log and by the gateway's metrics (control:S16).

nginx and HAProxy as Debian has them: the nginx of PyPI had a single release and no home when this was written.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from leadcore.testing.patience import until

from lab.stack.home import free_port
from lab.stack.processes import Command, spawn

READY_S = 30.0


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that runs. Its log has a line for each request; in one that was passed on stands `passed`."""

    address: tuple[str, int]
    log: Path

    def passed_on(self) -> int:
        """How many requests it has passed on so far."""
        return sum(line.startswith("passed ") for line in self.log.read_text().splitlines())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a proxy has its files, where it listens, and what is behind it."""

    folder: Path
    port: int
    gateway: str


Kind = Callable[[str, Place], tuple[Command, Path]]
"""Writes its settings; what starts the program of this path, and where it logs requests."""


def nginx(program: str, at: Place, *, buffering: bool) -> tuple[Command, Path]:
    """nginx; with `buffering` it has a body whole before it passes it on, and says how long it is."""
    settings = at.folder / "nginx.conf"
    told = {"folder": at.folder, "port": at.port, "gateway": at.gateway}
    settings.write_text(_NGINX.format(**told, buffering="on" if buffering else "off"))
    options = ("-p", str(at.folder), "-c", str(settings), "-e", str(at.folder / "error.log"))
    return Command((program, *options), at.folder / "nginx.log", {}), at.folder / "requests.log"


def haproxy(program: str, at: Place) -> tuple[Command, Path]:
    """HAProxy, which passes bodies on as they come."""
    settings = at.folder / "haproxy.cfg"
    settings.write_text(_HAPROXY.format(port=at.port, gateway=at.gateway))
    log = at.folder / "haproxy.log"
    return Command((program, "-db", "-f", str(settings)), log, {}), log


@contextmanager
def before(gateway: tuple[str, int], folder: Path, program: str, kind: Kind) -> Iterator[Proxy]:
    """A proxy of this kind before `gateway`, with files in `folder`; ended with the context."""
    folder.mkdir(parents=True, exist_ok=True)
    at = Place(folder, free_port(), f"{gateway[0]}:{gateway[1]}")
    command, log = kind(program, at)
    process = spawn(command)
    try:
        until(lambda: process.exit_code is not None or _listens(at.port), f"{program} listens", READY_S)
        assert process.exit_code is None, process.log_tail()
        yield Proxy(("127.0.0.1", at.port), log)
    finally:
        process.stop(10.0)


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


_NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 128; }}
http {{
  map $upstream_status $passed {{ "" no; default passed; }}
  log_format requests '$passed $status';
  access_log {folder}/requests.log requests;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_max_body_size 16m;
  upstream gateway {{ server {gateway}; keepalive 1; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://gateway;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_request_buffering {buffering};
      proxy_next_upstream off;
      proxy_read_timeout 30s;
    }}
  }}
}}
"""

_HAPROXY = """
global
  log stdout format raw local0 info
  maxconn 128
defaults
  mode http
  log global
  log-format "%s %ST"
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  http-reuse always
  retries 0
frontend outside
  bind 127.0.0.1:{port}
  default_backend gateway
backend gateway
  server passed {gateway} pool-max-conn 1
"""
