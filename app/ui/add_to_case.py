"""Puts results into a case."""

from collections.abc import Mapping, Sequence

import streamlit as st

from vehiclefinder import Answer
from vehiclefinder.control import Selection, all_pages, findings_of

from .page import PageContext, counted, errors_shown, plain

NEW = 0
"""Stands for a case that is yet to be started."""


def add_to_case(
    context: PageContext,
    tracks: Sequence[int],
    sentence: str,
    scores: Mapping[int, float],
    answer: Answer | None = None,
) -> None:
    """Offer to put tracks into a case, new or open already.

    :param sentence: What they were found with; empty where it was another vehicle, or nothing.
    :param scores: Track -> its score, of more tracks than these if need be.
    :param answer: That of the search, whose decision and shares are kept.
    """
    if not tracks:
        st.caption("Select results to keep them in a case.")
        return
    open_ones = all_pages(lambda after: context.room.cases.list(context.who, 200, after, closed=False))
    cases = {case.id: case.name for case in open_ones}
    with st.form("add_to_case", border=True), errors_shown():
        st.markdown(f"**{len(tracks)} selected**")
        left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
        case = left.selectbox("Case", [NEW, *cases], format_func=lambda id_: cases.get(id_, "New case"))
        name = middle.text_input("Name of the new case", max_chars=200)
        note = st.text_input("Note", max_chars=10_000)
        if right.form_submit_button("Keep", type="primary", width="stretch"):
            case_id = case or context.room.cases.create(context.who, name).id
            known = {track: scores[track] for track in tracks if track in scores} if sentence else {}
            found = findings_of(answer) if answer and sentence else {}
            said = {track: found[track] for track in tracks if track in found}
            selection = Selection(tuple(tracks), sentence or None, note, known, said)
            kept = context.room.cases.add(context.who, case_id, selection)
            st.success(plain(f"“{kept.name}” holds {counted(kept.items, 'vehicle')} now."))
            pages = st.session_state["pages"]
            st.page_link(pages["cases"], label="Open the case", query_params={"case": str(kept.id)})
