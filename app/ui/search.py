"""The page of searches: one row of controls, one of chips, and a gallery of what was found."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from vehiclefinder import Answer, Scope

from .address import LONGEST, SearchAddress, Span
from .chips import chips
from .filters import attributes_of, filters, scope_of
from .gallery import action
from .page import PageContext, plain, titled
from .results import ANSWER, act, results
from .saved_searches import saved_searches, watch_button
from .search_state import NOTES, adopt, keep_in_browser, publish

EXAMPLES = ("white van going away", "red car, not a taxi", "bus or truck on the left", "black suv turning right")


def page(context: PageContext) -> None:
    """Draw the page."""
    returned = adopt(context)
    if done := action():
        act(context, done)
    asked = _controls(context, returned=returned)
    titled(*filter(None, [_subject(asked)]), "Search")
    if notes := st.session_state.get(NOTES):
        st.warning(plain(f"Part of the address was left out. {'; '.join(notes)}."))
    scope = scope_of(asked)
    without = chips(context, asked, scope)
    if asked.similar is not None or asked.sentence or attributes_of(asked):
        selected = results(context, asked, _answer(context, asked, scope, without))
        if selected != asked.selected:
            st.session_state["selected"] = selected
            asked = publish(context, returned=returned)
    else:
        _start(context, asked)
    keep_in_browser(asked)


def _controls(context: PageContext, *, returned: bool) -> SearchAddress:
    """Draw the one row of controls, and return what is asked."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="vf-controls"):
        st.text_input(
            "What are you looking for?",
            key="sentence",
            placeholder="white van on the left going away, not a taxi",
            max_chars=LONGEST,
            on_change=_new_sentence,
            label_visibility="collapsed",
        )
        filters(context)
        asked = publish(context, returned=returned)
        saved_searches(context, asked)
        watch_button(context, asked)
    return asked


def _new_sentence() -> None:
    """A sentence that is typed wins over likeness, and what was left out was of the one before."""
    st.session_state.update({"off": (), "unheard": frozenset(), "similar": None})


def _subject(asked: SearchAddress) -> str:
    return asked.sentence if asked.similar is None else f"Like track {asked.similar}"


def _start(context: PageContext, asked: SearchAddress) -> None:
    """What is shown before anything is asked."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("For example", width="content")
        for example in EXAMPLES:
            st.button(example, on_click=_say, args=(example,))
    if browse := st.session_state["pages"].get("browse"):
        st.page_link(browse, label="Every vehicle, newest first", icon=":material/apps:", query_params=asked.browsing)


def _say(sentence: str) -> None:
    st.session_state["sentence"] = sentence


def _answer(context: PageContext, asked: SearchAddress, scope: Scope, without: tuple[Span, ...]) -> Answer:
    if (track := asked.similar) is not None:
        st.html(f'<div class="vf-like"><img src="/v1/tracks/{track}/crop" alt="track {track}"></div>')
        return _once((track, scope, context.who), lambda: context.room.search.similar(context.who, track, scope))
    attributes = attributes_of(asked)

    def find() -> Answer:
        return context.room.search.find(context.who, asked.sentence, scope, attributes, without)

    return _once((asked.sentence, scope, attributes, without, context.who), find)


def _once(asked: tuple[Any, ...], find: Callable[[], Answer]) -> Answer:
    """Ask when something else is asked than before: a click into the gallery runs the page again."""
    kept: tuple[tuple[Any, ...], Answer] | None = st.session_state.get(ANSWER)
    if kept is None or kept[0] != asked:
        kept = st.session_state[ANSWER] = (asked, find())
    return kept[1]
