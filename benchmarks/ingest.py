"""How fast frames become tracks, and where the time goes, against a named baseline in the same run.

    PYTHONPATH=. python benchmarks/ingest.py [CLIP] [--baseline RAW.onnx] [--threads 1]

The clip is scaled to 1280 x 720 first. Shares are CPU time, which other programs on the machine disturb less than
the wall clock; fps is by the wall clock. The baseline of decoding is OpenCV's reader; that of detection is any ONNX
file with PicoDet's raw input and outputs, such as the graph that ``models/detector/convert.py`` starts from
(``--baseline``; without it, none).
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from vehiclefinder.core.types import ByteArray, Detections, Frame
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.session import open_session
from vehiclefinder.video.clips.encoding import write_clip
from vehiclefinder.video.sources.open import ReadSettings, open_video
from vehiclefinder.video.tracking.detector import Detector, PicoDet
from vehiclefinder.video.tracking.pipeline import track_vehicles

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1280, 720)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", type=Path, nargs="?", default=ROOT / "data" / "demo" / "traffic.mp4")
    parser.add_argument("--baseline", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    detector = PicoDet(open_session(ModelFolder(ROOT / "models").get("detector").path, "cpu", options.threads))
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder, "720p.mp4")
        write_clip(clip, scaled(options.clip), 25)
        report = {"clip": options.clip.name, "threads": options.threads, **whole(clip, detector), **decoding(clip)}
        if options.baseline:
            report |= detection(clip, detector, options.baseline, options.threads)
    print(json.dumps(report, indent=2))


def scaled(clip: Path, most: int = 400) -> Iterator[ByteArray]:
    with open_video(clip) as video:
        for frame, _ in zip(video, range(most), strict=False):
            yield np.asarray(cv2.resize(frame.image, SIZE, interpolation=cv2.INTER_AREA), np.uint8)


class Stopwatch:
    """Adds up the CPU seconds of what it wraps."""

    def __init__(self, detector: Detector) -> None:
        self.seconds = 0.0
        self._detector = detector

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        """Detect, and count the time."""
        start = time.thread_time()
        found = self._detector(images)
        self.seconds += time.thread_time() - start
        return found


def whole(clip: Path, detector: Detector) -> dict[str, float]:
    """Decode in the background, detect, track and crop."""
    watched = Stopwatch(detector)
    frames = 0

    def counted(video: Iterable[Frame]) -> Iterator[Frame]:
        nonlocal frames
        for frame in video:
            frames += 1
            yield frame

    wall, own, process = time.perf_counter(), time.thread_time(), time.process_time()
    with open_video(clip) as video:
        tracks = sum(1 for _ in track_vehicles(counted(video), watched))
    wall, own, process = time.perf_counter() - wall, time.thread_time() - own, time.process_time() - process
    return {
        "frames": frames,
        "tracks": tracks,
        "fps": round(frames / wall, 1),
        "cpu_ms_per_frame": round(1000 * process / frames, 2),
        "share_detect": round(watched.seconds / process, 3),
        "share_track_and_crop": round((own - watched.seconds) / process, 3),
        "share_decode": round((process - own) / process, 3),
    }


def decoding(clip: Path) -> dict[str, float]:
    """Ours, with and without the background thread, against OpenCV."""

    def ours(ahead: int) -> int:
        with open_video(clip, ReadSettings(ahead=ahead)) as video:
            return sum(1 for _ in video)

    def opencv() -> int:
        capture, frames = cv2.VideoCapture(str(clip)), 0
        while (got := capture.read())[0]:
            cv2.cvtColor(got[1], cv2.COLOR_BGR2RGB)
            frames += 1
        return frames

    baseline = fps(opencv)
    return {
        "decode_fps": round(fps(lambda: ours(8)), 1),
        "decode_ratio_to_opencv": round(fps(lambda: ours(8)) / baseline, 2),
        "decode_without_thread_ratio_to_opencv": round(fps(lambda: ours(0)) / baseline, 2),
    }


def detection(clip: Path, detector: PicoDet, raw: Path, threads: int) -> dict[str, float]:
    """Ours, with resizing and suppression, against the bare raw graph on one ready tensor; turns taken."""
    session = open_session(raw, "cpu", threads)
    tensor = np.random.default_rng(0).normal(size=(1, 3, 416, 416)).astype(np.float32)
    inputs = {"image": tensor, "scale_factor": np.ones((1, 2), np.float32)}
    with open_video(clip) as video:
        image = next(iter(video)).image
    ours, theirs = [], []
    for _ in range(60):
        ours.append(seconds(lambda: detector([image])))
        theirs.append(seconds(lambda: session.run(None, inputs)))
    mine, other = float(np.median(ours)), float(np.median(theirs))
    return {"detect_ms": round(1000 * mine, 2), "raw_graph_ms": round(1000 * other, 2), "ratio": round(other / mine, 2)}


def fps(count: Callable[[], int]) -> float:
    start = time.perf_counter()
    return count() / (time.perf_counter() - start)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
