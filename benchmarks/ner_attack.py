"""Attacks the reader with misspellings that a human reads through: a beam search for the worst (after BEAST).

Every step misspells one more word; the beam keeps the sentences that hurt the strict F1 most.
Run: ``python -m benchmarks.ner_attack --data queries_dev.jsonl models/ner/ner.onnx [other.onnx ...]``
"""

import argparse
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from ner.evaluate import Row, read_rows, score
from ner.keywords import Query
from ner.reader import Reader
from ner.train.noise import misspell

WORD = re.compile(r"[A-Za-z]{4,}")


@dataclass(frozen=True, slots=True)
class AttackSettings:
    """How hard to try: words misspelt per sentence, sentences kept per step, tries per kept sentence."""

    edits: int = 2
    beam: int = 3
    tries: int = 15


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence under attack, and the first characters of the words that were misspelt already."""

    row: Row
    f1: float
    touched: frozenset[int] = frozenset()


def attack(row: Row, reader: Reader, settings: AttackSettings, random: Random) -> Row:
    """Return the sentence, misspelt so that the reader does worst."""
    beam = [Candidate(row, f1(row, reader(row.text)))]
    for _ in range(settings.edits):
        tried = [c for state in beam for _ in range(settings.tries) if (c := edit(state, reader, random)) is not None]
        beam = sorted([*beam, *tried], key=lambda c: c.f1)[: settings.beam]
    return beam[0].row


def edit(state: Candidate, reader: Reader, random: Random) -> Candidate | None:
    """Misspell one word that was not touched yet, and move the truth along."""
    words = [m for m in WORD.finditer(state.row.text) if m.start() not in state.touched]
    if not words:
        return None
    match = random.choice(words)
    spoilt = misspell(match[0], random)
    start, end, shift = match.start(), match.end(), len(spoilt) - len(match[0])
    text = state.row.text[:start] + spoilt + state.row.text[end:]
    moved = tuple((label, a + shift * (a >= end), b + shift * (b >= end)) for label, a, b in state.row.entities)
    row = replace(state.row, text=text, entities=moved)
    touched = frozenset(t + shift * (t > start) for t in state.touched) | {start}
    return Candidate(row, f1(row, reader(text)), touched)


def f1(row: Row, query: Query) -> float:
    said = {(k.label, k.start, k.end) for k in query.keywords}
    true = set(row.entities)
    return 2 * len(said & true) / (len(said) + len(true)) if said or true else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--edits", type=int, default=2)
    parser.add_argument("models", type=Path, nargs="+")
    given = parser.parse_args()
    rows = list(read_rows(given.data))
    for path in given.models:
        reader, random = Reader(path), Random(0)
        attacked = [attack(row, reader, AttackSettings(given.edits), random) for row in rows]
        before, after = (score(r, reader)["micro"]["f1"] for r in (rows, attacked))
        print(json.dumps({"model": str(path), "clean F1": round(before, 4), "F1 under attack": round(after, 4)}))
        print("  for example:", *[row.text for row in attacked[:3]], sep="\n    ")


if __name__ == "__main__":
    main()
