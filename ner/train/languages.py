"""Generates sentences of other languages with their keywords and targets, from ``data/findvehicle/languages``."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from ner.keywords import Query
from ner.languages.vocabulary import makes, unit_surfaces, vocabulary
from ner.lexicon import data_folder
from ner.train.corpus import compose
from ner.train.grammar import Grammar, Slot
from ner.train.names import Names
from ner.train.noise import misspell
from ner.train.slots import Filling
from ner.values import fine_label

UPPER = {"vehicle_velocity": 180, "vehicle_range": 300}
"""Largest number of an amount."""
LOCAL = 0.6
"""Share of makes that are written as the language has them, where it has names of its own for some."""
IN_WORDS = 0.12
"""Share of numbers that are written in words."""
INFLECTED = 0.4
"""Share of Polish makes in another case than the first."""
ENDINGS = (("el", "la"), ("ia", "ię"), ("a", "ę"), *((end, f"{end}a") for end in "bcdfghjklmnprstwz"))
"""Ends of Polish names in the first case, and in those of an object: "Opla Corsę", "Fiata"."""
PLAIN = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ı": "i", "İ": "I"})
SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
"""What Germans write without umlauts on their keyboard."""
_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]{4,}")


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
        drawn = self.random.choices(entries, [entry.weight for entry in entries])[0]
        return drawn.phrase, drawn.surface

    def _name(self, name: str) -> str:
        local = [make.surface for make in makes(self.language) if bool(make.model) is (name == "model")]
        if local and self.random.random() < LOCAL:
            return self.random.choice(local)
        drawn = self._inflected(self.names.brand() if name == "brand" else self.names.model())
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
        if local and self.random.random() < LOCAL:
            make = self.random.choice(local)
            brand, model = self._local(make.brand), make.surface
            text, cut, fine = brand + model, len(brand), fine_label(make.brand, make.model)
            named = (("vehicle_brand", 0, cut), ("vehicle_model", cut, len(text)))
            return Filling(text, (*named, (fine, 0, len(text))) if fine else named)
        brand, model, fine = self.names.make()
        brand, model = self._inflected(brand), self._inflected(model)
        text, cut = f"{brand} {model}", len(brand)
        text = text if self.random.random() < 0.7 else text.lower()
        named = (("vehicle_brand", 0, cut), ("vehicle_model", cut + 1, len(text)))
        return Filling(text, (*named, (fine, 0, len(text))) if fine else named)


@dataclass(frozen=True, slots=True)
class LanguageNoise:
    """What happens to every word of one sentence.

    :param random: The source of every choice.
    :param typos: Chance that a word of four letters or more is misspelt.
    :param plain: Takes the accents off.
    :param case: Applied to every word.
    """

    random: Random
    typos: float
    plain: Callable[[str], str]
    case: Callable[[str], str]

    @classmethod
    def draw(cls, random: Random, share: float, language: str) -> "LanguageNoise":
        """Choose the noise of one sentence; ``share`` of the sentences are misspelt."""
        spelt = language == "de" and random.random() < 0.5
        plain = (_spelt if spelt else without_accents) if random.random() < 0.25 else _as_is
        case = random.choices((_as_is, str.lower, str.upper, str.capitalize), (60, 32, 4, 4))[0]
        return cls(random, 0.2 if random.random() < share else 0.0, plain, case)

    def spoil(self, text: str) -> str:
        """Return the text with its words misspelt and re-cased; white space and marks stay."""
        if self.typos:
            text = _WORD.sub(self._misspelt, text)
        return re.sub(r"[^\W\d_]+", lambda word: self.case(word[0]), self.plain(text))

    def _misspelt(self, match: re.Match[str]) -> str:
        return misspell(match[0], self.random) if self.random.random() < self.typos else match[0]


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


def without_accents(text: str) -> str:
    """Return a text as it is written on a keyboard without accents: "grün" → "grun"."""
    plain = unicodedata.normalize("NFKD", text.translate(PLAIN))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _sentence(grammar: Grammar, random: Random, corpus: LanguageCorpus) -> Query:
    filler = LanguageFiller(random, corpus.language, Names(random, False, None, True))
    noise = LanguageNoise.draw(random, corpus.noise, corpus.language)
    pieces: list[str | Slot] = list(grammar.expand(corpus.language, random))
    stop = "。" if corpus.language == "zh" else "."
    if random.random() < 0.25 and not (isinstance(pieces[-1], str) and pieces[-1][-1:] in "?!.。？！"):
        pieces.append(stop)
    return replace(compose(pieces, filler, noise, False), language=corpus.language)


def _spelt(text: str) -> str:
    return text.translate(SPELT)


def _as_is(text: str) -> str:
    return text
