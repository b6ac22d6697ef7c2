"""Frozen everywhere but in a process that optimises, and there equal in everything that a correct program sees."""

import subprocess
import sys
from dataclasses import FrozenInstanceError, replace

import pytest
from leadcore.contracts import Basis, Topic
from leadcore.message import Write
from leadcore.stage import Subject

SHOWN = """
from dataclasses import replace
from leadcore.contracts import Basis, Topic
from leadcore.message import Write
from leadcore.stage import Subject
one, same, other = Subject("s", "main"), Subject("s", tenant="main"), replace(Subject("s", "main"), version=2)
print(one == same, hash(one) == hash(same), one == other, len({one, same, other}), other.version)
print(one, Basis(decided_at=1), Write(Topic.LEADS_RAW, None, b"v"), hasattr(one, "__dict__"))
try:
    one.version = 3
    print("changed")
except AttributeError as error:
    print(type(error).__name__)
"""


def shown(*options: str) -> list[str]:
    """What a process with these options makes of the same records."""
    ran = subprocess.run([sys.executable, *options, "-c", SHOWN], capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()


def test_nothing_that_was_made_can_be_changed() -> None:
    for made, name in (
        (Basis(decided_at=1), "release"),
        (Subject("s"), "version"),
        (Write(Topic.LEADS_RAW, None, b""), "key"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(made, name, None)


def test_an_optimised_process_sees_the_same_and_is_not_slowed_down_by_the_guard() -> None:
    ours, optimised = shown(), shown("-O")
    assert ours[:-1] == optimised[:-1]
    assert (ours[-1], optimised[-1]) == ("FrozenInstanceError", "changed")


def test_a_copy_with_a_change_leaves_the_first_as_it_was() -> None:
    first = Subject("s", version=1)
    assert (replace(first, version=2).version, first.version) == (2, 1)
