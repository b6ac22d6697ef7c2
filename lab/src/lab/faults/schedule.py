"""
Which unit gets which signal, and when: a value made from a seed, which can be printed and played again. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from lab.generator.dice import Dice

Signal = Literal["SIGKILL", "SIGTERM", "SIGSTOP"]
KILLS: tuple[tuple[Signal, float], ...] = (("SIGKILL", 1.0),)
"""Nothing but SIGKILL."""


@dataclass(frozen=True, slots=True)
class Blow:
    """
    One signal for one unit.

    `after_s`: seconds since the blow before; `held_s`: how long SIGSTOP holds it before SIGCONT.
    """

    number: int
    unit: str
    signal: Signal
    after_s: float
    held_s: float = 0.0

    def __str__(self) -> str:
        held = f" for {self.held_s:.1f} s" if self.held_s else ""
        return f"#{self.number} +{self.after_s:.2f} s {self.signal}{held} {self.unit}"


@dataclass(frozen=True, slots=True)
class Manner:
    """
    How blows are dealt.

    `gap_s`: mean of the seconds between two. `signals`: with their shares, summing to 1. `held_s`: shortest and longest
    time that SIGSTOP holds.
    """

    gap_s: float
    signals: Sequence[tuple[Signal, float]] = KILLS
    held_s: tuple[float, float] = (1.0, 15.0)


def schedule(seed: int, count: int, units: Sequence[str], manner: Manner) -> list[Blow]:
    """
    `count` blows, every unit as often as any other (give or take one), in an order and at distances of chance.

    Equal arguments give equal schedules.
    """
    dice = Dice("schedule", seed)
    order = _order(dice, units, count)
    return [_blow(dice, number, unit, manner) for number, unit in enumerate(order, start=1)]


def as_lines(blows: Iterable[Blow]) -> bytes:
    """The schedule as JSON lines."""
    return b"".join(msgspec.json.encode(blow) + b"\n" for blow in blows)


def from_lines(text: bytes) -> list[Blow]:
    """
    The schedule of these JSON lines.

    Raises:
        msgspec.DecodeError: a line is none of a schedule.
    """
    return [msgspec.json.decode(line, type=Blow) for line in text.splitlines() if line.strip()]


def _order(dice: Dice, units: Sequence[str], count: int) -> list[str]:
    order: list[str] = []
    while len(order) < count:
        order += sorted(units, key=lambda _unit: dice.roll())
    return order[:count]


def _blow(dice: Dice, number: int, unit: str, manner: Manner) -> Blow:
    signal: Signal = dice.weighted(manner.signals)  # type: ignore[assignment]
    shortest, longest = manner.held_s
    held = round(shortest + dice.roll() * (longest - shortest), 3)
    return Blow(number, unit, signal, round(manner.gap_s * 2 * dice.roll(), 3), held if signal == "SIGSTOP" else 0.0)
