import numpy as np
import pytest
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, Motion
from vehiclefinder.video.tracking.motion import MotionAnalysis, angles, place

FRAME = (1000, 500)
Array = NDArray[np.float64]


def along(ground: Array, fps: float = 25.0, size: tuple[float, float] = (50.0, 32.0)) -> tuple[FloatArray, FloatArray]:
    """Times and boxes of a vehicle whose lower edge has its middle at ``ground`` (n, 2)."""
    half = size[0] / 2
    boxes = np.stack([ground[:, 0] - half, ground[:, 1] - size[1], ground[:, 0] + half, ground[:, 1]], axis=1)
    return (np.arange(len(ground)) / fps).astype(np.float32), boxes.astype(np.float32)


def line(start: tuple[float, float], end: tuple[float, float], count: int = 75) -> Array:
    return np.linspace(start, end, count)


def path_of(ground: Array) -> MotionAnalysis:
    return MotionAnalysis(*along(ground), FRAME)


def test_angles_of_travel() -> None:
    ways = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, -1.0], [-1.0, 0.0], [1.0, 1.0], [-1e-20, 1.0]])
    np.testing.assert_allclose(angles(ways), [0, 90, 180, 270, 45, 0], atol=1e-9)
    assert (angles(ways) < 360).all()


@pytest.mark.parametrize(
    ("end", "heading"), [((400, 400), 0), ((800, 100), 90), ((700, 400), 45), ((100, 100), 270), ((400, 40), 180)]
)
def test_heading_is_the_way_from_first_to_last(end: tuple[float, float], heading: float) -> None:
    path = path_of(line((400, 100), end))
    assert path.heading == pytest.approx(heading, abs=1e-3)
    assert path.motion is Motion.STRAIGHT


def test_speed_is_in_image_heights() -> None:
    # 300 pixels in 2.96 s; 500 pixels are one height. Waypoints may cost up to a quarter of a vehicle.
    assert path_of(line((300, 300), (600, 300))).speed == pytest.approx(300 / 500 / 2.96, rel=0.04)


def test_a_parked_vehicle_stands() -> None:
    jitter = np.random.default_rng(0).normal(0, 1.0, (500, 2))
    path = path_of(np.array([500.0, 250.0]) + jitter)
    assert path.motion is Motion.STOPPED
    assert path.heading is None
    assert path.speed == 0.0


def test_who_mostly_waits_stopped_and_still_has_a_heading() -> None:
    ground = np.concatenate([line((200, 250), (400, 250), 50), np.full((200, 2), (400.0, 250.0))])
    path = path_of(ground)
    assert path.motion is Motion.STOPPED
    assert path.heading == pytest.approx(90, abs=0.1)


def arc(degrees: float) -> Array:
    """Drive down the image, bend by ``degrees`` to the driver's left (negative: right), drive on."""
    course = np.radians(np.concatenate([np.zeros(25), np.linspace(0, degrees, 50), np.full(25, degrees)]))
    steps = 5 * np.stack([np.sin(course), np.cos(course)], axis=1)
    return np.asarray(np.array([500.0, 150.0]) + np.cumsum(steps, axis=0))


@pytest.mark.parametrize(
    ("degrees", "motion"),
    [(90, Motion.LEFT), (-90, Motion.RIGHT), (15, Motion.STRAIGHT), (180, Motion.U_TURN), (-180, Motion.U_TURN)],
)
def test_turns(degrees: float, motion: Motion) -> None:
    path = path_of(arc(degrees))
    assert path.turn == pytest.approx(degrees, abs=6)
    assert path.motion is motion


def test_a_fluttering_box_makes_no_u_turn() -> None:
    swing = np.array([[500.0 + 30 * np.sin(t / 6), 250.0] for t in range(200)])
    assert path_of(swing).motion is not Motion.U_TURN


def test_jitter_far_away_makes_no_turn() -> None:
    # Drives 350 pixels away from the camera and shrinks tenfold; at the end its tiny box slips 15 pixels back.
    ground = np.concatenate([line((500, 450), (500, 100), 100), line((500, 100), (508, 115), 25)])
    height = np.concatenate([np.linspace(60, 6, 100), np.full(25, 6.0)])
    boxes = np.stack([ground[:, 0] - height, ground[:, 1] - height, ground[:, 0] + height, ground[:, 1]], axis=1)
    path = MotionAnalysis((np.arange(125) / 25).astype(np.float32), boxes.astype(np.float32), FRAME)
    assert path.motion is Motion.STRAIGHT
    assert path.heading == pytest.approx(180, abs=2)


def test_too_short_to_tell() -> None:
    assert path_of(line((300, 300), (400, 300), 8)).motion is Motion.UNKNOWN
    single = path_of(line((300, 300), (300, 300), 1))
    assert (single.motion, single.heading, single.speed) == (Motion.UNKNOWN, None, 0.0)


def slow(ground: Array, fps: float) -> MotionAnalysis:
    return MotionAnalysis(*along(ground, fps), FRAME, interval=1 / fps)


@pytest.mark.parametrize("fps", [3.0, 2.0, 1.0])
def test_slow_frames_tell_what_fast_ones_do(fps: float) -> None:
    across = slow(line((200, 300), (620, 300), round(7 * fps) + 1), fps)
    assert across.motion is Motion.STRAIGHT
    assert across.heading == pytest.approx(90, abs=1e-3)
    assert across.speed == pytest.approx(60 / 500, rel=0.04)
    bend = np.radians(np.repeat([0.0, 45.0, 90.0], [round(3 * fps), round(fps), round(3 * fps)]))
    steps = 60 / fps * np.stack([np.sin(bend), np.cos(bend)], axis=1)
    assert slow(np.array([300.0, 100.0]) + np.cumsum(steps, axis=0), fps).motion is Motion.LEFT
    jitter = np.random.default_rng(0).normal(0, 1.5, (round(20 * fps), 2))
    assert slow(np.array([500.0, 250.0]) + jitter, fps).motion is Motion.STOPPED


def test_two_boxes_tell_no_motion_however_far_apart() -> None:
    assert slow(line((300, 300), (400, 300), 2), 1.0).motion is Motion.UNKNOWN
    assert slow(line((300, 300), (500, 300), 3), 1.0).motion is Motion.STRAIGHT


def test_boxes_cut_by_the_frame_do_not_bend_the_path() -> None:
    ground = np.concatenate([line((500, 150), (500, 480), 60), line((500, 490), (500, 600), 20)])
    times, boxes = along(ground)
    boxes[:, 3] = np.minimum(boxes[:, 3], FRAME[1])
    boxes[boxes[:, 3] == FRAME[1], 0] -= 40  # the visible part of a leaving vehicle is often skewed
    path = MotionAnalysis(times, boxes, FRAME)
    assert path.heading == pytest.approx(0, abs=1e-3)
    assert path.motion is Motion.STRAIGHT


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
