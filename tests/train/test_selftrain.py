"""What a matcher's own guesses add to coarse labels, with guesses made by hand."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra [train]")

from vehiclefinder.train import selftrain


def believe(accepted: list[float], guess: list[float]) -> list[float]:
    rows = np.array([accepted], np.float32), np.array([guess], np.float32)
    believed: list[float] = selftrain._believe(*rows)[0].tolist()
    return believed


def test_a_sure_guess_fills_an_unknown_slot() -> None:
    assert believe([0, 0, 0], [0.05, 0.9, 0.05]) == [0, 1, 0]


def test_a_doubtful_guess_leaves_it_unknown() -> None:
    assert believe([0, 0, 0], [0.3, 0.6, 0.1]) == [0, 0, 0]


def test_a_coarse_class_is_narrowed_to_what_it_allows() -> None:
    assert believe([1, 1, 0], [0.45, 0.05, 0.5]) == [1, 0, 0]


def test_a_guess_against_the_coarse_class_changes_nothing() -> None:
    assert believe([1, 1, 0], [0.02, 0.0, 0.98]) == [1, 1, 0]
