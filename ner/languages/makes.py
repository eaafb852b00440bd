"""Makes as a language writes them, read from ``data/findvehicle/languages/makes.csv``."""

from dataclasses import dataclass
from functools import cache

from ner.languages.vocabulary import Words, language_rows
from ner.languages.words import folded


@dataclass(frozen=True, slots=True)
class LocalMake:
    """A brand, or a model, as it is written in a language: 大众 is Volkswagen.

    :param brand: Its name in ``vehicles.csv``.
    :param model: Likewise, or empty where the surface is the brand's.
    :param surface: As written.
    """

    brand: str
    model: str
    surface: str


@cache
def makes(language: str) -> tuple[LocalMake, ...]:
    """Return the brands and models that are written otherwise in a language than in the English lexicon."""
    table = language_rows("makes.csv", ("language", "brand", "model", "surface"))
    return tuple(LocalMake(row["brand"], row["model"], row["surface"]) for row in table if row["language"] == language)


@cache
def make_names(language: str, label: str) -> dict[Words, str]:
    """Return folded words → name, of the brands or of the models that are written otherwise.

    :param label: ``vehicle_brand`` or ``vehicle_model``.
    """
    of_models = label == "vehicle_model"
    found = [make for make in makes(language) if bool(make.model) is of_models]
    return {folded(make.surface): make.model or make.brand for make in found}
