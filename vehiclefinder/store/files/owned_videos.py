"""Video that the store holds itself: what was sent, and what was recorded of streams."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vehiclefinder.core.readable_file import ReadableFile
from vehiclefinder.store.files import file_copies
from vehiclefinder.store.files.media import MEDIA, Media

UPLOADS, RECORDINGS = "uploads", "recordings"
"""Folders of a media store; streams are recorded into that of the home, whichever store it is."""
_NAME = re.compile(f"{MEDIA}((?:{UPLOADS}|{RECORDINGS})/[0-9A-Za-z_-][0-9A-Za-z._-]*)")


def name_of(uri: str) -> str | None:
    """Return the name, in a media store that is not the home's folder, of what a source was made of; else None."""
    found = _NAME.fullmatch(uri)
    return found[1] if found else None


def place(media: Media, uri: str) -> Path:
    """Return where the video lies that a source was made of, or is copied to."""
    name = name_of(uri)
    return Path(uri) if name is None else media.path(name)


def size(media: Media, uri: str) -> int:
    """Return its bytes, 0 where it is gone; of a folder of frames, those of the folder itself.

    :raises StoreError: It lies in a store that cannot be reached.
    """
    if (name := name_of(uri)) is not None:
        return media.size(name)
    try:
        return Path(uri).stat().st_size
    except OSError:
        return 0


def fetch(media: Media, uri: str) -> Path:
    """Return where the video lies that a source was made of, copied to this machine where it must be; it may be gone.

    :raises StoreError: It lies in a store that cannot be reached.
    """
    name = name_of(uri)
    return Path(uri) if name is None else media.fetch(name) or media.path(name)


def seekable(media: Media, uri: str) -> ReadableFile:
    """Return the video to read parts of, as :meth:`Media.seekable` does; it may be gone.

    :raises StoreError: It lies in a store that cannot be reached.
    """
    name = name_of(uri)
    return Path(uri) if name is None else media.seekable(name) or media.path(name)


@contextmanager
def lend(media: Media, uri: str, more: Callable[[], object] = lambda: None) -> Iterator[Path]:
    """Return it likewise, as :meth:`Media.lend` does.

    :raises NotFoundError: It is gone from the store.
    :raises StoreError: The store cannot be reached.
    """
    if (name := name_of(uri)) is None:
        yield Path(uri)
        return
    with media.lend(name, more) as path:
        yield path


def discard(media: Media, uri: str) -> None:
    """Remove a video if it is the store's or the home's own; any other stays.

    :raises StoreError: It cannot be removed.
    """
    if (name := name_of(uri)) is not None:
        media.discard(name)
        return
    path = Path(uri).absolute()
    if path.parent in [(media.home / folder).absolute() for folder in (UPLOADS, RECORDINGS)]:
        file_copies.discard(path)
