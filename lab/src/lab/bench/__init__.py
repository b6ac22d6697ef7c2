"""Benches of a running stack: how many leads a second, how late, at what cost, how that grows, how soon it is back."""

from lab.bench.drain import drain
from lab.bench.figures import Figures
from lab.bench.goals import Judged, judged
from lab.bench.growth import Step, growth
from lab.bench.lanes import Lanes, lanes
from lab.bench.pace import pace
from lab.bench.profiles import NoProfile, profiled
from lab.bench.recovery import Recovery, recovery
from lab.bench.soak import grown, soak
from lab.bench.spine import spine
from lab.bench.spread import spread
from lab.bench.suite import Asked, suite

__all__ = [
    "Asked",
    "Figures",
    "Judged",
    "Lanes",
    "NoProfile",
    "Recovery",
    "Step",
    "drain",
    "grown",
    "growth",
    "judged",
    "lanes",
    "pace",
    "profiled",
    "recovery",
    "soak",
    "spine",
    "spread",
    "suite",
]
