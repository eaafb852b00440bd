"""Cameras that do not exist for whoever asks."""

import numpy as np
import pytest

from vehiclefinder.finder.scope import Scope
from vehiclefinder.store.tracks.facts import Facts

from ..blank_facts import blank_facts

CAMERAS = {"north": 1, "south": 2}


def facts() -> Facts:
    times, two = np.array([np.nan, 5.0]), np.array([1, 2])
    return blank_facts(2, track=two, camera=two, source=two, start=times, end=times)


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
