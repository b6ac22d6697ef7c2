"""A unit's start is changed by a file that is read each time, and by nothing without the variable."""

from pathlib import Path

import pytest
from lab.stack import Service, overrides
from lab.stack.overrides import Override

SCORER = Service("scorer", ("scorer",), {"UNIT": "scorer"})


def test_without_the_variable_a_service_starts_as_planned() -> None:
    assert overrides.applied(SCORER) == SCORER
    assert overrides.restart_s("scorer") is None


def test_the_file_is_read_at_each_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "overrides.json"
    monkeypatch.setenv(overrides.VARIABLE, str(file))
    assert overrides.applied(SCORER) == SCORER
    overrides.save(file, {"scorer": Override(("broken", "scorer"), {"MORE": "1"}, 0.2)})
    changed = overrides.applied(SCORER)
    assert changed.argv == ("broken", "scorer")
    assert changed.env == {"UNIT": "scorer", "MORE": "1"}
    assert overrides.restart_s("scorer") == 0.2
    overrides.save(file, {"router": Override(restart_s=0.2)})
    assert overrides.applied(SCORER) == SCORER
