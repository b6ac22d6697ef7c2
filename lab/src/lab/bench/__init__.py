"""Benches of a running stack: how many leads a second, how late, and at what cost of CPU and memory."""

from lab.bench.drain import drain
from lab.bench.figures import Figures
from lab.bench.pace import pace

__all__ = ["Figures", "drain", "pace"]
