"""Times the reader on one thread and scores it beside its baselines, in one run.

Run: ``python -m benchmarks.ner_reader --data queries_dev.jsonl [--train 12000]``. Without ``--train`` only the
gazetteer is compared; with it the span categoriser, the BiLSTM-CRF and a tagger are trained first, on that many
generated sentences, the same for all.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.ner_baselines import bilstm_crf, gazetteer, spancat
from ner.evaluate import score
from ner.keywords import Query
from ner.labels import is_fine
from ner.reader import Reader
from ner.rows import Row, read_rows
from ner.train.corpus import CorpusSettings, generate
from ner.train.export import export
from ner.train.fit import TaggerFitSettings, fit

MODEL = Path(__file__).parents[1] / "models" / "ner" / "ner.onnx"


def milliseconds(read: Callable[[str], Query], rows: list[Row], repeat: int = 5) -> dict[str, float]:
    """Return the median and the 99th percentile of a query, tokenisation included, each the best of some tries."""
    best = [min(_timed(read, row.text) for _ in range(repeat)) for row in rows]
    return {"p50 ms": round(float(np.median(best)), 3), "p99 ms": round(float(np.percentile(best, 99)), 3)}


def _timed(read: Callable[[str], Query], text: str) -> float:
    start = time.perf_counter()
    read(text)
    return 1000 * (time.perf_counter() - start)


def scores(read: Callable[[str], Query], rows: list[Row]) -> dict[str, Any]:
    coarse = tuple(sorted({e[0] for row in rows for e in row.entities if not is_fine(e[0])}))
    whole = score(rows, read)
    return {
        "micro F1": round(whole["micro"]["f1"], 4),
        "macro F1": round(whole["macro_f1"], 4),
        "without fine types": round(score(rows, read, coarse)["micro"]["f1"], 4),
        "colour + type": round(score(rows, read, ("vehicle_color", "vehicle_type"))["micro"]["f1"], 4),
        "negation": round(whole["negation_accuracy"], 4),
        "grouping": round(whole["grouping_accuracy"], 4),
    }


def readers(train: int, out: Path) -> dict[str, Callable[[str], Query]]:
    """Return what is compared, trained where it must be on the same sentences."""
    found: dict[str, Callable[[str], Query]] = {"tagger": Reader(MODEL)}
    found["gazetteer"] = gazetteer()
    if train:
        corpus = CorpusSettings(train, 5, 0.33)
        queries = list(generate(corpus))
        found["BiLSTM-CRF"] = bilstm_crf(queries, 8, print)
        found["spaCy spancat"] = spancat(queries, 4, print)
        export(fit(TaggerFitSettings(out, (corpus,)), print), out, print)
        found["tagger, same sentences"] = Reader(out / "ner.onnx")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, nargs="*", default=[], help="labelled sentences, jsonl")
    parser.add_argument("--out", type=Path, default=Path("runs/ner-baselines"))
    parser.add_argument("--train", type=int, default=0, help="sentences to train the baselines on")
    given = parser.parse_args()
    sets = {
        "generated, FindVehicle's scheme": [*map(Row.of, generate(CorpusSettings(2000, 77, 1.0, 0.0, invented=False)))]
    }
    sets["generated, operator"] = [*map(Row.of, generate(CorpusSettings(2000, 78, 0.0, invented=False)))]
    sets |= {path.name: list(read_rows(path)) for path in given.data}
    print(f"model: {MODEL.stat().st_size / 1e6:.2f} MB")
    for name, read in readers(given.train, given.out).items():
        for title, rows in sets.items():
            measured = scores(read, rows) | milliseconds(read, rows[:200])
            print(json.dumps({"reader": name, "set": title} | measured), flush=True)


if __name__ == "__main__":
    main()
