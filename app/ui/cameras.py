"""The page of cameras: all of them with their stills, or the one that the address names."""

import streamlit as st

from vehiclefinder.control import CameraCard, Role, all_pages

from . import sources
from .camera import open_camera, show
from .camera_summary import browse_link, picture, told, warning
from .page import PageContext, errors_shown, plain
from .readiness import readiness
from .stream_alarms import stream_alarms

COLUMNS = 3
SHOWN = 12
"""Cameras on one page of the list."""


def page(context: PageContext) -> None:
    """Draw the page."""
    if name := st.query_params.get("camera"):
        if st.button("All cameras", icon=":material/arrow_back:"):
            open_camera(None)
        show(context, name)
        return
    st.subheader("Cameras")
    readiness(context)
    stream_alarms(context)
    if context.may(Role.ADMIN):
        _create(context)
        sources.add(context)
    sources.listed(context, may_cancel=context.may(Role.ADMIN))
    _list(context)


def _create(context: PageContext) -> None:
    with st.form("create camera", border=False, clear_on_submit=True), errors_shown():
        left, middle, right = st.columns([2, 3, 1], vertical_alignment="bottom")
        name = left.text_input("Name of a new camera", max_chars=200, placeholder="Station Road, north")
        words = middle.text_input("Description", max_chars=1000)
        if right.form_submit_button("Add a camera", type="primary", width="stretch"):
            open_camera(context.room.cameras.create(context.who, name.strip(), {"description": words}).camera.name)


def _list(context: PageContext) -> None:
    cards = list(all_pages(lambda after: context.room.cameras.list(context.who, 200, after)))
    if not cards:
        st.info("There is no camera yet. It appears with its first video.")
        return
    pages = -(-len(cards) // SHOWN)
    at = st.pagination(pages, key=f"cameras page {pages}") if pages > 1 else 1
    cards = cards[(at - 1) * SHOWN : at * SHOWN]
    for row in range(0, len(cards), COLUMNS):
        for column, card in zip(st.columns(COLUMNS), cards[row : row + COLUMNS], strict=False):
            with column.container(border=True):
                _card(card)


def _card(card: CameraCard) -> None:
    st.html(picture(card))
    if st.button(plain(card.camera.name), key=f"camera {card.id}", icon=":material/videocam:", type="tertiary"):
        open_camera(card.camera.name)
    st.caption(told(card))
    browse_link(card)
    if words := card.view.description:
        st.caption(plain(words))
    if text := warning(card):
        st.warning(text, icon=":material/visibility_off:")
