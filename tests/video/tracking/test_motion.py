import numpy as np
import pytest

from vehiclefinder.video.tracking.ground_path import ground_path
from vehiclefinder.video.tracking.motion import heading, never_left, place, speed
from vehiclefinder.video.tracking.turns import angles

from .paths import FRAME, along, line, path_of


def test_angles_of_travel() -> None:
    ways = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, -1.0], [-1.0, 0.0], [1.0, 1.0], [-1e-20, 1.0]])
    np.testing.assert_allclose(angles(ways), [0, 90, 180, 270, 45, 0], atol=1e-9)
    assert (angles(ways) < 360).all()


@pytest.mark.parametrize(
    ("end", "degrees"), [((400, 400), 0), ((800, 100), 90), ((700, 400), 45), ((100, 100), 270), ((400, 40), 180)]
)
def test_heading_is_the_way_from_first_to_last(end: tuple[float, float], degrees: float) -> None:
    assert heading(path_of(line((400, 100), end))) == pytest.approx(degrees, abs=1e-3)


def test_speed_is_in_image_heights() -> None:
    # 300 pixels in 2.96 s; 500 pixels are one height. Waypoints may cost up to a quarter of a vehicle.
    path = path_of(line((300, 300), (600, 300)))
    assert speed(path, FRAME[1]) == pytest.approx(300 / 500 / 2.96, rel=0.04)


def test_a_parked_vehicle_has_neither_heading_nor_speed() -> None:
    path = path_of(np.array([500.0, 250.0]) + np.random.default_rng(0).normal(0, 1.0, (500, 2)))
    assert heading(path) is None
    assert speed(path, FRAME[1]) == 0.0


@pytest.mark.parametrize(("way", "stayed"), [((20, 20), True), ((26, 26), False), ((35, 0), True), ((0, 37), False)])
def test_what_stays_within_a_part_of_its_own_size_never_left(way: tuple[float, float], stayed: bool) -> None:
    """Of boxes of 36 x 64, whose size is 48, and three quarters of it 36: 28.3 and 35 are less, 36.8 and 37 are not."""
    there = np.linspace(0.0, 1.0, 9)[:, None] * np.array(way)
    there = np.concatenate([there, there[::-1]])  # and back again
    boxes = np.hstack([100 + there, 100 + there + (36, 64)]).astype(np.float32)
    assert never_left(boxes) is stayed


def test_a_single_box_has_neither() -> None:
    path = path_of(line((300, 300), (300, 300), 1))
    assert (heading(path), speed(path, FRAME[1])) == (None, 0.0)


@pytest.mark.parametrize("fps", [3.0, 2.0, 1.0])
def test_slow_frames_tell_what_fast_ones_do(fps: float) -> None:
    across = path_of(line((200, 300), (620, 300), round(7 * fps) + 1), fps)
    assert heading(across) == pytest.approx(90, abs=1e-3)
    assert speed(across, FRAME[1]) == pytest.approx(60 / 500, rel=0.04)


def test_boxes_cut_by_the_frame_do_not_bend_the_path() -> None:
    ground = np.concatenate([line((500, 150), (500, 480), 60), line((500, 490), (500, 600), 20)])
    times, boxes = along(ground)
    boxes[:, 3] = np.minimum(boxes[:, 3], FRAME[1])
    boxes[boxes[:, 3] == FRAME[1], 0] -= 40  # the visible part of a leaving vehicle is often skewed
    assert heading(ground_path(times, boxes, FRAME)) == pytest.approx(0, abs=1e-3)


def test_what_the_frame_always_cuts_is_followed_by_its_free_sides() -> None:
    # A bus as high as the frame comes in from the left at 100 pixels per second: at first only its nose moves.
    times = (np.arange(100) / 25).astype(np.float32)
    nose = 50 + 100 * times
    boxes = np.stack([np.maximum(nose - 300, 0), np.zeros(100), nose, np.full(100, 500.0)], axis=1).astype(np.float32)
    path = ground_path(times, boxes, FRAME)
    assert path.points[-1] - path.points[0] == pytest.approx([396, 0], abs=1)


def test_place_counts_time_not_boxes() -> None:
    # Half of the four seconds top left, seen often; half bottom right, seen rarely.
    times = np.concatenate([np.arange(0, 2, 0.1), [2.0, 3.0, 4.0]]).astype(np.float32)
    corner = np.array([[10, 10, 30, 30]] * 20 + [[900, 450, 960, 490]] * 3, np.float32)
    share = place(times, corner, FRAME)
    assert share.sum() == pytest.approx(1.0)
    # Each moment stands for half the way to its neighbours: 0.05 .. 1.95 s are top left, of 4 s in all.
    assert share[0] == pytest.approx(0.5, abs=0.02)
    assert share[8] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("centre", "cell"), [((1, 1), 0), ((500, 250), 4), ((999, 1), 2), ((340, 499), 7)])
def test_place_of_a_single_box(centre: tuple[float, float], cell: int) -> None:
    x, y = centre
    box = np.array([[x - 1, y - 1, x + 1, y + 1]], np.float32)
    np.testing.assert_array_equal(place(np.zeros(1, np.float32), box, FRAME), np.eye(9, dtype=np.float32)[cell])
