"""The importer of FindVehicle's own files."""

import json
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import DocBin

from ner.errors import NerError
from ner.keywords import Query
from ner.rows import read_rows
from ner.train.corpus import CorpusSettings, generate
from ner.train.dataset import import_findvehicle, write_docbin, write_jsonl

TEXT = "Find the red Ford Taurus in the Bottom Left that driven left ."


def row(labels: list[list[object]], groups: list[list[int]] | None = None) -> dict[str, Any]:
    return {"data": TEXT, "ner_label": labels} | ({} if groups is None else {"re_label": groups})


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return path


def entities(query: Query) -> list[tuple[str, str]]:
    return [(keyword.label, keyword.text) for keyword in query.keywords]


def test_twins_become_one_sentence_with_overlapping_labels(tmp_path: Path) -> None:
    coarse = row(
        [["vehicle_color", 9, 12, "red"], ["vehicle_brand", 13, 17, "Ford"], ["vehicle_model", 18, 24, "Taurus"]],
        [[0, 1, 2]],
    )
    fine = row([["vehicle_type-sedan", 13, 24, "Ford Taurus"]])

    imported = import_findvehicle([write(tmp_path / "train.jsonl", [coarse, fine])])

    (query,) = imported.queries
    assert entities(query) == [
        ("vehicle_color", "red"),
        ("vehicle_brand", "Ford"),
        ("vehicle_type-sedan", "Ford Taurus"),
        ("vehicle_model", "Taurus"),
    ]
    assert len(query.targets) == 1 and set(query.targets[0].keywords) == set(query.keywords)
    assert imported.report == "2 rows, 1 twins merged"


def test_an_orientation_on_the_wrong_word_is_moved_to_the_direction(tmp_path: Path) -> None:
    noisy = row([["vehicle_location", 32, 43, "Bottom Left"], ["vehicle_orientation", 32, 38, "Bottom"]])

    imported = import_findvehicle([write(tmp_path / "train.jsonl", [noisy])])

    assert entities(imported.queries[0]) == [("vehicle_location", "Bottom Left"), ("vehicle_orientation", "left")]
    assert imported.queries[0].keywords[1].start == TEXT.index("left .")
    assert imported.counts["orientation moved to its direction"] == 1


def test_offsets_follow_the_words_and_strange_labels_go(tmp_path: Path) -> None:
    noisy = row([["vehicle_color", 0, 3, "red"], ["vehicle_wheels", 0, 4, "Find"], ["vehicle_brand", 0, 4, "Audi"]])

    imported = import_findvehicle([write(tmp_path / "train.jsonl", [noisy])])

    (keyword,) = imported.queries[0].keywords
    assert (keyword.start, keyword.end) == (9, 12)
    assert imported.counts["unknown label dropped"] == 1
    assert imported.counts["words not in the sentence dropped"] == 1
    assert imported.counts["offset moved to its words"] == 1


@pytest.mark.parametrize("separator", ["", "======"])
def test_conll_is_read_with_either_separator(tmp_path: Path, separator: str) -> None:
    lines = ["a O", "dark B-vehicle_color", "red E-vehicle_color", "Volvo B-vehicle_brand", "XC40 B-vehicle_model",
             "recharge", ". O", separator, "red B-vehicle_color", "bus B-vehicle_type"]  # fmt: skip
    path = tmp_path / "train.txt"
    path.write_text("\n".join(lines), encoding="utf-8")

    imported = import_findvehicle([path])

    assert [entities(query) for query in imported.queries] == [
        [("vehicle_color", "dark red"), ("vehicle_brand", "Volvo"), ("vehicle_model", "XC40 recharge")],
        [("vehicle_color", "red"), ("vehicle_type", "bus")],
    ]
    assert imported.counts["malformed tag mended"] == 1


def test_the_real_rows_are_imported_in_both_formats(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "text" / "findvehicle_real_samples.jsonl"
    imported = import_findvehicle([source])

    assert imported.counts["rows"] == 12
    assert imported.counts["twins merged"] == 1
    assert imported.counts["orientation moved to its direction"] == 1
    assert len(imported.queries) == 11
    twins = next(query for query in imported.queries if "Jeep Renegade" in query.text)
    assert ("vehicle_type-suv", "Jeep Renegade") in entities(twins)
    assert [len(target.keywords) for target in twins.targets] == [6, 6]

    again = import_findvehicle([_as_conll(source, tmp_path / "train.txt")])
    assert again.counts["rows"] == 12
    lost = ("vehicle_orientation", "left")
    assert [entities(query) for query in again.queries] == [
        [pair for pair in entities(query) if pair != lost or "XPeng" not in query.text] for query in imported.queries
    ]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    queries = list(generate(CorpusSettings(rows=50, seed=3, findvehicle=0.5, noise=0.0)))
    write_jsonl(queries, tmp_path / "made.jsonl")
    write_docbin(queries, tmp_path / "made.spacy")

    rows = list(read_rows(tmp_path / "made.jsonl"))
    assert [row.text for row in rows] == [query.text for query in queries]
    assert [set(row.entities) for row in rows] == [{(k.label, k.start, k.end) for k in q.keywords} for q in queries]
    docs = list(DocBin().from_disk(tmp_path / "made.spacy").get_docs(spacy.blank("en").vocab))
    assert [len(doc.spans["vehicle"]) for doc in docs] == [len(query.keywords) for query in queries]


def test_what_is_no_row_is_an_error_that_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text('{"data": "x"}\n', encoding="utf-8")
    with pytest.raises(NerError, match=r"train\.jsonl, line 1: neither format"):
        import_findvehicle([tmp_path / "train.jsonl"])
    with pytest.raises(NerError, match="cannot read"):
        import_findvehicle([tmp_path / "missing.jsonl"])


def _as_conll(source: Path, path: Path) -> Path:
    """Write rows as the authors do; a token has one tag, so the misplaced orientation of the first row is lost."""
    blocks = []
    for line in source.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        tags = ["O"] * len(raw["data"].split())
        for label, _, _, _, first, end, _ in reversed(raw["ner_label"]):
            tags[first:end] = [f"B-{label}", *[f"I-{label}"] * (end - first - 1)]
        blocks.append("\n".join(f"{word} {tag}" for word, tag in zip(raw["data"].split(), tags, strict=True)))
    path.write_text("\n\n".join(blocks), encoding="utf-8")
    return path
