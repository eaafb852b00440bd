"""The store of pictures and videos that an URL names."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from vehiclefinder.store.files.folder_media import FolderMedia
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.files.remote_media import EXPECTED, MediaAddress, RemoteMedia


def open_media(home: Path, url: str | None = None) -> Media:
    """Return the store of a home; nothing is asked of it yet.

    :param home: The store's folder.
    :param url: ``s3://bucket/prefix``, ``file:///mnt/share`` or what else fsspec reaches; the home itself unless given.
    :raises ValueError: The URL is none.
    """
    if url is None:
        return FolderMedia(home)
    folder = shared_folder(url)
    return RemoteMedia(home, url) if folder is None else FolderMedia(home, folder)


def require_media_url(url: str) -> None:
    """Raise a ``ValueError`` unless a store can be opened by an URL; nothing of it is quoted."""
    if shared_folder(url) is None:
        MediaAddress.parse(url)


def shared_folder(url: str) -> Path | None:
    """Return the folder that a ``file://`` URL names; None where it is another one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError(f"expected {EXPECTED}") from None
    if parts.scheme != "file":
        return None
    folder = Path(unquote(parts.path))
    if parts.netloc or not folder.is_absolute() or folder == Path("/") or parts.query or parts.fragment:
        raise ValueError(f"expected {EXPECTED}")
    return folder
