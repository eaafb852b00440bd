"""JSON Lines and CSV: one line for each track, with every value that is known; units are in the names."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from vehiclefinder.core.csv_cells import guarded
from vehiclefinder.core.types import GRID, OnRoad
from vehiclefinder.exchange.out.tracks import SharedTrack, Shares, TrackSource
from vehiclefinder.match.slots import SLOTS


def jsonl(sources: Iterable[TrackSource], path: bool) -> Iterator[bytes]:
    """Write JSON Lines.

    :param path: Whether rows of t (seconds), x1, y1, x2, y2 (pixels) belong to it.
    """
    for source in sources:
        for one in source.tracks():
            line = facts(source, one) | ({"path_s_px": _path(one)} if path else {})
            yield (json.dumps(line, ensure_ascii=False) + "\n").encode()


def table(sources: Iterable[TrackSource], path: bool) -> Iterator[bytes]:
    """Write CSV (RFC 4180); what is not known is empty, what is a list is JSON, and no text is a formula."""
    names: list[str] = []
    for source in sources:
        for one in source.tracks():
            row = _flat(facts(source, one)) | ({"path_s_px": json.dumps(_path(one))} if path else {})
            if not names:
                names = list(row)
                yield _line(names)
            yield _line(["" if row[name] is None else row[name] for name in names])


def facts(source: TrackSource, one: SharedTrack) -> dict[str, Any]:
    """Return what is known of a track but its path."""
    track, road = one.track, one.track.road or OnRoad("")
    begin, end = source.moment(track.start), source.moment(track.end)
    return {
        "track": track.id,
        "camera": track.camera,
        "source": source.id,
        "source_name": source.name,
        "source_start": source.start_time and source.start_time.isoformat(),
        "seen": begin and begin.isoformat(),
        "gone": end and end.isoformat(),
        "start_s": round(track.start, 3),
        "end_s": round(track.end, 3),
        "class": track.label,
        "external_id": track.origin and track.origin.name,
        "external_class": track.origin and track.origin.label,
        "motion": str(track.motion),
        "heading_image_deg": _rounded(track.heading, 1),
        "speed_image_heights_per_s": round(track.speed, 4),
        "speed_kmh": _rounded(road.speed, 1),
        "nearest_m": _rounded(road.nearest, 1),
        "farthest_m": _rounded(road.farthest, 1),
        "monochrome": track.monochrome,
        "frame_width_px": track.frame_size[0],
        "frame_height_px": track.frame_size[1],
        "place_share": {cell: round(float(share), 3) for cell, share in zip(GRID, track.place, strict=True)},
        "shares": _shares(one.shares),
        "phases": [
            {
                "motion": str(phase.motion),
                "start_s": round(phase.start, 3),
                "end_s": round(phase.end, 3),
                "heading_start_image_deg": _rounded(phase.heading_start, 1),
                "heading_end_image_deg": _rounded(phase.heading_end, 1),
            }
            for phase in track.phases
        ],
    }


def _shares(shares: Shares | None) -> dict[str, dict[str, float]] | None:
    return (
        None if shares is None else {slot: {name: round(v, 4) for name, v in of.items()} for slot, of in shares.items()}
    )


def _flat(line: dict[str, Any]) -> dict[str, Any]:
    """Return the cells of a line: those of one kind of value are columns of their own, always in one order."""
    line = dict(line)
    place, shares, phases = line.pop("place_share"), line.pop("shares"), line.pop("phases")
    cells = {f"place_share_{cell.replace(' ', '_')}": share for cell, share in place.items()}
    told = {
        f"share_{slot}_{value}": shares and shares[slot][value] for slot, values in SLOTS.items() for value in values
    }
    return line | cells | told | {"phases": json.dumps(phases)}


def _path(one: SharedTrack) -> list[list[float]]:
    return [[round(float(value), 3) for value in row] for row in one.track.path]


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _line(cells: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(map(guarded, cells))
    return text.getvalue().encode()
