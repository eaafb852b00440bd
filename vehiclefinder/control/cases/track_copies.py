"""What is copied of a track, so that it outlives its video."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from vehiclefinder.store.tracks.records import StoredTrack, shown_name


def facts_of(track: StoredTrack) -> dict[str, Any]:
    """Return what is known of a track, as it is kept beside copies of its pictures: without passwords and our paths."""
    facts = track.to_json()
    named = zip(facts["crops"], crops_of(track), strict=True)
    crops = [{key: value for key, value in crop.items() if key != "path"} | {"file": name} for crop, name in named]
    return facts | {"source": shown_name(without_password(track.source)), "crops": crops}


def crops_of(track: StoredTrack) -> dict[str, Path]:
    """Return the pictures of a track by the names of their copies."""
    return {f"crop-{rank}.jpg": crop.path for rank, crop in enumerate(track.crops, 1)}


def without_password(source: str) -> str:
    """Return where a video lies, without the name and password in an address."""
    parts = urlsplit(source)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "://" in source else source
