"""Which format a file is of, and reading it."""

import hashlib
from pathlib import Path

import numpy as np

from vehiclefinder.exchange.taken import mot, otvision, ua_detrac
from vehiclefinder.exchange.taken.rows import gathered
from vehiclefinder.video.tracking.given_boxes import NO_TRACK, GivenBoxes

READERS = {".txt": mot.read, ".ottrk": otvision.read, ".otdet": otvision.read, ".xml": ua_detrac.read}
"""Ending of a file's name -> what reads it."""
INSIDE = ("gt/gt.txt", "det/det.txt", "gt.txt", "det.txt")
"""Where a folder of MOTChallenge has its boxes."""


def read_boxes(path: Path, size: tuple[int, int], tracked: bool) -> GivenBoxes:
    """Read the boxes of a file, or of a sequence of MOTChallenge in a folder.

    :param size: (width, height) of the video's pictures, pixels.
    :param tracked: Each box must belong to a track.
    :raises ValueError: The file is of no known format, or what stands in it cannot be.
    :raises OSError: It cannot be read.
    """
    file = next((path / name for name in INSIDE if (path / name).is_file()), path) if path.is_dir() else path
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise ValueError(f"expected a file of {', '.join(READERS)}, or a folder of MOTChallenge, got {path}")
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    boxes = gathered(reader(file, size), size, f"{'tracks' if tracked else 'detections'}:{digest}")
    if not len(boxes):
        raise ValueError(f"expected boxes of vehicles in {file}, got none; {'; '.join(boxes.notes) or 'it is empty'}")
    if tracked and bool(np.any(boxes.track == NO_TRACK)):
        raise ValueError(f"expected a track of each box in {file}, got boxes without: use --detections")
    return boxes
