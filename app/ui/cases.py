"""The page of cases: all of them, or the one that the address names."""

import streamlit as st

from vehiclefinder.control import Role, StoredCase, all_pages, counted

from .case import history, open_case, show
from .page import PageContext, errors_shown, number, plain

OPEN, CLOSED = "Open", "Closed"
SHOWN = 20
"""Cases on one page of the list."""


def page(context: PageContext) -> None:
    """Draw the page."""
    case = number("case")
    if case is not None:
        if st.button("All cases", icon=":material/arrow_back:", shortcut="B"):
            open_case(None)
        show(context, case)
        return
    st.subheader("Cases")
    if context.may(Role.OPERATOR):
        _start(context)
    _list(context)


def _start(context: PageContext) -> None:
    with st.form("start", border=False, clear_on_submit=True), errors_shown():
        left, right = st.columns([5, 1], vertical_alignment="bottom")
        name = left.text_input("Name of a new case", max_chars=200, placeholder="Hit and run, Station Road")
        if right.form_submit_button("Start a case", type="primary", width="stretch"):
            open_case(context.room.cases.create(context.who, name).id)


def _list(context: PageContext) -> None:
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    wanted = left.segmented_control("Show", [OPEN, CLOSED], default=OPEN, key="cases shown", required=True)
    named = right.text_input("Find by name", key="cases named", max_chars=200).casefold().strip()
    cases = [
        case
        for case in all_pages(lambda after: context.room.cases.list(context.who, 200, after, wanted == CLOSED))
        if named in case.name.casefold()
    ][::-1]
    if not cases:
        st.info(f"There is no {wanted.lower()} case{' of such a name' if named else ''}.")
        return
    pages = -(-len(cases) // SHOWN)
    at = st.pagination(pages, key=f"cases page {wanted} {named} {pages}") if pages > 1 else 1
    for case in cases[(at - 1) * SHOWN : at * SHOWN]:
        _row(case)


def _row(case: StoredCase) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        if st.button(plain(case.name), key=f"case {case.id}", icon=":material/folder_open:", type="tertiary"):
            open_case(case.id)
        st.caption(f"{counted(case.items, 'vehicle')} · {plain(history(case))}", text_alignment="right")
