"""Draws names of vehicles as people write them: brands, models, both together, and with a body word behind them."""

from dataclasses import dataclass
from functools import cache
from random import Random

from ner.labels import fine_body
from ner.lexicon import VehicleModel, entries
from ner.numbers import spelled
from ner.train.bodies import BODY_WORDS, ENDS_IN_BODY, TRIMS
from ner.train.distinctive import distinctive, pluralised
from ner.train.invent import invented_brand, invented_model
from ner.train.makes import allows, draw_make
from ner.train.wordings import aliases, brands, lettered, models

INVENTED = {True: 0.1, False: 0.03}
"""Share of makes that are made up, in FindVehicle's scheme and in an operator's sentences, where more is ambiguous."""
SPELT, LETTERED = 0.4, 0.35
"""Share of FindVehicle's models whose digits are spelt, and the share of these whose letters stand alone."""
TRIMMED = 0.06
"""Share of an operator's cars that are named with their trim, which is part of the model: "golf gti"."""


@dataclass(slots=True)
class Names:
    """Draws brands and models.

    :param random: The source of every choice.
    :param findvehicle: Spell numbers of models in digits' names, and name nothing but a brand with its model.
    :param held_out: True for held-out brands and models only, False for the others only, None for all.
    :param invented: Make up a brand or a model now and then; never where only held-out ones are asked for.
    :param latest: The brand that was drawn last; later words of the sentence may come back to it.
    """

    random: Random
    findvehicle: bool
    held_out: bool | None = None
    invented: bool = True
    latest: str = ""

    def make(self) -> tuple[str, str, str | None]:
        """Draw a brand, its model and its fine label; none is known of a made-up one."""
        if self.invents(INVENTED[self.findvehicle]):
            return self._invented()
        return self._written(self._vehicle())

    def make_with_body(self) -> tuple[str, str, str, str]:
        """Draw a brand, its model, a body word behind them and the fine label that it gives them."""
        vehicle = next(v for v in iter(self._vehicle, None) if fine_body(v.body) in BODY_WORDS)
        brand, model, _ = self._written(vehicle)
        body, word = self.random.choice(BODY_WORDS[fine_body(vehicle.body)])
        return brand, model, word, f"vehicle_type-{body}"

    def model(self) -> str:
        """Draw a model that is known without its brand."""
        return self._trimmed(self._distinctive())

    def model_with_body(self) -> tuple[str, str]:
        """Draw such a model and a body word behind it."""
        vehicle = next(v for v in iter(self._distinctive, None) if fine_body(v.body) in BODY_WORDS)
        return vehicle.model, self.random.choice(BODY_WORDS[fine_body(vehicle.body)])[1]

    def models(self) -> str:
        """Draw a plural of such a model."""
        return pluralised(next(v.model for v in iter(self._distinctive, None) if v.model[-1] not in "sxyz0123456789"))

    def brand(self) -> str:
        """Draw a brand, at times by its nickname."""
        if self.random.random() < 0.12:
            self.latest = "Jeep"
        elif self.random.random() < 0.25 and not self.held_out:
            self.latest = self.random.choice(entries("vehicle_brand")).surface
        else:
            self.latest = self._vehicle().brand
        return self.latest

    def brands(self) -> str:
        """Draw a plural of a brand."""
        return pluralised(next(name for name in iter(self.brand, "") if name[-1] not in "sxyz"))

    def again(self) -> str:
        """Return the brand that was drawn last."""
        return self.latest or self.brand()

    def invents(self, share: float) -> bool:
        """Decide whether to make a name up."""
        return self.invented and not self.held_out and self.random.random() < share

    def _written(self, vehicle: VehicleModel) -> tuple[str, str, str]:
        brand, model = vehicle.brand, vehicle.model
        if self.findvehicle:
            model = self._spelt(model)
        else:
            model = self._loosened(self._trimmed(vehicle).removeprefix(f"{brand} "))
            if brand in aliases() and self.random.random() < 0.3:
                brand = self.random.choice(aliases()[brand])
        self.latest = brand
        return brand, model, f"vehicle_type-{fine_body(vehicle.body)}"

    def _invented(self) -> tuple[str, str, None]:
        """Make up a brand and a model, so that names are told by their place and their looks."""
        brand = next(name for name in iter(lambda: invented_brand(self.random), "") if name not in brands())
        model = next(name for name in iter(lambda: invented_model(self.random), "") if name not in models())
        model = self._spelt(model) if self.findvehicle else model
        self.latest = brand
        return brand, model, None

    def _spelt(self, model: str) -> str:
        """Spell the digits out now and then, and the letters of a code: "C-HR", "C H R", "RAV four", "R A V four"."""
        if self.random.random() >= SPELT:
            return model
        return lettered(spelled(model)) if self.random.random() < LETTERED else spelled(model)

    def _trimmed(self, vehicle: VehicleModel) -> str:
        trims = TRIMS.get(fine_body(vehicle.body), ())
        if trims and " " not in vehicle.model and self.random.random() < TRIMMED:
            return f"{vehicle.model} {self.random.choice(trims)}"
        return vehicle.model

    def _loosened(self, model: str) -> str:
        """Leave a hyphen out now and then: "F-150", "F150", "F 150"."""
        return model.replace("-", self.random.choice(("", " "))) if self.random.random() < 0.3 else model

    def _vehicle(self) -> VehicleModel:
        while True:
            vehicle = draw_make(self.random, self.findvehicle, self.held_out)
            if self.findvehicle or not ENDS_IN_BODY.search(vehicle.model):
                return vehicle

    def _distinctive(self) -> VehicleModel:
        return self.random.choice(_distinctive(self.held_out))


@cache
def _distinctive(held_out: bool | None) -> tuple[VehicleModel, ...]:
    return tuple(v for v in distinctive() if allows(v.model, held_out) and not ENDS_IN_BODY.search(v.model))
