"""control:S1: no digest, signature or secret of a webhook is compared but in constant time."""

import ast
from pathlib import Path

import pytest
from gateway.domain import webhooks

FILES = sorted(Path(webhooks.__file__).parent.glob("*.py"))
MADE = {"mac", "digest", "hexdigest", "of_hex", "of_base64", "same_text"}
HELD = {"expected", "given", "signature", "signatures", "secret", "key", "value", "wanted"}


def suspects(source: str) -> list[int]:
    """Lines in which something secret, or made of it, stands beside `==`, `!=`, `in` or `not in`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and any(
            isinstance(o, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for o in node.ops
        ):
            for side in (node.left, *node.comparators):
                calls = {_name(call.func) for call in ast.walk(side) if isinstance(call, ast.Call)}
                if calls & MADE or (isinstance(side, ast.Name) and side.id in HELD):
                    found.append(node.lineno)
    return found


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else ""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_secret_is_compared_in_a_time_that_tells(file: Path) -> None:
    assert suspects(file.read_text()) == []


@pytest.mark.parametrize("line", ["mac(k, b) == sent", "given in expected", "if secret != text: pass"])
def test_the_rule_finds_what_it_is_for(line: str) -> None:
    assert suspects(line)


def test_one_place_compares() -> None:
    assert [file.name for file in FILES if "compare_digest" in file.read_text()] == ["posts.py"]
