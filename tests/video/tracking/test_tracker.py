"""Scenes with known identities: boxes come from the scene, so every answer is known."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from tests.video.synthetic import detections
from vehiclefinder.core.types import ByteArray, Detections
from vehiclefinder.video.tracking.frame_view import UNCLAIMED
from vehiclefinder.video.tracking.tracker import Tracker
from vehiclefinder.video.tracking.tracklet import Trajectory

Row = tuple[float, float, float, float, float, int]
SIZE = (640, 360)
Scene = Callable[[float], Sequence[Row]]


def car(x: float, y: float = 100.0, score: float = 0.9, label: int = 0) -> Row:
    """A box 60 wide and 40 high around x, y."""
    return (x - 30, y - 20, x + 30, y + 20, score, label)


def run(scene: Scene, seconds: float, fps: float = 25.0) -> list[Trajectory]:
    tracker = Tracker()
    tracks = []
    for time in np.arange(round(seconds * fps)) / fps:
        tracker.update(detections(*scene(time)), float(time))
        tracks += tracker.ended()
    return tracks + tracker.finish()


@pytest.mark.parametrize("fps", [25.0, 29.97, 5.0, 3.0, 2.0, 1.0])
def test_one_vehicle_is_one_track(fps: float) -> None:
    (track,) = run(lambda t: [car(100 + 80 * t)], 6.0, fps)
    np.testing.assert_allclose((track.boxes[:, 0] + track.boxes[:, 2]) / 2, 100 + 80 * track.times, atol=0.01)
    np.testing.assert_allclose(track.times, np.arange(round(6 * fps)) / fps, atol=1e-5)


def test_ids_of_rows() -> None:
    tracker = Tracker()
    first = tracker.update(detections(car(100), car(300), car(500, score=0.2)), 0.0)
    second = tracker.update(detections(car(302), car(501, score=0.2), car(102)), 0.04)
    assert first.tolist() == [1, 2, UNCLAIMED]
    assert second.tolist() == [2, UNCLAIMED, 1]


def test_crossing_vehicles_keep_their_identities() -> None:
    tracks = run(lambda t: [car(100 + 100 * t, 100), car(600 - 100 * t, 118)], 5.0)
    assert len(tracks) == 2
    for track, y, sign in zip(tracks, (100, 118), (1, -1), strict=True):
        centres = (track.boxes[:, :2] + track.boxes[:, 2:]) / 2
        np.testing.assert_allclose(centres[:, 1], y)
        assert (np.sign(np.diff(centres[:, 0])) == sign).all()


def test_an_occlusion_is_bridged() -> None:
    tracks = run(lambda t: [] if 2.0 < t < 2.8 else [car(100 + 80 * t)], 5.0)
    assert len(tracks) == 1
    assert tracks[0].times[-1] == pytest.approx(4.96)


def test_a_long_absence_of_a_moving_vehicle_is_not() -> None:
    tracks = run(lambda t: [] if 2.0 < t < 4.0 else [car(100 + 80 * t)], 6.0)
    assert len(tracks) == 2


def test_a_flickering_parked_vehicle_is_one_track() -> None:
    seen = np.random.default_rng(0).random(60 * 25) < 0.3
    seen[:30] = True
    tracks = run(lambda t: [car(300, score=0.5)] if seen[round(t * 25)] else [], 60.0)
    assert len(tracks) == 1
    assert len(tracks[0].times) == seen.sum()


def test_a_parked_vehicle_survives_a_bus_in_front() -> None:
    def scene(t: float) -> Sequence[Row]:
        bus = (100 * t - 400.0, 40.0, 100 * t, 160.0, 0.9, 1)
        hidden = bus[0] < 330 and bus[2] > 270
        return [bus] if hidden else [bus, car(300)]

    tracks = sorted(run(scene, 12.0), key=lambda track: track.id)
    assert [track.label_within(SIZE) for track in tracks] == ["bus", "car"]
    assert tracks[1].times[0] == 0.0 and tracks[1].times[-1] == pytest.approx(11.96)


def test_parked_jitter_does_not_split() -> None:
    generator = np.random.default_rng(0)
    tracks = run(lambda t: [car(300 + generator.normal(0, 2), 100 + generator.normal(0, 2))], 20.0)
    assert len(tracks) == 1


def test_doubtful_detections_continue_a_track_but_start_none() -> None:
    fading = run(lambda t: [car(100 + 80 * t, score=0.9 if t < 1 else 0.2)], 4.0)
    assert len(fading) == 1 and len(fading[0].times) == 100
    assert run(lambda t: [car(100 + 80 * t, score=0.3)], 4.0) == []


def test_a_part_of_a_tracked_vehicle_starts_no_track() -> None:
    lorry = (100.0, 100.0, 300.0, 200.0, 0.9, 2)
    cab, rider = (240.0, 110.0, 300.0, 200.0, 0.8, 0), (120.0, 150.0, 150.0, 200.0, 0.8, 3)
    tracks = run(lambda t: [lorry, cab, rider] if t > 0 else [lorry], 2.0)
    assert [track.label_within(SIZE) for track in tracks] == ["truck", "motorcycle"]


def test_the_class_is_what_most_of_the_score_says() -> None:
    votes = [(0.5, 0), (0.9, 2), (0.4, 0), (0.8, 2), (0.45, 0)]
    (track,) = run(lambda t: [car(100, score=votes[round(t * 25)][0], label=votes[round(t * 25)][1])], 0.2)
    np.testing.assert_allclose(track.scores, [0.5, 0.9, 0.4, 0.8, 0.45])
    assert track.labels.tolist() == [0, 2, 0, 2, 0]
    assert track.label_within(SIZE) == "truck"  # 1.7 against 1.35, though three of five said car


def test_a_flicker_ends_soon() -> None:
    tracker = Tracker()
    tracker.update(detections(car(100)), 0.0)
    tracker.update(Detections.empty(), 0.2)
    assert tracker.ended() == []
    tracker.update(Detections.empty(), 0.4)
    (track,) = tracker.ended()
    assert len(track.times) == 1
    assert tracker.ended() == [] == tracker.finish()


@pytest.mark.parametrize("fps", [3.0, 2.0, 1.0])
def test_slow_frames_have_the_patience_of_a_frame_that_is_missed(fps: float) -> None:
    (track,) = run(lambda t: [] if round(t * fps) == 5 else [car(100 + 30 * t)], 10.0 * 1 / fps + 0.01, fps)
    assert np.round(track.times * fps).tolist() == [0, 1, 2, 3, 4, 6, 7, 8, 9]


def test_a_single_gap_lends_no_patience() -> None:
    tracker = Tracker()
    for time in (0.0, 0.04, 0.08, 0.12, 5.0):
        tracker.update(detections(car(100)), time)
    assert tracker.interval == pytest.approx(0.04)
    (before,) = tracker.ended()
    assert before.times.tolist() == pytest.approx([0.0, 0.04, 0.08, 0.12])


def test_what_stands_is_one_track_a_minute_apart() -> None:
    tracks = run(lambda t: [] if round(t / 60) in (7, 8) else [car(300)], 1200.0, 1 / 60)
    assert [len(track.times) for track in tracks] == [18]


def test_what_drives_is_not_sought_a_minute_later() -> None:
    assert [len(track.times) for track in run(lambda t: [car(100 + t)], 600.0, 1 / 60)] == [1] * 10


def painted(*cars: tuple[float, int]) -> tuple[Detections, ByteArray]:
    """Cars at x of a grey level, and the picture that shows them."""
    image = np.full((200, 1200, 3), 128, np.uint8)
    for x, level in cars:
        image[80:120, int(x) - 30 : int(x) + 30] = level
    return detections(*(car(x) for x, _ in cars)), image


@pytest.mark.parametrize(("seen", "step"), [(True, 90.0), (False, -30.0)], ids=["by their looks", "by places alone"])
def test_a_queue_a_second_apart(seen: bool, step: float) -> None:
    """Each car drives three quarters of the way to the one before it, and so lies closer to that one's last place."""
    levels = {0: 10, 1: 250, 2: 60, 3: 200, 4: 110}
    tracker = Tracker()
    for time in range(4):
        found, image = painted(*((500 - 120 * number + 90.0 * time, level) for number, level in levels.items()))
        tracker.update(found, float(time), image if seen else None)
    ways = [np.diff(track.boxes[:, 0]) for track in tracker.finish() if len(track.times) == 4]
    assert ways and all(np.allclose(way, step) for way in ways)


def test_time_must_go_on() -> None:
    tracker = Tracker()
    tracker.update(Detections.empty(), 1.0)
    with pytest.raises(ValueError, match=r"after 1\.0, got 1\.0"):
        tracker.update(Detections.empty(), 1.0)


def test_what_the_frame_cuts_says_less_of_the_class() -> None:
    boxes = np.array([[100, 50, 200, 120]] * 2 + [[2, 50, 60, 120]] * 5, np.float32)
    labels = np.array([2, 2, 1, 1, 1, 1, 1])
    trajectory = Trajectory(
        1, np.arange(7, dtype=np.float32), boxes, np.full(7, 0.6, np.float32), labels, np.ones(7, bool)
    )
    assert trajectory.label_within((640, 500)) == "truck", "the edge reaches 2.5 pixels into the frame"
    assert trajectory.label_within((640, 360)) == "bus", "1.8 pixels"
