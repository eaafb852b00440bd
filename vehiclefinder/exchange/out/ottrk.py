"""OTVision's ``.ottrk``: tracks as JSON in bzip2, for OTAnalytics; see https://github.com/OpenTrafficCam/OTVision."""

import bz2
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from vehiclefinder.core.types import VEHICLE_CLASSES, FloatArray
from vehiclefinder.exchange.out.tracks import SharedTrack, TrackSource

OTDET_VERSION, OTTRK_VERSION = "1.4", "1.1"
UNTIMED = datetime(1970, 1, 1, tzinfo=UTC)
"""When OTVision says that a video began whose name does not tell it."""


def files(source: TrackSource) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Write a source."""
    yield f"{PurePath(source.name).stem or 'tracks'}.ottrk", _packed(_text(source))


def _packed(parts: Iterable[str]) -> Iterator[bytes]:
    compressor = bz2.BZ2Compressor()
    for part in parts:
        if packed := compressor.compress(part.encode()):
            yield packed
    yield compressor.flush()


def _text(source: TrackSource) -> Iterator[str]:
    yield f'{{"metadata": {json.dumps(_metadata(source))}, "data": {{"detections": ['
    first = True
    for number, _, one, row in source.boxes():
        yield ("" if first else ", ") + json.dumps(_detection(source, number, one, row))
        first = False
    yield "]}}"


def _metadata(source: TrackSource) -> dict[str, Any]:
    width, height = source.size
    start, seconds = source.start_time or UNTIMED, source.duration or 0.0
    file = PurePath(source.name)
    return {
        "otdet_version": OTDET_VERSION,
        "video": {
            "filename": file.stem,
            "filetype": file.suffix,
            "width": width,
            "height": height,
            "recorded_fps": source.numbers.rate,
            "actual_fps": source.numbers.rate,
            "number_of_frames": source.numbers.count(source.duration),
            "recorded_start_date": start.timestamp(),
            "length": str(timedelta(seconds=round(seconds))),
            "expected_duration": round(seconds),
        },
        "detection": {
            "otvision_version": "0.0",
            "model": {
                "name": "VehicleFinder",
                "weights": "",
                "iou_threshold": 0.0,
                "image_size": 0,
                "max_confidence": 0.0,
                "half_precision": False,
                "classes": {str(number): name for number, name in enumerate(VEHICLE_CLASSES)},
            },
            "chunksize": 1,
            "normalized_bbox": False,
            "detect_start": None,
            "detect_end": None,
        },
        "ottrk_version": OTTRK_VERSION,
        "tracking": {
            "otvision_version": "0.0",
            "first_tracked_video_start": start.timestamp(),
            "last_tracked_video_end": (start + timedelta(seconds=seconds)).timestamp(),
            "tracker": {"name": "VehicleFinder"},
            "tracking_run_id": str(uuid5(NAMESPACE_URL, f"{source.id} {source.camera} {source.name}")),
            "frame_group": 0,
            "frame_numbers": "exact" if source.numbers.exact else "even",
        },
    }


def _detection(source: TrackSource, number: int, one: SharedTrack, row: FloatArray) -> dict[str, Any]:
    """Return one box: ``x`` and ``y`` are its upper left corner, as from version 1.1 of ``otdet`` on."""
    t, x1, y1, x2, y2 = (float(value) for value in row)
    moment = (source.start_time or UNTIMED) + timedelta(seconds=source.numbers.time(number))
    path = one.track.path
    return {
        "class": one.track.label,
        "confidence": 1.0,
        "x": round(x1, 3),
        "y": round(y1, 3),
        "w": round(x2 - x1, 3),
        "h": round(y2 - y1, 3),
        "interpolated-detection": False,
        "first": bool(t == path[0, 0]),
        "finished": bool(t == path[-1, 0]),
        "track-id": one.track.id,
        "frame": number + 1,
        "occurrence": moment.timestamp(),
        "input_file_path": source.name,
    }
