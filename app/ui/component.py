"""Parts of a page that are drawn by a script of ours in the browser."""

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

FOLDER = Path(__file__).parent


def component(name: str, *parts: str) -> ComponentRenderer:
    """Return what mounts a part.

    :param name: That of its script and its style beside this module; the script draws into the element ``.root``.
    :param parts: Names of scripts that stand before it, and whose functions it uses.
    """
    script = "\n".join(_read(f"{part}.js") for part in (*parts, name))
    return st.components.v2.component(
        f"vehiclefinder_{name}", html='<div class="root"></div>', css=_read(f"{name}.css"), js=script
    )


def nothing() -> None:
    """A callback; a component for which there is none sends nothing."""


@cache
def _read(file: str) -> str:
    return (FOLDER / file).read_text(encoding="utf-8")
