"""The page of verdicts: what was called right or wrong, and what that is good for."""

from collections import Counter
from html import escape

import streamlit as st

from vehiclefinder import Decision, Match
from vehiclefinder.control import Judgement, StoredFeedback, Verdict

from .page import PageContext, plain, site_clock

SHOWN = 60
"""Verdicts that are shown, the latest."""
USES = """vehiclefinder feedback export FOLDER
vehiclefinder eval feedback --data FOLDER"""


def judge(context: PageContext, match: Match, sentence: str, verdict: Verdict) -> None:
    """Keep what somebody says of a result, and tell them.

    :param sentence: What it was found with.
    """
    judged = Judgement(match.track, sentence, verdict, match.target, match.decision, match.score)
    context.room.feedback.add(context.who, judged)
    st.toast(plain(f"Track {match.track} is {verdict} for “{sentence}”: kept."))


def page(context: PageContext) -> None:
    """Draw the page."""
    st.title("What was called right or wrong")
    counts = Counter(context.room.feedback.counts(context.who))
    if not counts:
        st.info("Nothing yet. Call a result right or wrong on the search page.")
        return
    _sums(counts)
    st.html(
        f'<div class="vf-cards">{"".join(_card(one) for one in context.room.feedback.latest(context.who, SHOWN))}</div>'
    )
    if counts.total() > SHOWN:
        st.caption(f"The latest {SHOWN} of {counts.total()}.")
    with st.expander("How to use it"):
        st.write(
            "Write it into a folder, and measure how well the search agrees with it. `train matcher` reads it, too."
        )
        st.code(USES, language="shell")


def _sums(counts: Counter[tuple[Verdict, Decision | None]]) -> None:
    right, wrong = (sum(n for (said, _), n in counts.items() if said is verdict) for verdict in Verdict)
    agreed, refuted = (counts[verdict, Decision.MATCH] for verdict in Verdict)
    columns = st.columns(3)
    columns[0].metric("Right", right, border=True)
    columns[1].metric("Wrong", wrong, border=True)
    share = f"{agreed / (agreed + refuted):.0%}" if agreed + refuted else "none judged"
    columns[2].metric("Right, of what the search called a match", share, border=True)


def _card(one: StoredFeedback) -> str:
    crop = f'<img src="/v1/feedback/{one.id}/crop" alt="" loading="lazy">' if one.crop else ""
    score = "" if one.score is None else f", score {one.score:.2f}"
    made = f"The search said {'no match' if one.decision is Decision.NONE else one.decision}{score}"
    lines = [
        f"“{one.sentence}”",
        made if one.decision else "",
        f"Track {one.track} on {one.camera}",
        f"{site_clock().minute(one.given)} by {one.given_by}",
        one.note,
    ]
    told = "".join(f"<div>{escape(line)}</div>" for line in lines if line)
    return f'<div class="card"><div class="picture">{crop}</div><b class="{one.verdict}">{one.verdict}</b>{told}</div>'
