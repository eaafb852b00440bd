"""What is left of a clip's vehicles where few frames a second are seen? ``python -m benchmarks.slow_frames CLIP...``

The baseline, in the same run, is the full rate: its tracks of at least 3 s are the vehicles. A vehicle is kept where
one slow track lies on it (mean IoU of at least 0.5) for at least half of the slow frames that show it. A slow track is
mixed where its boxes lie on more than one track of the full rate, which also counts vehicles that the full rate itself
broke in two. ``--json FILE`` writes the table down.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vehiclefinder.core.types import ByteArray, Detections, FloatArray, Frame, Track
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.session import open_session
from vehiclefinder.video.sources.open import ReadSettings, open_video
from vehiclefinder.video.tracking.association import iou
from vehiclefinder.video.tracking.cadence import CadenceSettings
from vehiclefinder.video.tracking.detector import Detector, PicoDet
from vehiclefinder.video.tracking.pipeline import TrackingSettings, track_vehicles

ROOT = Path(__file__).resolve().parent.parent
RATES = (3.0, 2.0, 1.0)
LONG = 3.0
"""Seconds that a vehicle must be seen for at the full rate to count."""
EVERY_FRAME = TrackingSettings(cadence=CadenceSettings(per_second=1e6))
ON = 0.5
"""Least IoU of one and the same vehicle."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    detector = PicoDet(open_session(ModelFolder(ROOT / "models").get("detector").path, "cpu", 1))
    rows = [row for clip in options.clips for row in compared(clip, detector)]
    print(f"{'clip':24}{'fps':>5}{'tracks':>8}{'vehicles':>10}{'kept':>6}{'share':>7}{'mixed':>7}")
    for row in rows + [total([row for row in rows if row.fps == rate], rate) for rate in RATES]:
        share = f"{row.kept / row.vehicles:.2f}" if row.vehicles else "-"
        print(f"{row.clip:24}{row.fps:5g}{row.tracks:8}{row.vehicles:10}{row.kept:6}{share:>7}{row.mixed:7}")
    if options.json:
        options.json.write_text(json.dumps([row.__dict__ for row in rows], indent=2), encoding="utf-8")


@dataclass(frozen=True)
class Row:
    """One clip at one rate; ``vehicles`` are those of the full rate."""

    clip: str
    fps: float
    tracks: int
    vehicles: int
    kept: int
    mixed: int


def total(rows: Sequence[Row], rate: float) -> Row:
    counts = np.sum([(row.tracks, row.vehicles, row.kept, row.mixed) for row in rows], axis=0)
    return Row("all", rate, *(int(count) for count in counts))


def compared(clip: Path, detector: Detector) -> Iterator[Row]:
    memory = Memory(detector)
    full = followed(clip, None, memory)
    vehicles = [track for track in full if track.end - track.start >= LONG]
    for rate in RATES:
        memory.times = []
        slow = followed(clip, rate, memory)
        kept = sum(is_kept(vehicle, slow, np.array(memory.times, np.float32)) for vehicle in vehicles)
        yield Row(clip.name, rate, len(slow), len(vehicles), kept, sum(is_mixed(track, full) for track in slow))


class Memory:
    """A detector that sees every frame but once, at whatever rate it comes again; ``times`` are those seen."""

    def __init__(self, detector: Detector) -> None:
        self.times: list[float] = []
        self._detector = detector
        self._known: dict[float, Detections] = {}

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        """Return the detections of the frame that :meth:`watch` let pass last."""
        time = self.times[-1]
        if time not in self._known:
            self._known[time] = self._detector(images)[0]
        return [self._known[time]]

    def watch(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Pass frames on."""
        for frame in frames:
            self.times.append(frame.time)
            yield frame


def followed(clip: Path, rate: float | None, memory: Memory, settings: TrackingSettings = EVERY_FRAME) -> list[Track]:
    with open_video(clip, ReadSettings(fps=rate)) as video:
        return list(track_vehicles(memory.watch(video), memory, settings))


def is_kept(vehicle: Track, slow: Sequence[Track], times: FloatArray) -> bool:
    least = max(1.0, len(np.intersect1d(vehicle.times, times)) / 2)
    overlaps = [shared(vehicle, track) for track in slow]
    return any(len(found) >= least and np.mean(found) >= ON for found in overlaps)


def is_mixed(track: Track, full: Sequence[Track]) -> bool:
    """Tell whether the vehicle that lies best on a box, where one does, is not always the same."""
    best: dict[float, tuple[float, int]] = {}
    for vehicle in full:
        common = np.intersect1d(track.times, vehicle.times)
        for time, overlap in zip(common.tolist(), shared(track, vehicle), strict=True):
            best[time] = max(best.get(time, (ON, 0)), (overlap, vehicle.id))
    return len({id for _, id in best.values() if id}) > 1


def shared(one: Track, other: Track) -> list[float]:
    """Return the IoU of two tracks at each time that they share."""
    _, rows, columns = np.intersect1d(one.times, other.times, return_indices=True)
    return [float(iou(one.boxes[r][None], other.boxes[c][None])[0, 0]) for r, c in zip(rows, columns, strict=True)]


if __name__ == "__main__":
    main()
