"""Which workspace a stack reads: the operator's, or the shipped template, copied once."""

import shutil
from pathlib import Path

from lab.stack import Home
from leadcore.workspace import WorkspaceError, load

from leadstream.terminal import USAGE, Stopped

CHECKOUT = Path(__file__).parents[3]
"""The repository, where the command runs from a checkout."""

DEMO_MODEL = "demo"


def prepare(home: Home, wanted: Path | None, *, demo: bool) -> Path:
    """
    The checked workspace folder: `wanted`, or the home's own copy of the template, made at the first start.

    With `demo` the copy is one that has the demo model; any other workspace starts with rules.

    Raises:
        Stopped: the folder is missing or has findings; each names file, key and reason.
    """
    folder = wanted.absolute() if wanted else _own(home, demo)
    if not folder.is_dir():
        raise Stopped(f"{folder} is not a folder: name a workspace with --workspace.", USAGE)
    try:
        load(folder)
    except WorkspaceError as error:
        raise Stopped(f"The workspace {folder} cannot be used:\n{error}", USAGE) from None
    return folder


def _own(home: Home, demo: bool) -> Path:
    folder = home.root / ("workspace-demo" if demo else "workspace")
    if folder.exists():
        return folder
    template = CHECKOUT / "workspace"
    if not template.is_dir():
        raise Stopped(f"The shipped workspace is not at {template}: run from the checkout, or use --workspace.", USAGE)
    shutil.copytree(template, folder)
    if demo and (CHECKOUT / "models" / DEMO_MODEL).is_dir():
        _use_demo_model(folder / "scoring.yaml")
    return folder


def _use_demo_model(scoring: Path) -> None:
    """Only the demo workspace has a model: it was trained on the outcomes of invented leads."""
    text = scoring.read_text(encoding="utf-8")
    changed = text.replace("  use: none\n", f"  use: active\n  name: {DEMO_MODEL}\n", 1)
    assert changed != text, "the template's scoring.yaml says `use: none`"
    scoring.write_text(changed, encoding="utf-8")
