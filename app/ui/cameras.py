"""The page of cameras: all of them with their stills, or the one that the address names."""

import streamlit as st

from vehiclefinder import CameraCard, Role, every

from . import video
from .camera import open_camera, show
from .camera_facts import picture, told, warning
from .shell import Desk, plain, told_plainly

COLUMNS = 3
SHOWN = 12
"""Cameras on one page of the list."""


def page(desk: Desk) -> None:
    """Draw the page."""
    if name := st.query_params.get("camera"):
        if st.button("All cameras", icon=":material/arrow_back:"):
            open_camera(None)
        show(desk, name)
        return
    st.subheader("Cameras")
    if desk.may(Role.ADMIN):
        _create(desk)
        video.add(desk)
    video.listed(desk, may_cancel=desk.may(Role.ADMIN))
    _list(desk)


def _create(desk: Desk) -> None:
    with st.form("create camera", border=False, clear_on_submit=True), told_plainly():
        left, middle, right = st.columns([2, 3, 1], vertical_alignment="bottom")
        name = left.text_input("Name of a new camera", max_chars=200, placeholder="Station Road, north")
        words = middle.text_input("Description", max_chars=1000)
        if right.form_submit_button("Add a camera", type="primary", width="stretch"):
            open_camera(desk.room.cameras.create(desk.who, name.strip(), {"description": words}).camera.name)


def _list(desk: Desk) -> None:
    cards = list(every(lambda after: desk.room.cameras.list(desk.who, 200, after)))
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
    if words := card.view.description:
        st.caption(plain(words))
    if text := warning(card):
        st.warning(text, icon=":material/visibility_off:")
