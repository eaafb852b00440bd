"""The control room: all that the faces stand on."""

from collections.abc import Iterator
from contextlib import contextmanager

from vehiclefinder.assemble.accounts import accounts
from vehiclefinder.assemble.alarm_webhook import alarm_webhook
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.assemble.ingest_worker import start_ingest_process
from vehiclefinder.assemble.models import IMAGE, open_decider, open_models
from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.assemble.reencoder import open_reencoder
from vehiclefinder.assemble.tidier import open_tidier
from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.audit import AuditReader
from vehiclefinder.control.cameras import Cameras
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.clips import Clips
from vehiclefinder.control.feedback.feedback import Feedback
from vehiclefinder.control.housekeeping import Housekeeping
from vehiclefinder.control.retention import Retention
from vehiclefinder.control.room import ControlRoom
from vehiclefinder.control.scheduler import BackgroundTask, Scheduler
from vehiclefinder.control.search import Search
from vehiclefinder.control.sources.reencoding import Reencoding
from vehiclefinder.control.sources.source_policy import SourcePolicy
from vehiclefinder.control.sources.sources import Sources
from vehiclefinder.control.sources.stream_alarms import StreamAlarmEvaluator, StreamAlarms
from vehiclefinder.control.sources.videos import Videos
from vehiclefinder.control.sources.worker_pool import PoolSettings, WorkerPool
from vehiclefinder.control.statistics.statistics import Statistics
from vehiclefinder.control.tracks import Tracks
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.control.watches.watches import Watches
from vehiclefinder.control.watches.webhook_delivery import WebhookDelivery
from vehiclefinder.control.watches.webhooks import Webhooks
from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.core.usage import Usage
from vehiclefinder.finder.finder import Finder
from vehiclefinder.ingest.reencoder import Reencoder
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.idempotency import IdempotencyStore
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobQueue
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.reencoding import sources_to_reencode

PREPARED_EVERY = 0.25
"""Seconds between two looks whether the index lacks something: a search that comes between adds it itself."""
INGEST_LOCK = "crew"
"""Name of the lock of the process that ingests."""


@contextmanager
def open_control_room(settings: Settings) -> Iterator[ControlRoom]:
    """Join all that the faces stand on for as long as the block lasts.

    :raises ModelError: A model is missing or damaged.
    :raises StoreError: The home or the database cannot be used.
    :raises ValueError: As :func:`control_room`.
    """
    reader, decider = open_reader(settings), open_decider(settings)
    reader.prepare()
    with open_catalog(settings) as catalog:
        index = open_index(settings, catalog, decider)
        finder = Finder(reader, decider, catalog, index, time_zone(settings.timezone))
        yield control_room(finder, catalog, Statistics(catalog, index), settings)


def control_room(finder: Finder, catalog: Catalog, statistics: Statistics, settings: Settings) -> ControlRoom:
    """Join the parts of the control room over one catalog.

    :raises ValueError: ``alarm_webhook`` may not be told, or lacks its key.
    """
    told, log = alarm_webhook(settings), AuditLog(catalog.database, settings.audit_required)
    people = accounts(catalog.database, log)
    webhooks, usage = Webhooks(settings.webhook_hosts), Usage()
    policy, jobs = SourcePolicy(settings.video_roots, settings.stream_hosts), JobQueue(catalog.database)
    many = PoolSettings(settings.streams, settings.videos_at_once, settings.worker_silence)
    workers = WorkerPool(jobs, JobLeases(catalog.database), lambda: start_ingest_process(settings), usage, many)
    alarms = StreamAlarmEvaluator(catalog.database, settings.stream_alarm_minutes, webhooks, told)
    clips = Clips(catalog, audit=log)
    search = Search(finder, log)
    return ControlRoom(
        search=search,
        tracks=Tracks(catalog),
        cameras=Cameras(catalog, log),
        clips=clips,
        statistics=statistics,
        sources=Sources(catalog, jobs, log, policy),
        stream_alarms=StreamAlarms(catalog.database),
        videos=Videos(catalog, log),
        usage=usage,
        tokens=people.tokens,
        users=people.users,
        sessions=people.sessions,
        logins=people.logins,
        identification=people.identification,
        rejections=people.rejections,
        audit=AuditReader(log),
        watches=Watches(catalog, finder, webhooks, log),
        alerts=Alerts(catalog, log),
        cases=Cases(catalog, {"clip.mp4": clips.clip_of, "still.jpg": clips.still_of}, log),
        feedback=Feedback(catalog, finder.read, log),
        retention=Retention(catalog, log),
        scheduler=Scheduler(
            catalog.home,
            (
                BackgroundTask("index", None, search.prepare, PREPARED_EVERY),
                BackgroundTask("watch evaluation", "patrol", WatchEvaluator(catalog, finder).step),
                BackgroundTask("webhook delivery", "courier", WebhookDelivery(catalog, webhooks).step),
                BackgroundTask("stream alarms", "stream-alarms", alarms.step),
                BackgroundTask("ingest", INGEST_LOCK, workers.step),
                BackgroundTask("encoding anew", "reencoder", _reencoding(settings, catalog, jobs).step),
                BackgroundTask("tidying", "housekeeping", Housekeeping(open_tidier(settings, catalog)).step),
            ),
            workers.stop,
        ),
        idempotency=IdempotencyStore(catalog.database),
    )


def _reencoding(settings: Settings, catalog: Catalog, jobs: JobQueue) -> Reencoding:
    encoder = open_models(settings).get(IMAGE).sha256

    def opened() -> Reencoder:
        reencoder = open_reencoder(settings.replace(threads=1), catalog)
        if reencoder.encoder != encoder:
            raise ModelError("the image model was replaced while the service runs; start the service again")
        return reencoder

    return Reencoding(lambda: bool(sources_to_reencode(catalog.database, encoder)), opened, jobs)
