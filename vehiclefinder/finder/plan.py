"""From the keywords of one vehicle to the checks that a track must pass."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ner.amounts import Amount, read_amount
from ner.keywords import Keyword, Query, Target, TargetRole
from ner.stops import read_stop
from vehiclefinder.core.compass import POINTS
from vehiclefinder.core.types import Motion
from vehiclefinder.finder.makes import UNCHECKED, as_body, makes_among, why_unchecked
from vehiclefinder.finder.paint import TRIM, trim_of
from vehiclefinder.finder.reservations import (
    Reservation,
    of_colours,
    of_motions,
    of_no_type,
    of_types,
    slot_of,
    values_of,
)
from vehiclefinder.match.decision import SlotQuery
from vehiclefinder.match.geometry import HEADINGS, MOTIONS, PLACES


class Witness(StrEnum):
    """Who can say whether a track passes a check."""

    APPEARANCE = "appearance"
    HEADING = "heading"
    COMPASS = "compass"
    PLACE = "place"
    MOTION = "motion"
    SPEED = "speed"
    DISTANCE = "distance"
    STOP = "stop"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Check:
    """One demand on a track.

    :param keywords: The words it stands for; several where any of them will do ("white or silver").
    :param witness: Who can tell.
    :param wanted: Slot and accepted values, where appearance can tell.
    :param values: Accepted values, where the path can tell.
    :param note: Why nobody can tell, or empty.
    :param amounts: Accepted km/h or metres, where the calibrated road can tell; seconds of a stop.
    :param reservation: What of it nobody can tell, though the rest is checked; None where there is nothing such.
    :param frequent: What share of the vehicles searched pass it, as which those count of which it is untold; None where
        nobody has reckoned that yet.
    """

    keywords: tuple[Keyword, ...]
    witness: Witness
    wanted: SlotQuery | None = None
    values: tuple[str, ...] = ()
    note: str = ""
    amounts: tuple[Amount, ...] = ()
    reservation: Reservation | None = None
    frequent: float | None = None

    @property
    def negated(self) -> bool:
        """True where the sentence rules the values out."""
        return self.keywords[0].negated

    @property
    def reserved(self) -> bool:
        """True where tracks are possible at most: nobody tells all of it, and few vehicles are like that.

        What is ruled out and nobody can tell, such as a make, most vehicles are not.
        """
        return self.reservation is not None or (self.witness is Witness.NOBODY and not self.negated)

    @property
    def of_colour(self) -> bool:
        """True where colour is asked for, which a monochrome picture does not tell."""
        return self.wanted is not None and self.wanted.slot == "colour"

    @property
    def text(self) -> str:
        """The words, as they should be shown."""
        words = ", ".join(dict.fromkeys(keyword.text for keyword in self.keywords))
        return f"not {words}" if self.negated else words


WITNESSES = {
    "orientation": Witness.HEADING,
    "compass": Witness.COMPASS,
    "location": Witness.PLACE,
    "motion": Witness.MOTION,
}
TOLD = {"orientation": HEADINGS.keys(), "compass": POINTS.keys(), "location": PLACES, "motion": MOTIONS}
"""Kind of attribute -> the values that a path can tell."""
MEASURED = {"velocity": Witness.SPEED, "range": Witness.DISTANCE}
OR = re.compile(r"(?:,\s*)?or(?:\s+(?:an?|the))?|/")
"""What joins types that are alternatives."""
GREY = "grey picture"
"""Why a colour could not be told of a track."""
UNMEASURED = {
    Witness.SPEED: "speed is known only on the calibrated road of a camera",
    Witness.DISTANCE: "distance is known only on the calibrated road of a camera",
}
"""Why a speed or distance could not be told of a track."""
NO_POINT = "it hardly moved, or nobody has said where north is on its camera"
WHY_UNTOLD = UNMEASURED | {Witness.COMPASS: NO_POINT}
"""Why a check could not be made of a track, where its witness says nothing."""


def wanted_targets(query: Query) -> list[Target]:
    """Return the vehicles that are looked for; none where a sentence names others alone ("bigger than a van")."""
    return [target for target in query.targets if target.role is TargetRole.TARGET]


def plan(target: Target, sentence: str) -> tuple[Check, ...]:
    """Return the checks of one wanted vehicle, in the order of the sentence.

    :param target: The keywords of the vehicle.
    :param sentence: The whole text, which tells "sedan or suv" from "box truck" twice labelled.
    """
    said = {as_body(keyword, target): keyword for keyword in target.keywords}
    keywords = list(said)
    groups: list[list[Keyword]] = []
    for keyword in sorted(keywords, key=lambda k: (k.start, k.end)):
        partner = next((g for g in groups if _alternatives(g[-1], keyword, sentence)), None)
        if partner is None:
            groups.append([keyword])
        else:
            partner.append(keyword)
    each = [_check(tuple(group), keywords, sentence) for group in groups]
    checks = tuple(one for check in each for one in _with_makes(check, makes_among(check.keywords, said)))
    painted = any(check.of_colour for check in checks)
    return checks if painted else (*checks, *_trimmed(keywords, sentence))


def family(label: str) -> str:
    """Return the kind of attribute that a label speaks of: ``vehicle_type-suv`` -> ``type``."""
    return label.removeprefix("vehicle_").split("-")[0]


def kind_of(keyword: Keyword) -> str:
    """Return the kind of demand that a keyword makes: its label's family, or that of stops of a given duration."""
    kind = family(keyword.label)
    return "stop" if kind == "motion" and read_stop(keyword.text) else kind


