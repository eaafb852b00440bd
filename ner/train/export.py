"""Takes the tagger out of the workshop: one ONNX file, compared with PyTorch by value."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray

from ner.errors import NerError
from ner.features import WIDTH
from ner.keywords import Query
from ner.labels import LABELS
from ner.languages.vocabulary import LANGUAGES
from ner.train.corpus import CorpusSettings, generate
from ner.train.encode import encoded
from ner.train.fit import load
from ner.train.graph import OPSET, SHAPES, write_graph
from ner.train.languages import LanguageCorpus
from ner.train.languages import generate as generate_language
from ner.train.model import OUTPUTS, Tagger

LANGUAGES_FILE = "languages.onnx"
TOLERANCE = 1e-3
"""Largest difference of a logit between ONNX Runtime and PyTorch, both with the table in half precision."""
SOURCES = {
    "generated": [
        {"name": "VehicleFinder's generated corpus", "licence": "Apache-2.0", "url": "data/findvehicle"},
        {"name": "xkcd colour survey", "licence": "CC0-1.0", "url": "https://xkcd.com/color/rgb/"},
    ],
    "languages": [
        {"name": "VehicleFinder's generated corpus", "licence": "Apache-2.0", "url": "data/findvehicle/languages"}
    ],
    "original": [{"name": "FindVehicle", "licence": "none stated", "url": "https://github.com/GuanRunwei/FindVehicle"}],
    "human": [{"name": "CityFlow-NL", "licence": "Apache-2.0", "url": "https://github.com/fredfung007/cityflow-nl"}],
}
"""Where the sentences of each kind come from."""


def export(checkpoint: Path, folder: Path, report: Callable[[str], None]) -> dict[str, Any]:
    """Write ``ner.onnx``, or ``languages.onnx`` where other languages were trained on, and compare it with PyTorch.

    :param checkpoint: What ``ner.train.fit.fit`` returned.
    :param folder: Where the file goes.
    :param report: Told what was written and how close it is.
    :return: The manifest's entry: inputs, outputs, opset, licence, sources and the model's constants; ``languages`` of
        the model of other languages.
    :raises NerError: The checkpoint cannot be read, or ONNX Runtime and PyTorch disagree.
    """
    tagger, kinds = load(checkpoint)
    _halve(tagger)
    folder.mkdir(parents=True, exist_ok=True)
    languages = "languages" in kinds
    path = folder / (LANGUAGES_FILE if languages else "ner.onnx")
    write_graph(tagger, path)
    difference = _difference(tagger, path, _languages() if languages else _english())
    report(f"{path}: {path.stat().st_size / 1e6:.2f} MB, differs from PyTorch by at most {difference:.1e}")
    if difference > TOLERANCE:
        raise NerError(f"the exported model differs from PyTorch by {difference:.1e}, more than {TOLERANCE:.0e}")
    return {
        "inputs": {"features": ["batch", "tokens", WIDTH]},
        "outputs": {name: ["batch", "tokens", *shape] for name, shape in zip(OUTPUTS, SHAPES, strict=True)},
        "opset": OPSET,
        "licence": "Apache-2.0",
        "sources": [source for kind in kinds for source in SOURCES[kind]],
        "labels": list(LABELS),
        "parity": difference,
    } | ({"languages": list(LANGUAGES)} if languages else {})


def _halve(tagger: Tagger) -> None:
    """Round the table to half precision: it halves the file."""
    with torch.no_grad():
        tagger.table.weight.copy_(tagger.table.weight.half().float())


def _difference(tagger: Tagger, path: Path, queries: Iterable[Query]) -> float:
    """Return the largest difference of any logit over generated sentences."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    largest = 0.0
    for query in queries:
        features: NDArray[np.int32] = encoded(query.text, query.language)[1][None]
        with torch.no_grad():
            expected = tagger(torch.from_numpy(features))
        got = session.run(None, {"features": features})
        pairs = zip(got, expected, strict=True)
        largest = max(largest, *(float(np.abs(g - e.numpy()).max()) for g, e in pairs))
    return largest


def _english() -> Iterator[Query]:
    return generate(CorpusSettings(100, seed=99, findvehicle=0.3))


def _languages() -> Iterator[Query]:
    return (query for language in LANGUAGES for query in generate_language(LanguageCorpus(language, 12, seed=99)))
