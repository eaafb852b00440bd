"""The dataset as files, and its splits."""

import json
from pathlib import Path

import pytest

from ner.keywords import Query
from ner.lexicon import vehicle_models
from ner.rows import read_rows
from ner.train.dataset import import_findvehicle
from ner.train.kit import HoldOut, KitSettings, label_shares, split, write, write_imported
from ner.train.makes import SPANS, allows

SMALL = KitSettings(train=400, test=300, seed=5)


def texts(queries: list[Query]) -> set[str]:
    return {query.text.lower() for query in queries}


def brands(queries: list[Query]) -> set[str]:
    return {k.text.lower() for q in queries for k in q.keywords if k.label == "vehicle_brand"}


@pytest.mark.parametrize("hold_out", HoldOut)
def test_no_sentence_stands_on_both_sides(hold_out: HoldOut) -> None:
    parts = split(KitSettings(400, 300, 5, 0.5, hold_out))
    assert (len(texts(parts["train"])), len(texts(parts["test"]))) == (400, 300)
    assert not texts(parts["train"]) & texts(parts["test"])


@pytest.mark.parametrize("hold_out", [HoldOut.VALUES, HoldOut.BOTH])
def test_a_brand_that_is_held_out_is_tested_and_never_trained_on(hold_out: HoldOut) -> None:
    known = {vehicle.brand.lower() for vehicle in vehicle_models()}
    parts = split(KitSettings(400, 300, 5, 1.0, hold_out))
    assert brands(parts["train"]) & known == {b for b in brands(parts["train"]) & known if allows(b, False)}
    assert brands(parts["test"]) and all(allows(brand, True) for brand in brands(parts["test"]) & known)


def test_a_seed_makes_the_same_files_again(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write(split(SMALL), tmp_path / folder)
    for name in ("train.jsonl", "train.spacy", "test.jsonl", "test.spacy", "statistics.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert [row.text for row in read_rows(tmp_path / "a" / "test.jsonl")] == [q.text for q in split(SMALL)["test"]]


def test_body_types_come_in_findvehicles_shares() -> None:
    shares = label_shares(split(KitSettings(train=6000, test=1))["train"])
    fine = {body: shares[f"vehicle_type-{body}"] for body in SPANS}
    for body, spans in SPANS.items():
        # four standard errors of a share of some 5,500 makes
        assert fine[body] / sum(fine.values()) == pytest.approx(spans / sum(SPANS.values()), abs=0.025)
    assert shares["vehicle_brand"] == shares["vehicle_model"] == pytest.approx(sum(fine.values()), abs=1e-3)


def test_an_import_says_what_it_repaired(tmp_path: Path) -> None:
    text = "Find the red bus in the Bottom Left that driven left ."
    labels = [["vehicle_color", 9, 12, "red"], ["vehicle_orientation", 24, 30, "Bottom"]]
    source = tmp_path / "train.jsonl"
    source.write_text(json.dumps({"data": text, "ner_label": labels, "re_label": [[0, 1]]}), encoding="utf-8")

    write_imported(import_findvehicle([source]), tmp_path / "out")

    (row,) = read_rows(tmp_path / "out" / "findvehicle.jsonl")
    assert row.entities == (("vehicle_color", 9, 12), ("vehicle_orientation", 48, 52))
    assert row.groups == ((0, 1),)
    repairs = json.loads((tmp_path / "out" / "repairs.json").read_text())
    assert repairs == {"rows": 1, "twins merged": 0, "orientation moved to its direction": 1}
    assert (tmp_path / "out" / "findvehicle.spacy").stat().st_size > 0
