"""What a service does beside the questions: the tasks of its scheduler."""

from vehiclefinder.assemble.alarm_webhook import alarm_webhook
from vehiclefinder.assemble.ingest_worker import start_ingest_process
from vehiclefinder.assemble.models import IMAGE, open_models
from vehiclefinder.assemble.mqtt import mqtt_publisher
from vehiclefinder.assemble.reencoder import open_reencoder
from vehiclefinder.assemble.tidier import open_tidier
from vehiclefinder.control.housekeeping import Housekeeping
from vehiclefinder.control.mqtt.publisher import MqttPublisher
from vehiclefinder.control.scheduler import BackgroundTask, Scheduler
from vehiclefinder.control.search import Search
from vehiclefinder.control.sources.reencoding import Reencoding
from vehiclefinder.control.sources.stream_alarms import StreamAlarmEvaluator
from vehiclefinder.control.sources.worker_pool import PoolSettings, WorkerPool
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.control.watches.webhook_delivery import WebhookDelivery
from vehiclefinder.control.watches.webhooks import Webhooks
from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.core.usage import Usage
from vehiclefinder.finder.finder import Finder
from vehiclefinder.ingest.reencoder import Reencoder
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobQueue
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.reencoding import sources_to_reencode

PREPARED_EVERY = 0.25
"""Seconds between two looks whether the index lacks something: a search that comes between adds it itself."""
INGEST_LOCK = "crew"
"""Name of the lock of the process that ingests."""


def scheduler(finder: Finder, catalog: Catalog, search: Search, usage: Usage, settings: Settings) -> Scheduler:
    """Return what does the tasks of one catalog while it is entered.

    :param usage: Told of what is ingested.
    :raises ValueError: ``alarm_webhook`` may not be told, or lacks its key; ``mqtt_url`` is none.
    """
    database, webhooks = catalog.database, Webhooks(settings.webhook_hosts)
    zone = time_zone(settings.timezone)
    many = PoolSettings(settings.streams, settings.videos_at_once, settings.worker_silence)
    jobs = JobQueue(database, catalog.media)
    workers = WorkerPool(jobs, JobLeases(database), lambda: start_ingest_process(settings), usage, many)
    alarms = StreamAlarmEvaluator(database, settings.stream_alarm_minutes, webhooks, alarm_webhook(settings))
    mqtt = mqtt_publisher(settings, catalog, usage)
    tasks = (
        BackgroundTask("index", None, search.prepare, PREPARED_EVERY),
        BackgroundTask("watch evaluation", "patrol", WatchEvaluator(catalog, finder, zone).step),
        BackgroundTask("webhook delivery", "courier", WebhookDelivery(catalog, webhooks).step),
        BackgroundTask("stream alarms", "stream-alarms", alarms.step),
        BackgroundTask("ingest", INGEST_LOCK, workers.step),
        BackgroundTask("encoding anew", "reencoder", _reencoding(settings, catalog, jobs).step),
        BackgroundTask("tidying", "housekeeping", Housekeeping(open_tidier(settings, catalog)).step),
        *((BackgroundTask("mqtt", "mqtt", mqtt.step),) if mqtt else ()),
    )
    return Scheduler(catalog.home, tasks, lambda: _end(workers, mqtt))


def _end(workers: WorkerPool, mqtt: MqttPublisher | None) -> None:
    workers.stop()
    if mqtt:
        mqtt.close()


def _reencoding(settings: Settings, catalog: Catalog, jobs: JobQueue) -> Reencoding:
    encoder = open_models(settings).get(IMAGE).sha256

    def opened() -> Reencoder:
        reencoder = open_reencoder(settings.replace(threads=1), catalog)
        if reencoder.encoder != encoder:
            raise ModelError("the image model was replaced while the service runs; start the service again")
        return reencoder

    return Reencoding(lambda: bool(sources_to_reencode(catalog.database, encoder)), opened, jobs)
