"""Scores of tracks, by scenes small enough to count by hand."""

import numpy as np
import pytest

from vehiclefinder.train.track_metrics import FrameOverlap, score_tracks


def frame(pairs: dict[tuple[int, int], float], vehicles: list[int], tracks: list[int]) -> FrameOverlap:
    iou = np.array([[pairs.get((v, t), 0.0) for t in tracks] for v in vehicles]).reshape(len(vehicles), len(tracks))
    return FrameOverlap(np.array(vehicles, np.int64), np.array(tracks, np.int64), iou, 0.1)


def test_perfect_tracks() -> None:
    score = score_tracks([frame({(7, 1): 1.0, (9, 2): 1.0}, [7, 9], [1, 2])] * 10)
    assert (score.hota, score.deta, score.assa, score.idf1, score.mota) == pytest.approx((1, 1, 1, 1, 1))
    assert (score.switches, score.fragments, score.exchanged, score.found, score.vehicles) == (0, 0, 0, 2, 2)


def test_a_track_that_breaks_in_two() -> None:
    """Ten frames by track 1, ten by track 2: half of the vehicle's time belongs to the track that it suits best."""
    score = score_tracks([frame({(7, 1): 1.0}, [7], [1])] * 10 + [frame({(7, 2): 1.0}, [7], [2])] * 10)
    assert score.idf1 == pytest.approx(2 * 10 / (20 + 20))
    assert score.mota == pytest.approx(1 - 1 / 20)
    assert (score.deta, score.assa, score.hota) == pytest.approx((1.0, 0.5, 0.5**0.5))
    assert (score.switches, score.fragments, score.exchanged, score.found) == (1, 1, 0, 1)


def test_a_track_that_exchanges_vehicles() -> None:
    score = score_tracks([frame({(7, 1): 1.0}, [7], [1])] * 10 + [frame({(9, 1): 1.0}, [9], [1])] * 10)
    assert (score.exchanged, score.fragments, score.switches) == (1, 0, 0)
    assert score.idf1 == pytest.approx(0.5)


def test_less_than_half_a_second_is_no_exchange() -> None:
    score = score_tracks([frame({(7, 1): 1.0}, [7], [1])] * 10 + [frame({(9, 1): 1.0}, [9], [1])] * 4)
    assert score.exchanged == 0


def test_misses_and_false_boxes() -> None:
    """Vehicle 9 is missed, track 5 lies on nothing, and an overlap of 0.4 is none."""
    score = score_tracks([frame({(7, 1): 0.8, (9, 5): 0.4}, [7, 9], [1, 5])] * 10)
    assert score.mota == pytest.approx(1 - (10 + 10) / 20)
    assert (score.found, score.vehicles) == (1, 2)
    # The pair of 0.4 is one at the thresholds .05 to .40; that of 0.8 up to .80. Four boxes, shared or not.
    assert score.deta == pytest.approx((8 * 2 / 2 + 8 * 1 / 3) / 19)


def test_nothing_labelled() -> None:
    with pytest.raises(ValueError, match="expected a labelled vehicle"):
        score_tracks([frame({}, [], [1])])
