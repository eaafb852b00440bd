"""What hands tracks over, over a catalog."""

from vehiclefinder.assemble.models import IMAGE, open_decider, open_models
from vehiclefinder.control.exports import Exports
from vehiclefinder.match.decision import Decider
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog


def exports(settings: Settings, catalog: Catalog, log: AuditLog, decider: Decider | None = None) -> Exports:
    """Join catalog and matcher.

    :param decider: Opened already; else it is opened here.
    :raises ModelError: It is missing or damaged.
    """
    return Exports(catalog, log, open_models(settings).get(IMAGE).sha256, decider or open_decider(settings))
