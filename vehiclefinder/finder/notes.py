"""What is said of an answer in plain words: what was not understood, not checked, or not told of some tracks."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ner.leftovers import Leftover, told
from vehiclefinder.core.counting import counted
from vehiclefinder.finder.plan import UNMEASURED, Check, Witness
from vehiclefinder.store.tracks.facts import Facts

CHECKABLE = "type, colour, direction, place or motion"


def unchecked(
    checks: Sequence[Sequence[Check]], leftovers: Sequence[Leftover], left: Sequence[tuple[int, int]]
) -> tuple[str, ...]:
    """Say what of a sentence was not understood, not checked or is not told apart.

    :param checks: Those of each way of being what is asked for.
    :param leftovers: What nobody used.
    :param left: Where that stands in the text of which the checks are: first character, one past the last.
    """
    notes = [note for one in checks for check in one if not _within(check, left) and (note := _note(check))]
    if not any(check.witness is not Witness.NOBODY for one in checks for check in one):
        notes.append(f"nothing in the sentence could be checked; name a {CHECKABLE}")
    return tuple(dict.fromkeys((*notes, *told(leftovers))))


def _within(check: Check, left: Sequence[tuple[int, int]]) -> bool:
    """Whether the words of a check are told as left over: "way" of "going the wrong way"."""
    words = [(keyword.start, keyword.end) for keyword in check.keywords]
    return all(any(first <= start and end <= last for first, last in left) for start, end in words)


def _note(check: Check) -> str:
    if check.note:
        return f"“{check.text}” did not count: {check.note}"
    return check.reservation.note if check.reservation else ""


def measurable(check: Check, missing: int, searched: int) -> Check:
    """Return a check, one of speed or distance as nobody's where nothing that is searched was measured.

    :param missing: Of how many of the tracks that are searched it was not, see :func:`unmeasured_tracks`.
    :param searched: How many these are.
    """
    if check.witness in UNMEASURED and missing == searched:
        return Check(check.keywords, Witness.NOBODY, note=UNMEASURED[check.witness])
    return check


def unmeasured(checks: Sequence[Check], missing: Sequence[int], searched: int) -> tuple[str, ...]:
    """Say for how many of the tracks that are searched a speed or distance could not be checked.

    :param missing: Those of each check.
    """
    return tuple(
        f"“{check.text}” did not count for {many} of {counted(searched, 'vehicle')}: {UNMEASURED[check.witness]}"
        for check, many in zip(checks, missing, strict=True)
        if check.witness in UNMEASURED and many
    )


def unmeasured_tracks(check: Check, facts: Facts, allowed: NDArray[np.bool_]) -> int:
    """Return of how many tracks what a check asks for was not measured, where it asks for speed or distance.

    :param facts: What is known of all tracks, n.
    :param allowed: bool (n,), those that are searched.
    """
    if check.witness not in UNMEASURED:
        return 0
    measured = facts.speed if check.witness is Witness.SPEED else facts.nearest
    return int(np.count_nonzero(allowed & np.isnan(measured)))


def grey(tracks: int, seen: Collection[int], cameras: Mapping[str, int]) -> tuple[str, ...]:
    """Say of how many of the tracks that are searched the colour could not be told.

    :param seen: Ids of their cameras.
    :param cameras: Name -> id of those that exist for whoever asks.
    """
    if not tracks:
        return ()
    names = ", ".join(sorted(name for name, id_ in cameras.items() if id_ in seen))
    one = f"track of {names} is a grey picture: its colour could not be told"
    more = f"tracks of {names} are grey pictures: their colour could not be told"
    return (counted(tracks, one, more),)
