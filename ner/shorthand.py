"""Models by the first letters of their names, as they are written behind a make: "HOND CIV", "BMW 3 SER"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from ner.code_table import model_codes
from ner.lexicon import vehicle_models

SHORTEST = 3
"""Letters and digits of a beginning."""
MOST = 3
"""Models that a beginning may stand for; those beyond are not named."""


@dataclass(frozen=True, slots=True)
class KnownModel:
    """What a make's model is.

    :param name: As the lexicon writes it; alternatives are joined by ``|``, best first.
    :param body: The body type of the first.
    """

    name: str
    body: str


@lru_cache(maxsize=4096)
def known_model(make: str, words: str) -> KnownModel | None:
    """Return the model of a make that some words name: by its name, its code, or how its name begins.

    :param make: As the lexicon writes it.
    :param words: Such as "F-150", "COA" and "CIV".
    """
    models = _models().get(make, {})
    key = _folded(words)
    code = model_codes().get((make, words.lower()))
    names = [key] if key in models else [_folded(code)] if code else _begun(key, list(models))
    known = [models[name] for name in names if name in models]
    return KnownModel("|".join(model.name for model in known[:MOST]), known[0].body) if known else None


def _begun(key: str, names: list[str]) -> list[str]:
    """The names that begin so, without those that go on where another ends: Corolla, not Corolla Altis."""
    if len(key) < SHORTEST or not key[-1].isalpha():
        return []
    begun = [name for name in names if name.startswith(key)]
    return [name for name in begun if not any(name != other and name.startswith(other) for other in begun)]


@cache
def _models() -> Mapping[str, Mapping[str, KnownModel]]:
    """Make → folded name, without the make's ("Mazda3" of Mazda is "3") → model, in the lexicon's order."""
    table: dict[str, dict[str, KnownModel]] = {}
    for vehicle in vehicle_models():
        key = _folded(vehicle.model).removeprefix(_folded(vehicle.brand))
        table.setdefault(vehicle.brand, {}).setdefault(key, KnownModel(vehicle.model, vehicle.body))
    return table


def _folded(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", words.lower())
