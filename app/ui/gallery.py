"""The gallery: results as pictures that the keyboard moves through; the browser fetches each picture by its address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import streamlit as st

from vehiclefinder import Match

from .address import FIRST, SearchAddress
from .component import component, nothing

KEY, ACTION = "gallery", "action of the gallery"


@dataclass(frozen=True, slots=True)
class GalleryAction:
    """What somebody asked for by a click or a key.

    :param act: ``similar``, ``right``, ``wrong``, or ``more`` results; the browser plays one by itself.
    :param target: Number of the wanted vehicle that the track is a result for.
    """

    act: str
    track: int
    target: int


@dataclass(frozen=True, slots=True)
class ShownGallery:
    """What a gallery shows.

    :param asked: What these are the results of.
    :param told: Tells a moment by the clock of the site.
    :param verdicts: Track and wanted vehicle -> ``right`` or ``wrong``.
    :param judging: Whether they may be called right or wrong.
    :param scored: Whether decision and score say anything of them.
    :param more: How many results there are to be next; None where these are all.
    """

    matches: Sequence[Match]
    asked: SearchAddress
    told: Callable[[datetime], str]
    verdicts: Mapping[tuple[int, int], str]
    judging: bool
    scored: bool
    more: int | None


def action() -> GalleryAction | None:
    """Return what was asked for just now, once."""
    asked = st.session_state.pop(ACTION, None)
    return GalleryAction(asked["act"], asked["track"], asked["target"]) if asked else None


def gallery(shown: ShownGallery) -> tuple[int, ...]:
    """Show results.

    :returns: Tracks that are selected, in the order in which they were.
    """
    asked = replace(shown.asked, show=FIRST, selected=()).text
    data = {
        "cards": [_card(match, shown) for match in shown.matches],
        "judging": shown.judging,
        "scored": shown.scored,
        "asked": asked,
        "show": "" if shown.asked.show == FIRST else str(shown.asked.show),
        "selected": list(shown.asked.selected),
        "more": shown.more,
    }
    drawn = component("gallery", "elements")(
        data=data, default={"selected": None}, key=KEY, on_selected_change=nothing, on_action_change=_keep_action
    )
    told = drawn.selected
    tracks = {match.track for match in shown.matches}
    mine = told["tracks"] if told and told["asked"] == asked else shown.asked.selected
    return tuple(track for track in mine if track in tracks)


def _keep_action() -> None:
    st.session_state[ACTION] = st.session_state[KEY].action


def _card(match: Match, shown: ShownGallery) -> dict[str, Any]:
    when = shown.told(match.seen) if match.seen else f"{match.start:.1f}-{match.end:.1f} s"
    return {
        "track": match.track,
        "target": match.target,
        "crop": f"/v1/tracks/{match.track}/crop" if match.crop else "",
        "score": round(match.score, 2),
        "decision": match.decision,
        "title": f"{match.camera} · {match.label}",
        "when": when,
        "verdict": shown.verdicts.get((match.track, match.target), ""),
        "parts": [{"text": part.keyword, "share": part.probability, "note": part.note} for part in match.contributions],
    }
