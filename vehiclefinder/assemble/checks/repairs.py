"""What ``doctor --repair`` mends, and what it says of it."""

from collections.abc import Callable, Iterator

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.checks import stored
from vehiclefinder.assemble.checks.left_over import by_kind
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.assemble.models import open_decider
from vehiclefinder.assemble.reencoder import open_reencoder
from vehiclefinder.assemble.tidier import open_tidier
from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks import vector_health
from vehiclefinder.store.tracks.catalog import Catalog

Repair = Callable[[Settings, Catalog, bool], Iterator[str]]


def repair(settings: Settings, deep: bool) -> tuple[list[str], list[str]]:
    """Mend what can be mended; return what was done, and what could not be."""
    done, failures = [], []
    for mend in (_tidy, _vectors, _index):
        try:
            with open_catalog(settings) as catalog:
                for line in mend(settings, catalog, deep):
                    done.append(line)
        except VehicleFinderError as error:
            failures.append(str(error))
    return done, list(dict.fromkeys(failures))


def _tidy(settings: Settings, catalog: Catalog, deep: bool) -> Iterator[str]:
    """What nobody works on is removed; what could not be, the check afterwards finds."""
    yield from (f"tidied {line}" for line in by_kind(open_tidier(settings, catalog).tidy().mended))


def _vectors(settings: Settings, catalog: Catalog, deep: bool) -> Iterator[str]:
    """Damaged vectors are made anew from the pictures of their tracks."""
    damaged = vector_health.check(catalog.database).damaged
    if damaged:
        dropped = vector_health.drop(catalog.database, catalog.media, damaged)
        yield f"removed {counted(dropped.dropped, 'damaged vector')}"
        if dropped.kept:
            yield f"kept {counted(dropped.kept, 'damaged vector')} of tracks without a picture"
        made = open_reencoder(settings, catalog, dropped.sources).run()
        yield f"made {counted(made.tracks, 'vector')} anew, from pictures"
        yield from _rebuilt(settings, catalog)
        vector_health.let_follow(catalog.database)
    if sealed := vector_health.seal(catalog.database):
        yield f"gave {counted(sealed, 'vector')} a checksum"


def _index(settings: Settings, catalog: Catalog, deep: bool) -> Iterator[str]:
    if stored.index(settings, deep).problems:
        yield from _rebuilt(settings, catalog)


def _rebuilt(settings: Settings, catalog: Catalog) -> Iterator[str]:
    tracks = len(open_index(settings, catalog, open_decider(settings)).rebuild())
    yield f"made the index again: {counted(tracks, 'track')}"
