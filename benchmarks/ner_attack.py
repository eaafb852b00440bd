"""Attacks the reader with misspellings that a human reads through: a beam search for the worst (after BEAST).

Every step misspells one more word; the beam keeps the sentences that hurt the strict F1 most.
Run: ``python -m benchmarks.ner_attack --data queries_dev.jsonl models/ner/ner.onnx [other.onnx ...]``
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

from ner.evaluate import score
from ner.keywords import Query
from ner.reader import Reader
from ner.rows import Row, read_rows
from ner.train.noise import WORD, misspell, replace_word


@dataclass(frozen=True, slots=True)
class AttackSettings:
    """How hard to try: words misspelt per sentence, sentences kept per step, tries per kept sentence."""

    edits: int = 2
    beam: int = 3
    tries: int = 15


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence under attack, and the first characters of the words that were misspelt already."""

    query: Query
    f1: float
    touched: frozenset[int] = frozenset()


def attack(query: Query, reader: Reader, settings: AttackSettings, random: Random) -> Query:
    """Return the sentence, misspelt so that the reader does worst."""
    beam = [Candidate(query, f1(query, reader(query.text)))]
    for _ in range(settings.edits):
        tried = [c for state in beam for _ in range(settings.tries) if (c := edit(state, reader, random)) is not None]
        beam = sorted([*beam, *tried], key=lambda c: c.f1)[: settings.beam]
    return beam[0].query


def edit(state: Candidate, reader: Reader, random: Random) -> Candidate | None:
    """Misspell one word that was not touched yet, and move the truth along."""
    words = [m for m in WORD.finditer(state.query.text) if m.start() not in state.touched]
    if not words:
        return None
    match = random.choice(words)
    spoilt = misspell(match[0], random)
    query = replace_word(state.query, match.span(), spoilt)
    shift = len(spoilt) - len(match[0])
    touched = frozenset(t + shift * (t > match.start()) for t in state.touched) | {match.start()}
    return Candidate(query, f1(query, reader(query.text)), touched)


def f1(truth: Query, query: Query) -> float:
    said = {(k.label, k.start, k.end) for k in query.keywords}
    true = {(k.label, k.start, k.end) for k in truth.keywords}
    return 2 * len(said & true) / (len(said) + len(true)) if said or true else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--edits", type=int, default=2)
    parser.add_argument("models", type=Path, nargs="+")
    given = parser.parse_args()
    queries = [row.query for row in read_rows(given.data)]
    for path in given.models:
        reader, random = Reader(path), Random(0)
        attacked = [attack(query, reader, AttackSettings(given.edits), random) for query in queries]
        before, after = (score([*map(Row.of, qs)], reader)["micro"]["f1"] for qs in (queries, attacked))
        print(json.dumps({"model": str(path), "clean F1": round(before, 4), "F1 under attack": round(after, 4)}))
        print("  for example:", *[query.text for query in attacked[:3]], sep="\n    ")


if __name__ == "__main__":
    main()
