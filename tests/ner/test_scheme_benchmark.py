"""The scheme benchmark says the truth of its own sentences."""

import json
from pathlib import Path

from benchmarks.ner_scheme import GROUPS, as_json, rows
from ner.rows import read_rows


def test_spans_and_targets_are_those_of_the_templates() -> None:
    row = next(row for row in rows(9) if row.group == "rare makes" and row.text.startswith("I want to know"))
    said = {label: row.text[start:end] for label, start, end in row.entities}
    colour, brand, model = said["vehicle_color"], said["vehicle_brand"], said["vehicle_model"]

    assert row.text == f"I want to know where the {colour} {brand} {model} is ."
    assert f"{brand} {model}" in said.values()
    assert row.groups == (tuple(range(len(row.entities))),)


def test_a_shared_place_belongs_to_both_vehicles_and_the_case_of_a_group_is_kept() -> None:
    row = next(row for row in rows(6) if row.group == "upper case" and row.text.startswith("LET THE WISE MAN"))
    assert row.groups is not None

    shared = {row.entities[place][0] for place in set(row.groups[0]) & set(row.groups[1])}

    assert shared == {"vehicle_location", "vehicle_orientation"}
    assert row.text == row.text.upper()


def test_the_same_seed_gives_the_same_distinct_rows_which_eval_reads(tmp_path: Path) -> None:
    found = list(rows(3))
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(as_json(row)) + "\n" for row in found), encoding="utf-8")

    assert list(read_rows(path)) == found == list(rows(3))
    assert len({row.text for row in found}) == len(found) == 3 * len(GROUPS)
    assert found != list(rows(3, seed=1))
