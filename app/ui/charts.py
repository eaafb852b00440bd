"""Charts of counts, which read on light and on dark."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vehiclefinder.control import Bucket, Counts

from .words import words

if TYPE_CHECKING:
    import altair as alt

UNITS = {Bucket.MINUTE: "yearmonthdatehoursminutes", Bucket.HOUR: "yearmonthdatehours", Bucket.DAY: "yearmonthdate"}
PAINT = {
    "white": "#f6f6f6",
    "black": "#17191c",
    "grey": "#7d8288",
    "silver": "#c3c8ce",
    "red": "#cf3b32",
    "blue": "#2f6fd0",
    "green": "#2e8b4f",
    "yellow": "#ecc52f",
    "orange": "#e5812b",
    "brown": "#7b5233",
    "beige": "#d8c8a4",
    "purple": "#8150b8",
    "pink": "#e58fb1",
    "several colours": "#3fb5ae",
    "unknown": "#59616b",
}
"""What the colours of vehicles are drawn in."""
TONES = (
    "#4c8dd9", "#e58a3c", "#57a773", "#c95d63", "#8f79c9", "#b08b5b", "#d98cb3", "#8a9099", "#b5ad3e", "#45aebf",
    "#2f5d94", "#a35a1d", "#2f6b46", "#8a3239", "#58458f",
)  # fmt: skip
"""For everything else."""
ANGLES = {"away": 0, "right": 90, "this way": 180, "left": 270}
"""Directions of travel as arrows point in the picture, degrees clockwise from its top."""
EDGE = "#8b949e"
"""Around every bar: white is seen on white by it, and black on black."""


def over_time(counts: Counts, by: str) -> "alt.Chart":
    """Return bars of the vehicles of known time, stacked.

    :param by: The one dimension that was counted by.
    """
    import altair as alt

    # Without a zone: the browser takes them for its own, and so shows the hours as they were counted.
    rows = [
        {"start": row.start.replace(tzinfo=None).isoformat(), by: words(row.values[0], by), "count": row.count}
        for row in counts.rows
        if row.start
    ]
    unit: Any = UNITS[counts.grouping.bucket]
    return _bars(rows, by).encode(
        x=alt.X("start:T", timeUnit=unit, title=None),
        y=alt.Y("sum(count):Q", title="Vehicles", axis=alt.Axis(tickMinStep=1)),
        tooltip=[alt.Tooltip("start:T", timeUnit=unit, title="From"), f"{by}:N", "sum(count):Q"],
    )


def totals(shares: Mapping[str, int], by: str) -> "alt.Chart":
    """Return one bar for each value of a dimension, the most frequent first."""
    import altair as alt

    rows = [{by: words(value, by), "count": count} for value, count in shares.items()]
    return _bars(rows, by).encode(
        x=alt.X("count:Q", title="Vehicles", axis=alt.Axis(tickMinStep=1)),
        y=alt.Y(f"{by}:N", sort="-x", title=None),
        color=alt.Color(f"{by}:N", scale=_scale(rows, by), legend=None),
        tooltip=[f"{by}:N", "count:Q"],
    )


def directions(counts: Counts) -> Any:
    """Return an arrow for each camera and direction, as large as there are vehicles; those that hardly moved have none.

    :param counts: By camera and direction.
    """
    import altair as alt

    many: Counter[tuple[str, str]] = Counter()
    for row in counts.rows:
        camera, direction = row.values
        many[camera, direction] += row.count
    rows = [
        {"camera": camera, "direction": words(direction, "direction"), "angle": ANGLES[direction], "count": count}
        for (camera, direction), count in sorted(many.items())
        if direction in ANGLES
    ]
    order = [words(direction, "direction") for direction in ANGLES]
    base = alt.Chart().encode(x=alt.X("camera:N", title=None), y=alt.Y("direction:N", title=None, sort=order))
    arrows = base.mark_point(shape="arrow", filled=True, opacity=1.0, color=TONES[0], stroke=EDGE, strokeWidth=0.7)
    drawn = arrows.encode(
        angle=alt.Angle("angle:Q", scale=None),
        size=alt.Size("count:Q", title="Vehicles", scale=alt.Scale(range=[80, 1400], zero=True), legend=None),
        tooltip=["camera:N", "direction:N", "count:Q"],
    )
    numbers = base.mark_text(dx=26, color=EDGE).encode(text="count:Q")
    layered: Any = alt.layer(drawn, numbers, data=alt.InlineData(values=rows))
    return layered


def _bars(rows: Sequence[Mapping[str, Any]], by: str) -> "alt.Chart":
    import altair as alt

    chart = alt.Chart(alt.InlineData(values=[dict(row) for row in rows])).mark_bar(stroke=EDGE, strokeWidth=0.7)
    coloured: alt.Chart = chart.encode(color=alt.Color(f"{by}:N", scale=_scale(rows, by), title=None))
    return coloured


def _scale(rows: Sequence[Mapping[str, Any]], by: str) -> "alt.Scale":
    """Colours by name, so that a value has the same in every chart of a page."""
    import altair as alt

    values = sorted({row[by] for row in rows})
    tones = [PAINT[v] for v in values] if by == "colour" else [TONES[i % len(TONES)] for i in range(len(values))]
    return alt.Scale(domain=values, range=tones)
