"""What is said of tracks that the present model has no vectors of."""

from collections.abc import Callable, Mapping

from vehiclefinder.store.tracks.coverage import Coverage

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
        remedy = "run 'vehiclefinder reencode', unless the service is at it"
        notes.append(f"{waiting}: not {fate} until the present model has encoded them; {remedy}")
    if lost:
        notes.append(
            f"{lost}: not {fate}, since the model changed and their pictures are missing; "
            "delete their sources and ingest them again"
        )
    return tuple(notes)


def _of_cameras(count: Callable[[list[int]], int], cameras: Mapping[str, int]) -> str:
    """How many tracks of which cameras; empty where there are none."""
    names = sorted(name for name, id_ in cameras.items() if count([id_]))
    tracks = count(list(cameras.values()))
    more = f" and {len(names) - NAMES} more cameras" if len(names) > NAMES else ""
    return f"{tracks} tracks of {', '.join(names[:NAMES])}{more}" if tracks else ""
