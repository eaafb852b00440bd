"""Puts selected results into a case."""

from collections.abc import Sequence

import streamlit as st

from vehiclefinder import Match, Selection

from .shell import Desk

NEW = 0
"""Stands for a case that is yet to be started."""


def keep(desk: Desk, matches: Sequence[Match], sentence: str) -> None:
    """Offer to put results into a case, new or open already.

    :param sentence: What they were found with; empty where it was another vehicle.
    """
    if not matches:
        st.caption("Select results to keep them in a case.")
        return
    cases = {case.id: case.name for case in desk.room.cases.list(desk.who, 200) if case.closed is None}
    with st.form("keep", border=True):
        st.markdown(f"**{len(matches)} selected**")
        left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
        case = left.selectbox("Case", [NEW, *cases], format_func=lambda id_: cases.get(id_, "New case"))
        name = middle.text_input("Name of the new case", max_chars=200)
        note = st.text_input("Note", max_chars=10_000)
        if right.form_submit_button("Keep", type="primary", width="stretch"):
            case_id = case or desk.room.cases.create(desk.who, name).id
            scores = {match.track: match.score for match in matches} if sentence else {}
            tracks = tuple(match.track for match in matches)
            kept = desk.room.cases.add(desk.who, case_id, Selection(tracks, sentence or None, note, scores))
            st.success(f"“{kept.name}” holds {kept.items} vehicles now.")
