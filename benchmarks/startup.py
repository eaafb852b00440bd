"""How long commands take from start to end, against another checkout of the project, turn by turn in the same run.

    python -m benchmarks.startup ../baseline --home HOME [--rounds 7]

The baseline is a checkout of an earlier commit, set up by its own ``make setup``. ``HOME`` is a small home, made by the
baseline; each side works on a copy of it, so that one may migrate it. Prints the best and the median wall time of every
command, the ratio of medians, and the peak memory.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
COMMANDS = (("--help",), ("token", "list"), ("parse", "red car"), ("find", "red car"), ("cameras",), ("doctor",))


def run(checkout: Path, home: Path, command: Sequence[str]) -> tuple[float, float]:
    """Return the seconds and the MiB at most that a command took."""
    # What is compiled is kept beside the source, as an installation has it.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPATH": str(checkout)
    }
    python = checkout / ".venv" / "bin" / "python"
    began = time.perf_counter()
    process = subprocess.Popen(
        [python, "-m", "vehiclefinder", "--home", home, *command],
        cwd=checkout,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if code := os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{checkout}: {' '.join(command)} ended with {code}")
    return seconds, memory(usage)


def memory(usage: resource.struct_rusage) -> float:
    """Return the peak memory of a process, MiB."""
    return usage.ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("baseline", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    sides = {"baseline": asked.baseline.resolve(), "this": HERE}
    with tempfile.TemporaryDirectory() as folder:
        homes = {side: shutil.copytree(asked.home, Path(folder) / side) for side in sides}
        for command in COMMANDS:
            taken: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
            for _ in range(asked.rounds + 1):
                for side, checkout in sides.items():
                    taken[side].append(run(checkout, homes[side], command))
            report(command, {side: runs[1:] for side, runs in taken.items()})


def report(command: Sequence[str], taken: dict[str, list[tuple[float, float]]]) -> None:
    """Print one command's figures; its first run, which may compile and migrate, was left out."""
    medians = {side: statistics.median(seconds for seconds, _ in runs) for side, runs in taken.items()}
    told = ", ".join(
        f"{side} {medians[side]:.2f} s (best {min(runs)[0]:.2f}), {max(m for _, m in runs):.0f} MiB"
        for side, runs in taken.items()
    )
    print(f"{' '.join(command):12} {told}, ratio {medians['baseline'] / medians['this']:.1f}")


if __name__ == "__main__":
    main()
