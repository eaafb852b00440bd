"""Time per crop and arithmetic per second of two encoders, beside what a large matrix product reaches here."""

import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch

from benchmarks.matcher import best_ms
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.session import open_session

SIDE_OF_PRODUCT = 2048
ROUNDS = 5
LAYERS = ("Conv", "Gemm", "MatMul")
"""The operators whose arithmetic is counted; the rest is small beside them."""


@dataclass(frozen=True)
class Encoder:
    """An exported image encoder.

    :param side: Side of the square picture, pixels.
    """

    path: Path
    side: int


def print_speed(ours: Encoder, ctim: Encoder) -> None:
    work = [gflop(encoder) for encoder in (ours, ctim)]
    print(f"\nGFLOP per crop: ours {work[0]:.3f}, CTIM {work[1]:.3f}")
    print("threads batch | ms/crop ours  CTIM ratio | GFLOP/s ours  CTIM matrix product")
    for threads in (1, 2):
        product = product_gflops(threads)
        sessions = [(open_session(e.path, Provider.CPU, threads), e.side) for e in (ours, ctim)]
        for batch in (1, 16):
            ms = [best_ms(session, side, batch) for session, side in sessions]
            rates = [1000 * each / taken for each, taken in zip(work, ms, strict=True)]
            print(
                f"{threads:7d} {batch:5d} | {ms[0]:12.2f} {ms[1]:5.1f} {ms[1] / ms[0]:5.1f} |"
                f" {rates[0]:12.0f} {rates[1]:5.0f} {product:14.0f}",
                flush=True,
            )


def gflop(encoder: Encoder) -> float:
    """Return the billions of multiplications and additions that an encoder's layers take per crop."""
    model = onnx.shape_inference.infer_shapes(onnx.load(str(encoder.path)))
    shapes = {value.name: [d.dim_value for d in value.type.tensor_type.shape.dim] for value in model.graph.value_info}
    shapes |= {weight.name: list(weight.dims) for weight in model.graph.initializer}
    layers = [node for node in model.graph.node if node.op_type in LAYERS]
    names = [node.output[0] for node in layers]
    known = {value.name for value in model.graph.output}
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names if name not in known)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "watched.onnx"
        onnx.save(model, str(path))
        pixels = np.zeros((1, encoder.side, encoder.side, 3), np.uint8)
        maps = open_session(path, Provider.CPU).run(names, {"pixels": pixels})
    places = (np.prod(values.shape[2:]) for values in maps)
    return float(sum(2 * np.prod(shapes[n.input[1]]) * p for n, p in zip(layers, places, strict=True)) / 1e9)


def product_gflops(threads: int) -> float:
    """Return what a single precision product of two large square matrices reaches, the best of several."""
    torch.set_num_threads(threads)
    left, right = torch.rand(2, SIDE_OF_PRODUCT, SIDE_OF_PRODUCT)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        torch.mm(left, right)
        times.append(time.perf_counter() - start)
    return 2 * SIDE_OF_PRODUCT**3 / min(times) / 1e9
