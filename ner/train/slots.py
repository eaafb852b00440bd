"""Fills the slots of the grammar with words of the lexicon, numbers and units."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from ner.lexicon import Entry, entries
from ner.train.figures import figure
from ner.train.invent import invented_name
from ner.train.makes import allows
from ner.train.names import INVENTED, Names
from ner.train.wordings import (
    BIKES,
    COLOURED,
    CROSSINGS,
    HOW,
    LENGTHS,
    PASSING,
    PERFECT,
    ROAD,
    ROADS,
    SPEEDS,
    SPOKEN,
    STANDING,
    UPPER,
    form,
    plural,
    same_length,
)

SURVEY = 0.12
"""Share of colours that come from the long tail of the colour survey."""
UNUSUAL = {"turned": (PERFECT, 0.15), "turning": (STANDING, 0.2), "turns": (PASSING, 0.15)}
"""Form of a verb → motions beside the lexicon's, and their share."""
Part = tuple[str, int, int]
"""Label, first character and one past the last, within the words of the slot."""


@dataclass(frozen=True, slots=True)
class Filling:
    """The words that fill a slot and what they are."""

    text: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Filler:
    """Draws words for slots.

    :param random: The source of every choice.
    :param names: Draws brands and models, by the same choices.
    """

    random: Random
    names: Names

    @classmethod
    def draw(cls, random: Random, findvehicle: bool, held_out: bool | None = None, invented: bool = True) -> "Filler":
        """Begin a sentence.

        :param findvehicle: Vary the case as FindVehicle does, and use its units.
        :param held_out: True for held-out brands, models and colours only, False for the others only, None for all.
        :param invented: Make up a brand, model or colour now and then; never where only held-out ones are asked for.
        """
        return cls(random, Names(random, findvehicle, held_out, invented))

    @property
    def findvehicle(self) -> bool:
        """Whether the sentence is in FindVehicle's own scheme."""
        return self.names.findvehicle

    def fill(self, slot: str) -> Filling:
        """Draw words for a slot of the grammar; ``"type=van"`` is filled with "van"."""
        name, _, words = slot.partition("=")
        if name in _MAKES:
            return _MAKES[name](self)
        label, draw = _SLOTS[name]
        text = words or self._cased(draw(self), name in _NAMES)
        return Filling(text, ((label, 0, len(text)),))

    def color(self) -> str:
        """Draw a colour, at times with the word "colour" behind it."""
        return self.coloured() if self.random.random() < 0.04 else self.shade()

    def coloured(self) -> str:
        """Draw a colour with the word "colour" behind it."""
        return self.shade() + self.random.choice(COLOURED)

    def shade(self) -> str:
        """Draw a colour alone."""
        if self.findvehicle and self.names.invents(INVENTED[True] / 2):
            return invented_name(self.random).lower()
        if self.random.random() < SURVEY or self.names.held_out:
            return self.random.choice(self._allowed(entries("colour_survey"))).surface
        return self._weighted([e for e in entries("vehicle_color") if e.weight >= 2 or self._allows(e.surface)])

    def types(self, wanted: bool) -> str:
        """Draw a vehicle noun, a plural if wanted."""
        return self.of("vehicle_type", lambda noun: plural(noun) is wanted)

    def of(self, label: str, keep: Callable[[str], bool] = lambda surface: True) -> str:
        """Draw a wording of a label among those that ``keep`` accepts."""
        return self._weighted([entry for entry in entries(label) if keep(entry.surface)])

    def motion(self, wanted: str) -> str:
        """Draw a motion by the form of its verb, on some stretch of road."""
        unusual, share = UNUSUAL.get(wanted, ((), 0.0))
        if self.random.random() < share:
            return self.random.choice(unusual)
        phrase = self.of("vehicle_motion", lambda surface: form(surface) == wanted)
        stretch = ROAD.search(phrase)
        if not stretch or self.random.random() < 0.5:
            return phrase
        kind = self.random.choice(CROSSINGS if stretch[2] in CROSSINGS else ROADS)
        how = self.random.choice(HOW) if self.random.random() < 0.6 else ""
        return f"{phrase[: stretch.start()]}{self.random.choice(('the', 'a'))} {how}{kind}"

    def amount(self, units: Sequence[str], upper: int, plain: bool = False) -> str:
        """Draw a number with its unit; plain ones are whole numbers in digits."""
        chance = 1.0 if plain else self.random.random()
        if chance < 0.12:
            return self.random.choice(SPOKEN) + self.random.choice([unit for unit in units if unit.startswith(" ")])
        return figure(self.random, upper, plain) + self.random.choice(units)

    def make(self) -> Filling:
        """Draw a brand and its model under their fine label."""
        brand, model, fine = self.names.make()
        text, cut = self._cased(f"{brand} {model}", name=True), len(brand)
        named: tuple[Part, ...] = (("vehicle_brand", 0, cut), ("vehicle_model", cut + 1, len(text)))
        return Filling(text, (*named, (fine, 0, len(text))) if fine else named)

    def make_with_body(self) -> Filling:
        """Draw a brand, its model and a body word, which is the vehicle's type."""
        brand, model, word, fine = self.names.make_with_body()
        text = self._cased(f"{brand} {model} {word}", name=True)
        cut, end = len(brand), len(brand) + 1 + len(model)
        named = (("vehicle_brand", 0, cut), ("vehicle_model", cut + 1, end), (fine, 0, end))
        return Filling(text, (*named, ("vehicle_type", end + 1, len(text))))

    def model_with_body(self) -> Filling:
        """Draw a lone model and a body word behind it."""
        model, word = self.names.model_with_body()
        text = self._cased(f"{model} {word}", name=True)
        return Filling(text, (("vehicle_model", 0, len(model)), ("vehicle_type", len(model) + 1, len(text))))

    def _allows(self, surface: str) -> bool:
        return allows(surface, self.names.held_out)

    def _allowed(self, choices: Sequence[Entry]) -> list[Entry]:
        return [entry for entry in choices if self._allows(entry.surface)]

    def _weighted(self, choices: Sequence[Entry]) -> str:
        return self.random.choices(choices, [entry.weight for entry in choices])[0].surface

    def _cased(self, text: str, name: bool = False) -> str:
        """Vary the case as people do; it never changes the length."""
        chance = self.random.random()
        if self.findvehicle:
            styles = (text, text.title(), text.upper()) if not name else (text, text, text)
            return same_length(text, self.random.choice(styles))
        if text in UPPER and chance < 0.65:
            return text.upper() if not text.endswith("vs") else text[:-1].upper() + "s"
        if name:
            return text if chance < 0.5 else same_length(text, text.lower())
        return same_length(text, text.title() if chance < 0.06 else text)


