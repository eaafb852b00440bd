"""Takes the tagger out of the workshop: one ONNX graph, compared with PyTorch by value."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ner.errors import NerError
from ner.features import WIDTH, encode
from ner.labels import LABELS
from ner.tokens import tokenise
from ner.train.corpus import CorpusSettings, generate
from ner.train.fit import load
from ner.train.model import OUTPUTS, Tagger

OPSET = 18
TOLERANCE = 1e-3
"""Largest difference of a logit between ONNX Runtime and PyTorch with the same half-precision table."""
SOURCES = [
    {"name": "VehicleFinder's own generated corpus", "licence": "Apache-2.0", "url": "data/findvehicle"},
    {"name": "XKCD colour survey", "licence": "CC0-1.0", "url": "https://xkcd.com/color/rgb/"},
    {"name": "CityFlow-NL", "licence": "Apache-2.0", "url": "https://github.com/fredfung007/cityflow-nl"},
]


class _Graph(nn.Module):
    """The tagger as it ships: the table in half precision, which halves the file and changes no decision."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger
        self.table = nn.Parameter(tagger.table.weight.detach().half(), requires_grad=False)

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        return self.tagger.score(self.table[features].float().sum(dim=2))


def export(checkpoint: Path, folder: Path, report: Callable[[str], None]) -> dict[str, Any]:
    """Write ``ner.onnx`` and compare it with PyTorch.

    :param checkpoint: What ``ner.train.fit.fit`` returned.
    :param folder: Where the file goes.
    :param report: Told what was written and how close it is.
    :return: The manifest's entry: inputs, outputs, opset, licence, sources and the model's constants.
    :raises NerError: ONNX Runtime and PyTorch disagree.
    """
    graph = _Graph(load(checkpoint)).eval()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ner.onnx"
    _write(graph, path)
    difference = _difference(graph, path)
    report(f"{path}: {path.stat().st_size / 1e6:.2f} MB, differs from PyTorch by at most {difference:.1e}")
    if difference > TOLERANCE:
        raise NerError(f"the exported model differs from PyTorch by {difference:.1e}, more than {TOLERANCE:.0e}")
    return {
        "inputs": {"features": ["batch", "tokens", WIDTH]},
        "outputs": {name: ["batch", "tokens", *shape] for name, shape in zip(OUTPUTS, _SHAPES, strict=True)},
        "opset": OPSET,
        "licence": "Apache-2.0",
        "sources": SOURCES,
        "labels": list(LABELS),
        "parity": difference,
    }


_SHAPES: tuple[list[int], ...] = ([len(LABELS), 3], [], [5], [])


def _write(graph: nn.Module, path: Path) -> None:
    import onnx

    axes = {name: {0: "batch", 1: "tokens"} for name in ("features", *OUTPUTS)}
    sample = torch.zeros(1, 7, WIDTH, dtype=torch.int32)
    torch.onnx.export(
        graph, (sample,), str(path), dynamo=False, opset_version=OPSET, input_names=["features"],
        output_names=list(OUTPUTS), dynamic_axes=axes,
    )  # fmt: skip
    model = onnx.load(str(path))
    onnx.helper.set_model_props(model, {"labels": " ".join(LABELS), "scheme": json.dumps({"tags": "OBI"})})
    onnx.save(model, str(path))


def _difference(graph: nn.Module, path: Path) -> float:
    """Return the largest difference of any logit over generated sentences."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    largest = 0.0
    for query in generate(CorpusSettings(100, seed=99, findvehicle=0.3)):
        features: NDArray[np.int32] = encode(tokenise(query.text).words)[None]
        with torch.no_grad():
            expected = graph(torch.from_numpy(features))
        got = session.run(None, {"features": features})
        pairs = zip(got, expected, strict=True)
        largest = max(largest, *(float(np.abs(g - e.numpy()).max()) for g, e in pairs))
    return largest
