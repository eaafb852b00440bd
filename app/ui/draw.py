"""Outlines over a still: the browser draws, moves and removes them; what they are comes back as plain values."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import streamlit as st

from .component import component

Kind = Literal["zones", "masks", "road", "north"]
Shape = dict[str, Any]
"""``name`` (empty but for zones) and ``polygon``, pairs of fractions of the frame; of north ``degrees`` and ``at``."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn on.

    :param still: Address of the picture.
    :param kind: Zones have names; of a road there is one at most, of four corners; of north one arrow.
    """

    still: str
    kind: Kind
    shapes: Sequence[Shape]
    editable: bool


def draw(drawing: Drawing, key: str, then: Callable[[list[Shape]], None]) -> None:
    """Show outlines.

    :param then: Told of all of them whenever one was changed, before the page is drawn again.
    """
    component("draw", "elements")(
        data=asdict(drawing), key=key, on_shapes_change=lambda: then(st.session_state[key]["shapes"])
    )
