"""MOTChallenge: text of one box a line, frames, tracks and pixels counted from 1; see https://motchallenge.net."""

from collections.abc import Iterator

from vehiclefinder.core.types import VEHICLE_CLASSES
from vehiclefinder.exchange.out.tracks import TrackSource


def files(source: TrackSource) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Write a sequence: its boxes, the names of its classes and what is known of it."""
    yield "gt/gt.txt", _boxes(source)
    yield "gt/labels.txt", iter(f"{name}\n".encode() for name in VEHICLE_CLASSES)
    yield "seqinfo.ini", iter([_info(source)])


def _boxes(source: TrackSource) -> Iterator[bytes]:
    for number, track, one, (_, x1, y1, x2, y2) in source.boxes():
        label = VEHICLE_CLASSES.index(one.track.label) + 1
        box = f"{x1 + 1:.2f},{y1 + 1:.2f},{x2 - x1:.2f},{y2 - y1:.2f}"
        yield f"{number + 1},{track},{box},1,{label},1\n".encode()


def _info(source: TrackSource) -> bytes:
    width, height = source.size
    told = {
        "name": source.name,
        "imDir": "img1",
        "frameRate": f"{source.numbers.rate:g}",
        "seqLength": source.numbers.count(source.duration),
        "imWidth": width,
        "imHeight": height,
        "imExt": ".jpg",
        "frameNumbers": "exact" if source.numbers.exact else "even",
    }
    return ("[Sequence]\n" + "".join(f"{key}={value}\n" for key, value in told.items())).encode()
