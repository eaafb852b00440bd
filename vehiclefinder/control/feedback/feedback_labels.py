"""What a result that was judged right says of the vehicle: labels as training reads them."""

from collections.abc import Iterable

from vehiclefinder.core.labelled_crops import COLUMNS
from vehiclefinder.finder.plan import Check, Witness
from vehiclefinder.match.geometry import HEADINGS
from vehiclefinder.match.slots import SLOTS, VIEWS

MIDDLES = {way: VIEWS[round(degrees / 360 * len(VIEWS))] for way, degrees in HEADINGS.items()}
"""Direction of travel -> the view that lies in the middle of its quadrant."""


def labels_of(checks: Iterable[Check]) -> dict[str, str]:
    """Return column -> label; a slot is left out where the words give it no canonical value, or rule values out.

    Alternatives are joined by ``|``, as in ``labels.csv``. Words wider than a value ("car") say nothing of their slot.
    """
    labels: dict[str, str] = {}
    for check in checks:
        slot, values = _claim(check)
        if values and not check.negated and all(value in SLOTS[slot] for value in values):
            labels.setdefault(COLUMNS[slot], "|".join(values))
    return labels


def _claim(check: Check) -> tuple[str, tuple[str, ...]]:
    if check.witness is Witness.HEADING:
        return "orientation", tuple(MIDDLES[value] for value in check.values)
    return (check.wanted.slot, check.wanted.values) if check.wanted else ("type", ())
