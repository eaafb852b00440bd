"""What tidies the home of a catalog."""

from vehiclefinder.assemble.models import IMAGE, open_models
from vehiclefinder.core.errors import ModelError
from vehiclefinder.settings import Settings
from vehiclefinder.store.tidying.stranded import Place
from vehiclefinder.store.tidying.tidier import Tidier
from vehiclefinder.store.tracks.catalog import Catalog


def open_tidier(settings: Settings, catalog: Catalog) -> Tidier:
    """Return what tidies; without models, too."""
    try:
        encoder = open_models(settings).get(IMAGE).sha256
    except ModelError:
        encoder = None
    return Tidier(Place(catalog, encoder))