def _plain_direction(surface: str) -> bool:
    """Tell a direction that a verb leads to."""
    return not surface.endswith("ing")


def _bearing(surface: str) -> bool:
    """Tell a direction that stands without a verb: "left" alone would be a place."""
    return _plain_direction(surface) and not re.search(r"(left|right)", surface)


def _by_form(wanted: str) -> Callable[[Filler], str]:
    return lambda filler: filler.motion(wanted)


_SLOTS: dict[str, tuple[str, Callable[[Filler], str]]] = {
    "color": ("vehicle_color", Filler.color),
    "coloured": ("vehicle_color", Filler.coloured),
    "shade": ("vehicle_color", Filler.shade),
    "type": ("vehicle_type", lambda f: f.types(False)),
    "types": ("vehicle_type", lambda f: f.types(True)),
    "truck": ("vehicle_type", lambda f: f.of("vehicle_type", lambda s: s.endswith(("truck", "lorry", "artic")))),
    "bike": ("vehicle_type", lambda f: f.random.choice(BIKES)),
    "brand": ("vehicle_brand", lambda f: f.names.brand()),
    "brands": ("vehicle_brand", lambda f: f.names.brands()),
    "again": ("vehicle_brand", lambda f: f.names.again()),
    "model": ("vehicle_model", lambda f: f.names.model()),
    "models": ("vehicle_model", lambda f: f.names.models()),
    "location": ("vehicle_location", lambda f: f.of("vehicle_location")),
    "orientation": ("vehicle_orientation", lambda f: f.of("vehicle_orientation", _plain_direction)),
    "bearing": ("vehicle_orientation", lambda f: f.of("vehicle_orientation", _bearing)),
    "orienting": ("vehicle_orientation", lambda f: f.of("vehicle_orientation", lambda s: s.endswith("ing"))),
    "velocity": ("vehicle_velocity", lambda f: f.amount(SPEEDS[:9] if f.findvehicle else SPEEDS, 180, f.findvehicle)),
    "range": ("vehicle_range", lambda f: f.amount(LENGTHS[:2] if f.findvehicle else LENGTHS, 300, f.findvehicle)),
    "pace": ("vehicle_velocity", lambda f: f.amount(SPEEDS, 220)),
    "gap": ("vehicle_range", lambda f: f.amount(LENGTHS, 300)),
    "kmh": ("vehicle_velocity", lambda f: str(f.random.randint(5, 180))),
    "glued": ("vehicle_velocity", lambda f: f"{f.random.randint(5, 180)}km/h"),
    "metres": ("vehicle_range", lambda f: str(f.random.randint(5, 300))),
    "turns": ("vehicle_motion", _by_form("turns")),
    "turning": ("vehicle_motion", _by_form("turning")),
    "turned": ("vehicle_motion", _by_form("turned")),
    "motion": ("vehicle_motion", _by_form("turning")),
    "doing": ("vehicle_motion", lambda f: f.random.choice(("is ", "is ", "was ")) + f.motion("turning")),
    "perfect": ("vehicle_motion", lambda f: f.random.choice(PERFECT)),
}
_MAKES = {"make": Filler.make, "makebody": Filler.make_with_body, "modelbody": Filler.model_with_body}
"""Slots of several keywords."""
_NAMES = ("model", "models", "brands")
