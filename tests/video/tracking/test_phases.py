"""What vehicles did whose way is known."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vehiclefinder.core.types import Motion, Phase, main_motion
from vehiclefinder.video.tracking.ground_path import GroundPath, ground_path
from vehiclefinder.video.tracking.phases import phases_of

from .paths import FRAME, Array, Camera, along, arc, line, path_of

CAMERA = Camera()
DEMO: dict[str, Any] = json.loads((Path(__file__).parents[3] / "data/demo/truth.json").read_text(encoding="utf-8"))


def from_above(path: GroundPath) -> GroundPath:
    return replace(path, plan=None)


def motions(phases: tuple[Phase, ...]) -> list[Motion]:
    return [phase.motion for phase in phases]


@pytest.mark.parametrize("end", [(400, 400), (800, 100), (700, 400), (100, 100), (400, 40)])
def test_a_straight_way_is_one_phase(end: tuple[float, float]) -> None:
    (phase,) = phases_of(path_of(line((400, 100), end)))
    assert (phase.motion, phase.start) == (Motion.STRAIGHT, 0.0)
    assert phase.end == pytest.approx(2.96, abs=1e-3)
    assert phase.heading_start == phase.heading_end


@pytest.mark.parametrize("fps", [25.0, 8.0, 3.0, 2.0, 1.0])
def test_a_parked_vehicle_stands(fps: float) -> None:
    jitter = np.random.default_rng(0).normal(0, 1.5, (round(20 * fps), 2))
    (phase,) = phases_of(path_of(np.array([500.0, 250.0]) + jitter, fps))
    assert (phase.motion, phase.heading_start) == (Motion.STOPPED, None)


@pytest.mark.parametrize("fps", [25.0, 8.0])
def test_who_waits_and_then_turns_did_both(fps: float) -> None:
    # 24 s at a light 40 m away, 15 m straight on at 6 m/s, a quarter of a circle to the left, 15 m on.
    wait = np.repeat([[0.0, 40.0]], round(24 * fps), axis=0)
    course = np.radians(
        np.concatenate(
            [np.zeros(round(2.5 * fps)), np.linspace(0, 90, round(2.6 * fps)), np.full(round(2.5 * fps), 90.0)]
        )
    )
    drive = np.array([0.0, 40.0]) - np.cumsum(6 / fps * np.stack([-np.sin(course), np.cos(course)], axis=1), axis=0)
    phases = phases_of(CAMERA.path(np.concatenate([wait, drive]), fps, noise=0.02))
    assert motions(phases)[0] is Motion.STOPPED
    assert [motion for motion in motions(phases) if motion not in (Motion.STOPPED, Motion.STRAIGHT)] == [Motion.LEFT]
    turn = next(phase for phase in phases if phase.motion is Motion.LEFT)
    assert phases[0].end == pytest.approx(24, abs=1)
    assert 25 < turn.start < 28
    assert turn.end == pytest.approx(30, abs=1.5)
    assert np.cos(np.radians(turn.headings)) == pytest.approx([1, 0], abs=0.4)
    assert np.sin(np.radians(turn.headings)) == pytest.approx([0, 1], abs=0.4)


@pytest.mark.parametrize(
    ("degrees", "motion"), [(90, Motion.LEFT), (-90, Motion.RIGHT), (180, Motion.U_TURN), (-180, Motion.U_TURN)]
)
def test_turns_seen_from_above(degrees: float, motion: Motion) -> None:
    assert [one for one in motions(phases_of(from_above(path_of(arc(degrees))))) if one is not Motion.STRAIGHT] == [
        motion
    ]


@pytest.mark.parametrize("degrees", [15, -15])
def test_a_bend_of_the_road_is_no_turn(degrees: float) -> None:
    assert motions(phases_of(from_above(path_of(arc(degrees))))) == [Motion.STRAIGHT]


def lanes(way: float, metres: float = 3.5) -> Array:
    """Drive ``way`` metres into the distance and change lanes to the right on the way."""
    share = np.linspace(0, 1, 125)
    return np.stack([metres / (1 + np.exp(-20 * (share - 0.6))), 25 + way * share], axis=1)


@pytest.mark.parametrize("way", [60.0, 100.0, 150.0])
def test_a_change_of_lanes_in_the_distance_is_no_turn(way: float) -> None:
    assert motions(phases_of(CAMERA.path(lanes(way), noise=0.02))) == [Motion.STRAIGHT]


def test_who_comes_straight_on_does_not_turn() -> None:
    # Its box grows twelvefold, and passes below the camera to the left.
    way = np.stack([np.full(125, -3.0), np.linspace(150, 10, 125)], axis=1)
    assert motions(phases_of(CAMERA.path(way, noise=0.03))) == [Motion.STRAIGHT]


def test_jitter_far_away_makes_no_turn() -> None:
    # Drives 350 pixels away from the camera and shrinks tenfold; at the end its tiny box slips 15 pixels back.
    ground = np.concatenate([line((500, 450), (500, 100), 100), line((500, 100), (508, 115), 25)])
    height = np.concatenate([np.linspace(60, 6, 100), np.full(25, 6.0)])
    boxes = np.stack([ground[:, 0] - height, ground[:, 1] - height, ground[:, 0] + height, ground[:, 1]], axis=1)
    phases = phases_of(ground_path((np.arange(125) / 25).astype(np.float32), boxes.astype(np.float32), FRAME))
    assert set(motions(phases)) == {Motion.STRAIGHT}


def test_a_track_that_another_vehicle_takes_back_makes_no_u_turn() -> None:
    there_and_back = np.concatenate([line((300, 300), (600, 300), 75), line((600, 302), (300, 302), 75)])
    assert not set(motions(phases_of(path_of(there_and_back)))) & {Motion.U_TURN, Motion.LEFT, Motion.RIGHT}


def test_a_fluttering_box_makes_no_turn() -> None:
    swing = np.array([[500.0 + 30 * np.sin(t / 6), 250.0] for t in range(200)])
    assert not set(motions(phases_of(path_of(swing)))) & {Motion.U_TURN, Motion.LEFT, Motion.RIGHT}


def test_who_passes_before_a_standing_vehicle_does_not_move_it() -> None:
    ground = np.full((250, 2), (500.0, 250.0))
    ground[100:135, 1] += 20  # its box holds both for a while
    assert motions(phases_of(path_of(ground))) == [Motion.STOPPED]


def test_phases_have_no_gaps() -> None:
    ground = np.concatenate([np.full((50, 2), (500.0, 150.0)), arc(90), np.full((50, 2), arc(90)[-1])])
    phases = phases_of(path_of(ground))
    assert [p.start for p in phases[1:]] == [p.end for p in phases[:-1]]
    assert phases[0].start == 0.0
    assert phases[-1].end == pytest.approx(199 / 25, abs=1e-3)


def test_too_little_to_tell() -> None:
    assert motions(phases_of(path_of(line((300, 300), (300, 300), 1)))) == [Motion.UNKNOWN]
    assert motions(phases_of(path_of(line((300, 300), (302, 300), 8)))) == [Motion.UNKNOWN]
    assert motions(phases_of(path_of(line((300, 300), (400, 300), 2), 1.0))) == [Motion.UNKNOWN]
    assert motions(phases_of(path_of(line((300, 300), (500, 300), 3), 1.0))) == [Motion.STRAIGHT]


@pytest.mark.parametrize("fps", [3.0, 2.0, 1.0])
def test_slow_frames_show_a_turn(fps: float) -> None:
    bend = np.radians(np.repeat([0.0, 45.0, 90.0], [round(3 * fps), round(fps), round(3 * fps)]))
    steps = 60 / fps * np.stack([np.sin(bend), np.cos(bend)], axis=1)
    path = path_of(np.array([300.0, 100.0]) + np.cumsum(steps, axis=0), fps)
    assert Motion.LEFT in motions(phases_of(from_above(path)))


@pytest.mark.parametrize("vehicle", DEMO["vehicles"], ids=lambda vehicle: str(vehicle["name"]))
@pytest.mark.parametrize("least", [0.0, 0.5])
def test_vehicles_of_the_demo_do_what_its_scene_says(vehicle: dict[str, Any], least: float) -> None:
    rows = np.array([row for row in vehicle["boxes"] if row[5] > least], np.float32)
    phases = phases_of(ground_path(rows[:, 0], rows[:, 1:5], tuple(DEMO["frame_size"])))
    told = {"right": Motion.RIGHT, "stopped": Motion.STOPPED, "straight": Motion.STRAIGHT}[vehicle["motion"]]
    assert main_motion(phases) is told
    assert set(motions(phases)) <= {told, Motion.STRAIGHT}


@pytest.mark.parametrize("degrees", [90, -90])
def test_boxes_between_detections_change_nothing(degrees: float) -> None:
    times, boxes = along(np.concatenate([arc(degrees), np.full((50, 2), arc(degrees)[-1])]))
    seen = np.stack([np.interp(times, times[::3], edge[::3]) for edge in boxes.T], axis=1).astype(np.float32)
    every, some = (phases_of(from_above(ground_path(times, b, FRAME))) for b in (boxes, seen))
    assert motions(some) == motions(every)
    assert [p.end for p in some] == pytest.approx([p.end for p in every], abs=0.3)
