"""Generates sentences of other languages with their keywords and targets, from ``data/findvehicle/languages``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from ner.keywords import Query
from ner.languages.makes import makes
from ner.languages.phrases import says_aside
from ner.languages.values import HOURLY
from ner.languages.vocabulary import WordKind, unit_surfaces, vocabulary
from ner.lexicon import data_folder
from ner.train.corpus import compose
from ner.train.grammar import Grammar, Slot
from ner.train.language_noise import LanguageNoise
from ner.train.names import Names
from ner.train.slots import Filling
from ner.values import fine_label

UPPER = {"vehicle_velocity": 180, "vehicle_range": 300}
"""Largest number of an amount."""
LOCAL = {"zh": 0.6}
"""Share of makes that are written as the language has them; elsewhere it has names of its own for few."""
FEW = 0.06
HOURLY_SHARE = 0.15
"""Share of speeds that begin with the word for an hour, where a language does so."""
NICKNAMES = frozenset({"caddy"})
"""English ones of brands that are models elsewhere."""
ASIDES = 0.25
"""Share of sentences with a time, a camera or an order beside them."""
_CAMERA = re.compile(r"camera \{n\}$")
IN_WORDS = 0.12
"""Share of numbers that are written in words."""
INFLECTED = 0.4
"""Share of Polish makes in another case than the first."""
ENDINGS = (("el", "la"), ("ia", "ię"), ("a", "ę"), *((end, f"{end}a") for end in "bcdfghjklmnprstwz"))
"""Ends of Polish names in the first case, and in those of an object: "Opla Corsę", "Fiata"."""


@dataclass(frozen=True, slots=True)
class LanguageCorpus:
    """What to generate in one language.

    :param language: One of ``ner.languages.vocabulary.LANGUAGES``.
    :param rows: Number of distinct sentences.
    :param seed: Same seed, same sentences.
    :param noise: Share of sentences with misspelt words.
    """

    language: str
    rows: int
    seed: int = 0
    noise: float = 0.2


@dataclass(frozen=True, slots=True)
class LanguageFiller:
    """Draws words of one language for slots.

    :param random: The source of every choice.
    :param language: Its code.
    :param names: Draws brands and models, by the same choices.
    """

    random: Random
    language: str
    names: Names

    def fill(self, slot: str) -> Filling:
        """Draw words for a slot of the grammar; ``"type=Auto"`` is filled with "Auto"."""
        name, _, words = slot.partition("=")
        if name == "make":
            return self._make()
        label = f"vehicle_{name.removesuffix('s')}" if name == "types" else f"vehicle_{name}"
        text, part = (words, words) if words else self._drawn(name, label)
        start = text.index(part)
        return Filling(text, ((label, start, start + len(part)),))

    def _drawn(self, name: str, label: str) -> tuple[str, str]:
        """Draw words, and which of them are the keyword."""
        if label in UPPER or name in ("brand", "model"):
            drawn = self._amount(label) if label in UPPER else self._name(name)
            return drawn, drawn
        known = vocabulary(self.language)
        entries = known.entries[label]
        if label == "vehicle_type":
            entries = tuple(e for e in entries if (e.surface in known.plurals) is (name == "types")) or entries
        entry = self.random.choices(entries, [entry.weight for entry in entries])[0]
        return entry.phrase, entry.surface

    def _name(self, name: str) -> str:
        local = [make.surface for make in makes(self.language) if bool(make.model) is (name == "model")]
        if local and self.random.random() < LOCAL.get(self.language, FEW):
            return self.random.choice(local)
        draw = self.names.brand if name == "brand" else self.names.model
        drawn = self._inflected(next(known for known in iter(draw, "") if known.lower() not in NICKNAMES))
        return drawn if self.random.random() < 0.7 else drawn.lower()

    def _inflected(self, name: str) -> str:
        """Give a Polish name another case now and then."""
        if self.language != "pl" or self.random.random() > INFLECTED:
            return name
        return next((name[: -len(end)] + new for end, new in ENDINGS if name.endswith(end)), name)

    def _amount(self, label: str) -> str:
        units = unit_surfaces(self.language, label)
        if self.random.random() < IN_WORDS:
            numerals = [words for words, number in vocabulary(self.language).spelled if 10 <= number <= UPPER[label]]
            unit = self.random.choice(units)
            return self.random.choice(numerals) + (unit if self.language == "zh" else f" {unit.strip()}")
        number = str(self.random.randint(3, UPPER[label]))
        if label == "vehicle_velocity" and self.language in HOURLY and self.random.random() < HOURLY_SHARE:
            return f"{HOURLY[self.language]} {number} {self.random.choice(('km', 'kilometre'))}"
        return (
            number
            + (self.random.choice((".", ",")) + "5" if self.random.random() < 0.04 else "")
            + self.random.choice(units)
        )

    def _local(self, brand: str) -> str:
        """Return how a brand is written in the language."""
        return next((m.surface for m in makes(self.language) if m.brand == brand and not m.model), brand)

    def _make(self) -> Filling:
        """Draw a brand and its model under their fine label."""
        local = [make for make in makes(self.language) if make.model]
        if local and self.random.random() < LOCAL.get(self.language, FEW):
            make = self.random.choice(local)
            brand, model = self._local(make.brand), make.surface
            start = len(brand) + (self.language != "zh")
            text, cut, fine = brand.ljust(start) + model, len(brand), fine_label(make.brand, make.model)
            named = (("vehicle_brand", 0, cut), ("vehicle_model", start, len(text)))
            return Filling(text, (*named, (fine, 0, len(text))) if fine else named)
        brand, model, fine = self.names.make()
        brand, model = self._inflected(brand), self._inflected(model)
        text, cut = f"{brand} {model}", len(brand)
        text = text if self.random.random() < 0.7 else text.lower()
        named = (("vehicle_brand", 0, cut), ("vehicle_model", cut + 1, len(text)))
        return Filling(text, (*named, (fine, 0, len(text))) if fine else named)


def generate(corpus: LanguageCorpus) -> Iterator[Query]:
    """Yield distinct sentences of a language, each read without fault.

    :raises NerError: The grammar or the lexicon is missing or damaged.
    """
    random = Random(f"{corpus.language} {corpus.seed}")
    grammar = Grammar(data_folder() / "languages" / corpus.language / "grammar.txt")
    seen: set[str] = set()
    while len(seen) < corpus.rows:
        query = _sentence(grammar, random, corpus)
        if query.text and query.text.lower() not in seen:
            seen.add(query.text.lower())
            yield query


def _sentence(grammar: Grammar, random: Random, corpus: LanguageCorpus) -> Query:
    filler = LanguageFiller(random, corpus.language, Names(random, False, None, True))
    noise = LanguageNoise.draw(random, corpus.noise, corpus.language)
    pieces: list[str | Slot] = list(grammar.expand(corpus.language, random))
    if random.random() < ASIDES:
        pieces = _with_aside(pieces, corpus.language, random)
    stop = "。" if corpus.language == "zh" else "."
    if random.random() < 0.25 and not (isinstance(pieces[-1], str) and pieces[-1][-1:] in "?!.。？！"):
        pieces.append(stop)
    return replace(compose(pieces, filler, noise, False), language=corpus.language)


def _with_aside(pieces: list[str | Slot], language: str, random: Random) -> list[str | Slot]:
    """Say when, or where, or in which order, before or behind a sentence."""
    said = random.choice(_asides(language)).replace("{t}", "{n}")
    aside = re.sub(r"\{n\}", lambda _: str(random.randint(1, 23)), said)
    space = "" if language == "zh" else " "
    if random.random() < 0.4:
        return [f"{aside}{random.choice((',' + space, space))}", *pieces]
    ended = isinstance(pieces[-1], str) and pieces[-1][-1:] in "?!.。？！"
    return pieces if ended else [*pieces, f"{random.choice((',' + space, space))}{aside}"]


@cache
def _asides(language: str) -> tuple[str, ...]:
    phrases = (one for one in vocabulary(language).wordings if one.kind is WordKind.PHRASE)
    return tuple(one.surface for one in phrases if says_aside(one.english) or _CAMERA.search(one.english))
