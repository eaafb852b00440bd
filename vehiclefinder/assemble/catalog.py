"""The catalog of a home, opened as the settings say."""

from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks.catalog import Catalog


def open_catalog(settings: Settings) -> Catalog:
    """Open the catalog of the home.

    :raises StoreError: The home or the database cannot be used.
    """
    return Catalog(settings.home, settings.database_url)
