"""What the pages say can be done and found: links, commands, targets, files. P2, V6."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from leadstream.application import application
from typer.main import get_command

ROOT = Path(__file__).parents[2]
AHEAD = "roadmap.md"
"""Speaks of what is not there yet."""
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "services/*/README.md", "*/README.md", "deploy/**/*.md", "libs/*/README.md")
    for path in ROOT.glob(pattern)
    if not {".venv", "node_modules"} & set(path.parts)
)
IDS = [str(page.relative_to(ROOT)) for page in PAGES]
FILE = re.compile(r"`((?:[\w.-]+/)+[a-z\d_.-]+\.(?:py|yaml|yml|sql|sh|csv|avsc))`")
FILES = [f"/{path.relative_to(ROOT)}" for path in ROOT.rglob("*.*") if not {".venv", ".git"} & set(path.parts)]
COMMANDS: Any = get_command(application)


def blocks(text: str) -> Iterator[str]:
    """Lines of shell blocks, and what stands in back quotes."""
    for block in re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", text, re.M | re.S):
        yield from block.replace("\\\n", " ").splitlines()
    prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    yield from re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose)


def calls(text: str, program: str) -> Iterator[list[str]]:
    """The words after `program`, of each time that it is called."""
    for line in blocks(text):
        for found in re.finditer(rf"(?:^|[\s(/;]){program} ([^;|)#…,]*)", line):
            yield shlex.split(found[1].rstrip(" .,`"))


def complaint(words: list[str]) -> str:
    """Why the `leadstream` command would refuse these words; empty: it would not."""
    command, rest = COMMANDS, list(words)
    while hasattr(command, "commands"):
        if not rest:
            return ""
        if rest[0] not in command.commands:
            return f"no such command: {' '.join(words)}"
        command = command.commands[rest.pop(0)]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [word for word in rest if word.startswith("--") and word.partition("=")[0] not in known | {"--help"}]
    return f"no such option: {' '.join(unknown)} of {' '.join(words)}" if unknown else ""


def lacking(page: Path, text: str) -> list[str]:
    """What `text`, standing at `page`, speaks of and there is not."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    tests = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    found = [f"link: {link}" for link in links if link and not (page.parent / link).exists()]
    if page.name == AHEAD:
        return found
    found += [words for words in map(complaint, calls(text, "leadstream")) if words]
    found += [f"target: {words[0]}" for words in calls(text, "make") if words and words[0] not in targets]
    found += [f"file: {name}" for name in FILE.findall(text) if not any(each.endswith(f"/{name}") for each in FILES)]
    found += [f"test: {name}" for name in re.findall(r"`(?:[\w/]+/)?(test_\w+\.py)", text) if name not in tests]
    return found


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_what_a_page_speaks_of_is_there(page: Path) -> None:
    assert lacking(page, page.read_text(encoding="utf-8")) == []


def test_what_is_not_there_is_found() -> None:
    text = (
        "[a](docs/no-such-page.md) `leadstream fly` and `make coffee`, `test_nothing.py`, `tests/no_such.py`\n"
        "```sh\nleadstream dead list --every\nleadstream dead list --unit scorer   # well\n```\n"
    )
    assert lacking(ROOT / "README.md", text) == [
        "link: docs/no-such-page.md",
        "no such option: --every of dead list --every",
        "no such command: fly",
        "target: coffee",
        "file: tests/no_such.py",
        "test: test_nothing.py",
    ]
