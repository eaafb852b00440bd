"""What becomes of a variant: what is read of it, and what a clip and a still of it show."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from tests.video.numbered import number_of
from tests.video.variants import Variant
from vehiclefinder.video.clips.excerpt import Excerpt, write_excerpt, write_still
from vehiclefinder.video.sources.open import open_video


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What was read: numbers and seconds of the frames, and what the source says of itself."""

    numbers: list[int]
    times: list[float]
    size: tuple[int, int]
    damage: str | None
    notes: tuple[str, ...]
    duration: float


def read(variant: Variant, path: Path) -> JobOutcome:
    with open_video(path, variant.read) as video:
        frames = [(number_of(frame.image), frame.time) for frame in video]
        numbers, times = [number for number, _ in frames], [time for _, time in frames]
        return JobOutcome(numbers, times, video.size, video.damage, video.notes, video.duration or 0.0)


def interval(variant: Variant) -> float:
    """The least time from one frame of a variant to the next, seconds."""
    return float(np.diff([time for _, time in variant.truth]).min())


def excerpts(variant: Variant, path: Path) -> list[tuple[int, int, int]]:
    """Cut at some known frames: the number that should be seen first, that of the clip, and that of the still."""
    found = []
    for share in (0.1, 0.5, 0.9):
        number, time = variant.truth[int(share * len(variant.truth))]
        box = np.array([[time, 5, 70, 25, 90], [time + interval(variant), 5, 70, 25, 90]], np.float32)
        excerpt = Excerpt(path, box, time, variant.read)
        write_excerpt(excerpt, 0.0, path.with_name("clip.mp4"))
        with open_video(path.with_name("clip.mp4")) as clip:
            first = number_of(next(iter(clip)).image)
        write_still(excerpt, path.with_name("still.jpg"))
        with Image.open(path.with_name("still.jpg")) as still:
            found.append((number, first, number_of(np.asarray(still))))
    return found


def report(variant: Variant, folder: Path) -> str:
    """One line of a table."""
    path = variant.make(folder)
    outcome = read(variant, path)
    truth = dict(variant.truth)
    errors = [abs(time - truth[number]) for number, time in zip(outcome.numbers, outcome.times, strict=True)]
    right = sum(len(set(seen)) == 1 for seen in excerpts(variant, path))
    said = " ".join(filter(None, (outcome.damage, *outcome.notes)))
    return (
        f"{variant.name:48} {len(errors):3} of {len(truth):3} frames, error at most {max(errors):.4f} s, "
        f"cuts right {right} of 3, length {outcome.duration:.2f} s {said}"
    )
