"""Image encoder and catalog, joined to take what was ingested over to a new model."""

from collections.abc import Collection

from vehiclefinder.assemble.encoder import open_encoder
from vehiclefinder.ingest.reencoder import Reencoder
from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks.catalog import Catalog


def open_reencoder(settings: Settings, catalog: Catalog, only: Collection[int] | None = None) -> Reencoder:
    """Join the present image encoder and a catalog.

    :param only: Ids of the sources that are looked at; None means all.
    :raises ModelError: The model is missing or damaged.
    """
    return Reencoder(catalog, open_encoder(settings), only)
