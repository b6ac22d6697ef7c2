"""Points strike at the n-th passing, once, and leave word first."""

from pathlib import Path

from lab.faults import points
from lab.faults.points import Arm, Points


def _counting(folder: Path) -> tuple[Points, list[str]]:
    did: list[str] = []
    return Points(folder, "scorer", {"kill": lambda: did.append("kill"), "hang": lambda: did.append("hang")}), did


def test_nothing_strikes_where_nothing_is_armed(tmp_path: Path) -> None:
    inside, did = _counting(tmp_path)
    for _ in range(5):
        inside.passed("after-output")
    assert did == []
    assert points.struck(tmp_path, "scorer") is None


def test_the_nth_passing_strikes_and_no_other(tmp_path: Path) -> None:
    inside, did = _counting(tmp_path)
    points.arm(tmp_path, "scorer", Arm("after-output", 3))
    points.arm(tmp_path, "router", Arm("before-commit"))
    inside.passed("before-commit")
    for _ in range(2):
        inside.passed("after-output")
    assert did == []
    for _ in range(5):
        inside.passed("after-output")
    assert did == ["kill"]
    found = points.struck(tmp_path, "scorer")
    assert found is not None
    assert found.arm == Arm("after-output", 3)
    assert points.struck(tmp_path, "router") is None


def test_a_successor_passes_where_its_predecessor_died(tmp_path: Path) -> None:
    points.arm(tmp_path, "scorer", Arm("after-decode"))
    first, did = _counting(tmp_path)
    first.passed("after-decode")
    second, did_second = _counting(tmp_path)
    second.passed("after-decode")
    assert (did, did_second) == (["kill"], [])


def test_an_arm_taken_back_does_nothing(tmp_path: Path) -> None:
    inside, did = _counting(tmp_path)
    points.arm(tmp_path, "scorer", Arm("after-decode", act="hang"))
    points.disarm(tmp_path, "scorer")
    inside.passed("after-decode")
    assert did == []
