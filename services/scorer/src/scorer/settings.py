"""What the scorer reads from its environment."""

from dataclasses import dataclass
from pathlib import Path

from leadcore.runtime.kit import RunnerSettings
from leadcore.settings import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(RunnerSettings):
    """What every stage service reads, and where published models lie."""

    models: Path = setting("MODELS_DIR", Path("models"), about="folder of published models, one folder each")
