"""What is said of tracks that the present model has no vectors of."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from vehiclefinder.core.counting import counted
from vehiclefinder.finder.scope import REMEDY, Scope
from vehiclefinder.store.index.track_index import TrackIndex
from vehiclefinder.store.tracks.coverage import Coverage, SourceGap

REENCODE = "run 'vehiclefinder reencode', unless the service is at it"
BRING_BACK = "bring them back and run 'vehiclefinder reencode', or delete their sources and ingest them again"
NAMES = 3
"""Cameras that are named; of more it is told how many."""


def unsearched(coverage: Coverage, cameras: Mapping[str, int], fate: str = "searched") -> tuple[str, ...]:
    """Say how many tracks of which cameras are left out, so that it does not look as if they did not match.

    :param cameras: Those that are asked, name -> id.
    :param fate: What is not done to them.
    """
    waiting, lost = (_of_cameras(count, cameras) for count in (coverage.waiting, coverage.without_pictures))
    notes = []
    if waiting:
        notes.append(f"{waiting}: not {fate} until the present model has encoded them; {REENCODE}")
    if lost:
        notes.append(f"{lost}: not {fate}, since the model changed and their pictures are missing; {BRING_BACK}")
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not looked at, of all that exists for whoever asks.

    :param untimed: Tracks outside for want of a known time.
    :param gaps: Tracks that the present model has no vectors of, summed by camera; their source is 0.
    :param ingested: Whether there is any track at all.
    """

    untimed: int = 0
    gaps: tuple[SourceGap, ...] = ()
    ingested: bool = False

    def __add__(self, other: "LeftOut") -> "LeftOut":
        gaps = _by_camera((*self.gaps, *other.gaps))
        return LeftOut(self.untimed + other.untimed, gaps, self.ingested or other.ingested)


def left_out(coverage: Coverage, index: TrackIndex, scope: Scope, cameras: Mapping[str, int]) -> LeftOut:
    """Return what is not looked at of an index.

    :param coverage: What an index lacks that is no younger than ``index``, lest what was encoded meanwhile pass for
        searched.
    :param cameras: Those that exist for whoever asks, name -> id.
    """
    ingested = bool(Scope(visible=scope.visible).of_cameras(index.facts, cameras).any())
    return LeftOut(scope.untimed(index.facts, cameras), _by_camera(coverage.gaps), ingested)


def missing(left: LeftOut, scope: Scope, cameras: Mapping[str, int]) -> tuple[int, tuple[str, ...]]:
    """Return how many tracks wait for a new model, and what is said of all that is not searched.

    :param cameras: Those that exist for whoever asks, name -> id.
    """
    searched, coverage = scope.searched(cameras), Coverage(left.gaps)
    notes = unsearched(coverage, searched)
    if not notes and not left.ingested:
        notes = ("nothing has been ingested yet",)
    told = counted(left.untimed, "track has no known time and was", "tracks have no known time and were")
    untimed = (f"{told} left out; {REMEDY}",) if left.untimed else ()
    return coverage.waiting(searched.values()), (*untimed, *notes)


def remedy(coverage: Coverage, source: int) -> str:
    """Say what makes a track of a source comparable that has no vector of the present model."""
    if source in coverage.superseded:
        return "its video was ingested once more with that model: take the track that it has there"
    if any(gap.source == source and not gap.outdated for gap in coverage.gaps):
        return f"its pictures are missing; {BRING_BACK}"
    return REENCODE


def _by_camera(gaps: Iterable[SourceGap]) -> tuple[SourceGap, ...]:
    sums: Counter[tuple[int, bool]] = Counter()
    for gap in gaps:
        sums[gap.camera, gap.outdated] += gap.tracks
    return tuple(SourceGap(0, camera, tracks, outdated) for (camera, outdated), tracks in sorted(sums.items()))


def _of_cameras(count: Callable[[list[int]], int], cameras: Mapping[str, int]) -> str:
    """How many tracks of which cameras; empty where there are none."""
    names = sorted(name for name, id_ in cameras.items() if count([id_]))
    tracks = count(list(cameras.values()))
    more = f" and {counted(len(names) - NAMES, 'more camera')}" if len(names) > NAMES else ""
    return f"{counted(tracks, 'track')} of {', '.join(names[:NAMES])}{more}" if tracks else ""
