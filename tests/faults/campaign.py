"""Tries faults at every step of an operation, and says what each left behind."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .injection import Fault, Outcome, perform
from .operations import Operation, tidy


@dataclass(frozen=True, slots=True)
class Try:
    """One fault, and what was wrong after it.

    :param lost: Whether the home, once the operation was done again, holds other than without a fault.
    :param left: What was stranded or half after the tidying of a start.
    :param unclear: What the operation raised that is no error of ours, or the tidying or the second time did.
    """

    at: int
    outcome: Outcome
    lost: bool = False
    left: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether nothing was wrong."""
        return not (self.lost or self.left or self.unclear)


@dataclass(slots=True)
class Campaign:
    """The tries of one operation.

    :param operation: What is done.
    :param folder: Where homes are made.
    """

    operation: Operation
    folder: Path
    steps: int = 0
    expected: Any = None
    _template: Path = field(init=False)

    def __post_init__(self) -> None:
        self._template = self.folder / "template"
        self.operation.prepare(self._template)
        home = self._home()
        undisturbed = perform(self.operation.act, home)
        if undisturbed.unclear or undisturbed.failed:
            raise RuntimeError(f"the operation fails without a fault: {undisturbed}")
        self.steps, self.expected = undisturbed.steps, self.operation.holds(home)

    def run(self, fault: Fault, steps: Iterable[int]) -> Iterator[Try]:
        """Try a fault at some steps, counted from 1."""
        for at in steps:
            yield self._try(fault, at)

    def _try(self, fault: Fault, at: int) -> Try:
        home = self._home()
        outcome = perform(self.operation.act, home, fault, at)
        tidied = perform(tidy, home)
        left = self.operation.wrong(home)
        again = perform(self.operation.act, home)
        unclear = [one.unclear for one in (outcome, tidied, again) if one.unclear]
        unclear += ["the tidying failed"] * tidied.failed + ["the second time failed"] * again.failed
        lost = self.operation.holds(home) != self.expected
        return Try(at, outcome, lost, (*left, *self.operation.wrong(home)), tuple(unclear))

    def _home(self) -> Path:
        home = self.folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        return Path(shutil.copytree(self._template, home))


def spread(steps: int, many: int) -> list[int]:
    """Return some of the steps 1 .. ``steps``, the first and the last among them."""
    return sorted({1 + round(place * (steps - 1) / max(many - 1, 1)) for place in range(many)})
