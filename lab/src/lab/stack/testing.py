"""
What tests need to run real servers: a home that is gone afterwards.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lab.stack.home import Home


@contextlib.contextmanager
def temporary_home() -> Iterator[Home]:
    """
    Give a home in the temporary folder, and remove it with everything that was written for it elsewhere.
    """
    folder = Path(tempfile.mkdtemp(prefix="leadstream-test-"))
    # mkdtemp lets nobody else in; PostgreSQL, which is somebody else when we are root, must reach its data.
    folder.chmod(0o755)
    try:
        yield Home.open(folder)
    finally:
        place = folder / "data" / "postgres.place"
        if place.exists():
            shutil.rmtree(place.read_text())
        shutil.rmtree(folder)
