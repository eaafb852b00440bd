"""UA-DETRAC: XML of one sequence, tracks by frame, with regions in which nobody labelled."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from vehiclefinder.exchange.taken.rows import GivenBox

LARGEST = 512 << 20
"""Bytes of a file."""
IGNORED = 0.5
"""Share of a box within an ignored region from which on it does not count."""

Region = tuple[float, float, float, float]


def read(path: Path, size: tuple[int, int]) -> Iterator[GivenBox]:
    """Yield the boxes of a file, but those in its ignored regions.

    :raises ValueError: It is no such file, too large, or XML that expands.
    """
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name}: expected at most {LARGEST >> 20} MiB, got {path.stat().st_size >> 20}")
    regions: list[Region] = []
    try:
        for _, element in iterparse(str(path), events=("end",), forbid_dtd=True):
            if element.tag == "ignored_region":
                regions = [_region(box, f"{path.name}, ignored region") for box in element.findall("box")]
            elif element.tag == "frame":
                yield from _frame(element, path.name, regions)
                element.clear()
            elif element.tag == "sequence":
                return
        raise ValueError(f"{path.name}: expected a sequence of UA-DETRAC, got other XML")
    except (ParseError, DefusedXmlException) as error:
        raise ValueError(f"{path.name}: expected XML of UA-DETRAC, got {error}") from error


def _frame(element: Any, file: str, regions: list[Region]) -> Iterator[GivenBox]:
    where = f"{file}, frame {element.get('num')}"
    for target in element.iter("target"):
        told = f"{where}, target {target.get('id')}"
        attribute = target.find("attribute")
        try:
            number, track = int(element.get("num")), str(int(target.get("id")))
        except (TypeError, ValueError):
            raise ValueError(f"{told}: expected whole numbers of frame and target") from None
        box = _region(target.find("box"), told)
        if _hidden(box, regions) < IGNORED:
            yield GivenBox(told, number, track, box, 1.0, None if attribute is None else attribute.get("vehicle_type"))


def _region(element: Any, where: str) -> Region:
    try:
        left, top, width, height = (float(element.get(name)) for name in ("left", "top", "width", "height"))
    except (TypeError, ValueError, AttributeError):
        raise ValueError(f"{where}: expected a box with left, top, width and height") from None
    return left, top, left + width, top + height


def _hidden(box: Region, regions: list[Region]) -> float:
    """Return the largest share of a box that one region covers."""
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1e-9)
    widths = (min(box[2], one[2]) - max(box[0], one[0]) for one in regions)
    heights = (min(box[3], one[3]) - max(box[1], one[1]) for one in regions)
    return max((max(w, 0.0) * max(h, 0.0) / area for w, h in zip(widths, heights, strict=True)), default=0.0)
