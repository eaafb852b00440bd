"""The page of one track: its recording with its box, what was asked and found of it, its facts and pictures."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from vehiclefinder import Answer, Match
from vehiclefinder.control import Role, StoredTrack, Verdict

from ..routes.tracks import TrackBody
from .add_to_case import add_to_case
from .address import SearchAddress
from .feedback import judge
from .page import PageContext, errors_shown, number, plain, titled
from .player import player
from .search_state import search_again
from .track_facts import table
from .way_back import beside, go, place
from .words import words

STYLE = Path(__file__).with_name("result.css")
VERDICTS = {Verdict.RIGHT: (":material/thumb_up:", "Y"), Verdict.WRONG: (":material/thumb_down:", "N")}
"""Verdict -> its icon and its key."""


def page(context: PageContext) -> None:
    """Draw the page of the track that the address names."""
    named = number("track")
    if named is None:
        st.title("Result")
        _nothing_chosen()
        return
    st.html(STYLE)
    track = context.room.tracks.get(context.who, named)
    titled(f"Track {track.id}", "Result")
    sentence, match = _found(track.id)
    st.title(f"{words(track.label).capitalize()} on {plain(track.camera)}, track {track.id}")
    acts = st.container(key="result_acts", horizontal=True, vertical_alignment="center")
    left, right = st.columns([8, 5], gap="medium")
    with left, errors_shown():
        player(context, track)  # before all else that takes its time
    with acts:
        _acts(context, track, sentence, match)
    with left:
        _pictures(track)
    with right:
        if match:
            st.html(_shares(sentence, match))
        st.html(table(track.to_json()))
    with st.expander("As JSON", icon=":material/data_object:"):
        st.link_button("Open", f"/v1/tracks/{track.id}")
        st.json(TrackBody.of(track).model_dump(mode="json"), expanded=False)


def _nothing_chosen() -> None:
    st.info("No result is chosen. Search or browse, and open one there: it is played here.")
    with st.container(horizontal=True):
        for name in ("search", "browse"):
            st.page_link(st.session_state["pages"][name])


def _found(track: int) -> tuple[str, Match | None]:
    """What the last search was for, empty where it was no sentence, and what it said of a track."""
    asked, answer = st.session_state.get("answer", ((None,), None))
    matches: Sequence[Match] = answer.matches if isinstance(answer, Answer) else ()
    return asked[0] if isinstance(asked[0], str) else "", next((one for one in matches if one.track == track), None)


def _answer() -> Answer | None:
    answer = st.session_state.get("answer", (None, None))[1]
    return answer if isinstance(answer, Answer) else None


def _shares(sentence: str, match: Match) -> str:
    """Return what was asked and how much of it each keyword holds, as HTML."""
    asked = f"“{escape(sentence)}”: " if sentence else ""
    said = "no match" if match.decision == "none" else match.decision
    rows = "".join(_share(words(part.keyword), part.probability, words(part.note)) for part in match.contributions)
    return f'<div class="vf-shares"><p>{asked}<b>{escape(said)}</b>, score {match.score:.2f}</p>{rows}</div>'


def _share(keyword: str, share: float | None, note: str) -> str:
    measure = "not checked" if share is None else f'<meter max="1" value="{share:.3f}"></meter>{share:.0%}'
    return f'<div title="{escape(note)}"><span>{escape(keyword)}</span><span>{measure}</span></div>'


def _acts(context: PageContext, track: StoredTrack, sentence: str, match: Match | None) -> None:
    shown = beside()
    at = shown.index(track.id) if track.id in shown else -1
    _step("Previous", "Shift+Left", ":material/chevron_left:", shown[at - 1] if at > 0 else None)
    _step("Next", "Shift+Right", ":material/chevron_right:", shown[at + 1] if 0 <= at < len(shown) - 1 else None)
    if at >= 0:
        st.caption(f"{at + 1} of {len(shown)}", width="content")
    if st.button("Back to results", icon=":material/apps:", shortcut="B"):
        go(place()) if place() else search_again()
    if st.button("Similar", icon=":material/image_search:", shortcut="S", help="Find vehicles that look like it."):
        search_again(SearchAddress(similar=track.id))
    if not context.may(Role.OPERATOR):
        return
    if sentence and match:
        _verdicts(context, match, sentence)
    with st.popover("Keep", icon=":material/folder:", help="Keep it in a case."):
        add_to_case(context, [track.id], sentence if match else "", _answer())


def _verdicts(context: PageContext, match: Match, sentence: str) -> None:
    for verdict, (icon, key) in VERDICTS.items():
        if st.button(verdict.capitalize(), icon=icon, shortcut=key):
            with errors_shown():
                judge(context, match, sentence, verdict)


def _step(label: str, key: str, icon: str, to: int | None) -> None:
    st.button(label, icon=icon, shortcut=key, disabled=to is None, on_click=_go, args=(to,))


def _go(to: int) -> None:
    st.query_params["track"] = str(to)


def _pictures(track: StoredTrack) -> None:
    shown = "".join(
        f'<figure><img src="/v1/tracks/{track.id}/crop?rank={rank}" alt="picture {rank}" loading="lazy">'
        f"<figcaption>{crop.time:.1f} s</figcaption></figure>"
        for rank, crop in enumerate(track.crops, 1)
    )
    st.html(f'<div class="vf-crops">{shown}</div>' if shown else "<p>No picture was kept of it.</p>")
