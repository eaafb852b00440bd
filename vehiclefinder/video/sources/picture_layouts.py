"""How data sets lay out their folders of pictures: where these lie, and how fast they follow each other."""

import re
from configparser import ConfigParser
from configparser import Error as IniError
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.sources import formats

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})
"""Names that pictures end in."""
PICTURES = "img1"
"""Where MOT Challenge and CityFlow keep the pictures of a sequence."""
_SEQINFO = "seqinfo.ini"


@dataclass(frozen=True, slots=True)
class ToldRate:
    """Frames per second, and what tells them, in words."""

    fps: float
    by: str


_LAYOUTS = (
    (re.compile(r"/image_0\d/(\d{4}|data)$"), ToldRate(10.0, "the layout of KITTI")),
    (re.compile(r"/MVI_\d{5}$"), ToldRate(25.0, "the layout of UA-DETRAC")),
    (re.compile(r"/S\d\d/c015(/img1)?$"), ToldRate(8.0, "the layout of CityFlow")),
    (re.compile(r"/S\d\d/c\d{3}(/img1)?$"), ToldRate(10.0, "the layout of CityFlow")),
)


def located(path: Path) -> Path:
    """Return where the frames of a source lie.

    Of a folder without pictures and videos of its own, that is its ``img1``; anything else stays.

    :raises VideoError: The folder cannot be read.
    """
    if not path.is_dir():
        return path
    files = visible(path)
    # A lone mask, such as CityFlow's roi.jpg, lies beside its video.
    numbered = [file for file in pictures(files) if re.search(r"\d", file.stem)]
    videos = [file for file in files if file.suffix.lower() in formats.SUFFIXES]
    return path / PICTURES if not numbered and not videos and (path / PICTURES).is_dir() else path


def sequence_name(path: Path) -> str:
    """Return what a source is called, never empty: a file or folder by its name, ``img1`` as what it belongs to."""
    path = path.resolve().parent if path.name == PICTURES else path
    return path.stem or path.resolve().name


def visible(folder: Path) -> list[Path]:
    """Return the files of a folder, without the hidden ones that systems leave there.

    :raises VideoError: It cannot be read.
    """
    try:
        return sorted(file for file in folder.iterdir() if not file.name.startswith(".") and file.is_file())
    except OSError as error:
        raise VideoError(f"cannot read folder {folder}: {error.strerror}") from error


def pictures(files: list[Path]) -> list[Path]:
    """Return those of the files that are named as pictures."""
    return [file for file in files if file.suffix.lower() in SUFFIXES]


def told_rate(folder: Path) -> ToldRate | None:
    """Return what a data set says of the pictures in a folder, or None where it is none that is known."""
    folder = folder.resolve()
    for file in (folder / _SEQINFO, folder.parent / _SEQINFO):
        if rate := _seqinfo(file, folder.name if file.parent != folder else None):
            return rate
    path = folder.as_posix()
    return next((rate for layout, rate in _LAYOUTS if layout.search(path)), None)


def _seqinfo(file: Path, pictures: str | None) -> ToldRate | None:
    """Read a ``seqinfo.ini``; ``pictures`` is the folder that it must be about."""
    config = ConfigParser(interpolation=None)
    with suppress(OSError, IniError, UnicodeDecodeError, ValueError):
        config.read(file, encoding="utf-8-sig")
        if pictures is not None and config.get("Sequence", "imDir", fallback=PICTURES) != pictures:
            return None
        rate = config.getfloat("Sequence", "frameRate", fallback=0.0)
        return ToldRate(rate, _SEQINFO) if 0 < rate < 1000 else None
    return None
