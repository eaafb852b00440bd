"""Puts results into a case."""

from collections.abc import Sequence

import streamlit as st

from vehiclefinder import Answer
from vehiclefinder.control import Selection, all_pages, counted, findings_of

from .page import PageContext, errors_shown, plain

KEPT = "kept in a case"
"""Where it is kept which tracks were put into which case last, so that it is told for as long as they are selected."""


def keep_bar(context: PageContext, tracks: Sequence[int], sentence: str, answer: Answer) -> None:
    """Keep the way to put selected tracks into a case in sight, at the lower edge of the window."""
    if not tracks:
        return
    with st.container(key="vf-keep"):
        add_to_case(context, tracks, sentence, answer)


def add_to_case(context: PageContext, tracks: Sequence[int], sentence: str, answer: Answer | None) -> None:
    """Offer to put tracks into a case, new or open already.

    :param sentence: What they were found with; empty where it was another vehicle, or nothing.
    :param answer: That of the search, of more tracks than these if need be: scores, decisions and shares are kept.
    """
    told = st.container()
    open_ones = all_pages(lambda after: context.room.cases.list(context.who, 200, after, closed=False))
    cases = {case.id: case.name for case in open_ones}
    with st.form("add_to_case", border=False), errors_shown():
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.markdown(f"**{len(tracks)} selected**", width="content")
            chosen = st.selectbox(
                "Case",
                list(cases),
                index=None,
                format_func=lambda one: cases.get(one, one),
                placeholder="Choose a case, or name a new one",
                accept_new_options=True,
                width=280,
            )
            note = st.text_input("Note", max_chars=10_000, width=280)
            sent = st.form_submit_button("Keep", type="primary")
        if sent:
            _keep(context, chosen, _selection(tracks, sentence, note, answer))
    kept = st.session_state.get(KEPT)
    if kept and kept[0] == tuple(tracks):
        with told:
            _tell(*kept[1:])


def _selection(tracks: Sequence[int], sentence: str, note: str, answer: Answer | None) -> Selection:
    if answer is None or not sentence:
        return Selection(tuple(tracks), None, note)
    scores = {match.track: match.score for match in answer.matches if match.track in tracks}
    found = {track: one for track, one in findings_of(answer).items() if track in tracks}
    return Selection(tuple(tracks), sentence, note, scores, found)


def _keep(context: PageContext, chosen: int | str | None, selection: Selection) -> None:
    """Put tracks into the case of an id, or into a new one of a name."""
    if chosen is None:
        raise ValueError("expected a case, or the name of a new one")
    case = chosen if isinstance(chosen, int) else context.room.cases.create(context.who, chosen).id
    kept = context.room.cases.add(context.who, case, selection)
    st.session_state[KEPT] = (selection.tracks, kept.id, kept.name, kept.items)


def _tell(case: int, name: str, items: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(plain(f"“{name}” holds {counted(items, 'vehicle')} now."))
        st.page_link(st.session_state["pages"]["cases"], label="Open the case", query_params={"case": str(case)})
