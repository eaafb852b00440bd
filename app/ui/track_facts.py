"""What is known of a track, in words; from its JSON, so that it holds for what was kept of one, too."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from pathlib import PurePath
from typing import Any

from .page import site_clock
from .words import words

COMPASS = (
    "towards the camera",
    "towards the camera and right",
    "right",
    "away and right",
    "away",
    "away and left",
    "left",
    "towards the camera and left",
)
"""Directions of travel in the image, every 45 degrees."""
MOTIONS = {"u_turn": "U-turn", "left": "turns left", "right": "turns right", "unknown": "not known"}
GREY = "grey picture, not known"
"""What is told of the colour of a vehicle whose pictures have none."""

Facts = Mapping[str, Any]
"""``StoredTrack.to_json``."""


def table(facts: Facts) -> str:
    """Return the facts of a track as an HTML table of names and values."""
    cells = (f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows(facts))
    return f'<table class="vf-facts">{"".join(cells)}</table>'


def rows(facts: Facts) -> list[tuple[str, str]]:
    """Return the facts of a track, each with its name; a distance where it was measured, a colour where none is."""
    width, height = facts["frame_size"]
    named = [
        ("Camera", facts["camera"]),
        ("When", _clock(facts) or "not known; the video has no time"),
        ("In the source", f"{_span(facts)} of {PurePath(facts['source']).name}"),
        ("Detector's label", words(facts["label"])),
        ("Motion", "; ".join(_phase(phase) for phase in phases_of(facts))),
        ("Heading", heading(facts["heading"])),
        ("Speed", _speed(facts)),
        ("Distance", _distance(facts)),
        ("Colour", GREY if facts.get("monochrome") else ""),
        ("Place", _place(facts["place"])),
        ("Frame", f"{width} x {height} pixels"),
    ]
    return [(name, value) for name, value in named if value]


def phases_of(facts: Facts) -> list[Facts]:
    """Return what a track did, one thing after the other; of what was kept before there were phases, one for all."""
    whole = {name: facts[name] for name in ("motion", "start", "end")}
    return list(facts.get("phases") or [whole])


def _phase(phase: Facts) -> str:
    return f"{MOTIONS.get(phase['motion'], words(phase['motion']))} {_span(phase)}"


def when(facts: Facts) -> str:
    """Say when a track was seen: by the clock of the site where that is known, else in the source."""
    return _clock(facts) or f"{_span(facts)} in the source"


def heading(degrees: float | None) -> str:
    """Say where a vehicle went, in the image."""
    if degrees is None:
        return "none; it hardly moved"
    return f"{COMPASS[round(degrees / 45) % 8]} ({degrees:.0f}° in the image)"


def _clock(facts: Facts) -> str:
    if facts["start_time"] is None:
        return ""
    began = datetime.fromisoformat(facts["start_time"])
    first, last = (site_clock().local(began + timedelta(seconds=facts[end])) for end in ("start", "end"))
    return f"{first:%d %b %Y, %H:%M:%S} to {last:%H:%M:%S}"


def _span(facts: Facts) -> str:
    return f"{facts['start']:.1f} to {facts['end']:.1f} s"


def _speed(facts: Facts) -> str:
    on_road, in_image = facts["speed_kmh"], f"{facts['speed']:.2f} image heights per second"
    return in_image if on_road is None else f"{on_road:.0f} km/h ({in_image})"


def _distance(facts: Facts) -> str:
    nearest, farthest = facts["nearest_m"], facts["farthest_m"]
    return "" if nearest is None or farthest is None else f"{nearest:.0f} to {farthest:.0f} m"


def _place(place: Mapping[str, float]) -> str:
    most = sorted(place.items(), key=lambda cell: cell[1], reverse=True)
    return ", ".join(f"{cell} {share:.0%}" for cell, share in most if share >= 0.01)
