"""What a check found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vehiclefinder.core.counting import counted
from vehiclefinder.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    :param state: Plain values that describe it.
    :param problems: What is wrong, one line each.
    :param notes: What one should know and may be as it should.
    """

    state: Any
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Check = Callable[[Settings, bool], Finding]
"""Looks at one subject, the more closely if so told; a ``VehicleFinderError`` is a problem, too."""


def listed(one: str, more: str, names: tuple[object, ...], shown: int = 3) -> tuple[str, ...]:
    """Return a line that counts things and names the first of them; none where there are none.

    :param one: What is said of one.
    :param more: What is said of several.
    """
    if not names:
        return ()
    return (
        f"{counted(len(names), one, more)}: "
        + ", ".join(map(str, names[:shown]))
        + (" …" if len(names) > shown else ""),
    )
