"""Demands on a vehicle that are given as values instead of words of a sentence."""

from dataclasses import dataclass

from ner.keywords import Keyword
from ner.labels import LABELS
from ner.values import canonical
from vehiclefinder.finder.plan import TOLD, family

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Demand:
    """One attribute that a vehicle must have, or must not.

    :param label: One of ``ner.labels.LABELS``, as :meth:`Finder.read` names them.
    :param value: A canonical value or words for one, 1 to 100 characters; ``|`` joins alternatives ("white|silver").
    :param negated: True to rule it out.
    """

    label: str
    value: str
    negated: bool = False

    def __post_init__(self) -> None:
        if self.label not in LABELS:
            raise ValueError(f"expected a label of {', '.join(LABELS)}, got {self.label!r}")
        if len(self.value) > LONGEST or not all(part.strip() for part in self.value.split("|")):
            raise ValueError(f"expected a value of 1 to {LONGEST} characters, got {self.value[:LONGEST]!r}")

    def __str__(self) -> str:
        return f"{'not ' if self.negated else ''}{self.label} {self.value}"

    @property
    def keyword(self) -> Keyword:
        """The same as if a sentence had said it, with its own words for the sentence."""
        meanings = [_meaning(self.label, part.strip()) for part in self.value.split("|")]
        text = " or ".join(part.strip() for part in self.value.split("|"))
        return Keyword(self.label, text, 0, len(text), self.negated, "|".join(meanings))


def _meaning(label: str, value: str) -> str:
    if value in TOLD.get(family(label), ()):
        return value
    return canonical(label, value) or value.lower()
