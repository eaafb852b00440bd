"""The reference of settings, from the settings themselves."""

import re
from inspect import getdoc
from typing import Any

from vehiclefinder.settings import Settings
from vehiclefinder.settings.kinds import kind_of
from vehiclefinder.settings.sources import default_home

HEAD = """# Settings

From the environment (`VEHICLEFINDER_THREADS=4`), or else from `config.toml` in the home (`threads = 4`; lists are TOML
lists, folders relative to the file). `home` comes from `--home` or `VEHICLEFINDER_HOME` alone. `vehiclefinder config
show` tells which hold, and where each came from.

| setting | what it is | expected | default |
|---|---|---|---|
"""


def markdown() -> str:
    """Return a page with every setting, what is expected of it and its default."""
    told = dict(re.findall(r":param (\w+): (.*?)(?=\n:|\Z)", getdoc(Settings) or "", re.DOTALL))
    rows = [
        f"| `{name}` | {_line(told[name])} | {_line(kind_of(field).expected)} | {_default(name, field.get_default())} |"
        for name, field in Settings.model_fields.items()
    ]
    return HEAD + "\n".join(rows) + "\n"


def _default(name: str, value: Any) -> str:
    if name == "home":
        return f"the platform's folder of user data (`{default_home().name}` in it)"
    return "none" if value in (None, ()) else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _line(text: str) -> str:
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|")
