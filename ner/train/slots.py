"""Fills the slots of the grammar with words of the lexicon, numbers and units."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from ner.lexicon import Entry, VehicleModel, entries
from ner.numbers import spelled
from ner.train.invent import invented_model, invented_name
from ner.train.makes import allows, draw_make, fine_body
from ner.train.wordings import (
    COLOURED,
    CROSSINGS,
    HOW,
    LENGTHS,
    ROAD,
    ROADS,
    SPEEDS,
    SPOKEN,
    UPPER,
    aliases,
    brands,
    form,
    models,
    plural,
    same_length,
)

INVENTED = {True: 0.1, False: 0.03}
"""Share of makes that are made up, in FindVehicle's scheme and in an operator's sentences, where more is ambiguous."""
SURVEY = 0.12
"""Share of colours that come from the long tail of the colour survey."""
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
    :param findvehicle: Spell numbers of models in digits' names and vary the case, as FindVehicle does.
    :param held_out: True for held-out brands, models and colours only, False for the others only, None for all.
    :param invented: Make up a brand, model or colour now and then; never where only held-out ones are asked for.
    """

    random: Random
    findvehicle: bool
    held_out: bool | None = None
    invented: bool = True

    def fill(self, slot: str) -> Filling:
        """Draw words for a slot of the grammar."""
        if slot == "make":
            return self._make()
        label, draw = _SLOTS[slot]
        text = self._cased(draw(self))
        return Filling(text, ((label, 0, len(text)),))

    def color(self) -> str:
        """Draw a colour, at times with the word "colour" behind it."""
        suffix = self.random.choice(COLOURED) if self.random.random() < 0.04 else ""
        return self._color() + suffix

    def _color(self) -> str:
        if self.findvehicle and self._invents(INVENTED[True] / 2):
            return invented_name(self.random).lower()
        if self.random.random() < SURVEY or self.held_out:
            return self.random.choice(self._allowed(entries("colour_survey"))).surface
        return self._weighted([e for e in entries("vehicle_color") if e.weight >= 2 or self._allows(e.surface)])

    def type(self) -> str:
        """Draw a singular vehicle noun."""
        return self._weighted([e for e in entries("vehicle_type") if not plural(e.surface)])

    def types(self) -> str:
        """Draw a plural vehicle noun."""
        return self._weighted([e for e in entries("vehicle_type") if plural(e.surface)])

    def brand(self) -> str:
        """Draw a brand, at times by its nickname."""
        if self.random.random() < 0.12:
            return "Jeep"
        if self.random.random() < 0.25 and not self.held_out:
            return self.random.choice(entries("vehicle_brand")).surface
        return self._vehicle().brand

    def of(self, label: str, keep: Callable[[str], bool] = lambda surface: True) -> str:
        """Draw a wording of a label among those that ``keep`` accepts."""
        return self._weighted([entry for entry in entries(label) if keep(entry.surface)])

    def motion(self, wanted: str) -> str:
        """Draw a motion by the form of its verb, on some stretch of road."""
        phrase = self.of("vehicle_motion", lambda surface: form(surface) == wanted)
        stretch = ROAD.search(phrase)
        if not stretch or self.random.random() < 0.5:
            return phrase
        kind = self.random.choice(CROSSINGS if stretch[2] in CROSSINGS else ROADS)
        how = self.random.choice(HOW) if self.random.random() < 0.6 else ""
        return f"{phrase[: stretch.start()]}{self.random.choice(('the', 'a'))} {how}{kind}"

    def amount(self, units: Sequence[str], upper: int) -> str:
        """Draw a number with its unit."""
        if self.random.random() < 0.1 and not self.findvehicle:
            return self.random.choice(SPOKEN) + self.random.choice([unit for unit in units if unit.startswith(" ")])
        return str(self.random.randint(3, upper)) + self.random.choice(units)

    def _make(self) -> Filling:
        if self._invents(INVENTED[self.findvehicle]):
            return self._invented_make()
        vehicle = self._vehicle()
        brand, model = vehicle.brand, vehicle.model
        nicknames = aliases().get(brand, ())
        if nicknames and not self.findvehicle and self.random.random() < 0.3:
            brand = self.random.choice(nicknames)
        if self.findvehicle and self.random.random() < 0.4:
            model = spelled(model)
        text = self._cased(f"{brand} {model}", name=True)
        fine = f"vehicle_type-{fine_body(vehicle)}"
        cut = len(brand)
        return Filling(text, (("vehicle_brand", 0, cut), ("vehicle_model", cut + 1, len(text)), (fine, 0, len(text))))

    def _invents(self, share: float) -> bool:
        return self.invented and not self.held_out and self.random.random() < share

    def _invented_make(self) -> Filling:
        """Make up a brand and a model, so that names are told by their place and their looks; no fine type is known."""
        brand = next(name for name in iter(lambda: invented_name(self.random), "") if name not in brands())
        model = next(name for name in iter(lambda: invented_model(self.random), "") if name not in models())
        model = spelled(model) if self.findvehicle and self.random.random() < 0.4 else model
        text = self._cased(f"{brand} {model}", name=True)
        return Filling(text, (("vehicle_brand", 0, len(brand)), ("vehicle_model", len(brand) + 1, len(text))))

    def _vehicle(self) -> VehicleModel:
        return draw_make(self.random, self.findvehicle, self.held_out)

    def _allows(self, surface: str) -> bool:
        return allows(surface, self.held_out)

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


def _by_form(wanted: str) -> Callable[[Filler], str]:
    return lambda filler: filler.motion(wanted)


_SLOTS: dict[str, tuple[str, Callable[[Filler], str]]] = {
    "color": ("vehicle_color", Filler.color),
    "type": ("vehicle_type", Filler.type),
    "types": ("vehicle_type", Filler.types),
    "brand": ("vehicle_brand", Filler.brand),
    "location": ("vehicle_location", lambda f: f.of("vehicle_location")),
    "orientation": ("vehicle_orientation", lambda f: f.of("vehicle_orientation", lambda s: not s.endswith("ing"))),
    "orienting": ("vehicle_orientation", lambda f: f.of("vehicle_orientation", lambda s: s.endswith("ing"))),
    "velocity": ("vehicle_velocity", lambda f: f.amount(SPEEDS[:9] if f.findvehicle else SPEEDS, 180)),
    "range": ("vehicle_range", lambda f: f.amount(LENGTHS[:2] if f.findvehicle else LENGTHS, 300)),
    "kmh": ("vehicle_velocity", lambda f: str(f.random.randint(5, 180))),
    "glued": ("vehicle_velocity", lambda f: f"{f.random.randint(5, 180)}km/h"),
    "metres": ("vehicle_range", lambda f: str(f.random.randint(5, 300))),
    "turns": ("vehicle_motion", _by_form("turns")),
    "turning": ("vehicle_motion", _by_form("turning")),
    "turned": ("vehicle_motion", _by_form("turned")),
}
