"""What does an ingest cost, and which tracks does the cadence keep? ``python -m benchmarks.cadence CLIP...``

``--baseline DIR`` names another checkout: its whole command ``ingest CLIP...`` and this one's take turns; the ratios
are baseline / ours of CPU seconds per second of video, start included, of the wall clock and of peak memory. Its Python
is ``DIR/.venv/bin/python`` unless ``--python`` names one. ``--dearer`` times the CPU of one detection is added, so many
as if the detector cost 1 + ``--dearer`` times what it does.

Kept are tracks that are found where every frame is looked at, as in ``slow_frames``: one of the cadence lies on it
(mean IoU of at least 0.5) for at least half of its boxes. Covered are those that tracks lie on for half of their boxes,
be it several. Both of tracks of at least a second, and of all.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.slow_frames import ON, ROOT, Memory, followed, is_kept
from vehiclefinder.core.types import ByteArray, Detections, Track
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.session import open_session
from vehiclefinder.video.sources.open import open_video
from vehiclefinder.video.tracking.association import iou
from vehiclefinder.video.tracking.detector import Detector, PicoDet
from vehiclefinder.video.tracking.pipeline import TrackingSettings

LONG = 1.0
"""Seconds of a track that is more than a glimpse."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--baseline", type=Path)
    parser.add_argument("--python", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--dearer", type=float, default=0.38)
    options = parser.parse_args()
    clips = [clip.resolve() for clip in options.clips]
    turns = []
    if options.baseline:  # first: a child's peak memory is at least what its parent had
        python = options.python or options.baseline / ".venv" / "bin" / "python"
        turns = run(clips, options.baseline.resolve(), python.absolute(), options.rounds)
    detector = Stopwatch(PicoDet(open_session(ModelFolder(ROOT / "models").get("detector").path, "cpu", 1)))
    looks = [kept(clip, detector) for clip in clips]
    if turns:
        dearer = options.dearer * detector.seconds / detector.calls * sum(looks)
        compare(turns, sum(map(length, clips)), dearer)


class Stopwatch:
    """Counts the calls of a detector, and their CPU seconds."""

    def __init__(self, detector: Detector) -> None:
        self.calls = 0
        self.seconds = 0.0
        self._detector = detector

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        """Detect."""
        began = time.thread_time()
        found = self._detector(images)
        self.calls, self.seconds = self.calls + 1, self.seconds + time.thread_time() - began
        return found


class Looks(Memory):
    """A detector that remembers what it saw, and counts how often it was asked."""

    count = 0

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        """Detect."""
        self.count += 1
        return super().__call__(images)


def kept(clip: Path, detector: Detector) -> int:
    """Print what the cadence keeps of a clip's tracks; return how many frames it looks at."""
    looks = Looks(detector)
    every = followed(clip, None, looks)
    frames, looks.count, looks.times = looks.count, 0, []
    cadence = followed(clip, None, looks, TrackingSettings())
    times = np.array(looks.times, np.float32)
    told = f"{clip.name}: {looks.count} of {frames} frames looked at, {len(cadence)} tracks of {len(every)}"
    for least in (LONG, 0.0):
        tracks = [track for track in every if track.end - track.start >= least]
        found = sum(is_kept(track, cadence, times) for track in tracks)
        covered = sum(coverage(track, cadence) >= 0.5 for track in tracks)
        told += f"; of {len(tracks)} of {least:g} s and more {found} kept, {covered} covered"
    print(told, flush=True)
    return looks.count


def coverage(track: Track, others: Sequence[Track]) -> float:
    """Return the share of a track's boxes that any other track lies on."""
    on = np.zeros(len(track.times), bool)
    for other in others:
        _, rows, columns = np.intersect1d(track.times, other.times, return_indices=True)
        pairs = zip(rows, columns, strict=True)
        on[rows] |= np.array([iou(track.boxes[r][None], other.boxes[c][None])[0, 0] >= ON for r, c in pairs], bool)
    return float(on.mean())


@dataclass(frozen=True)
class Cost:
    """Of one command: seconds of CPU and of the wall clock, and peak memory in MB."""

    cpu: float
    wall: float
    memory: float
    tracks: int


def run(clips: Sequence[Path], baseline: Path, python: Path, rounds: int) -> list[tuple[Cost, Cost]]:
    return [(cost(clips, baseline, python), cost(clips, ROOT, Path(sys.executable))) for _ in range(rounds)]


def compare(turns: Sequence[tuple[Cost, Cost]], seconds: float, dearer: float) -> None:
    theirs, ours = ([turn[side] for turn in turns] for side in (0, 1))
    for name, costs in (("baseline", theirs), ("this program", ours)):
        cpu, wall, memory = (min(getattr(one, field) for one in costs) for field in ("cpu", "wall", "memory"))
        print(
            f"{name}: {cpu / seconds:.3f} CPU s per s of video, {wall:.1f} s, {memory:.0f} MB, {costs[0].tracks} tracks"
        )
    least = {side: min(one.cpu for one in costs) for side, costs in (("theirs", theirs), ("ours", ours))}
    wall, memory = (
        min(getattr(one, field) for one in theirs) / min(getattr(one, field) for one in ours)
        for field in ("wall", "memory")
    )
    print(f"ratios: CPU {least['theirs'] / least['ours']:.2f}, wall {wall:.2f}, memory {memory:.2f}")
    print(f"with the dearer detector: CPU {least['theirs'] / (least['ours'] + dearer):.2f}")


def length(clip: Path) -> float:
    with open_video(clip) as video:
        return video.duration or 0.0


def cost(clips: Sequence[Path], root: Path, python: Path) -> Cost:
    """Run the whole command of a checkout in a new home."""
    with tempfile.TemporaryDirectory() as home:
        command = [str(python), "-m", "vehiclefinder", "--home", home]
        where = {"cwd": root, "env": os.environ | {"PYTHONPATH": str(root)}, "stdout": subprocess.PIPE}
        began = time.perf_counter()
        running = subprocess.Popen([*command, "ingest", *map(str, clips)], **where)  # type: ignore[call-overload]
        _, status, used = os.wait4(running.pid, 0)
        wall = time.perf_counter() - began
        running.stdout.close()
        if status:
            raise SystemExit(f"ingest failed in {root}")
        listed = subprocess.run([*command, "sources", "--json"], check=True, **where).stdout  # type: ignore[call-overload]
    tracks = sum(source["tracks"] for source in json.loads(listed))
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, tracks)


if __name__ == "__main__":
    main()
