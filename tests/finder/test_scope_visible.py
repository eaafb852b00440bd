"""Cameras that do not exist for whoever asks."""

import numpy as np
import pytest

from vehiclefinder.finder.scope import Scope
from vehiclefinder.store.tracks.facts import Facts

CAMERAS = {"north": 1, "south": 2}


def facts() -> Facts:
    two = np.array([1, 2], np.int64)
    times, single = np.array([np.nan, 5.0]), np.zeros(2, np.float32)
    road = np.zeros((2, 3), np.float32)
    return Facts(
        two,
        two,
        two,
        two - 1,
        two - 1,
        times,
        times,
        single,
        single,
        np.zeros((2, 9), np.float32),
        np.zeros(2, bool),
        road,
        np.zeros((2, 6), bool),
        np.zeros((2, 8), np.float32),
    )


def test_what_is_not_visible_is_not_searched() -> None:
    scope = Scope(visible=("south",))
    assert scope.allows(facts(), scope.seen(CAMERAS)).tolist() == [False, True]


def test_nothing_visible_is_nothing_found() -> None:
    scope = Scope(visible=())
    assert scope.allows(facts(), scope.seen(CAMERAS)).tolist() == [False, False]


def test_an_invisible_camera_is_as_unknown_as_one_that_is_not_there() -> None:
    scope = Scope(cameras=("north",), visible=("south",))
    with pytest.raises(ValueError, match=r"expected a camera of \['south'\], got 'north'"):
        scope.allows(facts(), scope.seen(CAMERAS))
