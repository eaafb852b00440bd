"""One picture of a folder, read whole or not at all."""

from pathlib import Path

import cv2
import numpy as np

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import ByteArray

_START_OF_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"
_BARE = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})
"""Markers of JPEG that no length follows."""


def read_picture(file: Path) -> ByteArray:
    """Return a picture, uint8 (H, W, 3), RGB.

    :raises VideoError: It cannot be read, or a part of it is missing.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise VideoError(f"cannot read picture {file}: {error.strerror or error}") from error
    # A decoder fills up what is missing and says nothing.
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data and is_whole(data) else None
    if image is None:
        raise VideoError(f"cannot read picture {file}")
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def is_whole(data: bytes) -> bool:
    """Tell whether the end of a JPEG, PNG, WebP or BMP is there; any other bytes count as whole."""
    if data[:2] == b"\xff\xd8":
        return data.find(_END_OF_IMAGE, _scan_of(data)) >= 0
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return data.rfind(b"IEND") >= 0
    if data[:4] == b"RIFF":
        return len(data) >= int.from_bytes(data[4:8], "little") + 8
    if data[:2] == b"BM":
        return len(data) >= int.from_bytes(data[2:6], "little")
    return True


def _scan_of(data: bytes) -> int:
    """Return where the pixels of a JPEG begin, behind any smaller picture that its header holds."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _START_OF_SCAN:
        bare = data[at + 1] in _BARE
        padding = data[at + 1] == 0xFF
        at += 1 if padding else 2 if bare else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return at
