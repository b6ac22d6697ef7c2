"""Each member of the workspace imports with the dependencies that it declares, and no other's."""

from pathlib import Path

import pytest
from lab.isolated import members, refused

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("member", members(ROOT))
def test_it_imports_with_its_own_dependencies_alone(member: str) -> None:
    assert refused(ROOT, member) == ""
