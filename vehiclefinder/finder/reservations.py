"""What is not told of what is asked for: kinds finer than a type, two colours at once, and how a vehicle moves.

Such a demand is searched as what contains it, and its tracks are possible at most.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ner.keywords import Keyword
from ner.kinds import VehicleKind, kinds
from vehiclefinder.core.types import Motion
from vehiclefinder.finder.paint import TRIM, at_once, trim_of
from vehiclefinder.match.decision import SlotQuery
from vehiclefinder.match.slots import SERVICES

MULTI = "multi"
SEVERAL = "“{}”: two colours at once are not told apart from one of them"
_PACE = re.compile(
    r"slow|brak|accelerat|speed\w*\s+up|revers|back\w*\s+(?:up|out)|swerv|weav|skid|drift|overtak|br[eo]+a?k\w*\s+down",
    re.IGNORECASE,
)
"""Ways of moving or standing that a path does not tell from others."""
_PLAINLY = {"moving": "moving", Motion.STRAIGHT: "going straight", Motion.STOPPED: "stopping"}
MARKED = "“{}” beside a body type is told by its body alone"


@dataclass(frozen=True, slots=True)
class Reservation:
    """What nobody can tell of a demand.

    :param note: Why its tracks are possible at most, in plain words.
    :param settled: What settles the demand all the same: "bus" of "bus or tanker". None: nothing does.
    :param prefers: What puts tracks first among those that pass; it rules nothing out.
    """

    note: str
    settled: SlotQuery | None = None
    prefers: SlotQuery | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a demand is searched.

    :param values: Accepted values; empty where nobody can tell anything of it.
    :param reservation: What is not told of it, or None.
    """

    values: tuple[str, ...]
    reservation: Reservation | None = None


def of_types(keywords: Sequence[Keyword], painted: bool) -> Reading:
    """Read finer kinds as the types that contain them.

    What is ruled out is not searched as its type: "not a tanker" leaves trucks in.

    :param keywords: What stands for one demand.
    :param painted: Whether the sentence says a colour of the vehicle.
    """
    values = values_of(keywords)
    exact = tuple(value for value in values if value not in kinds())
    finer = [kinds()[value] for value in values if value in kinds() and not _within(kinds()[value], exact)]
    types = tuple(dict.fromkeys(type_ for kind in finer for type_ in kind.types))
    marked = tuple(value for value in exact if value in SERVICES) if slot_of((*exact, *types)) == "type" else ()
    if not finer and not marked:
        return Reading(exact)
    note = "; ".join(dict.fromkeys((*(_untold(kind, keywords) for kind in finer), *map(MARKED.format, marked))))
    if keywords[0].negated:
        outside = SlotQuery("type", types, negated=True) if finer and all(kind.types for kind in finer) else None
        return Reading(exact, Reservation(note, outside))
    paint = () if painted else tuple(dict.fromkeys(kind.paint for kind in finer if kind.paint))
    told = tuple(value for value in exact if value not in marked)
    return Reading(
        tuple(dict.fromkeys((*exact, *types))),
        Reservation(
            f"{note}; {' or '.join(paint)} ones come first" if paint else note,
            SlotQuery(slot_of(told), told) if told else None,
            SlotQuery("colour", paint) if paint else None,
        ),
    )


def of_no_type(keywords: Iterable[Keyword]) -> bool:
    """Whether keywords name vehicles that are of none of the types that the matcher knows, such as tractors."""
    return all(value in kinds() and not kinds()[value].types for value in values_of(keywords))


def slot_of(values: Iterable[str]) -> str:
    """Return the slot of values that name vehicles: service where all are marks of one, else type."""
    return "service" if all(value in SERVICES for value in values) else "type"


def of_colours(keywords: Sequence[Keyword], others: Sequence[Keyword], sentence: str) -> Reading:
    """Read colours that are seen at once as any of them, or several; what shows more of each comes first.

    :param keywords: Colours of one vehicle, in the order of the sentence, or one that is ruled out.
    :param others: The other keywords of the vehicle.
    :param sentence: What they stand in.
    """
    trim = trim_of((*keywords, *others), sentence)
    if keywords[0].negated or not (trim or at_once(keywords, others, sentence)):
        said = next((k.text for k in keywords if k.value == MULTI and not k.negated), "")
        return Reading(values_of(keywords), Reservation(SEVERAL.format(said)) if said else None)
    painted = [keyword for keyword in keywords if trim is None or keyword not in trim] or keywords
    said = ", ".join(keyword.text for keyword in painted)
    note = f"“{trim.text}”: {TRIM}" if trim else SEVERAL.format(said)
    each = ["|".join(values_of([keyword])) for keyword in painted] + ([trim.colour] if trim else [])
    together = SlotQuery("colour", tuple(each), together=True)
    return Reading(tuple(dict.fromkeys((*values_of(painted), MULTI))), Reservation(note, prefers=together))


def of_motions(keywords: Sequence[Keyword]) -> Reservation | None:
    """Return what a path does not tell of a motion, such as "slowing down" of moving; None where it tells all."""
    finer = [k for k in keywords if not k.negated and k.value in _PLAINLY and _PACE.search(k.text)]
    if len(finer) < len(keywords) or not finer:
        return None
    notes = (f"“{k.text}” is not told apart from {_PLAINLY[k.value or '']}" for k in finer)
    return Reservation("; ".join(dict.fromkeys(notes)))


def values_of(keywords: Iterable[Keyword]) -> tuple[str, ...]:
    """Return every value of some keywords once; the words themselves where they have none."""
    each = (value for keyword in keywords for value in (keyword.value or keyword.text.lower()).split("|"))
    return tuple(dict.fromkeys(each))


def _within(kind: VehicleKind, values: tuple[str, ...]) -> bool:
    """Whether other values say all that a kind may be: "bus or coach" is bus."""
    return bool(kind.types) and set(kind.types) <= set(values)


def _untold(kind: VehicleKind, keywords: Sequence[Keyword]) -> str:
    if not kind.types:
        return f"{_plural(kind.name)} are not known to the matcher"
    said = next((keyword.text for keyword in keywords if keyword.value == kind.name), kind.name)
    return f"“{said}” is not told apart from {' or '.join(type_.replace('_', ' ') for type_ in kind.types)}"


def _plural(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
