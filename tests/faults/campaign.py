"""Tries faults at every step of an operation, and says what each left behind."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .injection import TEMPORARY, Fault, Outcome, perform
from .operations import Operation
from .state import logged


@dataclass(frozen=True, slots=True)
class Try:
    """One fault, and what was wrong after it.

    :param lost: Whether the home, once the operation was done again, holds other than without a fault.
    :param left: What was stranded or half after the tidying of a start.
    :param unlogged: Whether something was done that the log does not tell: its entry follows the change.
    :param unclear: What the operation raised that is no error of ours, or the tidying or the second time did.
    """

    at: int
    outcome: Outcome
    lost: bool = False
    left: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    unlogged: bool = False

    @property
    def fine(self) -> bool:
        """Whether nothing was wrong."""
        return not (self.lost or self.left or self.unclear)


class Campaign:
    """The tries of one operation.

    :param operation: What is done.
    :param folder: Where homes are made; each try begins with a copy, at the same path, since catalogs name paths.
    """

    def __init__(self, operation: Operation, folder: Path) -> None:
        self._operation = operation
        self._template, self._place = folder / "template", folder / "try"
        self._home = self._place / "home"
        (self._place / TEMPORARY).mkdir(parents=True)
        operation.prepare(self._home)
        self._place.rename(self._template)
        self.begin()
        undisturbed = perform(operation.act, self._home)
        if undisturbed.unclear or undisturbed.failed:
            raise RuntimeError(f"the operation fails without a fault: {undisturbed}")
        if wrong := operation.wrong(self._home):
            raise RuntimeError(f"the operation leaves something without a fault: {wrong}")
        self.steps, self._expected = undisturbed.steps, operation.holds(self._home)
        self._logged = logged(self._home)

    def run(self, fault: Fault, steps: Iterable[int]) -> Iterator[Try]:
        """Try a fault at some steps, counted from 1."""
        for at in steps:
            yield self._try(fault, at)

    def _try(self, fault: Fault, at: int) -> Try:
        self.begin()
        outcome = perform(self._operation.act, self._home, fault, at)
        tidied = perform(self._operation.tidy, self._home)
        left = self._operation.wrong(self._home)
        again = perform(self._operation.act, self._home)
        unclear = [one.unclear for one in (outcome, tidied, again) if one.unclear]
        unclear += [f"afterwards: {one.failed}" for one in (tidied, again) if one.failed]
        lost = self._operation.holds(self._home) != self._expected
        left += self._operation.wrong(self._home)
        return Try(at, outcome, lost, tuple(left), tuple(unclear), bool(self._logged - logged(self._home)))

    def begin(self) -> Path:
        """Return the home that the operation begins with, made anew."""
        shutil.rmtree(self._place, ignore_errors=True)
        shutil.copytree(self._template, self._place)
        return self._home


def spread(steps: int, many: int) -> list[int]:
    """Return some of the steps 1 .. ``steps``, the first and the last among them."""
    return sorted({1 + round(place * (steps - 1) / max(many - 1, 1)) for place in range(many)})
