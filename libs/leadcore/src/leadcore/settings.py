"""
Settings from the environment: one frozen dataclass a service, every error reported at once, no value ever printed.

    @dataclass(frozen=True, slots=True)
    class Settings:
        kafka: str = setting("KAFKA_BOOTSTRAP_SERVERS", about="host:port, comma separated")
        pepper: Secret = setting("IDENTITY_PEPPER", about="at least 24 bytes")

`NAME_FILE` names a file that holds the value instead.
"""

import dataclasses
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

S = TypeVar("S")

_MISSING: Any = dataclasses.MISSING
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class SettingsError(Exception):
    """One or more settings are missing or wrong; the message has a line for each and no value."""


@dataclasses.dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that does not show itself. `file`: where it was read, for those that follow what is put there later."""

    reveal: str
    file: Path | None = dataclasses.field(default=None, compare=False)

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


def setting(
    name: str,
    default: Any = _MISSING,
    *,
    about: str = "",
    least: float = 0,
    most: float = math.inf,
    of: tuple[str, ...] = (),
) -> Any:
    """
    A field read from environment variable `name` or the file that `name_FILE` names.

    Args:
        least, most: between what a number must lie; it is finite in any case.
        of: what a text may be, where it may not be anything.
    """
    return dataclasses.field(
        default=default, metadata={"env": name, "about": about, "least": least, "most": most, "of": of}
    )


def load(cls: type[S], environ: Mapping[str, str]) -> S:
    """
    Read `cls` from `environ`.

    Raises:
        SettingsError: anything is missing, unreadable or of the wrong type.
    """
    values: dict[str, Any] = {}
    errors: list[str] = []
    hints = get_type_hints(cls)
    for each in dataclasses.fields(cls):  # type: ignore[arg-type]  # S is a dataclass by contract
        name = each.metadata["env"]
        try:
            text = _text(name, environ)
            if text is not None:
                value = _judged(_converted(text, hints[each.name]), **_limits(each.metadata))
                values[each.name] = _following(value, environ.get(f"{name}_FILE"))
            elif each.default is _MISSING:
                errors.append(f"{name}: missing ({each.metadata['about'] or 'required'})")
        except (OSError, ValueError) as error:
            errors.append(f"{name}: {_why(error)}")
    if errors:
        raise SettingsError("\n".join(errors))
    return cls(**values)


def _text(name: str, environ: Mapping[str, str]) -> str | None:
    if name in environ and f"{name}_FILE" in environ:
        raise ValueError(f"set either {name} or {name}_FILE, not both")
    if f"{name}_FILE" in environ:
        return Path(environ[f"{name}_FILE"]).read_text(encoding="utf-8").rstrip("\r\n")
    return environ.get(name)


def _converted(text: str, wanted: Any) -> Any:
    if wanted is bool:
        if text.lower() not in _TRUE | _FALSE:
            raise ValueError("neither true nor false")
        return text.lower() in _TRUE
    if wanted is int or wanted is float:
        try:
            return wanted(text)
        except ValueError:
            raise ValueError("not a number") from None
    if wanted == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return wanted(text)


def _following(value: Any, file: str | None) -> Any:
    return dataclasses.replace(value, file=Path(file)) if file and isinstance(value, Secret) else value


def _limits(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {name: metadata[name] for name in ("least", "most", "of")}


def _judged(value: Any, least: float, most: float, of: tuple[str, ...]) -> Any:
    """`value`, where it may be that."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and not (math.isfinite(value) and least <= value <= most):
        raise ValueError(f"not a number from {least:g} {'on' if math.isinf(most) else f'to {most:g}'}")
    if of and value not in of:
        raise ValueError(f"none of {', '.join(of)}")
    return value


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return "its file is no text"
    return f"its file cannot be read ({error.strerror})" if isinstance(error, OSError) else str(error)
