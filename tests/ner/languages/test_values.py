"""What words of other languages mean, and that their files say nothing that English does not know."""

import pytest

from ner.kinds import kinds
from ner.languages.rendering import in_english
from ner.languages.values import canonical
from ner.languages.vocabulary import LANGUAGES, function_words, vocabulary
from ner.lexicon import entries
from ner.values import MOTIONS


@pytest.mark.parametrize(
    ("language", "label", "words", "value"),
    [
        ("de", "color", "dunkelroter", "red"),
        ("de", "color", "gruenes", "green"),
        ("de", "color", "wieß", "white"),
        ("de", "type", "Kühltransporter", "refrigerated van"),
        ("de", "motion", "biegt links ab", "left"),
        ("de", "velocity", "sechzig Stundenkilometer", "60 km/h"),
        ("de", "range", "zwei Kilometer", "2000 m"),
        ("es", "velocity", "62,5 km por hora", "62.5 km/h"),
        ("es", "location", "parte superior izquierda", "top left"),
        ("fr", "velocity", "quatre-vingt-dix km/h", "90 km/h"),
        ("it", "velocity", "50 chilometri orari", "50 km/h"),
        ("pt", "velocity", "sessenta km/h", "60 km/h"),
        ("pl", "range", "trzydzieści metrów", "30 m"),
        ("nl", "velocity", "80 km/u", "80 km/h"),
        ("tr", "velocity", "90 km/s", "90 km/h"),
        ("zh", "velocity", "六十公里", "60 km/h"),
        ("zh", "velocity", "80码", "80 km/h"),
        ("tr", "velocity", "saatte 100 km", "100 km/h"),
        ("tr", "range", "20 metreden", "20 m"),
        ("pl", "brand", "Opla", "Opel"),
        ("pl", "model", "Corsę", "Corsa"),
        ("pl", "brand", "Kia", "Kia"),
        ("pt", "model", "Série 3", "3 Series"),
        ("fr", "orientation", "gauche", "left"),
        ("fr", "location", "haut à gauche", "top left"),
        ("zh", "range", "20米", "20 m"),
        ("zh", "brand", "大众", "Volkswagen"),
        ("pl", "color", "czerwonego", "red"),
        ("pt", "color", "vermelha escura", "red"),
        ("tr", "color", "kirmizi", "red"),
        ("de", "color", "white", "white"),
    ],
)
def test_words_mean_the_english_values(language: str, label: str, words: str, value: str) -> None:
    assert canonical(f"vehicle_{label}", words, language) == value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_is_one_that_english_has(language: str) -> None:
    motions = {name for value, _ in MOTIONS for name in value.split("|")}
    for label, found in vocabulary(language).entries.items():
        known = motions if label == "vehicle_motion" else {v for e in entries(label) for v in e.value.split("|")}
        known |= set(kinds()) if label == "vehicle_type" else set()
        assert {v for entry in found for v in entry.value.split("|")} - known == set(), (language, label)


def test_small_words_are_given_one_by_one() -> None:
    assert {"der", "bitte", "und"} <= function_words("de")
    assert function_words("en") == function_words("el") == frozenset()


def test_a_text_of_another_language_is_its_own_rendering() -> None:
    assert in_english("белый фургон", "ru").text == "белый фургон"
