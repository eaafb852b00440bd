"""The page of statistics: how many vehicles there were, when, of what kind, and which way they went."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from html import escape
from urllib.parse import urlencode

import streamlit as st

from vehiclefinder import Scope
from vehiclefinder.control import Bucket, Counts, Grouping

from . import charts
from .filters import moment
from .page import PageContext, site_clock
from .words import words

DAYS = {"Today": 0, "7 days": 6, "30 days": 29}
"""Periods -> full days before today."""
ALWAYS, CHOSEN = "Always", "Choose"
BY = {"type": "Type", "colour": "Colour", "direction": "Direction", "camera": "Camera"}
"""Dimensions that are drawn, as they are named."""
MOST = 30
"""Bars of one chart."""
TALLEST = 500
"""Pixels of the table of numbers."""


@dataclass(frozen=True, slots=True)
class StatisticsForm:
    """What was chosen; ``by`` is what stretches of time are split by."""

    scope: Scope
    bucket: Bucket
    by: str


def page(context: PageContext) -> None:
    """Draw the page."""
    st.title("Statistics")
    wanted = _wanted(context)
    counts = _counts(context, wanted, wanted.bucket, wanted.by)
    _tell(counts, wanted)
    if not counts.total:
        return
    _over_time(counts, wanted)
    for left, right in (("type", "colour"), ("direction", "camera")):
        for column, by in zip(st.columns(2, gap="medium"), (left, right), strict=True):
            with column:
                _totals(counts if by == wanted.by else _counts(context, wanted, Bucket.DAY, by), by)
    _directions(context, wanted)
    _rows(counts, wanted)


def _wanted(context: PageContext) -> StatisticsForm:
    """Ask what to count.

    :raises ValueError: The range of time ends before it begins.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = st.segmented_control("Time", [ALWAYS, *DAYS, CHOSEN], default=ALWAYS, key="period", required=True)
        bucket = st.segmented_control(
            "Per", list(Bucket), default=Bucket.HOUR, format_func=str.capitalize, key="bucket", required=True
        )
        by = st.segmented_control(
            "Split by", list(BY), default="type", format_func=BY.__getitem__, key="by", required=True
        )
        names = context.room.cameras.names(context.who)
        cameras = st.multiselect("Cameras", names, key="counted cameras", placeholder="All cameras")
    since, until = _range(period)
    return StatisticsForm(Scope(cameras=tuple(cameras), since=since, until=until), Bucket(bucket), by)


def _range(period: str) -> tuple[datetime | None, datetime | None]:
    if period == CHOSEN:
        left, right = st.columns(2, gap="medium")
        with left:
            since = moment("From", time.min)
        with right:
            return since, moment("To", time.max)
    if period == ALWAYS:
        return None, None
    clock = site_clock()
    return clock.at(clock.today() - timedelta(days=DAYS[period]), time.min), None


def _counts(context: PageContext, wanted: StatisticsForm, bucket: Bucket, by: str) -> Counts:
    return context.room.statistics.counts(context.who, wanted.scope, Grouping(bucket, (by,), _zone()))


def _zone() -> str | None:
    zone = site_clock().zone
    return zone.key if zone else None


def _tell(counts: Counts, wanted: StatisticsForm) -> None:
    """Say how many there are, and what is not among them."""
    if counts.total:
        st.metric("Vehicles", f"{counts.total:,}")
    else:
        st.info("No vehicle was seen there and then." if wanted.scope.timed else "No vehicle was seen yet.")
    for note in counts.notes:
        st.caption(f"{note[0].upper()}{note[1:]}.")


def _over_time(counts: Counts, wanted: StatisticsForm) -> None:
    if all(row.start is None for row in counts.rows):
        st.info("No time is known of any of them, so there is nothing to draw over time.")
        return
    st.markdown(f"**Per {wanted.bucket}**")
    st.altair_chart(charts.over_time(counts, wanted.by))
    st.caption("When each was first seen.")


def _totals(counts: Counts, by: str) -> None:
    shares: Counter[str] = Counter()
    for row in counts.rows:
        shares[row.values[0]] += row.count
    st.markdown(f"**{BY[by]}**")
    st.altair_chart(charts.totals(dict(shares.most_common(MOST)), by))
    if len(shares) > MOST:
        st.caption(f"The {MOST} of {len(shares)} with the most vehicles.")


def _directions(context: PageContext, wanted: StatisticsForm) -> None:
    """Draw which way vehicles went at each camera, which is all that the data tells."""
    by = Grouping(Bucket.DAY, ("camera", "direction"), _zone())
    st.markdown("**Directions at each camera**")
    st.altair_chart(charts.directions(context.room.statistics.counts(context.who, wanted.scope, by)))
    st.caption("As in the picture. Vehicles are not recognised from camera to camera: between them no flow is known.")


def _rows(counts: Counts, wanted: StatisticsForm) -> None:
    with st.expander("Numbers", icon=":material/table:"):
        st.dataframe(_records(counts), hide_index=True, height=min(36 * len(counts.rows) + 40, TALLEST))
    st.html(f'<a class="vf-button" href="/v1/stats.csv?{escape(_query(wanted))}" download>Download as CSV</a>')


def _records(counts: Counts) -> list[dict[str, object]]:
    """Return the rows as a table shows them, with words for values and times by the clock of the site."""
    clock = site_clock()
    told = (
        {by: words(value, by) for by, value in zip(counts.grouping.by, row.values, strict=True)} for row in counts.rows
    )
    starts = (clock.minute(row.start) if row.start else "" for row in counts.rows)
    return [
        {"start": start} | one | {"count": row.count} for start, one, row in zip(starts, told, counts.rows, strict=True)
    ]


def _query(wanted: StatisticsForm) -> str:
    """Return the same question as REST is asked it."""
    scope = wanted.scope
    pairs = [("bucket", str(wanted.bucket)), ("by", wanted.by), *(("camera", camera) for camera in scope.cameras)]
    pairs += [("zone", zone)] if (zone := _zone()) else []
    times = (("since", scope.since), ("until", scope.until))
    return urlencode(pairs + [(name, at.isoformat()) for name, at in times if at])
