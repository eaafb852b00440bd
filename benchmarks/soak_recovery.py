"""After how many seconds all was well again, disturbance by disturbance."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from statistics import median

import httpx

from benchmarks.soak_disturbances import IsWell

LONGEST = 150.0
"""Seconds in which all must be well again: a lease runs out after 60, and tries to reach a camera wait up to 30."""
LOOK = 0.5
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """After how many seconds all was well again; None where it was not."""

    name: str
    seconds: float | None

    def __str__(self) -> str:
        return f"{self.name}: {'NOT RECOVERED' if self.seconds is None else f'{self.seconds:.1f} s'}"


def recovery(name: str, is_well: IsWell) -> Recovery:
    """Wait until all is well."""
    began = time.monotonic()
    while time.monotonic() - began < LONGEST:
        with suppress(httpx.HTTPError, ValueError, KeyError):  # the service is down, or refuses
            if is_well():
                return Recovery(name, time.monotonic() - began)
        time.sleep(LOOK)
    return Recovery(name, None)


def table(recoveries: Sequence[Recovery]) -> str:
    """Return a line for each kind of disturbance."""
    lines = ["| disturbance | times | median s | max s | not recovered |", "|---|---|---|---|---|"]
    for name, some in groupby(sorted(recoveries, key=lambda one: one.name), key=lambda one: one.name):
        of_kind = list(some)
        seconds = [one.seconds for one in of_kind if one.seconds is not None]
        told = f"{median(seconds):.1f} | {max(seconds):.1f}" if seconds else "| "
        lines.append(f"| {name} | {len(of_kind)} | {told} | {len(of_kind) - len(seconds)} |")
    return "\n".join(lines)
