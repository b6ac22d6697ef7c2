"""
Every service has all modules of one of the two shapes, one console script named after its folder, and a README that
answers the six questions. import-linter sees what is too much; this sees what is missing.
"""

import importlib.util
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = {"simulator"}  # a composition root beside the command line, neither a stage nor a web service
SERVICES = sorted(path.parent.name for path in (ROOT / "services").glob("*/pyproject.toml"))
SHARED = {"__init__", "__main__", "bootstrap", "settings", "ports", "domain", "adapters"}
ENTRIES = ({"app", "routes"}, {"stage"}, {"stages"}, {"destinations"})
QUESTIONS = ("consumes", "emits", "owns", "fails with", "scales by", "run it alone")


def missing(present: set[str]) -> set[str]:
    """The modules that a service of these lacks; of its entry those of the nearest shape."""
    return (SHARED - present) | min((entry - present for entry in ENTRIES), key=len)


def unanswered(readme: str) -> list[str]:
    """The questions that a README does not even name."""
    return [question for question in QUESTIONS if question not in readme.lower()]


@pytest.mark.parametrize("service", [name for name in SERVICES if name not in TOOLS])
def test_a_service_has_every_module_of_its_shape(service: str) -> None:
    folder = ROOT / "services" / service / "src" / service.replace("-", "_")
    assert not missing({path.stem for path in folder.iterdir()})


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_s_readme_answers_the_six_questions(service: str) -> None:
    assert not unanswered((ROOT / "services" / service / "README.md").read_text())


@pytest.mark.parametrize("service", SERVICES)
def test_one_console_script_is_named_after_the_folder(service: str) -> None:
    project = tomllib.loads((ROOT / "services" / service / "pyproject.toml").read_text())["project"]
    package = service.replace("-", "_")
    assert project["name"] == service
    assert project["scripts"] == {service: f"{package}.__main__:main"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_s_package_is_ours(service: str) -> None:
    found = importlib.util.find_spec(service.replace("-", "_"))
    assert found is not None
    assert found.origin is not None
    assert Path(found.origin).is_relative_to(ROOT / "services" / service)


def test_what_is_missing_is_told() -> None:
    assert missing(SHARED | {"stage"}) == set()
    assert missing(SHARED - {"ports"} | {"app"}) == {"ports", "routes"}
    assert missing(SHARED) != set()
    assert unanswered("consumes emits owns fails with scales by") == ["run it alone"]
