"""The words and grammars of other languages: complete, without contradiction, and able to make sentences."""

import csv
import unicodedata
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

from ner.kinds import kinds
from ner.lexicon import data_folder, entries
from ner.train.grammar import Grammar, Slot

LANGUAGES = ("de", "es", "fr", "it", "nl", "pl", "pt", "tr", "zh")
COLOURS = {
    "white", "black", "grey", "silver", "red", "blue", "green", "yellow", "orange", "brown", "beige", "purple", "pink",
    "multi",
}  # fmt: skip
TYPES = {
    "car", "vehicle", "sedan", "hatchback", "suv", "mpv", "estate_car", "coupe", "sports_car", "roadster", "pickup",
    "van", "truck", "bus", "motorcycle", "bicycle", "vintage_car", "taxi", "police", "ambulance", "fire", "minibus",
    "scooter", "moped", "tanker", "tractor", "tram",
}  # fmt: skip
"""Those that every language must have a word for."""
MOTIONS = {"left", "right", "straight", "stopped", "parked", "u_turn", "lane_change", "moving"}
FILLED = {"brand", "model", "make", "velocity", "range"}
"""Slots whose words are no language's own."""
PHRASES = {
    "yesterday", "this morning", "last night", "right now", "{n} minutes ago", "in the last {n} hours", "on Monday",
    "between {t} and {t}", "after {t}", "since {t}", "last week", "more than {n}", "camera {n}", "on camera {n}",
    "not on camera {n}", "how many", "fastest", "nearest", "first", "last", "heading north", "heading west",
}  # fmt: skip
LETTERS = str.maketrans({"ß": "ss", "\u0142": "l", "\u0131": "i"})
"""Letters that are no letter with an accent, and what is typed where a keyboard lacks them."""

Rows = list[dict[str, str]]


def rows(language: str, name: str) -> Rows:
    with (folder(language) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def folder(language: str) -> Path:
    return data_folder() / "languages" / language


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("-", " ")


def named(language: str) -> dict[str, dict[str, str]]:
    """Return label → surface → value."""
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows(language, "lexicon.csv"):
        table[row["label"]][row["surface"]] = row["value"]
    return table


def known(label: str) -> set[str]:
    return {value for entry in entries(label) for value in entry.value.split("|")}


def said(slot: Slot) -> tuple[str, str]:
    """Return the label of a slot and the words that it is fixed to, or none."""
    name, _, words = slot.name.partition("=")
    return "vehicle_type" if name == "types" else f"vehicle_{name}", words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_can_say_all_that_is_told_apart_and_nothing_else(language: str) -> None:
    values = {
        label: {part for value in of_label.values() for part in value.split("|")}
        for label, of_label in named(language).items()
    }
    assert values["vehicle_color"] == COLOURS
    assert values["vehicle_motion"] == MOTIONS
    assert values["vehicle_location"] == known("vehicle_location")
    assert values["vehicle_orientation"] == known("vehicle_orientation")
    assert values["vehicle_type"] >= TYPES
    assert values["vehicle_type"] <= known("vehicle_type") | kinds().keys()
    assert len(values) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_surface_means_one_thing_however_it_is_typed_and_stands_once(language: str) -> None:
    table = rows(language, "lexicon.csv")
    meant: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in table:
        meant[row["label"], folded(row["surface"])].add(row["value"])
    assert {surface: values for surface, values in meant.items() if len(values) > 1} == {}
    assert len({(row["label"], row["surface"], row["phrase"]) for row in table}) == len(table)
    assert all(row["surface"] == " ".join(row["surface"].split()) != "" for row in table)
    assert all(0 < float(row["weight"]) <= 20 and row["plural"] in ("", "1") for row in table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_grammar_makes_sentences_of_words_that_the_lexicon_knows(language: str) -> None:
    grammar, random, lexicon = Grammar(folder(language) / "grammar.txt"), Random(0), named(language)
    sentences = [list(grammar.expand(language, random)) for _ in range(1000)]
    slots = [piece for pieces in sentences for piece in pieces if isinstance(piece, Slot)]
    for label, words in map(said, slots):
        assert label.removeprefix("vehicle_") in FILLED or (words in lexicon[label] if words else lexicon[label])
    plain = ["".join(piece if isinstance(piece, str) else "\x01" for piece in pieces) for pieces in sentences]
    assert [text for text in plain if "  " in text or text != text.strip() or set(text) & set("(){}<>|")] == []
    roles = {(slot.scope.vehicles, slot.scope.context) for slot in slots}
    assert any(slot.negated for slot in slots)
    assert roles >= {((1,), False), ((2,), False), ((2,), True)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_small_words_have_one_kind_and_phrases_keep_their_numbers(language: str) -> None:
    table = rows(language, "words.csv")
    kinds_of: dict[str, set[str]] = defaultdict(set)
    for row in table:
        kinds_of[folded(row["surface"])].add(row["kind"])
    assert {surface: found for surface, found in kinds_of.items() if len(found) > 1} == {}
    assert {row["kind"] for row in table} == {"function", "filler", "negation", "or", "and", "phrase"}
    phrases = [row for row in table if row["kind"] == "phrase"]
    assert {row["english"] for row in phrases} >= PHRASES
    for row in phrases:
        assert row["english"], row
        assert [row["surface"].count(hole) for hole in ("{n}", "{t}")] == [
            row["english"].count(hole) for hole in ("{n}", "{t}")
        ], row
