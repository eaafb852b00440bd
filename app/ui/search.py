"""The page of searches: one box, what was understood, and a gallery of what was found."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from vehiclefinder import Answer, Decision, Match, Role, Scope, Verdict

from .feedback import judge
from .filters import Filters, filters
from .gallery import Wish, gallery
from .keep import keep
from .said import LeftOut, chips
from .shell import Desk

EXAMPLES = ("white van going away", "red car, not a taxi", "bus or truck on the left", "black suv turning right")
LONGEST = 1000
"""Characters of a sentence."""
MARKS = {Decision.MATCH: "success", Decision.POSSIBLE: "warning", Decision.NONE: "info"}
START = datetime.min.replace(tzinfo=UTC)


def page(desk: Desk) -> None:
    """Draw the page."""
    if said := st.session_state.pop("say", None):
        st.session_state["sentence"] = said
    sentence = st.text_input(
        "What are you looking for?",
        key="sentence",
        placeholder="white van on the left going away, not a taxi",
        max_chars=LONGEST,
        bind="query-params",
        persist_state="session",
    ).strip()
    chosen = filters(desk.room.cameras.names(desk.who), desk.room.cameras.zones(desk.who))
    if like := st.session_state.get("like"):
        _show(desk, _alike(desk, like, chosen.scope), chosen, "")
    elif sentence or chosen.demands:
        _show(desk, _answer(desk, sentence, chosen, _left_out(desk, sentence, chosen)), chosen, sentence)
    else:
        _start(desk)


def _start(desk: Desk) -> None:
    """What is shown before anything is asked."""
    st.caption("For example")
    for column, example in zip(st.columns(len(EXAMPLES)), EXAMPLES, strict=True):
        if column.button(example, width="stretch"):
            st.session_state["say"] = example
            st.rerun()


def _left_out(desk: Desk, sentence: str, chosen: Filters) -> LeftOut:
    """Show what was understood of a sentence, and return what of it was taken off."""
    if not sentence:
        return LeftOut()
    where = desk.room.search.where(desk.who, sentence, chosen.scope)
    return chips(desk.room.search.read(desk.who, sentence), chosen.labels, chosen.scope, where)


def _answer(desk: Desk, sentence: str, chosen: Filters, off: LeftOut) -> Answer:
    scope = replace(chosen.scope, unheard=off.limits)

    def find() -> Answer:
        return desk.room.search.find(desk.who, sentence, scope, chosen.demands, off.keywords)

    return _once((sentence, scope, chosen.demands, off.keywords, desk.who), find)


def _alike(desk: Desk, track: int, scope: Scope) -> Answer:
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.html(f'<b>Vehicles that look like track {track}</b> <img height="60" src="/v1/tracks/{track}/crop" alt="">')
    if right.button("Back", icon=":material/arrow_back:", width="stretch"):
        del st.session_state["like"]
        st.rerun()
    return _once((track, scope, desk.who), lambda: desk.room.search.similar(desk.who, track, scope))


def _once(asked: tuple[Any, ...], find: Any) -> Answer:
    """Ask when something else is asked than before: a click into the gallery runs the page again."""
    kept: tuple[tuple[Any, ...], Answer] | None = st.session_state.get("answer")
    if kept is None or kept[0] != asked:
        kept = st.session_state["answer"] = (asked, find())
    return kept[1]


def _show(desk: Desk, answer: Answer, chosen: Filters, sentence: str) -> None:
    _tell(answer)
    matches = list(answer.matches)
    if chosen.by_time:
        matches.sort(key=lambda match: (match.seen or START, match.start), reverse=True)
    st.session_state["shown"] = tuple(match.track for match in matches)
    if not matches:
        return
    done = gallery(matches, f"gallery {sentence} {chosen}", judging=bool(sentence) and desk.may(Role.OPERATOR))
    if done.wish:
        _grant(desk, done.wish, next(match for match in matches if match.track == done.wish.track), sentence)
    if desk.may(Role.OPERATOR):
        keep(desk, done.selected, sentence, {match.track: match.score for match in matches})


def _tell(answer: Answer) -> None:
    told = f"{answer.headline[0].upper()}{answer.headline[1:]}."
    getattr(st, MARKS[answer.decision])(told)
    if answer.notes:
        st.caption("\n\n".join(f"{note[0].upper()}{note[1:]}." for note in answer.notes))
    left, right = st.columns([8, 1], vertical_alignment="center")
    left.caption(f"{len(answer.matches)} vehicles in {answer.seconds * 1000:.0f} ms")
    if right.button("Again", icon=":material/refresh:", help="Search again, for what was ingested since."):
        del st.session_state["answer"]
        st.rerun()


def _grant(desk: Desk, wish: Wish, match: Match, sentence: str) -> None:
    if wish.act == "similar":
        st.session_state["like"] = wish.track
        st.rerun()
    elif wish.act == "open":
        st.switch_page(st.session_state["pages"]["result"], query_params={"track": str(wish.track)})
    else:
        judge(desk, match, sentence, Verdict(wish.act))
