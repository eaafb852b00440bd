"""MOTChallenge: ``gt.txt``, ``det.txt`` or a tracker's results; frames, tracks and pixels counted from 1."""

from collections.abc import Iterator
from configparser import ConfigParser, Error
from pathlib import Path

from vehiclefinder.exchange.taken.rows import GivenBox

CLASSES = {
    1: "pedestrian", 2: "person on vehicle", 3: "car", 4: "bicycle", 5: "motorbike", 6: "non motorized vehicle",
    7: "static person", 8: "distractor", 9: "occluder", 10: "occluder on the ground", 11: "occluder full",
    12: "reflection", 13: "crowd",
}  # fmt: skip
"""Those of MOT16 and later, where no ``labels.txt`` beside says others."""
RESULTS = 10
"""Columns of results and detections, whose last three are places in the world, not class and visibility."""
SHOWN = 60


def read(path: Path, size: tuple[int, int]) -> Iterator[GivenBox]:
    """Yield the boxes of a file.

    :raises ValueError: A line is none, or ``seqinfo.ini`` above is of pictures of another size.
    """
    _check_size(path, size)
    labels = _labels(path.with_name("labels.txt"))
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                box = _box(line.strip(), f"{path.name}, line {number}", labels)
                if box is not None:
                    yield box


def _box(line: str, where: str, labels: dict[int, str]) -> GivenBox | None:
    """Read a line; None where it says itself that its box does not count."""
    cells = line.split(",") if "," in line else line.split()
    expected = "frame,id,left,top,width,height,conf[,class,visibility]"
    try:
        frame, track = int(float(cells[0])), int(float(cells[1]))
        left, top, width, height, conf = (float(cell) for cell in cells[2:7])
        kind = int(float(cells[7])) if 7 < len(cells) < RESULTS else -1
    except (ValueError, IndexError, OverflowError):
        raise ValueError(f"{where}: expected {expected}, got {line[:SHOWN]!r}") from None
    if kind >= 0 and conf == 0:
        return None
    name = labels.get(kind, str(kind)) if kind >= 0 else None
    score = 1.0 if conf == -1 else conf
    x1, y1 = left - 1, top - 1
    return GivenBox(where, frame, None if track < 0 else str(track), (x1, y1, x1 + width, y1 + height), score, name)


def _labels(path: Path) -> dict[int, str]:
    if not path.is_file():
        return CLASSES
    names = path.read_text(encoding="utf-8").splitlines()
    return {number: name.strip() for number, name in enumerate(names, start=1)}


def _check_size(path: Path, size: tuple[int, int]) -> None:
    info = next(
        (file for file in (path.with_name("seqinfo.ini"), path.parent.parent / "seqinfo.ini") if file.is_file()), None
    )
    if info is None:
        return
    parser = ConfigParser(interpolation=None)
    try:
        parser.read(info, encoding="utf-8")
        told = parser.getint("Sequence", "imWidth"), parser.getint("Sequence", "imHeight")
    except (Error, ValueError, UnicodeDecodeError) as error:
        raise ValueError(f"{info}: expected [Sequence] with imWidth and imHeight, got {error}") from error
    if told != size:
        raise ValueError(f"{info}: expected boxes of the video's {size[0]}x{size[1]} pixels, got {told[0]}x{told[1]}")
