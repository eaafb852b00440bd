"""What is said of a camera in the dashboard: its picture's address, and a line or two."""

from html import escape
from urllib.parse import quote
from zlib import crc32

import streamlit as st

from vehiclefinder.control import CameraCard, counted

from .page import plain


def still_of(card: CameraCard) -> str:
    """Return the address of a camera's still; another one where it is masked differently."""
    masks = crc32(repr(card.view.masks).encode())
    return f"/v1/cameras/{quote(card.camera.name, safe='')}/still?masks={masks:x}"


def picture(card: CameraCard) -> str:
    """Return a camera's still as HTML."""
    return f'<div class="vf-still"><img src="{escape(still_of(card))}" alt="No picture yet" loading="lazy"></div>'


def told(card: CameraCard) -> str:
    """Say how much video and what else there is of a camera."""
    camera, view = card.camera, card.view
    said = [counted(camera.sources, "source"), counted(camera.tracks, "track")]
    if view.zones:
        said.append(counted(len(view.zones), "zone"))
    if view.masks:
        said.append(counted(len(view.masks), "privacy mask"))
    if view.calibration:
        said.append("measured in metres")
    if view.north:
        said.append("north is known")
    return plain(" · ".join(said))


def browse_link(card: CameraCard) -> None:
    """Offer to see all that passed a camera, where anything did."""
    if card.camera.tracks:
        browse = st.session_state["pages"]["browse"]
        st.page_link(browse, label="Browse its vehicles", query_params={"camera": card.camera.name})


def warning(card: CameraCard) -> str:
    """Say that pictures may show what is masked now; empty where none do."""
    if not card.differently_masked:
        return ""
    return (
        f"{counted(card.differently_masked, 'source')} ingested with other privacy masks: pictures kept from there "
        "may show what is masked now, until the source is removed and ingested again."
    )
