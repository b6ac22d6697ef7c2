"""YAML is read as typed, by either parser (row I5)."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from leadcore.workspace import strict_yaml
from leadcore.workspace.strict_yaml import Items, Node, Table, Text

TEMPLATE = Path(__file__).parents[3] / "workspace"


def tree(text: str) -> Node:
    node, findings = strict_yaml.parse("x.yaml", text)
    assert node is not None
    assert not findings
    return node


def plain(node: Node) -> object:
    match node:
        case Text():
            return node.value
        case Items():
            return [plain(each) for each in node.items]
        case Table():
            return {key: plain(each) for key, each in node.entries.items()}


@pytest.mark.parametrize("typed", ["NO", "1.10", "12:30:45", "0123", "on", "~", "2026-05-04", "1_000", ".inf", "0x10"])
def test_a_scalar_stays_the_text_that_was_typed(typed: str) -> None:
    assert plain(tree(f"{typed}: [{typed}]")) == {typed: [typed]}


def test_lines_and_quotes_are_known() -> None:
    node = tree('# comment\na: "5"\n\nb:\n  - 5\n')
    assert isinstance(node, Table)
    assert node.lines == {"a": 2, "b": 4}
    assert node.entries["a"] == Text("5", 2, True)
    assert node.entries["b"] == Items([Text("5", 5, False)], 5)


@pytest.mark.parametrize("path", sorted(TEMPLATE.glob("*.yaml")), ids=lambda path: path.name)
def test_both_parsers_build_the_same_tree(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text()
    fast = tree(text)
    monkeypatch.setattr(strict_yaml, "LOADER", yaml.SafeLoader)
    assert tree(text) == fast


@pytest.mark.parametrize("loader", [strict_yaml.LOADER, yaml.SafeLoader])
@pytest.mark.parametrize("typed", [r'"\uD800"', r'"\x00"', r'"\x07"', "a\x00b", "a\x07b"])
def test_half_a_surrogate_pair_and_controls_are_refused(
    loader: object, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict_yaml, "LOADER", loader)
    node, findings = strict_yaml.parse("x.yaml", f"key: {typed}\n")
    assert node is None
    assert len(findings) == 1


@given(st.text(max_size=200))
def test_any_text_gives_a_tree_or_findings_and_never_raises(text: str) -> None:
    node, findings = strict_yaml.parse("x.yaml", text)
    assert (node is None) <= bool(findings)


@given(
    st.recursive(st.text("abc: -#'\"\n", max_size=6), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_what_another_writer_quotes_is_read_back(value: object) -> None:
    text = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=10_000)
    node, findings = strict_yaml.parse("x.yaml", text)
    if node is None:
        assert "nested deeper" in findings[0].reason or "control character" in findings[0].reason
    else:
        assert plain(node) == value


def test_a_very_long_file_is_refused_before_it_is_parsed() -> None:
    node, (finding,) = strict_yaml.parse("x.yaml", "a" * (strict_yaml.MAX_CHARACTERS + 1))
    assert node is None
    assert "longer than" in finding.reason
