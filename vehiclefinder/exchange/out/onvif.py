"""ONVIF scene description, as Profile M streams it: what a frame shows, in XML, or in JSON by its rules.

The elements are those of ``metadatastream.xsd`` and ``common.xsd`` (``http://www.onvif.org/ver10/schema``), the JSON
that of "JSON payload format" in the Analytics Service Specification: names without prefix, attributes with ``@``, text
as ``#text``.
"""

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from vehiclefinder.core.types import FloatArray
from vehiclefinder.exchange.out.tracks import SharedTrack, Shares, TrackSource

Node = dict[str, Any]
"""An element as the JSON form has it; a list is an element that comes several times."""
NAMESPACE = "http://www.onvif.org/ver10/schema"
RGB = "http://www.onvif.org/ver10/colorspace/RGB"
COLOURS = {
    "white": (255, 255, 255), "black": (0, 0, 0), "grey": (128, 128, 128), "silver": (192, 192, 192),
    "red": (200, 0, 0), "blue": (0, 0, 200), "green": (0, 128, 0), "yellow": (255, 215, 0), "orange": (255, 140, 0),
    "brown": (120, 70, 20),
    "beige": (225, 205, 170), "purple": (128, 0, 128), "pink": (255, 160, 190),
}  # fmt: skip
"""What stands for each colour; ``multi`` is none."""
LEAST = 0.1
"""Share from which on a colour is told."""
TWO_WHEELED = {"bicycle": "Bicycle", "motorcycle": "Motorcycle"}
BODIES = {"bus": "Bus", "truck": "Truck", **TWO_WHEELED}
"""``VehicleType`` of bodies; all others are cars."""


def xml_files(source: TrackSource) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Write a source as one ``MetadataStream``; nothing where it has no time, which every frame must tell."""
    if source.start_time:
        yield "metadata.xml", _xml(source)


def json_files(source: TrackSource) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Write a source as one object; nothing where it has no time."""
    if source.start_time:
        yield "metadata.json", _json(source)


def _xml(source: TrackSource) -> Iterator[bytes]:
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<tt:MetadataStream xmlns:tt="{NAMESPACE}"><tt:VideoAnalytics>\n'.encode()
    for frame in _frames(source):
        yield ("".join(_element("Frame", frame)) + "\n").encode()
    yield b"</tt:VideoAnalytics></tt:MetadataStream>\n"


def _json(source: TrackSource) -> Iterator[bytes]:
    yield b'{"Frame": ['
    for number, frame in enumerate(_frames(source)):
        yield f"{',' if number else ''}\n{json.dumps(frame)}".encode()
    yield b"\n]}\n"


def _frames(source: TrackSource) -> Iterator[Node]:
    """Yield frames; an empty one says that vehicles are gone, where the next frame that shows one is later."""
    last: int | None = None
    looks: dict[int, Node] = {}
    for number, boxes in source.frames():
        if last is not None and number > last + 1:
            yield _frame(source, last + 1, [])
        looks = {one.track.id: looks.get(one.track.id) or _looks(one) for one, _ in boxes}
        yield _frame(source, number, [_object(source, one, row, looks[one.track.id]) for one, row in boxes])
        last = number
    if last is not None:
        yield _frame(source, last + 1, [])


def _frame(source: TrackSource, number: int, objects: list[Node]) -> Node:
    moment = source.moment(source.numbers.time(number))
    assert moment is not None
    told: Node = {"@UtcTime": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z", "@Source": "VehicleFinder"}
    return told | ({"Object": objects} if objects else {})


def _object(source: TrackSource, one: SharedTrack, row: FloatArray, looks: Node) -> Node:
    _, x1, y1, x2, y2 = (float(value) for value in row)
    width, height = source.size
    left, right = round(2 * x1 / width - 1, 5), round(2 * x2 / width - 1, 5)
    top, bottom = round(1 - 2 * y1 / height, 5), round(1 - 2 * y2 / height, 5)
    shape = {
        "BoundingBox": {"@left": left, "@top": top, "@right": right, "@bottom": bottom},
        "CenterOfGravity": {"@x": round((left + right) / 2, 5), "@y": round((top + bottom) / 2, 5)},
    }
    return {"@ObjectId": one.track.id, "Appearance": {"Shape": shape} | looks}


def _looks(one: SharedTrack) -> Node:
    label, shares = one.track.label, one.shares
    kind = BODIES.get(label, "Car")
    bodies: Node = {} if shares is None else {"@Likelihood": round(_of_kind(shares, kind), 3)}
    colours = [] if shares is None or one.track.monochrome else _colours(shares)
    return {
        **({"Color": {"ColorCluster": colours}} if colours else {}),
        "Class": {"Type": [{"#text": "Bicycle" if label == "bicycle" else "Vehicle"}]},
        "VehicleInfo": [{"Type": bodies | {"#text": kind}}],
    }


def _of_kind(shares: Shares, kind: str) -> float:
    return sum(share for body, share in shares["type"].items() if BODIES.get(body, "Car") == kind)


def _colours(shares: Shares) -> list[Node]:
    told = sorted(((share, name) for name, share in shares["colour"].items() if name in COLOURS), reverse=True)
    return [
        {
            "Color": dict(zip(("@X", "@Y", "@Z"), COLOURS[name], strict=True))
            | {"@Colorspace": RGB, "@Likelihood": round(share, 3)}
        }
        for share, name in told
        if share >= LEAST
    ]


def _element(name: str, node: Any) -> Iterator[str]:
    """Yield the XML of a node; what comes several times is one element each."""
    if isinstance(node, list):
        for one in node:
            yield from _element(name, one)
        return
    attributes = "".join(f" {key[1:]}={quoteattr(str(value))}" for key, value in node.items() if key[0] == "@")
    yield f"<tt:{name}{attributes}>"
    yield escape(node.get("#text", ""))
    for key, value in node.items():
        if key[0] not in "@#":
            yield from _element(key, value)
    yield f"</tt:{name}>"
