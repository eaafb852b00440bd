"""The page of searches: one box, what was understood, and a gallery of what was found."""

from dataclasses import replace
from math import ceil
from typing import Any

import streamlit as st

from vehiclefinder import Answer, Decision, Match, Scope
from vehiclefinder.control import Role, Verdict

from .add_to_case import add_to_case
from .feedback import judge
from .filters import SearchFilters, filters
from .gallery import GalleryAction, gallery
from .page import PageContext, plain
from .sentence_chips import Exclusions, chips

EXAMPLES = ("white van going away", "red car, not a taxi", "bus or truck on the left", "black suv turning right")
LONGEST = 1000
"""Characters of a sentence."""
MARKS = {Decision.MATCH: "success", Decision.POSSIBLE: "warning", Decision.NONE: "info"}
DEEPEST = 1000
"""How far pages reach."""
PAGE = "page of all"
"""Where it is kept which page is shown."""


def page(context: PageContext) -> None:
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
    chosen = filters(context.room.cameras.names(context.who), context.room.cameras.zones(context.who))
    if like := st.session_state.get("like"):
        _show(context, _alike(context, like, chosen.scope), chosen, "")
    elif sentence or chosen.attributes:
        st.session_state.pop("browsing", None)
        _show(context, _answer(context, sentence, chosen, _left_out(context, sentence, chosen)), chosen, sentence)
    elif chosen.narrow or st.session_state.get("browsing"):
        _browse(context, chosen)
    else:
        _start(context)


def _browse(context: PageContext, chosen: SearchFilters) -> None:
    """Show every vehicle of the cameras, zones and times that are chosen, page by page."""
    size = chosen.scope.k
    asked: int = st.session_state.get(PAGE, 1)
    scope = replace(chosen.scope, k=min(asked * size, DEEPEST))
    answer = _once((scope, context.who), lambda: context.room.search.browse(context.who, scope))
    pages = max(1, ceil(min(answer.found or 0, DEEPEST) / size))
    number = min(asked, pages)
    shown = replace(answer, matches=answer.matches[(number - 1) * size : number * size])
    _show(context, shown, chosen, "", judged=False)
    if pages > 1:
        st.session_state[PAGE] = number
        st.number_input("Page", 1, pages, key=PAGE)


def _start(context: PageContext) -> None:
    """What is shown before anything is asked."""
    st.caption("For example")
    for column, example in zip(st.columns(len(EXAMPLES)), EXAMPLES, strict=True):
        if column.button(example, width="stretch"):
            st.session_state["say"] = example
            st.rerun()
    if st.button("Every vehicle, newest first", icon=":material/apps:"):
        st.session_state["browsing"] = True
        st.rerun()


def _left_out(context: PageContext, sentence: str, chosen: SearchFilters) -> Exclusions:
    """Show what was understood of a sentence, and return what of it was taken off."""
    if not sentence:
        return Exclusions()
    understood = context.room.search.understanding(context.who, sentence, chosen.scope)
    return chips(understood.query, understood.unchecked, chosen.labels, chosen.scope, understood.where)


def _answer(context: PageContext, sentence: str, chosen: SearchFilters, off: Exclusions) -> Answer:
    scope = replace(chosen.scope, unheard=off.limits)

    def find() -> Answer:
        return context.room.search.find(context.who, sentence, scope, chosen.attributes, off.keywords)

    return _once((sentence, scope, chosen.attributes, off.keywords, context.who), find)


def _alike(context: PageContext, track: int, scope: Scope) -> Answer:
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.html(f'<b>Vehicles that look like track {track}</b> <img height="60" src="/v1/tracks/{track}/crop" alt="">')
    if right.button("Back", icon=":material/arrow_back:", width="stretch"):
        del st.session_state["like"]
        st.rerun()
    return _once((track, scope, context.who), lambda: context.room.search.similar(context.who, track, scope))


def _once(asked: tuple[Any, ...], find: Any) -> Answer:
    """Ask when something else is asked than before: a click into the gallery runs the page again."""
    kept: tuple[tuple[Any, ...], Answer] | None = st.session_state.get("answer")
    if kept is None or kept[0] != asked:
        kept = st.session_state["answer"] = (asked, find())
    return kept[1]


def _show(context: PageContext, answer: Answer, chosen: SearchFilters, sentence: str, *, judged: bool = True) -> None:
    _tell(answer)
    matches = answer.matches
    st.session_state["shown"] = tuple(match.track for match in matches)
    if not matches:
        return
    judging = bool(sentence) and context.may(Role.OPERATOR)
    done = gallery(matches, f"gallery {sentence} {chosen}", judging=judging, scored=judged)
    if done.action:
        _act(context, done.action, next(match for match in matches if match.track == done.action.track), sentence)
    if context.may(Role.OPERATOR):
        add_to_case(context, done.selected, sentence, {match.track: match.score for match in matches}, answer)


def _tell(answer: Answer) -> None:
    told = f"{answer.headline[0].upper()}{answer.headline[1:]}."
    getattr(st, MARKS[answer.decision])(told)
    for count in answer.counts:
        st.markdown(f"**{count.matches}** found, **{count.possible}** more possible · {plain(count.vehicle)}")
    if answer.notes:
        st.caption("\n\n".join(f"{note[0].upper()}{note[1:]}." for note in answer.notes))
    left, right = st.columns([8, 1], vertical_alignment="center")
    of_all = "" if answer.found is None else f" of {answer.found}"
    left.caption(f"{len(answer.matches)}{of_all} vehicles in {answer.seconds * 1000:.0f} ms")
    if right.button("Again", icon=":material/refresh:", help="Search again, for what was ingested since."):
        del st.session_state["answer"]
        st.rerun()


def _act(context: PageContext, action: GalleryAction, match: Match, sentence: str) -> None:
    if action.act == "similar":
        st.session_state["like"] = action.track
        st.rerun()
    elif action.act == "open":
        st.switch_page(st.session_state["pages"]["result"], query_params={"track": str(action.track)})
    else:
        judge(context, match, sentence, Verdict(action.act))
