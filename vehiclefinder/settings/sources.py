"""Where settings are read: the command line, the environment, and ``config.toml`` in the home, in this order."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, TomlConfigSettingsSource

from vehiclefinder.core.errors import StoreError
from vehiclefinder.settings.kinds import expand, kind_of

PREFIX = "VEHICLEFINDER_"
FILE = "config.toml"
COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class ChosenValue:
    """A value that somebody chose.

    :param value: Not validated yet.
    :param given: The same as it was written: text, in the environment.
    :param source: Where it came from: the command line, the name of a variable, the path of a file.
    :param name: What an error calls it.
    """

    value: Any = field(repr=False)  # which may be secret
    given: Any = field(repr=False)
    source: str
    name: str


def default_home() -> Path:
    """Return the user's own folder of data, by the custom of the platform."""
    return user_data_path("vehiclefinder", appauthor=False)


def choices(model: type[BaseSettings], environment: Mapping[str, str], home: Path | None) -> dict[str, ChosenValue]:
    """Return what was chosen of the fields of a model, each by the source that wins.

    :param home: As given on the command line.
    :raises ValueError: The home cannot be one, or ``config.toml`` is no TOML or has a key that does not belong there.
    :raises StoreError: ``config.toml`` cannot be read.
    """
    chosen = _from_environment(model, environment)
    if home is not None:
        chosen["home"] = ChosenValue(home, home, COMMAND_LINE, "--home")
    return _from_file(model, _folder(chosen.get("home")) / FILE) | chosen


class EnvironmentSource(PydanticBaseSettingsSource):
    """Reads the variables of the fields, each by the parser of its kind; a variable that is set wins, even if empty."""

    def __init__(self, settings_cls: type[BaseSettings], environment: Mapping[str, str]) -> None:
        super().__init__(settings_cls)
        self._environment = environment

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return the value of one field, its key, and that it is no JSON."""
        return kind_of(field).parse(self._environment[_variable(field_name)]), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return the values of the fields whose variables are set."""
        fields = self.settings_cls.model_fields.items()
        given = {name: field for name, field in fields if _variable(name) in self._environment}
        return {name: self.get_field_value(field, name)[0] for name, field in given.items()}


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _from_environment(model: type[BaseSettings], environment: Mapping[str, str]) -> dict[str, ChosenValue]:
    values = EnvironmentSource(model, environment)()
    if not values.get("home"):
        values.pop("home", None)
    variables = {name: _variable(name) for name in values}
    return {name: ChosenValue(values[name], environment[one], one, one) for name, one in variables.items()}


def _folder(home: ChosenValue | None) -> Path:
    if home is None:
        return default_home()
    try:
        return expand(Path(home.value))
    except ValueError as error:
        raise ValueError(f"expected {home.name} to be a folder, got {str(home.given)!r}") from error


def _from_file(model: type[BaseSettings], path: Path) -> dict[str, ChosenValue]:
    chosen = {}
    for name, value in _read(model, path).items():
        if name == "home":
            raise ValueError(f"expected no home in {path}, since it lies there: choose it by --home or {PREFIX}HOME")
        if name not in model.model_fields:
            known = ", ".join(one for one in model.model_fields if one != "home")
            raise ValueError(f"expected keys of {path} to be of {known}, got {name!r}")
        resolved = _beside(path, value) if kind_of(model.model_fields[name]).is_path else value
        chosen[name] = ChosenValue(resolved, value, str(path), f"{name} in {path}")
    return chosen


def _read(model: type[BaseSettings], path: Path) -> dict[str, Any]:
    try:
        return TomlConfigSettingsSource(model, path)()
    except tomllib.TOMLDecodeError as error:
        last = len(path.read_text(encoding="utf-8").splitlines())
        reason = str(error).replace("at end of document", f"at line {last}, the last")
        raise ValueError(f"expected {path} to be TOML, got a mistake: {reason}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ValueError(f"expected {path} to be UTF-8, got another byte at line {line}") from error
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror or error}") from error


def _beside(path: Path, value: Any) -> Any:
    """Make relative folders relative to the file that names them, not to wherever a command is run."""
    if isinstance(value, list):
        return [_beside(path, one) for one in value]
    is_relative = isinstance(value, str) and value.strip() and not value.startswith("~")
    return str(path.parent / value) if is_relative else value
