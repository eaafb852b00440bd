"""The scores, against numbers counted by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from ner.errors import NerError
from ner.evaluate import evaluate
from ner.keywords import Keyword, Query, Target

TEXT = "red bus, no white vans"
ENTITIES = [
    {"label": "vehicle_color", "start": 0, "end": 3, "text": "red", "negated": False},
    {"label": "vehicle_type", "start": 4, "end": 7, "text": "bus", "negated": False},
    {"label": "vehicle_color", "start": 12, "end": 17, "text": "white", "negated": True},
    {"label": "vehicle_type", "start": 18, "end": 22, "text": "vans", "negated": True},
]


def save(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def keyword(start: int, end: int, label: str, negated: bool = False) -> Keyword:
    return Keyword(f"vehicle_{label}", TEXT[start:end], start, end, negated)


def test_scores_are_those_counted_by_hand(tmp_path: Path) -> None:
    row = {"data": TEXT, "group": "no", "entities": ENTITIES, "targets": [{"role": "target", "entities": [0, 1, 2, 3]}]}
    red, bus, white = keyword(0, 3, "color"), keyword(4, 7, "type"), keyword(12, 17, "color")
    wrong = keyword(12, 22, "type", True)  # the right end and a wrong beginning, over "white"

    got = evaluate(save(tmp_path / "a.jsonl", row), lambda text: Query(text, (Target((red, bus, white, wrong)),)))

    assert got["rows"] == 1
    assert got["micro"] == {"precision": 3 / 4, "recall": 3 / 4, "f1": 3 / 4}
    assert got["labels"]["vehicle_color"]["f1"] == 1.0
    assert got["labels"]["vehicle_type"] == {"precision": 1 / 2, "recall": 1 / 2, "f1": 1 / 2}
    assert got["macro_f1"] == 3 / 4
    assert got["flat"] == {"precision": 1.0, "recall": 1 / 2, "f1": 2 / 3}  # said red, bus; true all four
    assert got["overlapping"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0}  # said white and the wrong one
    assert got["groups"] == {"no": got["micro"]}
    assert got["negation_accuracy"] == 2 / 3  # white should be negated
    assert got["grouping_accuracy"] == 0.0  # everyone has a wrong companion


def test_labels_limit_what_is_scored(tmp_path: Path) -> None:
    row = {"data": TEXT, "entities": ENTITIES, "targets": [{"role": "target", "entities": [0, 1, 2, 3]}]}
    colours = (keyword(0, 3, "color"), keyword(12, 17, "color", True))

    got = evaluate(save(tmp_path / "a.jsonl", row), lambda text: Query(text, (Target(colours),)), ("vehicle_color",))

    assert got["micro"]["f1"] == got["negation_accuracy"] == got["grouping_accuracy"] == 1.0
    assert set(got["labels"]) == {"vehicle_color"}


def test_findvehicles_own_format_with_overlaps_and_shared_keywords(tmp_path: Path) -> None:
    text = "Jeep Renegade and van on the left"
    labels = [["vehicle_brand", 0, 4, "Jeep", 0, 1, ["Jeep"]], ["vehicle_type-suv", 0, 13, "Jeep Renegade", 0, 2, []],
              ["vehicle_type", 18, 21, "van", 3, 4, ["van"]],
              ["vehicle_location", 29, 33, "left", 6, 7, ["left"]]]  # fmt: skip
    row = {"data": text, "ner_label": labels, "re_label": [[0, 1, 3], [2, 3]]}

    def read(_: str) -> Query:
        brand, van = Keyword("vehicle_brand", "Jeep", 0, 4), Keyword("vehicle_type", "van", 18, 21)
        fine, left = Keyword("vehicle_type-suv", "Jeep Renegade", 0, 13), Keyword("vehicle_location", "left", 29, 33)
        return Query(text, (Target((brand, fine)), Target((van, left))))

    got = evaluate(save(tmp_path / "a.jsonl", row), read)

    assert got["micro"]["f1"] == 1.0
    assert got["overlapping"]["f1"] == got["flat"]["f1"] == 1.0
    # van alone has all its companions: the jeep lost "left", and "left" lost the jeep
    assert got["grouping_accuracy"] == 1 / 4


def test_a_row_without_groups_counts_for_spans_only(tmp_path: Path) -> None:
    row = {"data": TEXT, "ner_label": [["vehicle_color", 0, 3, "red", 0, 1, ["red"]]]}

    got = evaluate(save(tmp_path / "a.jsonl", row), lambda text: Query(text))

    assert got["micro"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0}
    assert got["grouping_accuracy"] == 1.0


def test_a_twin_is_scored_on_its_own_layer_of_labels(tmp_path: Path) -> None:
    text = "the Jeep Renegade"
    brand, model, fine = ("vehicle_brand", 4, 8), ("vehicle_model", 9, 17), ("vehicle_type-suv", 4, 17)
    keywords = tuple(Keyword(label, text[start:end], start, end) for label, start, end in (brand, model, fine))
    twins = [
        {"data": text, "ner_label": [[*brand, "Jeep"], [*model, "Renegade"]], "re_label": [[0, 1]]},
        {"data": text, "ner_label": [[*fine, "Jeep Renegade"]]},
    ]

    got = evaluate(save(tmp_path / "a.jsonl", *twins), lambda text: Query(text, (Target(keywords),)))
    less = evaluate(tmp_path / "a.jsonl", lambda text: Query(text, (Target(keywords[:1]),)))

    assert got["micro"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert got["grouping_accuracy"] == 1.0
    assert less["micro"]["recall"] == 1 / 3


def test_known_noise_is_repaired_and_reported(tmp_path: Path) -> None:
    text = "the van in the Bottom Left that driven left ."
    row = {"data": text, "ner_label": [["vehicle_orientation", 15, 21, "Bottom"]]}
    said = Keyword("vehicle_orientation", "left", 39, 43)

    got = evaluate(save(tmp_path / "a.jsonl", row), lambda text: Query(text, (Target((said,)),)))

    assert got["micro"]["f1"] == 1.0
    assert got["repaired"] == {"orientation moved to its direction": 1}


@pytest.mark.parametrize("line", ["{", "[]", '{"data": "x"}', '{"data": "x", "entities": [{"label": "a"}]}'])
def test_what_is_no_row_names_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(NerError, match=r"a\.jsonl, line 1: neither format"):
        evaluate(path, Query)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NerError, match="cannot read"):
        evaluate(tmp_path / "missing.jsonl", Query)


def test_rows_that_name_their_language_are_scored_by_it_too(tmp_path: Path) -> None:
    rows = [
        {"language": "de", "data": "rot", "entities": [{"label": "vehicle_color", "start": 0, "end": 3}]},
        {"language": "de", "data": "Bus", "entities": [{"label": "vehicle_type", "start": 0, "end": 3}]},
        {"language": "es", "data": "rojo", "entities": [{"label": "vehicle_color", "start": 0, "end": 4}]},
        {"data": "red", "entities": [{"label": "vehicle_color", "start": 0, "end": 3}]},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    def reader(text: str) -> Query:
        keyword = Keyword("vehicle_color", text, 0, len(text))
        return Query(text, (Target((keyword,)),), "es" if text == "rojo" else "en" if text == "Bus" else "de")

    found = evaluate(path, reader)["languages"]
    assert {code: (one["rows"], one["told"], one["f1"]) for code, one in found.items()} == {
        "de": (2, 0.5, 0.5),
        "es": (1, 1.0, 1.0),
    }
