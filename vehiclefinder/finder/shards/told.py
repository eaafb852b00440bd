"""What one searcher tells of the sources that it holds, and sums of what several tell."""

from dataclasses import dataclass

from vehiclefinder.finder.compass import CompassTally
from vehiclefinder.finder.ordering import OrderTally
from vehiclefinder.finder.track_counts import CountedRow
from vehiclefinder.finder.unsearched import LeftOut


@dataclass(frozen=True, slots=True)
class CheckTally:
    """How the tracks that are searched stand to one check.

    :param missing: Of how many what it asks for was not measured on the road.
    :param total: Sum of the shares by which tracks pass it, where paths tell that.
    :param known: Of how many they do.
    """

    missing: int = 0
    total: float = 0.0
    known: int = 0

    def __add__(self, other: "CheckTally") -> "CheckTally":
        return CheckTally(self.missing + other.missing, self.total + other.total, self.known + other.known)


@dataclass(frozen=True, slots=True)
class Presence:
    """That a searcher answers.

    :param version: Which one it runs.
    :param clock: What its clock shows, seconds since 1970 UTC.
    """

    version: str
    clock: float


@dataclass(frozen=True, slots=True)
class Survey:
    """What must be known of all tracks that are searched before any is judged.

    :param searched: How many they are.
    :param checks: Of each check of every way of being what is asked for, in their order.
    :param compass: Of how many no compass point can be told.
    :param grey: Of how many the colour cannot be told, where it is asked for.
    :param grey_cameras: Ids of their cameras.
    :param left: What is not searched.
    """

    searched: int
    checks: tuple[CheckTally, ...]
    compass: CompassTally
    grey: int
    grey_cameras: tuple[int, ...]
    left: LeftOut

    def __add__(self, other: "Survey") -> "Survey":
        return Survey(
            self.searched + other.searched,
            tuple(one + more for one, more in zip(self.checks, other.checks, strict=True)),
            self.compass + other.compass,
            self.grey + other.grey,
            tuple(sorted({*self.grey_cameras, *other.grey_cameras})),
            self.left + other.left,
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A track that may be among the first.

    :param track: Its id.
    :param score: In [0, 1].
    :param way: Number of the alternative that it fulfils best.
    :param shares: How probably it passes each check of that, None where a check could not be made.
    :param value: What the order goes by; None where that is not known, or the best come first.
    """

    track: int
    score: float
    way: int = 0
    shares: tuple[float | None, ...] = ()
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """The first tracks of an order.

    :param first: As many as were asked for, or all.
    :param tally: Of all that there are, these and more.
    """

    first: tuple[Candidate, ...]
    tally: OrderTally


@dataclass(frozen=True, slots=True)
class WantedCandidates:
    """The first tracks that a wanted vehicle may be.

    :param first: By what the order goes by.
    :param in_image: By speed in the picture, where none of them was measured on the road and speed is asked for.
    :param count: Those that match, those that may, and those of the latter of which something is untold, where asked.
    """

    first: Candidates
    in_image: Candidates | None = None
    count: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Browsed:
    """The first of every vehicle.

    :param vehicles: These.
    :param left: What is not searched.
    """

    vehicles: WantedCandidates
    left: LeftOut


@dataclass(frozen=True, slots=True)
class ListedShare:
    """A page of every vehicle.

    :param tracks: Number of each and when it came into view, seconds since 1970 UTC, None where that is not known; one
        more than the page has, where there are more.
    :param left: What is not listed.
    """

    tracks: tuple[tuple[int, float | None], ...]
    left: LeftOut


@dataclass(frozen=True, slots=True)
class AlikeTrack:
    """A track that looks like another one.

    :param track: Its id.
    :param coloured: Whether its pictures have colour.
    :param nearness: By which it was found.
    :param score: In [0, 1].
    :param cosines: Of each slot, in [-1, 1]; None where it could not be compared.
    :param value: What the order goes by; None where that is not known, or the best come first.
    """

    track: int
    coloured: bool
    nearness: float
    score: float
    cosines: tuple[float | None, ...]
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Resembling:
    """The tracks that are nearest to another one.

    :param slots: The names of what was compared.
    :param alike: As many with colour, and as many without, as are asked for.
    :param searched: How many were held against it.
    :param left: What is not searched.
    """

    slots: tuple[str, ...]
    alike: tuple[AlikeTrack, ...]
    searched: int
    left: LeftOut


@dataclass(frozen=True, slots=True)
class CountedShare:
    """How many tracks there are of which sort.

    :param rows: They; empty where they are too many.
    :param found: How many rows there are.
    :param untimed: Tracks of no known time, counted or not.
    """

    rows: tuple[CountedRow, ...]
    found: int
    untimed: int


@dataclass(frozen=True, slots=True)
class ExtentShare:
    """When tracks were seen, seconds since 1970 UTC; None where there is none of known time.

    :param first: When the first of all began.
    :param latest: When the last of all began.
    :param last: When the last of all ended.
    """

    first: float | None = None
    latest: float | None = None
    last: float | None = None


@dataclass(frozen=True, slots=True)
class BinnedShare:
    """How many tracks were first seen in which cell: of the n bins of the first camera, then of the second.

    :param cells: Numbers of those in which there is any, rising.
    :param counts: How many there are in each.
    :param tracks: The largest of their numbers.
    """

    cells: tuple[int, ...] = ()
    counts: tuple[int, ...] = ()
    tracks: tuple[int, ...] = ()
