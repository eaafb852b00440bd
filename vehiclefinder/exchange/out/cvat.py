"""CVAT for video 1.1: XML of tracks, frames counted from 0; see https://docs.cvat.ai/docs/manual/advanced/xml_format/."""

from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from xml.sax.saxutils import escape, quoteattr

from vehiclefinder.core.types import VEHICLE_CLASSES, FloatArray
from vehiclefinder.exchange.out.tracks import SharedTrack, TrackSource


def files(source: TrackSource) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Write a source as the annotations of one task."""
    yield "annotations.xml", _document(source)


def _document(source: TrackSource) -> Iterator[bytes]:
    width, height = source.size
    frames = source.numbers.count(source.duration)
    labels = "".join(
        f"<label><name>{name}</name><type>rectangle</type><attributes></attributes></label>" for name in VEHICLE_CLASSES
    )
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<annotations><version>1.1</version><meta><task>'
        f"<name>{escape(source.name)}</name><size>{frames}</size><mode>interpolation</mode><overlap>0</overlap>"
        f"<start_frame>0</start_frame><stop_frame>{max(frames - 1, 0)}</stop_frame><frame_filter></frame_filter>"
        f"<labels>{labels}</labels><original_size><width>{width}</width><height>{height}</height></original_size>"
        f"</task></meta>\n<!-- frame numbers: {'exact' if source.numbers.exact else 'even'} -->\n"
    ).encode()
    for one in source.tracks():
        yield _track(source, one, frames)
    yield b"</annotations>\n"


def _track(source: TrackSource, one: SharedTrack, frames: int) -> bytes:
    """Every box is a key frame; where the vehicle was missed for a while it is outside: nothing is made up between."""
    rows = list(source.numbers.along(one.track.path))
    steps = [after[0] - before[0] for before, after in pairwise(rows)]
    usual = round(median(steps)) if steps else 1
    lines = [f'<track id="{one.track.id}" label={quoteattr(one.track.label)} source="auto">\n']
    for (number, row), step in zip(rows, [*steps, 2 * usual + 1], strict=True):
        lines.append(_box(number, row, outside=False))
        if step > 2 * usual and number + usual < frames:
            lines.append(_box(number + usual, row, outside=True))
    return "".join((*lines, "</track>\n")).encode()


def _box(number: int, row: FloatArray, outside: bool) -> str:
    _, x1, y1, x2, y2 = row
    return (
        f'<box frame="{number}" outside="{int(outside)}" occluded="0" keyframe="1" xtl="{x1:.2f}" ytl="{y1:.2f}" '
        f'xbr="{x2:.2f}" ybr="{y2:.2f}" z_order="0"></box>\n'
    )
