"""What was found: how much of it, a gallery, and what is done with it."""

from html import escape

import streamlit as st

from vehiclefinder import Answer, Decision, Match
from vehiclefinder.control import Judgement, Role, Verdict

from .add_to_case import keep_bar
from .address import DEEPEST, SearchAddress
from .counts_line import counts_line
from .gallery import GalleryAction, ShownGallery, gallery
from .page import PageContext, plain, sentence
from .way_back import show_beside

STEP = 48
"""Results that come with every reach for the end."""
ANSWER = "answer"
"""Where it is kept what was asked last, and the answer."""


def results(context: PageContext, asked: SearchAddress, answer: Answer) -> tuple[int, ...]:
    """Show an answer.

    :returns: What is selected of it.
    """
    _tell(answer, asked)
    matches = answer.matches
    show_beside([match.track for match in matches])
    if not matches:
        return ()
    judging = bool(asked.sentence) and asked.similar is None and context.may(Role.OPERATOR)
    shown = ShownGallery(
        matches,
        asked,
        told=context.room.clock.second,
        verdicts=_verdicts(context, asked, matches) if judging else {},
        judging=judging,
        scored=bool(matches[0].contributions),
        more=_more(answer, asked),
    )
    selected = gallery(shown)
    if context.may(Role.OPERATOR):
        keep_bar(context, selected, asked.sentence, answer)
    return selected


def act(context: PageContext, action: GalleryAction) -> None:
    """Do what somebody asked of a result, by a click or a key."""
    if action.act == "similar":
        st.session_state["similar"] = action.track
    elif action.act == "more":
        st.session_state["show"] = min(st.session_state.get("show", 0) + STEP, DEEPEST)
    else:
        _judge(context, action)


def _judge(context: PageContext, action: GalleryAction) -> None:
    """Keep a verdict, or take it back where it was given already."""
    asked, answer = st.session_state[ANSWER]
    found = [one for one in answer.matches if (one.track, one.target) == (action.track, action.target)]
    verdict = Verdict(action.act)
    for match in found:
        given = context.room.feedback.given(context.who, asked[0], [match.track])
        same = [one.id for one in given if (one.target, one.verdict) == (match.target, verdict)]
        if same:
            context.room.feedback.remove(context.who, same[0])
        else:
            judged = Judgement(match.track, asked[0], verdict, match.target, match.decision, match.score)
            context.room.feedback.add(context.who, judged)


def _verdicts(context: PageContext, asked: SearchAddress, matches: tuple[Match, ...]) -> dict[tuple[int, int], str]:
    """Return what whoever looks has said of these results: track and wanted vehicle -> right or wrong."""
    given = context.room.feedback.given(context.who, asked.sentence, [match.track for match in matches])
    return {(one.track, one.target): one.verdict.value for one in given}


def _more(answer: Answer, asked: SearchAddress) -> int | None:
    """Return how many results are to be shown next; None where there are no more, or no page reaches them."""
    full = len(answer.matches) >= asked.show and asked.show < DEEPEST
    return min(asked.show + STEP, DEEPEST) if full else None


def _tell(answer: Answer, asked: SearchAddress) -> None:
    kind = Decision.POSSIBLE if asked.similar is not None and answer.matches else answer.decision
    line = counts_line(answer, asked.show, similar=asked.similar is not None)
    with st.container(horizontal=True, vertical_alignment="center", key="vf-told"):
        st.html(f'<div class="vf-told {kind}" role="status">{escape(line)}</div>', width="stretch")
        if st.button("Again", icon=":material/refresh:", type="tertiary", help="Search again, for what is new."):
            del st.session_state[ANSWER]
            st.rerun()
    missing = answer.shards.notes if answer.shards else ()
    for note in missing:
        st.warning(plain(sentence(note)), icon=":material/cloud_off:")
    if notes := [note for note in answer.notes if note not in missing]:
        st.caption(" ".join(map(sentence, notes)))
