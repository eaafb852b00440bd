"""The page of all that passed: strips over time for each camera, and the vehicles in the order of time.

Its address tells what is shown: ``?camera=..&zone=CAMERA/ZONE&from=..&to=..&at=..&order=oldest``, or ``?video=..``.
The browser asks the REST routes by itself, so that no picture and no list is held in memory here.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from .component import component, nothing
from .page import PageContext, spoken_title
from .way_back import show_beside

PARTS = ("elements", "browse_clock", "browse_strips", "browse_list")
"""Scripts of the page beside its own."""
MOST = 400
"""Neighbours in the list that the page of a result steps through."""
ORDERS = ("newest", "oldest")


def page(context: PageContext) -> None:
    """Draw the page.

    :raises ValueError: The address names a camera or zone that does not exist for them, or no time.
    """
    spoken_title("Browse")
    cameras, zones = context.room.cameras.names(context.who), context.room.cameras.zones(context.who)
    if not cameras:
        st.info("There is no camera yet.")
        return
    names = [f"{camera}/{zone}" for camera, zone in zones]
    shown = component("browse", *PARTS)(
        data={"cameras": list(cameras), "zones": names, "asked": _asked(cameras, names)},
        key="browse",
        on_action_change=nothing,
    )
    if shown.action:
        _open(shown.action)


def _asked(cameras: Sequence[str], zones: Sequence[str]) -> dict[str, Any]:
    """Return what the address says."""
    query = st.query_params
    order = query.get("order", ORDERS[0])
    if order not in ORDERS:
        raise ValueError(f"expected order=newest or order=oldest in the address, got {order!r}")
    video = query.get("video", "")
    if video and not (video.isascii() and video.isdigit() and len(video) < 10):
        raise ValueError(f"expected the number of a video in the address, got {video!r}")
    return {
        "cameras": _known("camera", cameras),
        "zones": _known("zone", zones),
        **{name: _time(name) for name in ("from", "to", "at")},
        "order": order,
        "video": int(video) if video else None,
    }


def _known(name: str, there: Sequence[str]) -> list[str]:
    named = st.query_params.get_all(name)
    for one in named:
        if one not in there:
            raise ValueError(f"expected a {name} of {sorted(there)}, got {one!r}")
    return named


def _time(name: str) -> str | None:
    text = st.query_params.get(name, "")
    try:
        return datetime.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise ValueError(f"expected {name} as a time such as 2026-05-01T08:00 in the address, got {text!r}") from None


def _open(action: Any) -> None:
    """Go to the page of a result; its neighbours there are those of the list, and its way back leads to it."""
    track, near, query = action["track"], action["near"][:MOST], action["query"]
    if isinstance(track, int) and all(isinstance(one, int) for one in near) and isinstance(query, str):
        show_beside(near, f"/browse?{query}")
        st.switch_page(st.session_state["pages"]["result"], query_params={"track": str(track)})
