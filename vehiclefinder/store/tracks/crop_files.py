"""The pictures of tracks: JPEG files in one folder per source."""

import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import ByteArray

FOLDER = "crops"
CLIPS = "clips"
"""Folder of what is cut from the video on demand, likewise one folder per source within it."""
QUALITY = 90
LARGEST = 40_000_000
"""Pixels of a picture at most: a frame of 8K has 33 million, so that more is a damaged header."""


def save(home: Path, source_id: int, name: str, image: ByteArray) -> str:
    """Write one picture, whole or not at all.

    :param home: The store's folder.
    :param name: File name without its ending, unique within the source.
    :param image: uint8 (H, W, 3), RGB.
    :returns: The file's path relative to ``home``, with ``/``.
    :raises StoreError: It cannot be written.
    """
    from PIL import Image  # what only reads crops does without

    file = f"{FOLDER}/{source_id}/{name}.jpg"
    path = home / file
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(part, format="JPEG", quality=QUALITY)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise StoreError(f"cannot write {path}: {error.strerror or error}") from error
    return file


def load(path: Path) -> ByteArray | None:
    """Read one picture: uint8 (H, W, 3), RGB; None where it is missing or damaged."""
    from PIL import Image

    try:
        with Image.open(path) as file:
            return np.asarray(file.convert("RGB")) if file.width * file.height <= LARGEST else None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):  # all that Pillow says of damaged files
        return None


def remove(home: Path, source_id: int) -> None:
    """Remove every picture and clip of a source; there may be none.

    :raises StoreError: They cannot be removed.
    """
    for folder in (home / FOLDER / str(source_id), home / CLIPS / str(source_id)):
        try:
            if folder.exists():
                shutil.rmtree(folder)
        except OSError as error:
            raise StoreError(f"cannot remove {folder}: {error.strerror or error}") from error
