from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.video.tracking.kalman import BoxFilter, to_centre, to_corners

Array = NDArray[np.float64]


def test_centre_and_corners_are_inverse() -> None:
    box = np.array([10.0, 20.0, 50.0, 100.0])
    np.testing.assert_allclose(to_centre(box), [30, 60, 40, 80])
    np.testing.assert_allclose(to_corners(to_centre(box)), box)


def test_one_step_by_hand() -> None:
    kalman = BoxFilter(np.array([0.0, 0.0, 10.0, 10.0]), jitter=0.1, manoeuvre=1.0)
    # Size 10: pp = (2 * 0.1 * 10)^2 = 4, vv = (4 * 10)^2 = 1600, measurement noise (0.1 * 10)^2 = 1.
    kalman.predict(0.1)
    # pp = 4 + 0.01 * 1600 + 100 * 0.001 / 3 = 20.0333, pv = 160 + 100 * 0.01 / 2 = 160.5, vv = 1600 + 10 = 1610.
    np.testing.assert_allclose([kalman.pp[0], kalman.pv[0], kalman.vv[0]], [20 + 0.1 / 3, 160.5, 1610.0])
    kalman.update(np.array([2.0, 0.0, 12.0, 10.0]))
    # The centre is 2 further right; gains are 20.0333 / 21.0333 and 160.5 / 21.0333.
    np.testing.assert_allclose(kalman.position, [5 + 2 * 20.033333 / 21.033333, 5, 10, 10], rtol=1e-6)
    np.testing.assert_allclose(kalman.velocity, [2 * 160.5 / 21.033333, 0, 0, 0], rtol=1e-6)


def test_agrees_with_the_matrix_form() -> None:
    generator = np.random.default_rng(0)
    kalman = BoxFilter(np.array([100.0, 100.0, 140.0, 130.0]))
    state, covariance = reference_start(kalman)
    for seconds in generator.uniform(0.01, 0.3, 50):
        box = to_corners(np.array([120.0, 115.0, 40.0, 30.0]) + generator.normal(0, 3, 4))
        noise = kalman.size
        kalman.predict(seconds)
        state, covariance = reference_predict(state, covariance, seconds, (0.8 * noise) ** 2)
        measured_at = kalman.size
        kalman.update(box)
        state, covariance = reference_update(state, covariance, to_centre(box), (0.05 * measured_at) ** 2)
        np.testing.assert_allclose(np.concatenate([kalman.position, kalman.velocity]), state, rtol=1e-8)
        np.testing.assert_allclose(kalman.vv, np.diag(covariance)[4:], rtol=1e-8)


def test_learns_a_constant_speed_whatever_the_time_steps() -> None:
    times = np.cumsum(np.random.default_rng(1).uniform(0.02, 0.2, 60))
    start = np.array([0.0, 0.0, 40.0, 30.0])
    kalman = BoxFilter(start + np.tile([80.0, -30.0], 2) * times[0])
    for before, now in pairwise(times):
        kalman.predict(now - before).update(start + np.tile([80.0, -30.0], 2) * now)
    np.testing.assert_allclose(kalman.velocity, [80, -30, 0, 0], atol=0.5)
    np.testing.assert_allclose(kalman.speed, np.hypot(80, 30) / np.sqrt(1200), rtol=0.01)


def test_holding_keeps_the_size_and_stops_only_what_stands() -> None:
    kalman = BoxFilter(np.array([0.0, 0.0, 40.0, 30.0]))
    kalman.velocity = np.array([5.0, 6.0, 7.0, 8.0])
    np.testing.assert_allclose(kalman.hold(still=False).velocity, [5, 6, 0, 0])
    np.testing.assert_allclose(kalman.hold(still=True).velocity, 0)


def test_a_box_never_turns_inside_out() -> None:
    kalman = BoxFilter(np.array([0.0, 0.0, 4.0, 4.0]))
    kalman.velocity = np.array([0.0, 0.0, -50.0, -50.0])
    box = kalman.predict(1.0).box
    assert (box[2:] > box[:2]).all()


def reference_start(kalman: BoxFilter) -> tuple[Array, Array]:
    return np.concatenate([kalman.position, kalman.velocity]), np.diag(np.concatenate([kalman.pp, kalman.vv]))


def reference_predict(state: Array, covariance: Array, seconds: float, noise: float) -> tuple[Array, Array]:
    step = np.kron([[1, seconds], [0, 1]], np.eye(4))
    process = noise * np.kron([[seconds**3 / 3, seconds**2 / 2], [seconds**2 / 2, seconds]], np.eye(4))
    return step @ state, step @ covariance @ step.T + process


def reference_update(state: Array, covariance: Array, measured: Array, noise: float) -> tuple[Array, Array]:
    look = np.eye(4, 8)
    gain = covariance @ look.T @ np.linalg.inv(look @ covariance @ look.T + noise * np.eye(4))
    return state + gain @ (measured - look @ state), (np.eye(8) - gain @ look) @ covariance
