"""Zones, masks, the road and the north of a camera: what is drawn is text as well, which the keyboard reaches."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import streamlit as st
from pydantic import Field, TypeAdapter, ValidationError

from vehiclefinder.control import CameraCard, Role

from ..routes.cameras import NorthBody, Polygon, Share, ZoneBody
from .camera_summary import still_of
from .draw import Drawing, Kind, Shape, draw
from .page import PageContext

LONGEST = 100_000
"""Characters of the text; more than 32 outlines of 64 corners take."""
Quad = Annotated[list[tuple[Share, Share]], Field(min_length=4, max_length=4)]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is said of a camera.

    :param form: What the text is.
    :param example: One line of the text.
    """

    kind: Kind
    form: TypeAdapter[Any]
    example: str


ZONES = Part(
    "zones",
    TypeAdapter(Annotated[list[ZoneBody], Field(max_length=32)]),
    '{"name": "Bus lane", "polygon": [[0.1, 0.9], [0.3, 0.9], [0.2, 0.5]]}',
)
MASKS = Part(
    "masks",
    TypeAdapter(Annotated[list[Polygon], Field(max_length=32)]),
    "[[0.1, 0.3], [0.3, 0.3], [0.3, 0.1]]",
)
ROAD = Part(
    "road",
    TypeAdapter(Annotated[list[Quad], Field(max_length=1)]),
    "[[0.1, 0.9], [0.9, 0.9], [0.6, 0.5], [0.4, 0.5]]",
)

NORTH = Part(
    "north",
    TypeAdapter(Annotated[list[NorthBody], Field(max_length=1)]),
    '{"degrees": 200.0, "at": [0.5, 0.7]}',
)
WHOLE = (ZONES, NORTH)
"""Parts that say more than polygons."""


def outlines(context: PageContext, card: CameraCard, part: Part, stored: Sequence[Any]) -> Sequence[Any]:
    """Show outlines, and return them as they are drawn now.

    :param stored: What is known of them: polygons, of zones with their ``name``; of north its ``degrees`` and ``at``.
    :raises ValueError: The text is not what it should be.
    """
    still, key = still_of(card), f"{part.kind} of {card.id}"
    state, box = st.session_state, f"boxes of {key}"
    if not context.may(Role.ADMIN):
        draw(Drawing(still, part.kind, _shapes(part, stored), editable=False), f"drawn {key}", lambda _: None)
        return stored

    def drawn(shapes: list[Shape]) -> None:
        # In a box of its own: what the browser sends late of the one before does not undo what was drawn.
        state[box] = state[box] + 1
        state[f"{key}, {state[box]}"] = _text(shapes if part in WHOLE else [shape["polygon"] for shape in shapes])

    written = f"{key}, {state.setdefault(box, 0)}"
    state.setdefault(written, _text(stored))
    picture = st.container()
    with st.expander("As text", icon=":material/data_object:"):
        text = st.text_area("Places as fractions of the picture's width and height", key=written, max_chars=LONGEST)
        st.caption("A list (JSON) of such lines:")
        st.code(part.example, language="json")
    items: Sequence[Any] = read(part.form, text, part.kind)
    with picture:
        draw(Drawing(still, part.kind, _shapes(part, items), editable=True), f"drawn {key}", drawn)
    return items


def _shapes(part: Part, items: Sequence[Any]) -> list[Shape]:
    return list(items) if part in WHOLE else [{"name": "", "polygon": polygon} for polygon in items]


def _text(items: Sequence[Any]) -> str:
    lines = ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in items)
    return f"[\n{lines}\n]" if items else "[]"


def saving(name: str, *, changed: bool, whole: bool = True) -> bool:
    """Offer to save something, and return whether that is wanted now.

    :param whole: Whether all is said that must be.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = st.button(f"Save {name}", type="primary", disabled=not (changed and whole))
        st.caption("Not saved yet." if changed else "Saved.")
    return wanted


def read(form: TypeAdapter[Any], text: str, name: str) -> Any:
    """Return what a text (JSON) says, as plain values.

    :param name: What the text is called where it is wrong.
    :raises ValueError: It is not of that form.
    """
    try:
        return form.dump_python(form.validate_json(text), mode="json")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise ValueError(f"{name} as text{f', at {place}' if place else ''}: {first['msg']}") from error
