"""How many vehicles were seen: when, where, of what type and colour, and which way they went."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from vehiclefinder.control.statistics.aggregation import CountRow, Counts, Grouping
from vehiclefinder.core.access import Identity
from vehiclefinder.core.counting import counted
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import REMEDY, Scope
from vehiclefinder.finder.shards.questions import CountingQuestion
from vehiclefinder.finder.shards.told import CountedShare
from vehiclefinder.finder.track_counts import NAMES
from vehiclefinder.finder.unsearched import unsearched
from vehiclefinder.store.tracks.catalog import Catalog

MOST_ROWS = 50_000
"""Rows of one answer."""


class Statistics:
    """Counts tracks. A vehicle that was lost and found again is two.

    :param catalog: What was seen.
    :param finder: What can be found now.
    """

    def __init__(self, catalog: Catalog, finder: Finder) -> None:
        self._catalog = catalog
        self._finder = finder

    def counts(self, who: Identity, scope: Scope = Scope(), grouping: Grouping = Grouping()) -> Counts:
        """Count the vehicles of the cameras that exist for whoever asks.

        Each counts once, when it was first seen: from ``since`` on and before ``until``, so that stretches that meet
        count nobody twice. Types and colours are the most probable ones.

        :param scope: Which cameras and times; its ``k`` does not matter.
        :param grouping: What is counted together.
        :raises ValueError: A camera does not exist for them, or the answer would have more than 50,000 rows.
        :raises StoreError: The catalog cannot be read.
        """
        scope = replace(scope, visible=who.cameras)
        coverage = self._finder.coverage()  # first, lest what is encoded meanwhile pass for counted
        shares, report = self._finder.ask(CountingQuestion(scope, grouping, MOST_ROWS))
        cameras = scope.seen(self._catalog.camera_ids())
        untimed = sum(share.untimed for share in shares)
        unseen = unsearched(coverage, scope.searched(cameras), "counted")
        notes = (*_notes(scope, untimed), *unseen, *(report.notes if report else ()))
        return Counts(grouping, _rows(shares, grouping, cameras), untimed, notes, report)


def _rows(shares: Sequence[CountedShare], grouping: Grouping, cameras: Mapping[str, int]) -> tuple[CountRow, ...]:
    """Return the sums of what several searchers counted, by time and by what is told apart, those of no time last."""
    sums: Counter[tuple[float, tuple[int, ...]]] = Counter()
    for share in shares:
        for start, codes, count in share.rows:
            sums[float("inf") if start is None else start, codes] += count
    found = max(len(sums), *(share.found for share in shares))
    if found > MOST_ROWS:
        raise ValueError(
            f"expected counts in at most {MOST_ROWS:,} rows, got {found:,}: "
            "count by fewer things, in longer stretches, or over a shorter time"
        )
    names = {id_: name for name, id_ in cameras.items()}
    starts = {start: None if start == float("inf") else grouping.bucket_of(start) for start, _ in sums}

    def told(codes: Sequence[int]) -> tuple[str, ...]:
        return tuple(
            names.get(code, f"camera {code}") if by == "camera" else str(NAMES[by][code])
            for by, code in zip(grouping.by, codes, strict=True)
        )

    return tuple(CountRow(starts[start], told(codes), count) for (start, codes), count in sorted(sums.items()))


def _notes(scope: Scope, untimed: int) -> tuple[str, ...]:
    if not untimed:
        return ()
    one, more = (
        ("was left out", "were left out") if scope.timed else ("is counted without one", "are counted without one")
    )
    told = counted(untimed, f"track has no known time and {one}", f"tracks have no known time and {more}")
    return (f"{told}; {REMEDY}",)
