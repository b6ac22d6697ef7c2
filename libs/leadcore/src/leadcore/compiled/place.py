"""
Where the compiled module of the present source is: in the environment, under a name with the source's digest.

So a source that was changed has no compiled form until it is compiled again, and an old one is never loaded; nor is one
of another interpreter, which has another suffix.
"""

import hashlib
import importlib.util
import os
import sys
import sysconfig
from functools import cache
from importlib.machinery import ExtensionFileLoader
from pathlib import Path
from typing import Any

MODULE = "leadcore_avro"
SOURCE = Path(__file__).with_name("avro.pyx")
SWITCH = "LEADCORE_COMPILED"
"""`off`: Python does it all."""


def folder() -> Path:
    """Where compiled modules are."""
    return Path(sys.prefix) / "lib" / "leadstream"


def place() -> Path:
    """Where the compiled form of the present source is, or would be."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    return folder() / f"{MODULE}-{digest}{sysconfig.get_config_var('EXT_SUFFIX')}"


@cache
def kinds() -> Any:
    """The compiled module; None where there is none, where it cannot be loaded, or where it is switched off."""
    if os.environ.get(SWITCH) == "off" or sys.byteorder != "little" or not place().is_file():
        return None
    try:
        return loaded(place())
    except ImportError:
        return None


def loaded(path: Path) -> Any:
    """
    The compiled module at `path`.

    Raises:
        ImportError: it is not one that this interpreter can load.
    """
    loader = ExtensionFileLoader(MODULE, str(path))
    spec = importlib.util.spec_from_file_location(MODULE, path, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module
