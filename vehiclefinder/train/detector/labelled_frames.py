"""Frames with the boxes of their vehicles, as people and other detectors drew them."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vehiclefinder.core.types import VEHICLE_CLASSES, FloatArray, IntArray
from vehiclefinder.video.tracking.detector import TWO_WHEELERS

BOXES, WEAK, FRAMES, NEGATIVES = "boxes.csv", "weak.csv", "frames.csv", "negatives.csv"
COORDINATES = ("x1", "y1", "x2", "y2")
IGNORE = "ignore"
"""``origin`` of a box that is neither vehicle nor background."""
TILES = "tiles"
"""``origin`` of a box that a detector drew."""
RIDDEN = tuple(VEHICLE_CLASSES[label] for label in TWO_WHEELERS)
FIRST, SECOND = "train", "dev"


@dataclass(frozen=True, slots=True, eq=False)
class LabelledFrame:
    """One picture and what is known to be in it.

    :param path: The picture.
    :param boxes: float32 (n, 4), xyxy, pixels.
    :param labels: int64 (n,), index into ``VEHICLE_CLASSES``.
    :param ignored: float32 (m, 4): where there may be a vehicle or not.
    :param source: Where it comes from.
    :param split: ``train``, ``dev``, or empty.
    """

    path: Path
    boxes: FloatArray
    labels: IntArray
    ignored: FloatArray
    source: str = ""
    split: str = ""


def read_frames(folder: Path, split: str | None = None, riders: bool = False) -> list[LabelledFrame]:
    """Read a folder with ``images/`` and ``boxes.csv`` (file, class, x1, y1, x2, y2; origin and split, if there).

    :param split: Frames to keep; all unless given. The split of a frame is that of ``frames.csv`` or of its boxes.
    :param riders: Ignore two-wheelers that a detector drew, which are without their riders: people draw them with, and
        taught both, a detector sees each motorcycle twice.
    :return: Every picture of ``images/``, by name, with and without boxes; what ``weak.csv`` lists is ignored.
    :raises ValueError: A file is missing, a class or a number is none, a box has no picture, or nothing is left.
    """
    images = sorted((folder / "images").glob("*.*"))
    if not images or not (folder / BOXES).is_file():
        raise ValueError(f"expected a folder with images/ and {BOXES}, got {folder}")
    rows = read_table(folder / BOXES)
    weak = [{**row, "origin": IGNORE} for row in read_table(folder / WEAK)]
    about = {row["file"]: row for row in read_table(folder / FRAMES)}
    by_file: dict[str, list[dict[str, str]]] = {path.name: [] for path in images}
    for row in (*rows, *weak):
        if row.get("file") not in by_file:
            raise ValueError(f"expected boxes of pictures in {folder / 'images'}, got one of {row.get('file')!r}")
        by_file[row["file"]].append(row)
    frames = [_frame(path, by_file[path.name], about.get(path.name, {}), riders) for path in images]
    return frames if split is None else of_split(frames, split)


def of_split(frames: Iterable[LabelledFrame], split: str) -> list[LabelledFrame]:
    """Return the frames of one split.

    :raises ValueError: There are none.
    """
    frames = list(frames)
    kept = [frame for frame in frames if frame.split == split]
    if not kept:
        raise ValueError(f"expected a split of {sorted({frame.split for frame in frames})}, got {split!r}")
    return kept


def read_negatives(folder: Path, split: str | None = None, held_out: int = 4) -> list[LabelledFrame]:
    """Read the pictures without vehicles of ``negatives/``; none where there is no such folder.

    :param split: ``dev`` for every ``held_out``-th picture, ``train`` for the others, None for all.
    """
    nothing = np.zeros((0, 4), np.float32), np.zeros(0, np.int64), np.zeros((0, 4), np.float32)
    paths = sorted((folder / "negatives").glob("*.*"))
    frames = [
        LabelledFrame(path, *nothing, "negatives", FIRST if at % held_out else SECOND) for at, path in enumerate(paths)
    ]
    return [frame for frame in frames if split in (None, frame.split)]


def without_source(frames: Iterable[LabelledFrame], source: str) -> list[LabelledFrame]:
    """Return the frames of all other sources."""
    return [frame for frame in frames if frame.source != source]


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file by column; none where there is no such file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _is_unsure(row: dict[str, str], riders: bool) -> bool:
    without_rider = row.get("origin") == TILES and row.get("class") in RIDDEN
    return row.get("origin") == IGNORE or (riders and without_rider)


def _frame(path: Path, rows: list[dict[str, str]], about: dict[str, str], riders: bool) -> LabelledFrame:
    sure = [row for row in rows if not _is_unsure(row, riders)]
    unsure = [row for row in rows if _is_unsure(row, riders)]
    split = about.get("split") or next((row["split"] for row in rows if row.get("split")), "")
    return LabelledFrame(
        path,
        _boxes(sure),
        np.array([_label(row) for row in sure], np.int64),
        _boxes(unsure),
        about.get("source", ""),
        split,
    )


def _label(row: dict[str, str]) -> int:
    name = row.get("class", "")
    if name not in VEHICLE_CLASSES:
        raise ValueError(f"expected a class of {list(VEHICLE_CLASSES)} in {row['file']}, got {name!r}")
    return VEHICLE_CLASSES.index(name)


def _boxes(rows: list[dict[str, str]]) -> FloatArray:
    try:
        return np.array([[float(row[name]) for name in COORDINATES] for row in rows], np.float32).reshape(-1, 4)
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"expected numbers {', '.join(COORDINATES)}, pixels, in every row of {BOXES}") from None
