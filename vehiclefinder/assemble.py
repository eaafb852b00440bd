"""Joins settings, models and rooms; nothing else looks for a model or a home."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ner.errors import NerError
from ner.reader import Reader
from vehiclefinder.control import ControlRoom
from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.audit import AuditReader
from vehiclefinder.control.cameras import Cameras
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.clips import Clips
from vehiclefinder.control.feedback.feedback import Feedback
from vehiclefinder.control.retention import Retention
from vehiclefinder.control.scheduler import Scheduler
from vehiclefinder.control.search import Search
from vehiclefinder.control.sources.recordings import Recordings
from vehiclefinder.control.sources.source_policy import SourcePolicy
from vehiclefinder.control.sources.sources import Sources
from vehiclefinder.control.sources.worker import WorkerContext
from vehiclefinder.control.sources.worker_pool import WorkerPool
from vehiclefinder.control.statistics.statistics import Statistics
from vehiclefinder.control.tokens import AccessTokens
from vehiclefinder.control.tracks import Tracks
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.control.watches.watches import Watches
from vehiclefinder.control.watches.webhook_delivery import WebhookDelivery
from vehiclefinder.control.watches.webhooks import Webhooks
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.usage import Usage
from vehiclefinder.finder.finder import Finder
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.match.decision import Calibration, Decider
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.text_encoder import TextEncoder
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.resources import shipped_folder
from vehiclefinder.runtime.session import Provider, Session, open_session
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.idempotency import IdempotencyStore
from vehiclefinder.store.control.jobs import JobQueue
from vehiclefinder.store.control.tokens import TokenStore
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.video.tracking.detector import PicoDet

DETECTOR, IMAGE, TEXT, NER = "detector", "matcher-image", "matcher-text", "ner"


def model_folder(settings: Settings) -> Path:
    """Return the chosen folder of models, the one inside the package, or the one of the source tree."""
    return settings.models or shipped_folder("_models", "models")


def open_models(settings: Settings) -> ModelFolder:
    """Return the verified model folder.

    :raises ModelError: It has no readable manifest.
    """
    return ModelFolder(model_folder(settings))


def open_catalog(settings: Settings) -> Catalog:
    """Open the catalog of the home.

    :raises StoreError: The home or the database cannot be used.
    """
    url = settings.database.get_secret_value() if settings.database else None
    return Catalog(settings.home, url)


def open_reader(settings: Settings) -> Reader:
    """Open the NER model.

    :raises ModelError: It is missing or damaged.
    """
    try:
        return Reader(open_models(settings).get(NER).path)
    except NerError as error:
        raise ModelError(str(error)) from error


def open_encoder(settings: Settings) -> ImageEncoder:
    """Open the image half of the matcher.

    :raises ModelError: It is missing or damaged.
    """
    model = open_models(settings).get(IMAGE)
    return ImageEncoder(_session(settings, model.path), model.sha256, model.info["side"])


def open_decider(settings: Settings) -> Decider:
    """Open the text half of the matcher, with the calibration of the pair.

    :raises ModelError: It is missing or damaged.
    """
    models = open_models(settings)
    text = TextEncoder(open_session(models.get(TEXT).path, Provider.CPU, threads=1))
    return Decider(text, Calibration.from_info(models.get(IMAGE).info))


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
    model = open_models(settings).get(DETECTOR)
    detector = PicoDet(_session(settings, model.path), size=model.info["input_size"])
    return Ingester(catalog, detector, open_encoder(settings), usage=usage)


def open_index(settings: Settings, catalog: Catalog) -> IndexKeeper:
    """Open the index over a catalog, for the vectors of the present encoder."""
    return IndexKeeper(settings.home / "index", catalog, open_models(settings).get(IMAGE).sha256)


@contextmanager
def open_finder(settings: Settings) -> Iterator[Finder]:
    """Join reader, decider, catalog and index for as long as the block lasts.

    :raises ModelError: A model is missing or damaged.
    :raises StoreError: The home or the database cannot be used.
    """
    reader, decider = open_reader(settings), open_decider(settings)
    with open_catalog(settings) as catalog:
        yield Finder(reader, decider, catalog, open_index(settings, catalog))


@contextmanager
def open_control_room(settings: Settings) -> Iterator[ControlRoom]:
    """Join all that the faces stand on for as long as the block lasts.

    :raises ModelError: A model is missing or damaged.
    :raises StoreError: The home or the database cannot be used.
    """
    reader, decider = open_reader(settings), open_decider(settings)
    with open_catalog(settings) as catalog:
        index = open_index(settings, catalog)
        finder = Finder(reader, decider, catalog, index)
        yield control_room(finder, catalog, Statistics(catalog, index, decider), settings)


@contextmanager
def open_tokens(settings: Settings) -> Iterator[AccessTokens]:
    """Open the tokens alone, which need no model, for as long as the block lasts.

    :raises StoreError: The home or the database cannot be used.
    """
    with open_catalog(settings) as catalog:
        yield AccessTokens(TokenStore(catalog.database), AuditLog(catalog.database))


def control_room(finder: Finder, catalog: Catalog, statistics: Statistics, settings: Settings) -> ControlRoom:
    """Join the parts of the control room over one catalog."""
    log, webhooks, jobs = AuditLog(catalog.database), Webhooks(settings.webhook_hosts), JobQueue(catalog.database)
    policy, usage = SourcePolicy(settings.video_roots, settings.stream_hosts), Usage()
    recordings = Recordings(catalog.home, settings.recordings_gb * 10**9)
    workers = WorkerPool(
        WorkerContext(jobs, policy, lambda: ingester(settings, catalog, usage), recordings), settings.streams
    )
    tasks = {
        "watch-evaluation": WatchEvaluator(catalog, finder).step,
        "webhook-delivery": WebhookDelivery(catalog, webhooks).step,
        "ingest-workers": workers.step,
    }
    clips = Clips(catalog)
    kept = {
        "clip.mp4": lambda track: clips.clip(LOCAL, track.id),
        "still.jpg": lambda track: clips.still(LOCAL, track.id),
    }
    return ControlRoom(
        search=Search(finder, log),
        tracks=Tracks(catalog),
        cameras=Cameras(catalog, log),
        clips=clips,
        statistics=statistics,
        sources=Sources(catalog, jobs, log, policy),
        usage=usage,
        tokens=AccessTokens(TokenStore(catalog.database), log),
        audit=AuditReader(log),
        watches=Watches(catalog, finder, webhooks, log),
        alerts=Alerts(catalog, log),
        cases=Cases(catalog, kept),
        feedback=Feedback(catalog, finder.read),
        retention=Retention(catalog),
        scheduler=Scheduler(catalog.home, tasks, workers.stop),
        idempotency=IdempotencyStore(catalog.database),
    )


def _session(settings: Settings, path: Path) -> Session:
    return open_session(path, settings.provider, settings.threads)
