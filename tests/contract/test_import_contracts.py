"""The import contracts of pyproject.toml hold, and each of them goes red on a deliberate break."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [*ROOT.glob("libs/*/src/*"), *ROOT.glob("services/*/src/*"), *ROOT.glob("*/src/*")]

BREAKS = {
    "services never import each other": ("enricher/stage.py", "import scorer.domain"),
    "leadcore knows no service": ("leadcore/ids.py", "import enricher.domain"),
    "leadcore layers": ("leadcore/verdict.py", "import leadcore.pipeline"),
    "stage services have one shape: direction": ("enricher/domain.py", "import enricher.ports"),
    "stage services have one shape: a stage chooses no adapter": (
        "enricher/stage.py",
        "import enricher.adapters.company_table",
    ),
    "stage services have one shape: no stray module": ("enricher/utils.py", ""),
    "Faust lives in three files": ("leadcore/pipeline.py", "import faust"),
    "scorer and router never open a person": ("scorer/stage.py", "import leadcore.vault"),
    "domain does no I/O": ("enricher/domain.py", "import asyncio"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--no-cache",
        "--config",
        str(ROOT / "pyproject.toml"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    for source in SOURCES:
        shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    return folder


@pytest.mark.slow
def test_the_contracts_hold(copied: Path) -> None:
    result = lint(copied)
    assert result.returncode == 0, result.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_caught(copied: Path, name: str) -> None:
    relative, line = BREAKS[name]
    path = copied / relative
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n")
    try:
        result = lint(copied)
    finally:
        path.write_text(before) if before is not None else path.unlink()
    assert result.returncode == 1
    broken = [row for row in result.stdout.splitlines() if " BROKEN" in row]
    assert [row for row in broken if row.startswith(name.split(":")[0])], result.stdout
