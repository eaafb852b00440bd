"""CPU time of the shipped models on each runtime, in turns: ``python -m benchmarks.runtimes [--threads N]``.

The baseline is ONNX Runtime on the CPU. Time is that of all threads of this process, so other processes disturb it
less than a clock's.
"""

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.providers import Provider, usable_providers
from vehiclefinder.runtime.session import open_session

MODELS = Path(__file__).resolve().parent.parent / "models"
INPUTS = {"detector": ("image", (1, 352, 640, 3)), "matcher-image": ("pixels", (16, 84, 84, 3))}
"""Model -> name and shape of its input; the encoder is given as many crops as ingest gives it at once."""
ROUNDS, RUNS = 12, 10


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--threads", type=int, default=1)
    threads = options.parse_args().threads
    print("model          runs on                    CPU ms a picture  times as fast")
    for name, (entry, shape) in INPUTS.items():
        path = ModelFolder(MODELS).get(name).path
        others = [one for one in usable_providers() if one is not Provider.CPU]
        sessions = [open_session(path, one, threads) for one in (Provider.CPU, *others)]
        pictures = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
        spent = cpu_ms([partial(one.run, None, {entry: pictures}) for one in sessions])
        for session, one in zip(sessions, spent, strict=True):
            print(f"{name:14} {session.get_providers()[0]:26} {one / len(pictures):16.2f} {spent[0] / one:14.2f}")


def cpu_ms(works: list[Callable[[], object]]) -> list[float]:
    """The median over rounds of what each piece of work takes, ms of CPU; in every round each has its turn."""
    for work in works:
        work()
    rounds = [[_spent(work) for work in works] for _ in range(ROUNDS)]
    return [float(one) for one in np.median(rounds, axis=0)]


def _spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    for _ in range(RUNS):
        work()
    return 1000 * (time.process_time() - start) / RUNS


if __name__ == "__main__":
    main()
