"""What is remembered of searches: recent sentences, searches that are kept by a name, and watches made of them."""

from dataclasses import replace

import streamlit as st

from vehiclefinder.control import Role, WatchRequest, all_pages

from .address import FIRST, SearchAddress, read_text
from .page import PageContext, errors_shown, plain
from .page import sentence as as_sentence
from .search_state import put

RECENT = 8
"""Sentences that are offered again."""


def saved_searches(context: PageContext, asked: SearchAddress) -> None:
    """Draw the menu of what is remembered."""
    with st.popover("Saved", icon=":material/bookmark:"):
        _kept(context)
        _keep(context, asked)
        _recent(context)


def watch_button(context: PageContext, asked: SearchAddress) -> None:
    """Offer to be told of every new vehicle that the sentence fits."""
    if not asked.sentence or not context.may(Role.OPERATOR):
        return
    with st.popover("Watch", icon=":material/add_alert:"), st.form("watch this", border=False), errors_shown():
        name = st.text_input("Name of the watch", value=asked.sentence[:100], max_chars=100)
        where = ", ".join(asked.cameras) or "all cameras"
        st.caption(plain(f"Watches for “{asked.sentence}” on {where}; other filters and chips do not count."))
        if st.form_submit_button("Start watching", type="primary"):
            wanted = WatchRequest(name.strip(), asked.sentence, asked.cameras or None)
            made = context.room.watches.create(context.who, wanted)
            st.success(plain(f"“{made.name}” watches from now on."))
            if made.notes:
                st.warning(plain(" ".join(map(as_sentence, made.notes))))
            st.page_link(st.session_state["pages"]["watch"], label="Open watches")


def _kept(context: PageContext) -> None:
    for kept in all_pages(lambda after: context.room.saved_searches.list(context.who, 200, after)):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                plain(kept.name), key=f"saved {kept.id}", on_click=_ask, args=(context, kept.address), width="stretch"
            )
            if st.button("", key=f"forget {kept.id}", icon=":material/close:", help=f"Forget {plain(kept.name)}"):
                context.room.saved_searches.delete(context.who, kept.id)
                st.rerun()


def _keep(context: PageContext, asked: SearchAddress) -> None:
    address = replace(asked, selected=(), show=FIRST).text
    if not address:
        return
    with st.form("save search", border=False), errors_shown():
        name = st.text_input("Save this search as", value=asked.sentence[:100], max_chars=100)
        if st.form_submit_button("Save"):
            context.room.saved_searches.keep(context.who, name, address)
            st.rerun()


def _recent(context: PageContext) -> None:
    recent = context.room.saved_searches.recent(context.who, RECENT)
    if recent:
        st.caption("Recent")
    for number, sentence in enumerate(recent):
        asked = SearchAddress(sentence).text
        st.button(plain(sentence), key=f"recent {number}", type="tertiary", on_click=_ask, args=(context, asked))


def _ask(context: PageContext, address: str) -> None:
    asked, _ = read_text(address)
    put(asked, context)
