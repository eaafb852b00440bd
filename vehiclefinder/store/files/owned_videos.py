"""Video that a home holds itself: what was sent, and what was recorded of streams."""

from pathlib import Path

from vehiclefinder.store.files import file_copies

UPLOADS, RECORDINGS = "uploads", "recordings"
"""Folders of a home."""


def discard(home: Path, uri: str) -> None:
    """Remove a video if it is the home's own; any other stays.

    :raises StoreError: It cannot be removed.
    """
    path = Path(uri).absolute()
    if path.parent in [(home / folder).absolute() for folder in (UPLOADS, RECORDINGS)]:
        file_copies.discard(path)
