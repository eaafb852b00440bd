"""The gallery: results as pictures that the keyboard moves through; the browser fetches each picture by its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vehiclefinder import Match

from .component import component, nothing
from .page import site_clock


@dataclass(frozen=True, slots=True)
class GalleryAction:
    """What somebody asked for by a click or a key.

    :param act: ``open``, ``similar``, ``right`` or ``wrong``.
    """

    act: str
    track: int


@dataclass(frozen=True, slots=True)
class GallerySelection:
    """What somebody does in the gallery.

    :param selected: Tracks, in the order in which they were selected.
    :param action: What they ask for just now, or None.
    """

    selected: tuple[int, ...]
    action: GalleryAction | None


def gallery(matches: Sequence[Match], key: str, *, judging: bool, scored: bool = True) -> GallerySelection:
    """Show results.

    :param key: Another one forgets what was selected.
    :param judging: Whether they may be called right or wrong.
    :param scored: Whether decision and score say anything of them.
    """
    shown = component("gallery")(
        data={"cards": [_card(match) for match in matches], "judging": judging, "scored": scored},
        default={"selected": []},
        key=key,
        on_selected_change=nothing,
        on_action_change=nothing,
    )
    tracks = {match.track for match in matches}
    selected = tuple(track for track in shown.selected or () if track in tracks)
    action = shown.action
    return GallerySelection(
        selected, GalleryAction(action["act"], action["track"]) if action and action["track"] in tracks else None
    )


def _card(match: Match) -> dict[str, Any]:
    clock = site_clock().second(match.seen) if match.seen else f"{match.start:.1f}-{match.end:.1f} s"
    return {
        "track": match.track,
        "crop": f"/v1/tracks/{match.track}/crop" if match.crop else "",
        "score": round(match.score, 2),
        "decision": match.decision,
        "title": f"{match.camera} · {match.label}",
        "when": clock,
        "parts": [{"text": part.keyword, "share": part.probability, "note": part.note} for part in match.contributions],
    }
