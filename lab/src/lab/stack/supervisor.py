"""
Keeps the servers and any number of services running, and brings them all down in order.

    with interrupts.as_keyboard_interrupt(), Supervisor(home, tell=print) as stack:
        servers = stack.start_servers()
        stack.start_services([Service("gateway", argv, env, url, ready_url)])
        stack.announce(gateway=url)
        stack.wait()          # until Ctrl-C

Leaving the block stops the services (SIGTERM, 25 s), then the servers; a second Ctrl-C kills what is left. A unit that
dies is reported and started again with growing delays, six times in two minutes at most. If we are killed ourselves the
kernel ends every child.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Self

import psutil

from lab.stack import down, kafka, overrides, postgres, readiness, redis, restarts, state
from lab.stack.failures import Interrupted, StackFailure, StartFailed
from lab.stack.home import Home
from lab.stack.processes import Command, Process, spawn
from lab.stack.progress import Progress
from lab.stack.running import Running, why
from lab.stack.servers import Servers, start_servers
from lab.stack.units import Event, Service, Unit

STEP_S = 0.1
READY_S = 60.0
READING_S = 900.0
"""For so long a service that is alive may read what it keeps before it is ready: a million rows can take a minute."""
TOLD_EVERY_S = 15.0
DEATHS_BEFORE_READY = 3


class Supervisor:
    """The keeper of one home; enter it before anything else, from the main thread."""

    def __init__(self, home: Home, tell: Callable[[Event], None] = lambda _event: None) -> None:
        self._home, self._tell = home, tell
        self._units: list[Unit] = []
        self._notes: dict[str, str] = {}
        self._ready = False
        self._saving = threading.Lock()
        self._hurry = threading.Event()
        self._held = contextlib.ExitStack()
        self._keeper = threading.Thread(target=self._keep, name="stack-keeper", daemon=True)
        self._started = psutil.Process().create_time()

    def __enter__(self) -> Self:
        """
        Take the home, wait for what a killed supervisor has left to end, and begin to watch.

        Raises:
            HomeInUse: another running stack holds it.
        """
        self._held.enter_context(self._home.hold())
        if (before := state.load(self._home)) is not None:
            down.sweep(before)
        self._home.closing.clear()
        self._save()
        self._keeper.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        """Stop everything; see `stop`."""
        self.stop()

    def start_servers(self, progress: Progress | None = None) -> Servers:
        """
        Start Kafka, PostgreSQL and Redis side by side and keep them.

        Raises:
            StackFailure: the first thing that went wrong; nothing is left running then.
        """
        servers = start_servers(self._home, progress)
        again = {"kafka": kafka.start, "postgres": postgres.start, "redis": redis.start}
        for running in (servers.kafka, servers.postgres, servers.redis):
            self._adopt(running, again[running.unit])
        self._save()
        return servers

    def start_services(self, services: Sequence[Service], deadline_s: float = READY_S) -> None:
        """
        Start these services side by side and wait until each is ready; one that has nothing in its way but what it
        reads first, longer than the deadline.

        Raises:
            StartFailed: one was not ready by the deadline, or died too often; its log's end is in the text.
        """
        began = told = time.monotonic()
        added = [(self._add(service), service) for service in services]
        self._save()
        waiting = dict(added)
        while waiting:
            for unit in [one for one, service in waiting.items() if readiness.answers(service.ready_url)]:
                self._now_ready(unit, time.monotonic() - began)
                del waiting[unit]
            for unit, service in waiting.items():
                _check(unit, service, time.monotonic() - began, deadline_s)
            if time.monotonic() - told > TOLD_EVERY_S:
                told = time.monotonic()
                self._still_starting(waiting, told - began)
            time.sleep(STEP_S if waiting else 0)
        self._save()

    def announce(self, **notes: str) -> None:
        """
        Note these for `status` (addresses of emulators, the local key) and say that the stack as a whole is ready.
        """
        self._notes.update(notes)
        self._ready = True
        self._save()

    @property
    def failed(self) -> tuple[str, ...]:
        """The units that died too often and are no longer started."""
        return tuple(unit.name for unit in self._units if unit.standing == "failed")

    def wait(self, seconds: float | None = None) -> None:
        """Return after so many seconds; without a number only KeyboardInterrupt ends it."""
        self._home.closing.wait(seconds)

    def stop(self) -> None:
        """
        Stop the services, then the servers, each by its deadline; Ctrl-C meanwhile kills what is left. Idempotent.
        """
        self._home.closing.set()
        ending = threading.Thread(target=self._end_all, name="stack-end")
        ending.start()
        while ending.is_alive():
            try:
                ending.join(STEP_S)
            except KeyboardInterrupt:
                self._hurry.set()
        self._held.close()

    def _adopt(self, running: Running, again: Callable[[Home], Running]) -> None:
        unit = Unit(running.unit, "server", lambda: again(self._home).process)
        unit.process, unit.address, unit.ready_s = running.process, running.address, running.ready_s
        unit.stop_deadline_s = running.stop_deadline_s
        self._units.append(unit)
        self._say(Event(unit.name, "ready", f"{running.ready_s:.1f} s"))

    def _add(self, service: Service) -> Unit:
        unit = Unit(service.unit, "service", lambda: spawn(_command(overrides.applied(service), self._home)))
        unit.address, unit.restart, unit.stop_deadline_s = service.url, service.restart, service.stop_deadline_s
        unit.process = unit.launch()
        self._units.append(unit)
        self._say(Event(unit.name, "started", f"pid {unit.process.pid}"))
        return unit

    def _now_ready(self, unit: Unit, seconds: float) -> None:
        unit.ready_s = seconds
        self._say(Event(unit.name, "ready", f"{seconds:.1f} s"))

    def _still_starting(self, units: Iterable[Unit], seconds: float) -> None:
        for unit in units:
            self._say(Event(unit.name, "starting", f"{seconds:.0f} s"))

    def _keep(self) -> None:
        while not self._home.closing.wait(STEP_S):
            for unit in list(self._units):
                if unit.standing == "running" and unit.process and unit.process.exit_code is not None:
                    self._bury(unit, unit.process)
                elif unit.standing == "waiting" and time.monotonic() >= unit.due:
                    self._revive(unit)

    def _bury(self, unit: Unit, process: Process) -> None:
        now = time.monotonic()
        unit.deaths.append(now)
        unit.ended = process.pid, process.exit_code or 0
        self._say(Event(unit.name, "died", f"{_ended(process)}; see {process.command.log}"))
        delay = _restart_in(unit, now)
        if delay is None:
            unit.standing = "failed"
            said = Event(unit.name, "gave-up", f"after {len(unit.deaths)} deaths; it stays down")
        else:
            unit.standing, unit.due = "waiting", now + delay
            said = Event(unit.name, "restarting", f"in {delay:.1f} s, restart {unit.restarts + 1}")
        # Saved before it is said, here and below: who hears it and looks must find it so.
        self._save()
        self._say(said)

    def _revive(self, unit: Unit) -> None:
        try:
            process = unit.launch()
        except Interrupted:
            return
        except (StackFailure, OSError) as failure:
            self._say(Event(unit.name, "died", f"did not start again: {failure}"))
            self._after_failed_launch(unit)
            return
        unit.process, unit.standing, unit.restarts = process, "running", unit.restarts + 1
        self._save()
        self._say(Event(unit.name, "started", f"pid {process.pid}, restart {unit.restarts}"))

    def _after_failed_launch(self, unit: Unit) -> None:
        now = time.monotonic()
        unit.deaths.append(now)
        delay = _restart_in(unit, now)
        unit.standing, unit.due = ("failed", now) if delay is None else ("waiting", now + delay)
        self._save()

    def _end_all(self) -> None:
        # The keeper may be starting a unit again; it gives up at once, and from here on this thread is alone.
        self._keeper.join()
        for kind in ("service", "server"):
            self._end([unit for unit in self._units if unit.kind == kind])
        self._ready = False
        self._save()

    def _end(self, units: Iterable[Unit]) -> None:
        ending = [(unit, unit.process) for unit in units if unit.process and unit.process.exit_code is None]
        began = time.monotonic()
        for unit, process in ending:
            self._say(Event(unit.name, "stopping"))
            process.ask()
        while ending:
            waited = time.monotonic() - began
            for unit, process in list(ending):
                if process.exit_code is None and waited < unit.stop_deadline_s and not self._hurry.is_set():
                    continue
                ending.remove((unit, process))
                self._ended(unit, process, waited)
            time.sleep(STEP_S / 5 if ending else 0)

    def _ended(self, unit: Unit, process: Process, waited: float) -> None:
        by_itself = process.exit_code is not None
        process.kill()
        unit.standing = "stopped"
        what, text = ("stopped", _ended(process)) if by_itself else ("killed", "it did not end by its deadline")
        self._say(Event(unit.name, what, f"{text}, {waited:.1f} s"))  # type: ignore[arg-type]

    def _say(self, event: Event) -> None:
        # The terminal may be gone; that must not keep a server from being stopped.
        with contextlib.suppress(OSError):
            self._tell(event)

    def _save(self) -> None:
        with self._saving:
            units = {unit.name: unit.shown() for unit in self._units}
            found = state.State(os.getpid(), self._started, self._ready, units, dict(self._notes))
            try:
                state.save(self._home, found)
            except OSError as error:
                # A full disk must not end the thread that starts units again.
                self._say(Event("stack", "unsaved", f"state.json: {error.strerror}"))


def _check(unit: Unit, service: Service, waited: float, deadline_s: float) -> None:
    broken = unit.standing == "failed" or len(unit.deaths) >= DEATHS_BEFORE_READY
    late = waited > deadline_s and (waited > READING_S or not readiness.only_starting(service.ready_url))
    if unit.process and (broken or late):
        raise StartFailed(why(unit.name, unit.process, waited))


def _command(service: Service, home: Home) -> Command:
    return Command(argv=service.argv, log=home.log(service.unit), env=service.env, folder=service.folder)


def _restart_in(unit: Unit, now: float) -> float | None:
    always = overrides.restart_s(unit.name)
    if always is not None:
        return always
    return restarts.delay(unit.deaths, now) if unit.restart else None


def _ended(process: Process) -> str:
    code = process.exit_code
    return f"by signal {-code}" if code is not None and code < 0 else f"with code {code}"
