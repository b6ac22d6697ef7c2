"""A unit of ingest that writes down, to the file BENCH_REQUESTS, what its producer counts of itself and its memory."""

import json
import os
from pathlib import Path
from typing import Any

from ingest.__main__ import main
from leadcore.runtime import clients, faust

TOLD = Path(os.environ["BENCH_REQUESTS"])


def counted() -> None:
    """Have the producer of whatever Faust drives tell what it sent, four times a second."""
    settings_of = clients.producer_settings

    def settings(*args: Any) -> dict[str, Any]:
        return {**settings_of(*args), "statistics.interval.ms": 250, "stats_cb": _tell}

    setattr(faust, "producer_settings", settings)  # noqa: B010


def _tell(text: str) -> None:
    sent = sum(each["req"].get("Produce", 0) for each in json.loads(text)["brokers"].values())
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    rss, peak = (int(status[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM"))
    TOLD.write_text(json.dumps({"Produce": sent, "rss_mb": rss, "peak_mb": peak}))


if __name__ == "__main__":
    counted()
    main()
