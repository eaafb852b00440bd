"""What the service cannot do now, such as on a full disk, told where people look at all day."""

import streamlit as st

from vehiclefinder import VehicleFinderError

from ..problems import told
from .page import PageContext, sentence

EVERY = 10.0
"""Seconds between two looks."""


def readiness(context: PageContext) -> None:
    """Tell what ``/readyz`` tells, as long as it does."""
    st.fragment(_told, run_every=EVERY)(context)


def _told(context: PageContext) -> None:
    for text in _warnings(context):
        st.warning(sentence(text), icon=":material/hard_drive:")


def _warnings(context: PageContext) -> tuple[str, ...]:
    try:
        return context.room.search.ready()
    except VehicleFinderError as error:
        return (told(error),)
