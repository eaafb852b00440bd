"""Names of cameras, and which of them a phrase means."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

CAMERA = frozenset({"camera", "cameras", "cam", "cams", "cctv"})
Parts = tuple[str, ...]
"""Words and numbers, in small letters and without zeros in front."""


def cameras_meant(said: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that "3" or "north gate" means: those that are it, else those in which it stands by itself.

    :param said: A camera as a sentence names it.
    :param names: The names of all cameras.
    """
    run = parts_of(said)
    holding = [name for name in names if run and holds(parts_of(name), run)]
    return tuple([name for name in holding if parts_of(name) == run] or holding)


@lru_cache(maxsize=4096)
def parts_of(name: str) -> Parts:
    """Split a name into its parts, without the word camera: "Cam-03 North" → ("3", "north")."""
    return tuple(part for part in map(plain, re.findall(r"\d+|[^\W\d_]+", name)) if part not in CAMERA)


def plain(part: str) -> str:
    """Return a word or number as parts hold it."""
    return part.lower().lstrip("0") or "0"


def holds(parts: Parts, run: Sequence[str]) -> bool:
    """Tell whether a run of words stands in a name."""
    return any(parts[i : i + len(run)] == tuple(run) for i in range(len(parts) - len(run) + 1))
