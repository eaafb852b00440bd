"""What a sentence is turned into: keywords bound to targets."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum

Entity = tuple[str, int, int]
"""Label, first character, one past the last."""


class TargetRole(StrEnum):
    """Whether a vehicle is looked for, or only mentioned ("followed by a silver van")."""

    TARGET = "target"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Keyword:
    """One labelled span of the sentence; spans may overlap.

    :param label: One of ``ner.labels.LABELS``.
    :param text: The characters ``start:end`` of the sentence.
    :param start: First character.
    :param end: One past the last character.
    :param negated: True where the sentence rules it out ("not white").
    :param value: Canonical value, or name of a kind (:mod:`ner.kinds`); alternatives are joined by ``|``, best first
        ("maroon" -> ``red|brown``). None where the words are not in the lexicon.
    """

    label: str
    text: str
    start: int
    end: int
    negated: bool = False
    value: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.text) != self.end - self.start:
            raise ValueError(f"expected text of {self.end - self.start} characters at {self.start}, got {self.text!r}")

    @property
    def entity(self) -> Entity:
        """Its label and where it stands."""
        return self.label, self.start, self.end


@dataclass(frozen=True, slots=True)
class Target:
    """The keywords of one vehicle (FindVehicle's ``re_label``).

    :param alternative: True where it will do instead of the vehicle before: "a red sedan or a white van".
    """

    keywords: tuple[Keyword, ...]
    role: TargetRole = TargetRole.TARGET
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A sentence, read.

    :param text: The sentence as given.
    :param targets: One per vehicle that it speaks of; a keyword that all share stands in each.
    :param language: ISO 639-1 code of its language, or ``und``; one that is not known has no targets.
    :param note: What is to be said of its language, in plain words, or empty.
    """

    text: str
    targets: tuple[Target, ...] = field(default=())
    language: str = "en"
    note: str = ""

    @property
    def keywords(self) -> tuple[Keyword, ...]:
        """Every keyword once, in the order of the sentence."""
        unique = {keyword for target in self.targets for keyword in target.keywords}
        return tuple(sorted(unique, key=lambda k: (k.start, k.end, k.label)))

    def without(self, entities: Collection[Entity]) -> "Query":
        """Return the query as if some entities had not been said; a vehicle of which nothing else was said is gone."""
        if not entities:
            return self
        left = (
            replace(target, keywords=tuple(k for k in target.keywords if k.entity not in entities))
            for target in self.targets
        )
        return replace(self, targets=tuple(target for target in left if target.keywords))
