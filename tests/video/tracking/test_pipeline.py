"""The loop, with rendered frames and a detector that finds what was painted."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from tests.video.synthetic import detections
from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import ByteArray, Detections, Frame, Motion
from vehiclefinder.video.sources.frame_sampling import FrameSampler
from vehiclefinder.video.tracking.cadence import CadenceSettings
from vehiclefinder.video.tracking.pipeline import TrackingSettings, track_vehicles

RED, BLUE = (220, 30, 30), (30, 30, 220)


class PaintDetector:
    """Finds the red and the blue rectangle; red is a car, blue a truck."""

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        return [self._detect(image) for image in images]

    def _detect(self, image: ByteArray) -> Detections:
        rows = []
        for label, colour in ((0, RED), (2, BLUE)):
            y, x = np.nonzero((image == colour).all(axis=2))
            if len(x):
                rows.append((x.min(), y.min(), x.max() + 1, y.max() + 1, 0.9, label))
        return detections(*rows)


def frames(count: int, fps: float = 25.0) -> Iterator[Frame]:
    """A red car drives right for two seconds and leaves; a blue truck stands; once, a red flicker."""
    for index in range(count):
        image = np.full((120, 200, 3), 128, np.uint8)
        image[80:110, 120:160] = BLUE
        x = 4 + 2 * index
        if index < 50:
            image[20:40, x : x + 30] = RED
        if index in (120, 121):
            image[5:15, 5:20] = RED
        yield Frame(image, index / fps)


FIVE = TrackingSettings(cadence=CadenceSettings(per_second=5))


def test_tracks_are_complete() -> None:
    car, truck = track_vehicles(frames(200), PaintDetector(), FIVE)
    assert (car.label, truck.label) == ("car", "truck")
    assert (len(car.times), len(truck.times)) == (50, 200)
    assert car.start == 0.0 and car.end == pytest.approx(1.96)
    np.testing.assert_allclose(car.boxes[10], [24, 20, 54, 40])
    assert (car.motion, truck.motion) == (Motion.STRAIGHT, Motion.STOPPED)
    assert car.heading == pytest.approx(90, abs=0.1)
    assert truck.heading is None
    assert car.place[:3].sum() == pytest.approx(1.0)
    assert truck.place[8] == 1.0
    assert car.frame_size == truck.frame_size == (200, 120)
    assert (car.score, truck.score) == pytest.approx((0.9, 0.9))


def test_crops_show_their_vehicle() -> None:
    car, truck = track_vehicles(frames(200), PaintDetector())
    for track, colour in ((car, RED), (truck, BLUE)):
        assert 1 <= len(track.crops) <= 5
        for crop in track.crops:
            assert crop.time in track.times
            assert ((crop.image == colour).all(axis=2).mean()) > 0.6


def test_a_track_comes_as_soon_as_it_has_ended() -> None:
    consumed = 0

    def counted() -> Iterator[Frame]:
        nonlocal consumed
        for frame in frames(200):
            consumed += 1
            yield frame

    car = next(iter(track_vehicles(counted(), PaintDetector(), FIVE)))
    assert car.label == "car"
    # Last seen in frame 49; 1 s of memory later, it is gone by frame 75, and the frame after that tells.
    assert consumed == 77


def test_a_broken_stream_yields_its_tracks_first() -> None:
    def broken() -> Iterator[Frame]:
        yield from frames(30)
        raise VideoError("cut short")

    tracks = []
    with pytest.raises(VideoError, match="cut short"):
        for track in track_vehicles(broken(), PaintDetector()):
            tracks.append(track)
    assert sorted(track.label for track in tracks) == ["car", "truck"]


@pytest.mark.parametrize("fps", [3, 2])
def test_slow_frames_keep_both_vehicles(fps: int) -> None:
    kept = FrameSampler(fps=fps)
    car, truck = track_vehicles((f for f in frames(200) if kept.keeps(f.time)), PaintDetector())
    assert (car.label, len(car.times), car.motion) == ("car", 2 * fps, Motion.STRAIGHT)
    assert (truck.label, len(truck.times), truck.motion) == ("truck", 8 * fps, Motion.STOPPED)


class ScriptedDetector:
    """Sees one standing box with the scores of a script."""

    def __init__(self, scores: Sequence[float]) -> None:
        self._scores = iter(scores)

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        return [detections((20, 20, 60, 50, next(self._scores), 0)) for _ in images]


@pytest.mark.parametrize(
    ("scores", "count"),
    [([0.5, 0.2, 0.5, 0.2, 0.5], 1), ([0.9, 0.34, 0.34, 0.9, 0.34], 0), ([0.5] * 3 + [0.16] * 20, 0), ([0.9] * 2, 0)],
    ids=["three sure votes", "two sure votes", "doubtful on the whole", "a flicker"],
)
def test_what_counts_as_a_vehicle(scores: list[float], count: int) -> None:
    every = TrackingSettings(cadence=CadenceSettings(per_second=25))
    assert len(list(track_vehicles(frames(len(scores)), ScriptedDetector(scores), every))) == count


def test_pictures_are_made_only_of_frames_that_are_looked_at() -> None:
    made: list[float] = []

    def lazy(frame: Frame) -> Frame:
        return frame.edited(lambda image: made.append(frame.time) or image)  # type: ignore[func-returns-value]

    car, truck = track_vehicles(map(lazy, frames(200)), PaintDetector(), FIVE)
    assert (len(car.times), len(truck.times)) == (50, 200)
    assert len(made) < 60


def test_a_score_counts_for_as_long_as_it_stands_for() -> None:
    # Looked at three times as often while it is new, it would be a vehicle by the mean of its detections.
    scores = [0.5, 0.5, 0.5, 0.05, 0.05, 0.05, 0.05]
    assert np.mean(scores) > TrackingSettings().mean
    moving = (Frame(np.full((120, 200, 3), 20 * (index % 7), np.uint8), index / 25) for index in range(24))
    assert list(track_vehicles(moving, ScriptedDetector([*scores, 0.05]), FIVE)) == []


def test_no_frames_no_tracks() -> None:
    assert list(track_vehicles([], PaintDetector())) == []


def test_tracks_say_whether_their_pictures_have_colours() -> None:
    assert [track.monochrome for track in track_vehicles(frames(200), PaintDetector())] == [False, False]


def test_tracks_of_grey_pictures_are_monochrome() -> None:
    grey = (Frame(np.repeat(frame.image.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8), frame.time)
            for frame in frames(100))  # fmt: skip

    def find(images: Sequence[ByteArray]) -> list[Detections]:
        return [detections((120, 80, 160, 110, 0.9, 2)) for _ in images]

    (truck,) = track_vehicles(grey, find)
    assert truck.monochrome is True
