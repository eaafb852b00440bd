"""What is copied of a track, so that it outlives its video."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from vehiclefinder.store.tracks.records import StoredTrack, shown_name


def facts_of(track: StoredTrack) -> dict[str, Any]:
    """Return what is known of a track, as it is kept beside copies of its pictures: without passwords and our paths."""
    facts = track.to_json()
    crops = [
        {key: value for key, value in crop.items() if key != "path"} | {"file": _name(rank)}
        for rank, crop in enumerate(facts["crops"], 1)
    ]
    return facts | {"source": shown_name(without_password(track.source)), "crops": crops}


def crops_of(track: StoredTrack) -> dict[str, Path]:
    """Return the pictures of a track that are there, by the names of their copies."""
    found = {_name(rank): crop.file.fetch() for rank, crop in enumerate(track.crops, 1)}
    return {name: path for name, path in found.items() if path is not None}


def without_password(source: str) -> str:
    """Return where a video lies, without the name and password in an address."""
    parts = urlsplit(source)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "://" in source else source


def _name(rank: int) -> str:
    return f"crop-{rank}.jpg"