def _alternatives(first: Keyword, second: Keyword, sentence: str) -> bool:
    """Colours of one vehicle are alternatives however they are joined; other attributes only where "or" joins them."""
    if kind_of(first) != kind_of(second) or first.negated != second.negated or first.negated:
        return False
    between = sentence[first.end : second.start].strip().lower()
    return family(first.label) == "color" or OR.fullmatch(between) is not None


def _check(keywords: tuple[Keyword, ...], all_: Sequence[Keyword], sentence: str) -> Check:
    kind = kind_of(keywords[0])
    if kind == "stop":
        amounts = tuple(found for keyword in keywords if (found := read_stop(keyword.text)))
        return Check(keywords, Witness.STOP, values=(Motion.STOPPED,), amounts=amounts)
    if kind in MEASURED:
        return _measured(keywords, MEASURED[kind], sentence)
    if kind in UNCHECKED:
        return Check(keywords, Witness.NOBODY, note=UNCHECKED[kind])
    values = values_of(keywords)
    if kind in WITNESSES:
        told = tuple(value for value in values if value in TOLD[kind])
        finer = of_motions(keywords) if kind == "motion" else None
        return Check(keywords, WITNESSES[kind], values=told, reservation=finer) if told else _untold(keywords)
    if kind == "color":
        reading = of_colours(keywords, [k for k in all_ if k not in keywords], sentence)
    else:
        reading = of_types(keywords, any(family(k.label) == "color" and not k.negated for k in all_))
    if not reading.values:
        note = reading.reservation.note if reading.reservation else "not understood"
        implied = keywords[0].negated and of_no_type(keywords) and any(map(_says_type, all_))  # a car is no tractor
        return Check(keywords, Witness.NOBODY, note=note, reservation=None if implied else reading.reservation)
    slot = "colour" if kind == "color" else slot_of(reading.values)
    wanted = SlotQuery(slot, reading.values, keywords[0].negated)
    return Check(keywords, Witness.APPEARANCE, wanted=wanted, reservation=reading.reservation)


def _with_makes(check: Check, makes: tuple[Keyword, ...]) -> tuple[Check, ...]:
    """Keep in mind that a body is not all that a make says of a vehicle.

    What has the body of a make may be another, and so it may where the make is ruled out.

    :param check: Of bodies, among them those of makes.
    :param makes: These, as the sentence has them.
    """
    if not makes or check.reservation or check.wanted is None:
        return (check,)
    why = why_unchecked(makes[0])
    if check.negated:
        outside = Reservation(why, check.wanted)
        return (Check(makes, Witness.NOBODY, note=why, reservation=outside),)
    others = values_of(k for k in check.keywords if all((k.start, k.end) != (make.start, make.end) for make in makes))
    if not others:
        return check, Check(makes, Witness.NOBODY, note=why)
    note = f"“{', '.join(make.text for make in makes)}” counted by body alone: {why}"
    return (replace(check, reservation=Reservation(note, SlotQuery(check.wanted.slot, others))),)


def _says_type(keyword: Keyword) -> bool:
    return family(keyword.label) == "type" and not keyword.negated and keyword.value not in (None, "vehicle")


def _trimmed(keywords: Sequence[Keyword], sentence: str) -> tuple[Check, ...]:
    """The colour of a stripe on a vehicle of which no paint is said, which nobody can tell."""
    trim = trim_of(keywords, sentence)
    if trim is None:
        return ()
    keyword = Keyword("vehicle_color", trim.text, trim.start, trim.start + len(trim.text), value=trim.colour)
    return (Check((keyword,), Witness.NOBODY, note=TRIM, reservation=Reservation(TRIM)),)


def _measured(keywords: tuple[Keyword, ...], witness: Witness, sentence: str) -> Check:
    read = [found for keyword in keywords if (found := read_amount(keyword, sentence))]
    if not read:
        return _untold(keywords)
    compared, amounts = zip(*read, strict=True)
    return Check(compared, witness, amounts=amounts)


def _untold(keywords: tuple[Keyword, ...]) -> Check:
    known = any(keyword.value for keyword in keywords)
    return Check(keywords, Witness.NOBODY, note="a path does not tell this" if known else "not understood")
