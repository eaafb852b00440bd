"""Slips of the keys in names."""

from collections.abc import Sequence

_SHORTEST, _LONG = 5, 10
"""Letters of a name that may be written with one slip, and with two."""


def almost(said: Sequence[str], name: Sequence[str]) -> bool:
    """Tell whether words are a name but for a slip, of a long name two; in numbers and first letters there is none.

    A slip is a letter too many, too few or wrong, or two that changed places (Damerau, 1964).
    """
    if len(said) != len(name) or any(one[0] != other[0] for one, other in zip(said, name, strict=True)):
        return False
    if any(one != other for one, other in zip(said, name, strict=True) if other.isdigit() or one.isdigit()):
        return False
    letters = sum(map(len, name))
    most = 0 if letters < _SHORTEST else 1 if letters < _LONG else 2
    slips = [_distance(one, other) for one, other in zip(said, name, strict=True) if one != other]
    apart = (len(other) > 3 for one, other in zip(said, name, strict=True) if one != other)
    return 0 < sum(slips) <= most and all(apart)


def _distance(one: str, other: str) -> int:
    """Return how many slips lie between two words (optimal string alignment)."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
