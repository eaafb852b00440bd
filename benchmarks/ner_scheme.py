"""Scores the tagger on sentences of FindVehicle's scheme that share neither grammar nor words with its training.

Templates and words stand in ``ner_scheme_templates`` and ``ner_scheme_words``; nothing is read from the generator or
the lexicon. Run: ``python -m benchmarks.ner_scheme [models/ner/ner.onnx other.onnx ...] [--json] [--out rows.jsonl]``.
"""

import argparse
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks import ner_scheme_templates as templates
from benchmarks import ner_scheme_words as words
from ner.evaluate import score
from ner.reader import Reader
from ner.rows import Row

SHIPPED = Path("models/ner/ner.onnx")
SLOT = re.compile(r"\{([A-Z])(\d+)\}")
GENERAL = (*templates.SEEN, *templates.OTHER)
Part = tuple[str, int, int]
"""Label, first character and one past the last."""


@dataclass(frozen=True, slots=True)
class SchemeGroup:
    """A part of the benchmark.

    :param templates: Of its sentences.
    :param makes: To draw from.
    :param named: Share of vehicles that are named by make rather than by type.
    :param case: Applied to whole sentences; must keep their length.
    """

    templates: tuple[str, ...]
    makes: tuple[words.Make, ...] = tuple(words.COMMON)
    named: float = 0.75
    case: Callable[[str], str] = str


GROUPS = {
    "seen templates": SchemeGroup(templates.SEEN),
    "other templates": SchemeGroup(templates.OTHER),
    "distractors": SchemeGroup(templates.DISTRACTORS),
    "homonyms": SchemeGroup(templates.HOMONYMS),
    "unlisted words": SchemeGroup(templates.UNLISTED),
    "rare makes": SchemeGroup(GENERAL, tuple(words.RARE), 1.0),
    "spelt makes": SchemeGroup(GENERAL, tuple(words.SPELT), 1.0),
    "units": SchemeGroup(templates.UNITS),
    "several vehicles": SchemeGroup(templates.SEVERAL),
    "lower case": SchemeGroup(GENERAL, words.ALL_MAKES, case=str.lower),
    "upper case": SchemeGroup(GENERAL, words.ALL_MAKES, case=str.upper),
}


def rows(per_group: int, seed: int = 0) -> Iterator[Row]:
    """Yield distinct sentences with their truth, group by group; the same seed gives the same ones."""
    for name, group in GROUPS.items():
        random, seen = Random(f"{name} {seed}"), set[str]()
        while len(seen) < per_group:
            row = _row(name, group, group.templates[len(seen) % len(group.templates)], random)
            if row.text not in seen:
                seen.add(row.text)
                yield row


def _row(name: str, group: SchemeGroup, template: str, random: Random) -> Row:
    text, at, drawn = "", 0, list[tuple[Part, str]]()
    for slot in SLOT.finditer(template):
        text += template[at : slot.start()]
        filling, parts = _fill(slot[1], group, random)
        drawn += [((label, len(text) + first, len(text) + end), slot[2]) for label, first, end in parts]
        text, at = text + filling, slot.end()
    text = group.case(text + template[at:])
    vehicles = sorted({vehicle for _, members in drawn for vehicle in members})
    targets = tuple(tuple(i for i, (_, members) in enumerate(drawn) if v in members) for v in vehicles)
    return Row(text, tuple(part for part, _ in drawn), (False,) * len(drawn), targets, name)


def _fill(kind: str, group: SchemeGroup, random: Random) -> tuple[str, list[Part]]:
    """Draw the words of a slot; labels within it are counted from its first character."""
    if kind == "M" or (kind == "V" and random.random() < group.named):
        brand, model, body = random.choice(group.makes)
        cut, end = len(brand), len(brand) + 1 + len(model)
        parts = [("vehicle_brand", 0, cut), ("vehicle_model", cut + 1, end), (f"vehicle_type-{body}", 0, end)]
        return f"{brand} {model}", parts
    label, draw = _SLOTS[kind]
    text = draw(random)
    return text, [(label, 0, len(text))]


def _cased(text: str, random: Random) -> str:
    return random.choice((text, text, text.title(), text.upper()))


def _amount(units: tuple[str, ...], random: Random) -> str:
    unit = random.choice(units)
    if unit.startswith(" ") and random.random() < 0.15:
        return random.choice(words.NUMBER_WORDS) + unit
    return (f"{random.randint(2, 80)}.5" if random.random() < 0.06 else str(random.randint(4, 220))) + unit


_SLOTS: dict[str, tuple[str, Callable[[Random], str]]] = {
    "C": ("vehicle_color", lambda r: _cased(r.choice(words.COLOURS), r)),
    "V": ("vehicle_type", lambda r: _cased(r.choice(words.TYPES), r)),
    "T": ("vehicle_type", lambda r: _cased(r.choice(words.TYPES), r)),
    "L": ("vehicle_location", lambda r: _cased(r.choice(words.PLACES), r)),
    "O": ("vehicle_orientation", lambda r: _cased(r.choice(words.WAYS), r)),
    "S": ("vehicle_velocity", lambda r: _amount(words.SPEED_UNITS, r)),
    "D": ("vehicle_range", lambda r: _amount(words.LENGTH_UNITS, r)),
    "K": ("vehicle_velocity", lambda r: str(r.randint(5, 190))),
    "G": ("vehicle_velocity", lambda r: f"{r.randint(5, 190)}km/h"),
    "R": ("vehicle_range", lambda r: str(r.randint(5, 300))),
}


def as_json(row: Row) -> dict[str, object]:
    """Return a row in our own format of labelled sentences."""
    entities = [{"label": label, "start": start, "end": end} for label, start, end in row.entities]
    targets = [{"role": "target", "entities": list(group)} for group in row.groups or ()]
    return {"data": row.text, "entities": entities, "targets": targets, "group": row.group}


def measure(model: Path, sentences: list[Row]) -> dict[str, dict[str, float]]:
    """Return strict F1 and grouping accuracy per group, and over all as ``all``."""
    reader, table = Reader(model), {}
    for name in (*GROUPS, "all"):
        got = score([row for row in sentences if name in (row.group, "all")], reader)
        table[name] = {"rows": got["rows"], "f1": got["micro"]["f1"], "grouping": got["grouping_accuracy"]}
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, nargs="*", default=[SHIPPED])
    parser.add_argument("--per-group", type=int, default=240)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--out", type=Path, help="write the rows there, for eval ner")
    given = parser.parse_args()
    sentences = list(rows(given.per_group, given.seed))
    if given.out:
        given.out.write_text("".join(json.dumps(as_json(row)) + "\n" for row in sentences), encoding="utf-8")
    for model in given.models:
        table = measure(model, sentences)
        if given.json:
            print(json.dumps({"model": str(model), "groups": table}))
            continue
        print(f"{model}\n{'group':18}{'rows':>6}{'F1':>8}{'grouping':>10}")
        for name, got in table.items():
            print(f"{name:18}{got['rows']:6}{got['f1']:8.4f}{got['grouping']:10.4f}")


if __name__ == "__main__":
    main()
