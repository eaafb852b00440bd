"""The catalog of a home, and where its pictures and videos lie, opened as the settings say."""

from vehiclefinder.settings import Settings
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.files.open_media import open_media
from vehiclefinder.store.tracks.catalog import Catalog


def open_catalog(settings: Settings) -> Catalog:
    """Open the catalog of the home.

    :raises StoreError: The home or the database cannot be used.
    """
    return Catalog(settings.home, settings.database_url, media_of(settings))


def media_of(settings: Settings) -> Media:
    """Return where pictures and videos lie."""
    return open_media(settings.home, settings.media_url)
