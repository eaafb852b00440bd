"""Attacks the reader with edits that a human reads through: a beam search for the worst (after BEAST).

Every step edits one more word: misspells it, changes its case, or puts a filler before it; the beam keeps the sentences
that hurt the strict F1 most.
Run: ``python -m benchmarks.ner_attack --data queries_dev.jsonl models/ner/ner.onnx [other.onnx ...]``. With
``--train OUT`` it first trains two taggers that differ in nothing but the noise among their training sentences.
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
from ner.train.corpus import CorpusSettings
from ner.train.export import export
from ner.train.fit import TaggerFitSettings, fit
from ner.train.noise import WORD, misspell, replace_word

FILLERS = ("um", "er", "please", "like", "uh", "kinda", "pls")


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
    start, end = random.choice(words).span()
    span, spoilt = _edited(state.query, start, end, random)
    query = replace_word(state.query, span, spoilt)
    shift = len(query.text) - len(state.query.text)
    touched = frozenset(t + shift * (t > start) for t in state.touched) | {span[0]}
    return Candidate(query, f1(query, reader(query.text)), touched)


def _edited(query: Query, start: int, end: int, random: Random) -> tuple[tuple[int, int], str]:
    """Return which characters become what; a filler never splits a keyword."""
    word, chance = query.text[start:end], random.random()
    if chance < 0.2 and not any(k.start < start < k.end for k in query.keywords):
        return (start, start), random.choice(FILLERS) + " "
    if chance < 0.35:
        return (start, end), random.choice((word.upper(), word.lower(), word.title()))
    return (start, end), misspell(word, random)


def f1(truth: Query, query: Query) -> float:
    said = {(k.label, k.start, k.end) for k in query.keywords}
    true = {(k.label, k.start, k.end) for k in truth.keywords}
    return 2 * len(said & true) / (len(said) + len(true)) if said or true else 1.0


def train_pair(out: Path, human: Path | None, exclude: Path | None, rows: tuple[int, int]) -> list[Path]:
    """Train without and with noise on the same sentences otherwise; return the models in this order."""
    models = []
    for name, noise in (("clean", 0.0), ("noisy", 0.3)):
        corpora = (CorpusSettings(rows[0], 1, 1.0, noise), CorpusSettings(rows[1], 2, 0.0, noise))
        settings = TaggerFitSettings(out / name, corpora, human=human, exclude=exclude, human_noise=noise > 0)
        export(fit(settings, print), settings.out, print)
        models.append(settings.out / "ner.onnx")
    return models


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--edits", type=int, default=2)
    parser.add_argument("--train", type=Path, help="folder for the two taggers")
    parser.add_argument("--rows", type=int, nargs=2, default=(12000, 42000), help="FindVehicle's scheme, operator")
    parser.add_argument("--human", type=Path)
    parser.add_argument("--exclude", type=Path)
    parser.add_argument("models", type=Path, nargs="*")
    given = parser.parse_args()
    queries = [row.query for row in read_rows(given.data)]
    trained = train_pair(given.train, given.human, given.exclude, tuple(given.rows)) if given.train else []
    for path in [*trained, *given.models]:
        reader, random = Reader(path), Random(0)
        attacked = [attack(query, reader, AttackSettings(given.edits), random) for query in queries]
        before, after = (score([*map(Row.of, qs)], reader)["micro"]["f1"] for qs in (queries, attacked))
        print(json.dumps({"model": str(path), "clean F1": round(before, 4), "F1 under attack": round(after, 4)}))
        print("  for example:", *[query.text for query in attacked[:3]], sep="\n    ")


if __name__ == "__main__":
    main()
