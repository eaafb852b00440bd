"""Image encoder and catalog, joined to take what was ingested over to a new model."""

from vehiclefinder.assemble.encoder import open_encoder
from vehiclefinder.ingest.reencoder import Reencoder
from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks.catalog import Catalog


def open_reencoder(settings: Settings, catalog: Catalog) -> Reencoder:
    """Join the present image encoder and a catalog.

    :raises ModelError: The model is missing or damaged.
    """
    return Reencoder(catalog, open_encoder(settings))
