"""Demands on a vehicle that are given as values instead of words of a sentence."""

import re
from dataclasses import dataclass

from ner.keywords import Keyword
from ner.labels import LABELS
from ner.values import canonical
from vehiclefinder.core.types import GRID
from vehiclefinder.finder.plan import MEASURED, TOLD, family
from vehiclefinder.match.geometry import HEADINGS, MOTIONS, SIDES
from vehiclefinder.match.slots import COLOURS, SERVICES, TYPES

LONGEST = 100
CHOICES: dict[str, tuple[str, ...]] = {
    "vehicle_type": (*TYPES, *SERVICES[1:]),
    "vehicle_color": COLOURS,
    "vehicle_orientation": tuple(HEADINGS),
    "vehicle_location": tuple(dict.fromkeys((*SIDES, *GRID))),
    "vehicle_motion": tuple(sorted(MOTIONS)),
}
"""Label -> every canonical value that can be checked."""
AMOUNT = re.compile(r"\d.*")
"""Where the amount of "over 60 km/h" is."""


@dataclass(frozen=True, slots=True)
class AttributeFilter:
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
    def text(self) -> str:
        """The value in words."""
        return " or ".join(part.strip() for part in self.value.split("|"))

    @property
    def keyword(self) -> Keyword:
        """The same as if ``text`` were the sentence."""
        meanings = [_meaning(self.label, part.strip()) for part in self.value.split("|")]
        amount = AMOUNT.search(self.text) if family(self.label) in MEASURED else None
        start, end = amount.span() if amount else (0, len(self.text))
        return Keyword(self.label, self.text[start:end], start, end, self.negated, "|".join(meanings))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Attributes of which a vehicle must have at least one.

    :param filters: At least one, whatever their labels.
    """

    filters: tuple[AttributeFilter, ...]

    def __post_init__(self) -> None:
        if not self.filters:
            raise ValueError("expected at least one attribute, got none")

    def __str__(self) -> str:
        return " or ".join(map(str, self.filters))


def read_attributes(text: str) -> AttributeFilter | AnyOf:
    """Read attributes as they are written in one line: ``color=white|silver``, ``color=white or not motion=stopped``.

    :param text: Labels without ``vehicle_`` will do.
    :raises ValueError: Not so written, or no such attribute.
    """
    filters = tuple(_attribute(part.strip()) for part in re.split(r"\s+or\s+(?=(?:not\s+)?[\w-]+\s*=)", text))
    return filters[0] if len(filters) == 1 else AnyOf(filters)


def _attribute(text: str) -> AttributeFilter:
    negated = text.startswith("not ")
    label, equals, value = text.removeprefix("not ").partition("=")
    if not equals:
        raise ValueError(f"expected an attribute such as color=white or motion=left, got {text!r}")
    name = label.strip()
    return AttributeFilter(name if name.startswith("vehicle_") else f"vehicle_{name}", value.strip(), negated)


def _meaning(label: str, value: str) -> str:
    if value in TOLD.get(family(label), ()):
        return value
    return canonical(label, value) or value.lower()
