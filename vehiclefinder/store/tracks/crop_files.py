"""The pictures of tracks: JPEG files in one folder per source of the media store."""

from io import BytesIO
from pathlib import Path

import numpy as np

from vehiclefinder.core.types import ByteArray
from vehiclefinder.store.files import file_copies
from vehiclefinder.store.files.media import MEDIA, Media

FOLDER = "crops"
CLIPS = "clips"
"""Folder of a home, of what is cut from the video on demand, likewise one folder per source within it."""
QUALITY = 90
LARGEST = 40_000_000
"""Pixels of a picture at most: a frame of 8K has 33 million, so that more is a damaged header."""


def file_name(source_id: int, name: str) -> str:
    """Return the name in the store of a picture.

    :param name: Unique within the source.
    """
    return f"{FOLDER}/{source_id}/{name}.jpg"


def encoded(image: ByteArray) -> bytes:
    """Return a picture as its file holds it.

    :param image: uint8 (H, W, 3), RGB.
    """
    from PIL import Image  # what only reads crops does without

    content = BytesIO()
    Image.fromarray(image).save(content, format="JPEG", quality=QUALITY)
    return content.getvalue()


def load(file: Path | bytes | None) -> ByteArray | None:
    """Read one picture: uint8 (H, W, 3), RGB; None where it is missing or damaged.

    :param file: Its file, or what that holds.
    """
    from PIL import Image

    if file is None:
        return None
    try:
        with Image.open(BytesIO(file) if isinstance(file, bytes) else file) as picture:
            small = picture.width * picture.height <= LARGEST
            return np.asarray(picture.convert("RGB")) if small else None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):  # all that Pillow says of damaged files
        return None


def load_path(path: str) -> ByteArray | None:
    """Read one picture likewise, by its path."""
    return load(Path(path))


def load_named(media: Media, address: str) -> ByteArray | None:
    """Read one picture likewise.

    :param address: What an answer calls it: a path, or the address of a file in the store.
    """
    return load(media.read(address.removeprefix(MEDIA))) if address.startswith(MEDIA) else load_path(address)


def remove(media: Media, source_id: int) -> None:
    """Remove every picture of a source, and its clips on this machine; there may be none.

    :raises StoreError: They cannot be removed.
    """
    media.discard(f"{FOLDER}/{source_id}")
    file_copies.discard(media.home / CLIPS / str(source_id))
