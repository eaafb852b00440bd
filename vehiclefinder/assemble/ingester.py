"""Detector, encoder and catalog, joined for ingest."""

from collections.abc import Iterator
from contextlib import contextmanager

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.detector import open_detector
from vehiclefinder.assemble.encoder import open_encoder
from vehiclefinder.core.usage import Usage
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.video.tracking.cadence import CadenceSettings
from vehiclefinder.video.tracking.detector import DetectorSettings
from vehiclefinder.video.tracking.pipeline import TrackingSettings


@contextmanager
def open_ingester(settings: Settings) -> Iterator[Ingester]:
    """Join detector, encoder and catalog for as long as the block lasts.

    :raises ModelError: A model is missing or damaged.
    :raises StoreError: The home or the database cannot be used.
    """
    with open_catalog(settings) as catalog:
        yield ingester(settings, catalog)


def ingester(settings: Settings, catalog: Catalog, usage: Usage | None = None) -> Ingester:
    """Join detector, encoder and catalog.

    :param usage: Told what is done.
    """
    tracking = TrackingSettings(cadence=CadenceSettings(settings.detections_per_second))
    detector = open_detector(settings, DetectorSettings(side=settings.detector_side))
    return Ingester(catalog, detector, open_encoder(settings), tracking, usage)
