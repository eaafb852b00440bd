"""Generates sentences with their keywords and targets, in the FindVehicle scheme and in an operator's voice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Protocol

from ner.keywords import Keyword, Query, Target, TargetRole
from ner.lexicon import data_folder
from ner.train.grammar import Grammar, Slot
from ner.train.noise import Noise, squeezed
from ner.train.slots import Filler, Filling
from ner.train.wordings import with_article

SENTENCE_RULES = frozenset(
    {
        "findvehicle", "scheme", "two", "context", "negated", "fragment", "report", "distracted", "question", "radio",
        "message", "named", "either", "described", "chat", "compared", "shared", "listed", "peopled", "counted",
        "unruled", "ruledout", "driving", "tracking", "appeal", "logged", "caption", "searched",
    }
)  # fmt: skip
"""Rules whose lines are whole sentences: the split by template holds some of them out."""


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """What to generate.

    :param rows: Number of distinct sentences.
    :param seed: Same seed, same sentences.
    :param findvehicle: Share in FindVehicle's own scheme; the others are an operator's.
    :param noise: Share of the operator's sentences with misspelt words; FindVehicle's own have less.
    :param templates: True for held-out templates only, False for the others only, None for all.
    :param values: Likewise for brands, models and colours.
    :param varied: Share of FindVehicle's sentences that go beyond its own templates.
    :param invented: Make up a brand, model or colour now and then, so that training learns names by place and looks.
    """

    rows: int
    seed: int = 0
    findvehicle: float = 1.0
    noise: float = 0.15
    templates: bool | None = None
    values: bool | None = None
    invented: bool = True
    varied: float = 0.0


class FillsSlots(Protocol):
    """Draws words for slots, such as :class:`ner.train.slots.Filler`."""

    def fill(self, slot: str) -> Filling:
        """Draw words for a slot of the grammar."""


class SpoilsWords(Protocol):
    """Spoils text, such as :class:`ner.train.noise.Noise`."""

    def spoil(self, text: str) -> str:
        """Return the text with its words misspelt and re-cased."""


@dataclass(slots=True)
class _Draft:
    """A sentence in the making.

    :param mend: Whether to mend articles; FindVehicle's templates leave them as they are.
    """

    mend: bool

    text: str = ""
    found: list[tuple[Keyword, tuple[int, ...]]] = field(default_factory=list)
    context: set[int] = field(default_factory=set)

    def append(self, text: str) -> int:
        """Add text, never two spaces in a row nor an "a" before a vowel; return where it begins."""
        if not self.text or self.text.endswith(" "):
            text = text.lstrip(" ")
        if self.mend and not any(keyword.end > len(self.text) - 2 for keyword, _ in self.found[-3:]):
            self.text = with_article(self.text, text)
        self.text += text
        return len(self.text) - len(text)

    def query(self) -> Query:
        vehicles = sorted({vehicle for _, members in self.found for vehicle in members})
        targets = [self._target(vehicle) for vehicle in vehicles]
        return Query(self.text.rstrip(), tuple(targets))

    def _target(self, vehicle: int) -> Target:
        keywords = sorted((k for k, members in self.found if vehicle in members), key=lambda k: (k.start, k.end))
        return Target(tuple(keywords), TargetRole.CONTEXT if vehicle in self.context else TargetRole.TARGET)


def generate(settings: CorpusSettings) -> Iterator[Query]:
    """Yield distinct sentences, each read without fault.

    :raises NerError: The grammar or the lexicon is missing or damaged.
    """
    random = Random(settings.seed)
    grammar = Grammar(data_folder() / "grammar", SENTENCE_RULES)
    seen: set[str] = set()
    while len(seen) < settings.rows:
        query = _sentence(grammar, random, settings)
        if query.text.lower() not in seen:
            seen.add(query.text.lower())
            yield query


def _sentence(grammar: Grammar, random: Random, settings: CorpusSettings) -> Query:
    findvehicle = random.random() < settings.findvehicle
    filler = Filler.draw(random, findvehicle, settings.values, settings.invented)
    varied = findvehicle and settings.varied > 0 and random.random() < settings.varied
    quiet = findvehicle and not varied and random.random() >= settings.noise
    noise = Noise.quiet() if quiet else Noise.draw(random, settings.noise)
    rule = "scheme" if varied else "findvehicle" if findvehicle else "operator"
    pieces = grammar.expand(rule, random, settings.templates)
    query = compose(pieces, filler, noise, not findvehicle)
    return squeezed(query) if noise.tight else query


def compose(pieces: Iterable[str | Slot], filler: FillsSlots, noise: SpoilsWords, mend: bool) -> Query:
    """Put a sentence together.

    :param pieces: Literal text and slots.
    :param filler: Draws words for the slots.
    :param noise: Misspells and re-cases whatever is added.
    :param mend: Whether to mend English articles.
    """
    draft = _Draft(mend)
    for piece in pieces:
        if isinstance(piece, Slot):
            _append_slot(draft, piece, filler, noise)
        else:
            draft.append(noise.spoil(piece))
    return draft.query()


def _append_slot(draft: _Draft, slot: Slot, filler: FillsSlots, noise: SpoilsWords) -> None:
    filling = filler.fill(slot.name)
    bounds = sorted({0, len(filling.text), *(edge for _, start, end in filling.parts for edge in (start, end))})
    moved: dict[int, int] = {}
    for start, end in pairwise(bounds):
        moved[start] = draft.append(noise.spoil(filling.text[start:end]))
        moved[end] = len(draft.text)
    if slot.scope.context:
        draft.context.update(slot.scope.vehicles)
    for label, start, end in filling.parts:
        text = draft.text[moved[start] : moved[end]]
        keyword = Keyword(label, text, moved[start], moved[end], slot.negated)
        draft.found.append((keyword, slot.scope.vehicles))
