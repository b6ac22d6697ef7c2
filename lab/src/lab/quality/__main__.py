"""
Measure how well values are read, and write the page: `python -m lab.quality [--out docs/quality.md]`.

Half a minute. Exit 0; 1 where a verdict has no explanation; 3 where the corpora are not there.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from lab.quality import (
    amounts,
    companies,
    corpora,
    dates,
    emails,
    identity,
    names,
    phones,
    places,
    report,
    titles,
    visits,
)
from lab.quality.report import Section

_ROOT = Path(__file__).resolve().parents[4]
_MEASURES: tuple[Callable[[], Section], ...] = (
    emails.measure,
    phones.measure,
    names.measure,
    companies.measure,
    titles.measure,
    places.measure,
    dates.measure,
    amounts.measure,
    visits.channels_of_sources,
    visits.industry_codes,
    visits.language_names,
    identity.measure,
)

_HEAD = """# How well values are read

Written by `.venv/bin/python -m lab.quality` on {at}, at commit {commit}; the corpora lie beside the checkout and are
read there, none is copied. Precision: of what was named, the part that is right. Recall: of what there is, the part
that was named. `tests/unit/lab/test_quality.py` holds the figures on a part of each corpus. What it costs:
`docs/performance.md`."""


def main(out: Path) -> int:
    """Measure everything and write the page."""
    if corpora.folder() is None:
        print("the corpora are not there: set LEADSTREAM_DATA_DIR", file=sys.stderr)
        return 3
    sections = [measure() for measure in _MEASURES]
    asked = [shutil.which("git") or "git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, cwd=_ROOT, capture_output=True, text=True, check=True)  # noqa: S603  no shell
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")  # noqa: TID251  an entry point reads the clock
    out.write_text(report.markdown(sections, _HEAD.format(at=at, commit=commit.stdout.strip())), encoding="utf-8")
    unexplained = [case for section in sections for case in section.unexplained]
    print(f"{out}: {len(sections)} values, {len(unexplained)} verdicts unexplained")
    return 1 if unexplained else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=_ROOT / "docs" / "quality.md")
    sys.exit(main(parser.parse_args().out))
