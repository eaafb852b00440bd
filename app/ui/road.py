"""The road of a camera: four points of the picture and how far apart they are, for km/h and metres."""

from collections.abc import Sequence
from math import dist, isclose
from typing import Any

import streamlit as st
from pydantic import TypeAdapter

from vehiclefinder.control import CameraCard, Role

from .outlines import ROAD, outlines, read, saving
from .page import PageContext

Points = Sequence[Sequence[float]]
Calibration = dict[str, Any]
"""A calibration, as :meth:`vehiclefinder.core.camera_view.CameraView.to_json` writes it."""

MOST = 10_000.0
"""Metres."""
EXAMPLE = [[0, 0], [3.5, 0], [3.5, 12], [0, 12]]


def road(context: PageContext, card: CameraCard) -> None:
    """Ask for the four points and their metres, and save them.

    :raises ValueError: What is written is not what it should be.
    """
    st.caption("Mark four points of the road that form a rectangle there, and say how long its sides are.")
    stored = card.view.to_json()["calibration"]
    drawn = outlines(context, card, ROAD, [stored["image"]] if stored else [])
    if not context.may(Role.ADMIN):
        st.write(_told(stored))
        return
    calibration = _asked(card.id, drawn[0], stored) if drawn else None
    if saving("road", changed=calibration != stored, whole=not drawn or calibration is not None):
        with st.spinner("Measuring the tracks of this camera"):
            context.room.cameras.update(context.who, card.camera.name, {"calibration": calibration})
        st.rerun()


def _asked(camera: int, image: Points, stored: Calibration | None) -> Calibration | None:
    """Ask for the metres of four points; None as long as they are not given."""
    known = sides(stored) if stored else None
    left, middle, right = st.columns(3)
    near = right.number_input(
        "Metres from the camera to the width",
        0.0,
        MOST,
        stored["near"] if stored else 0.0,
        key=f"near {camera}",
        help="Along the ground. Distances are counted from there; speeds do not need it.",
    )
    if not st.toggle("They form a rectangle on the road", not stored or known is not None, key=f"rectangle {camera}"):
        return {"image": image, "road": _written(camera, stored), "near": near}
    width, length = known or (None, None)
    nearest = "Of the edge that is nearest to the camera."
    width = left.number_input("Width in metres", 0.01, MOST, width, key=f"width {camera}", help=nearest)
    length = middle.number_input("Length in metres", 0.01, MOST, length, key=f"length {camera}")
    if width is None or length is None:
        return None
    if stored and known == (width, length) and image == stored["image"]:
        return stored | {"near": near}
    return {"image": image, "road": rectangle(image, width, length), "near": near}


def _written(camera: int, stored: Calibration | None) -> Any:
    label = "Metres of the points 1 to 4 along two axes at a right angle"
    text = st.text_input(label, str(stored["road"] if stored else EXAMPLE), key=f"metres {camera}", max_chars=1000)
    return read(TypeAdapter(list[tuple[float, float]]), text, "metres")


def rectangle(image: Points, width: float, length: float) -> list[list[float]]:
    """Return where the corners of a rectangle lie, metres, whichever of them was drawn first and which way round.

    :param image: Its four corners in the picture, in order; the edge that is lowest there is its width.
    """
    near = nearest_edge(image)
    corners = [[0.0, 0.0], [width, 0.0], [width, length], [0.0, length]]
    if image[near][0] > image[(near + 1) % 4][0]:
        corners = [[width - x, y] for x, y in corners]
    return [corners[(index - near) % 4] for index in range(4)]


def sides(calibration: Calibration) -> tuple[float, float] | None:
    """Return the width and length of a calibrated rectangle, metres; None where it is none."""
    near = nearest_edge(calibration["image"])
    a, b, c, d = (calibration["road"][(near + step) % 4] for step in range(4))
    width, length = dist(a, b), dist(b, c)
    square = isclose(dist(a, c), dist(b, d)) and isclose(dist(a, c), (width**2 + length**2) ** 0.5)
    return (width, length) if square and isclose(dist(c, d), width) else None


def nearest_edge(image: Points) -> int:
    """Return which corner the edge begins with that is lowest in the picture."""
    heights = [image[index][1] + image[(index + 1) % 4][1] for index in range(4)]
    return heights.index(max(heights))


def _told(stored: Calibration | None) -> str:
    if stored is None:
        return "Nothing is measured here: no road is marked."
    known = sides(stored)
    size = f"{known[0]:g} by {known[1]:g} m" if known else "no rectangle"
    return f"The marked road: {size}, {stored['near']:g} m from the camera."
