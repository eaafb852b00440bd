"""Trains the tagger with templates, values or both held out, and scores it on what it never saw.

Run: ``python -m benchmarks.ner_splits --out runs/ner-splits`` (about ten minutes a split on one CPU thread).
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from ner.evaluate import score
from ner.reader import Reader
from ner.rows import Row
from ner.train.corpus import CorpusSettings, generate
from ner.train.export import export
from ner.train.fit import FitSettings, fit

SPLITS: dict[str, tuple[bool | None, bool | None]] = {
    "sentences": (None, None),
    "templates": (False, None),
    "values": (None, False),
    "templates and values": (False, False),
}
"""Split → what training leaves out: templates, values; None leaves nothing out."""


def run_split(name: str, out: Path, rows: tuple[int, int], epochs: int) -> dict[str, float]:
    templates, values = SPLITS[name]
    train = (CorpusSettings(rows[0], 1, 1.0), CorpusSettings(rows[1], 2, 0.0))
    corpora = tuple(replace(corpus, templates=templates, values=values) for corpus in train)
    folder = out / name.replace(" ", "-")
    export(fit(FitSettings(folder, corpora, epochs=epochs), print), folder, print)
    reader = Reader(folder / "ner.onnx")
    held = (None if templates is None else True, None if values is None else True)
    tests = {"FindVehicle's scheme": 1.0, "operator": 0.0}
    return {
        test: score([Row.of(q) for q in generate(CorpusSettings(3000, 77, share, 0.0, *held, invented=False))], reader)[
            "micro"
        ]["f1"]
        for test, share in tests.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("runs/ner-splits"))
    parser.add_argument("--rows", type=int, nargs=2, default=(15000, 25000), help="FindVehicle's scheme, operator")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--split", choices=list(SPLITS), action="append")
    given = parser.parse_args()
    for name in given.split or SPLITS:
        print(json.dumps({"held out": name} | run_split(name, given.out, tuple(given.rows), given.epochs)), flush=True)


if __name__ == "__main__":
    main()
