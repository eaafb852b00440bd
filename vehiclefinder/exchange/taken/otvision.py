"""OTVision's ``.otdet`` and ``.ottrk``: JSON in bzip2, detections by frame or tracks."""

import bz2
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vehiclefinder.exchange.taken.rows import GivenBox

LARGEST = 1 << 30
"""Bytes of JSON that are unpacked."""
CENTRED = (1, 0)
"""Last version of ``otdet`` whose ``x`` and ``y`` are the middle of a box, not its upper left corner."""
_CHUNK = 1 << 20


def read(path: Path, size: tuple[int, int]) -> Iterator[GivenBox]:
    """Yield the boxes of a file.

    :raises ValueError: It is no such file, unpacks to more than is taken, or is of pictures of another size.
    """
    content = _content(path)
    try:
        metadata, data = content["metadata"], content["data"]
        version = tuple(int(part) for part in str(metadata["otdet_version"]).split(".")[:2])
        told = int(metadata["video"]["width"]), int(metadata["video"]["height"])
        normalized = bool(metadata.get("detection", {}).get("normalized_bbox", False))
        tracked = data.get("detections")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"{path.name}: expected the metadata of OTVision, got none of {error}") from error
    if told != size:
        raise ValueError(
            f"{path.name}: expected boxes of the video's {size[0]}x{size[1]} pixels, got {told[0]}x{told[1]}"
        )
    for where, frame, one in _tracked(tracked) if tracked is not None else _detected(data):
        yield _box(f"{path.name}, {where}", frame, one, size if normalized else (1, 1), version <= CENTRED)


def _tracked(detections: Any) -> Iterator[tuple[str, Any, Any]]:
    for number, one in enumerate(detections, start=1):
        yield f"detection {number}", one.get("frame") if isinstance(one, Mapping) else None, one


def _detected(data: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for frame, of in data.items():
        for number, one in enumerate(
            of["detections"] if isinstance(of, Mapping) and "detections" in of else [None], start=1
        ):
            yield f"frame {frame}, detection {number}", frame, one


def _box(where: str, frame: Any, one: Any, scale: tuple[int, int], centred: bool) -> GivenBox:
    try:
        x, y, width, height = (float(one[key]) * scale[number % 2] for number, key in enumerate("xywh"))
        if centred:
            x, y = x - width / 2, y - height / 2
        track = one.get("track-id")
        name, score, number = str(one["class"]), float(one["confidence"]), int(frame)
    except (KeyError, TypeError, ValueError, AttributeError):
        expected = "class, confidence, x, y, w, h and frame"
        raise ValueError(f"{where}: expected {expected}, got {str(one)[:120]}") from None
    return GivenBox(where, number, None if track is None else str(track), (x, y, x + width, y + height), score, name)


def _content(path: Path) -> Mapping[str, Any]:
    """Unpack a file, but no more of it than is taken: a few kilobytes may be gigabytes."""
    parts, length = [], 0
    try:
        with bz2.open(path) as file:
            while part := file.read(_CHUNK):
                parts.append(part)
                if (length := length + len(part)) > LARGEST:
                    raise ValueError(f"{path.name}: expected at most {LARGEST >> 20} MiB when unpacked, got more")
        content = json.loads(b"".join(parts))
    except (OSError, EOFError) as error:
        raise ValueError(f"{path.name}: expected JSON in bzip2, got {error}") from error
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path.name}: expected JSON in bzip2, got {error}") from error
    if not isinstance(content, Mapping) or not isinstance(content.get("data"), Mapping):
        raise ValueError(f"{path.name}: expected metadata and data, got neither")
    return content
