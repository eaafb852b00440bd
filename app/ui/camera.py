"""One camera: its name and description, its zones, privacy masks, road and north, and its end."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from vehiclefinder.control import CameraCard, Role

from .camera_summary import browse_link, told, warning
from .outlines import MASKS, NORTH, ZONES, Part, outlines, saving
from .page import PageContext, errors_shown, plain, titled
from .road import road
from .sources import listed
from .videos import videos


def show(context: PageContext, name: str) -> None:
    """Draw a camera.

    :raises NotFoundError: There is none of that name, or not for them.
    """
    card = context.room.cameras.get(context.who, name)
    view = card.view.to_json()
    titled(card.camera.name, "Cameras")
    with st.container():  # one part, whatever it holds: else the tabs below were others, and the first were shown again
        st.subheader(plain(card.camera.name))
        st.caption(told(card))
        browse_link(card)
        if text := warning(card):
            st.warning(text, icon=":material/visibility_off:")
    if context.may(Role.ADMIN):
        _about(context, card)
    elif card.view.description:
        st.write(plain(card.view.description))
    zones, masks, measures, north, recorded = st.tabs(
        ["Zones", "Privacy masks", "Speed and distance", "North", "Recordings"]
    )
    with zones:
        st.caption("Named parts of the picture.")
        _part(context, card, ZONES, view["zones"])
    with masks:
        st.caption("Nobody sees what is under a mask, from the next ingest on also not in what is kept.")
        _part(context, card, MASKS, view["masks"])
    with measures:
        _road(context, card)
    with north:
        st.caption("One arrow over the ground that points north: “northbound” and “heading south-west” count by it.")
        _north(context, card, view["north"])
    with recorded, errors_shown():
        listed(context, may_cancel=context.may(Role.ADMIN), camera=name)
        videos(context, name)


def open_camera(name: str | None) -> None:
    """Go to a camera, or to the list of all."""
    if name is None:
        st.query_params.clear()
    else:
        st.query_params["camera"] = name
    st.rerun()


def _about(context: PageContext, card: CameraCard) -> None:
    with st.container(horizontal=True, vertical_alignment="center"), errors_shown():
        with st.popover("Name and description", icon=":material/edit:"), st.form(f"about {card.id}", border=False):
            name = st.text_input("Name", card.camera.name, max_chars=200, help="Rights that name it do not follow.")
            words = st.text_area("Description", card.view.description, max_chars=1000)
            saved = st.form_submit_button("Save", type="primary")
        with st.popover("Delete", icon=":material/delete:"):
            st.write("Only a camera without video can be deleted. What is drawn here is lost for good.")
            gone = st.button("Delete for good", type="primary")
        if saved:
            parts = {"description": words} if words != card.view.description else {}
            open_camera(context.room.cameras.update(context.who, card.camera.name, parts, name.strip()).camera.name)
        if gone:
            context.room.cameras.delete(context.who, card.camera.name)
            open_camera(None)


# What is drawn runs by itself: the page around it stands still until something is saved.


@st.fragment
def _road(context: PageContext, card: CameraCard) -> None:
    with errors_shown():
        road(context, card)


@st.fragment
def _north(context: PageContext, card: CameraCard, stored: Any) -> None:
    with errors_shown():
        known = [stored] if stored else []
        drawn = outlines(context, card, NORTH, known)
        if context.may(Role.ADMIN) and saving("north", changed=drawn != known):
            context.room.cameras.update(context.who, card.camera.name, {"north": drawn[0] if drawn else None})
            st.rerun()


@st.fragment
def _part(context: PageContext, card: CameraCard, part: Part, stored: Sequence[Any]) -> None:
    with errors_shown():
        drawn = outlines(context, card, part, stored)
        if context.may(Role.ADMIN) and saving(part.kind, changed=drawn != stored):
            context.room.cameras.update(context.who, card.camera.name, {part.kind: drawn})
            st.rerun()
