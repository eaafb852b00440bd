"""Trains the tagger with templates, values or both held out, and scores it on what it never saw.

Run: ``python -m benchmarks.ner_splits --out runs/ner-splits`` (about ten minutes a split on one CPU thread).
"""

import argparse
import json
from pathlib import Path

from ner.evaluate import score
from ner.reader import Reader
from ner.rows import Row
from ner.train.corpus import CorpusSettings, generate
from ner.train.export import export
from ner.train.fit import TaggerFitSettings, fit
from ner.train.kit import HoldOut


def run_split(hold_out: HoldOut, out: Path, rows: tuple[int, int], epochs: int) -> dict[str, float]:
    """Train on one side of a split; return the strict micro-F1 on the other."""
    corpora = (CorpusSettings(rows[0], 1, 1.0), CorpusSettings(rows[1], 2, 0.0))
    folder = out / hold_out
    seen = tuple(hold_out.restrict(corpus, testing=False) for corpus in corpora)
    export(fit(TaggerFitSettings(folder, seen, epochs=epochs), print), folder, print)
    reader = Reader(folder / "ner.onnx")
    tests = {"FindVehicle's scheme": 1.0, "operator": 0.0}
    unseen = {
        name: hold_out.restrict(CorpusSettings(3000, 77, share, 0.0, invented=False), testing=True)
        for name, share in tests.items()
    }
    return {name: score([Row.of(q) for q in generate(test)], reader)["micro"]["f1"] for name, test in unseen.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("runs/ner-splits"))
    parser.add_argument("--rows", type=int, nargs=2, default=(15000, 25000), help="FindVehicle's scheme, operator")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--split", type=HoldOut, choices=list(HoldOut), action="append")
    given = parser.parse_args()
    for hold_out in given.split or HoldOut:
        scores = run_split(hold_out, given.out, tuple(given.rows), given.epochs)
        print(json.dumps({"held out": hold_out} | scores), flush=True)


if __name__ == "__main__":
    main()
