"""`python -m lab.editor_schemas DIR`: writes the workspace's JSON Schemas; a contract test holds the committed ones."""

import sys
from pathlib import Path

from leadcore.workspace.schemas import editor_schemas


def write(folder: Path) -> None:
    """Write every schema into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in editor_schemas().items():
        (folder / name).write_bytes(text)


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas/workspace"))
