"""Reader, decider, catalog and index, joined for searches."""

from collections.abc import Iterator
from contextlib import contextmanager

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.models import IMAGE, open_decider, open_models
from vehiclefinder.assemble.peers import joined_with_peers
from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.finder.finder import Finder
from vehiclefinder.match.decision import Decider
from vehiclefinder.settings import Settings
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog


def open_index(settings: Settings, catalog: Catalog, decider: Decider) -> IndexKeeper:
    """Open the index over a catalog, for the vectors of the present encoder, judged by the present calibration."""
    encoder = open_models(settings).get(IMAGE).sha256
    return IndexKeeper(settings.home / "index", catalog, encoder, decider, settings.shard_held)


@contextmanager
def open_finder(settings: Settings) -> Iterator[Finder]:
    """Join reader, decider, catalog and index for as long as the block lasts.

    :raises ModelError: A model is missing or damaged.
    :raises StoreError: The home or the database cannot be used.
    :raises ValueError: There are peers, and no shard or token.
    """
    reader, decider = open_reader(settings), open_decider(settings)
    with open_catalog(settings) as catalog:
        index = open_index(settings, catalog, decider)
        finder = Finder(reader, decider, catalog, index, time_zone(settings.timezone))
        with joined_with_peers(finder, settings):
            yield finder
