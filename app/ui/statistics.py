"""The page of statistics: how many vehicles there were, when, of what kind, and which way they went."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from html import escape
from urllib.parse import urlencode

import streamlit as st

from vehiclefinder import Bucket, Counts, Grouping, Scope

from . import charts
from .filters import moment
from .shell import Desk

DAYS = {"Today": 0, "7 days": 6, "30 days": 29}
"""Periods -> full days before today."""
ALWAYS, CHOSEN = "Always", "Choose"
BY = {"type": "Type", "colour": "Colour", "direction": "Direction", "camera": "Camera"}
"""Dimensions that are drawn, as they are named."""
DIRECTIONS = {"this way": "towards the camera", "unknown": "hardly moved"}
"""Directions whose names say too little."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was chosen; ``by`` is what stretches of time are split by."""

    scope: Scope
    bucket: Bucket
    by: str


def page(desk: Desk) -> None:
    """Draw the page."""
    st.subheader("Statistics")
    wanted = _wanted(desk)
    counts = _counts(desk, wanted, wanted.bucket, wanted.by)
    _tell(counts, wanted)
    if not counts.total:
        return
    _over_time(counts, wanted)
    for left, right in (("type", "colour"), ("direction", "camera")):
        for column, by in zip(st.columns(2, gap="medium"), (left, right), strict=True):
            with column:
                st.markdown(f"**{BY[by]}**")
                st.altair_chart(charts.totals(_shares(_counts(desk, wanted, Bucket.DAY, by)), by))
    _rows(counts, wanted)


def _wanted(desk: Desk) -> Wanted:
    """Ask what to count.

    :raises ValueError: The range of time ends before it begins.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = st.segmented_control("Time", [ALWAYS, *DAYS, CHOSEN], default=ALWAYS, key="period", required=True)
        bucket = st.segmented_control(
            "Per", list(Bucket), default=Bucket.HOUR, format_func=str.capitalize, key="bucket", required=True
        )
        by = st.segmented_control("Split by", list(BY), default="type", format_func=BY.get, key="by", required=True)
        names = [card.camera.name for card in desk.room.cameras.list(desk.who, 200)]
        cameras = st.multiselect("Cameras", names, key="counted cameras", placeholder="All cameras")
    since, until = _range(period)
    return Wanted(Scope(cameras=tuple(cameras), since=since, until=until), Bucket(bucket), by)


def _range(period: str) -> tuple[datetime | None, datetime | None]:
    if period == CHOSEN:
        left, right = st.columns(2, gap="medium")
        with left:
            since = moment("From", time.min)
        with right:
            return since, moment("To", time.max)
    if period == ALWAYS:
        return None, None
    day = datetime.now().astimezone().date() - timedelta(days=DAYS[period])
    return datetime.combine(day, time.min).astimezone(), None


def _counts(desk: Desk, wanted: Wanted, bucket: Bucket, by: str) -> Counts:
    return desk.room.stats.counts(desk.who, wanted.scope, Grouping(bucket, (by,)))


def _tell(counts: Counts, wanted: Wanted) -> None:
    """Say how many there are, and what is not among them."""
    if counts.total:
        with st.container(horizontal=True, gap="large"):
            st.metric("Vehicles", f"{counts.total:,}", width="content")
            if starts := Counter({row.start: 0 for row in counts.rows if row.start}):
                starts.update({})
    else:
        st.info("No vehicle was seen there and then." if wanted.scope.timed else "No vehicle was seen yet.")
    for note in counts.notes:
        st.caption(f"{note[0].upper()}{note[1:]}.")
