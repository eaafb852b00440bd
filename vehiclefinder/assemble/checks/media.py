"""The store of pictures and videos, where that is another one than the home's folder."""

from uuid import uuid4

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.checks.finding import Finding
from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import StoreError
from vehiclefinder.settings import Settings
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.tracks.media_owner import require_own, videos_elsewhere


def media(settings: Settings, deep: bool) -> Finding:
    """Write a file into it, read and remove it: nothing else tells whether that can be done."""
    with open_catalog(settings) as catalog:
        store = catalog.media
        if not store.is_shared:
            elsewhere = videos_elsewhere(catalog.database)
            told = f"{counted(elsewhere, 'video lies', 'videos lie')} in a store that the setting media does not name"
            return Finding({"where": "home"}, (told,) if elsewhere else ())
        require_own(store, catalog.database)
        _try(store)
    return Finding({"where": store.shown, "reached": True, "written": True})


def _try(store: Media) -> None:
    name = f"trial-{uuid4().hex}"
    content = name.encode()
    store.write(name, content)
    try:
        if store.read(name) != content:
            raise StoreError(f"the media store {store.shown} does not hold what was written a moment ago")
    finally:
        store.discard(name)
