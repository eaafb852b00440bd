"""COCO: boxes of pictures as one JSON object, with the videos and tracks that they belong to.

The keys of https://cocodataset.org/#format-data, and ``video_id``, ``frame_id`` and ``track_id`` as data sets of tracks
have them.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from vehiclefinder.core.types import VEHICLE_CLASSES
from vehiclefinder.exchange.out.tracks import TrackSource


def document(sources: Iterable[TrackSource], path: bool) -> Iterator[bytes]:
    """Write all sources into one object, annotations first: only numbers of frames are held until the end."""
    info = {"description": "Tracks of vehicles found by VehicleFinder", "version": "1.0"}
    categories = [{"id": number, "name": name} for number, name in enumerate(VEHICLE_CLASSES, start=1)]
    head = json.dumps({"info": info, "licenses": [], "categories": categories})
    yield f'{head[:-1]}, "annotations": ['.encode()
    seen: list[tuple[TrackSource, list[int]]] = []
    first, image, annotation = True, 0, 0
    for source in sources:
        numbers: list[int] = []
        seen.append((source, numbers))
        for number, boxes in source.frames():
            numbers.append(number)
            image += 1
            for one, row in boxes:
                annotation += 1
                told = _annotation(
                    annotation, image, one.track.id, one.track.label, [float(value) for value in row[1:]]
                )
                yield f"{'' if first else ','}\n{json.dumps(told)}".encode()
                first = False
    videos = json.dumps([_video(source) for source, _ in seen])
    yield f'\n], "videos": {videos}, "images": ['.encode()
    yield from _images(seen)
    yield b"\n]}\n"


def _annotation(number: int, image: int, track: int, label: str, box: list[float]) -> dict[str, Any]:
    x1, y1, x2, y2 = box
    width, height = round(x2 - x1, 2), round(y2 - y1, 2)
    return {
        "id": number,
        "image_id": image,
        "category_id": VEHICLE_CLASSES.index(label) + 1,
        "bbox": [round(x1, 2), round(y1, 2), width, height],
        "area": round(width * height, 2),
        "segmentation": [],
        "iscrowd": 0,
        "track_id": track,
    }


def _video(source: TrackSource) -> dict[str, Any]:
    width, height = source.size
    return {
        "id": source.id,
        "name": source.name,
        "camera": source.camera,
        "width": width,
        "height": height,
        "start_time": source.start_time and source.start_time.isoformat(),
        "frame_rate": source.numbers.rate,
        "frame_numbers": "exact" if source.numbers.exact else "even",
    }


def _images(seen: list[tuple[TrackSource, list[int]]]) -> Iterator[bytes]:
    image = 0
    for source, numbers in seen:
        width, height = source.size
        for number in numbers:
            image += 1
            told = {
                "id": image,
                "file_name": f"{source.id:06d}/{number + 1:06d}.jpg",
                "width": width,
                "height": height,
                "video_id": source.id,
                "frame_id": number + 1,
                "time_s": round(source.numbers.time(number), 4),
            }
            yield f"{'' if image == 1 else ','}\n{json.dumps(told)}".encode()
