"""What a service does beside the questions: the tasks of its scheduler."""

from collections.abc import Callable
from functools import partial

from vehiclefinder.assemble.alarm_webhook import alarm_webhook
from vehiclefinder.assemble.ingest_service import INGEST_LOCK, ingest_pool, tidying_task
from vehiclefinder.assemble.models import IMAGE, open_models
from vehiclefinder.assemble.mqtt import mqtt_publisher
from vehiclefinder.assemble.reencoder import open_reencoder
from vehiclefinder.control.mqtt.publisher import MqttPublisher
from vehiclefinder.control.scheduler import BackgroundTask, Scheduler
from vehiclefinder.control.search import Search
from vehiclefinder.control.sources.reencoding import Reencoding
from vehiclefinder.control.sources.stream_alarms import StreamAlarmEvaluator
from vehiclefinder.control.sources.worker_pool import WorkerPool
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.control.watches.webhook_delivery import WebhookDelivery
from vehiclefinder.control.watches.webhooks import Webhooks
from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.core.usage import Usage
from vehiclefinder.finder.finder import Finder
from vehiclefinder.ingest.reencoder import Reencoder
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.jobs import JobQueue
from vehiclefinder.store.database.locks import FileLocks, Lock
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.reencoding import sources_to_reencode

PREPARED_EVERY = 0.25
"""Seconds between two looks whether the index lacks something: a search that comes between adds it itself."""


def scheduler(finder: Finder, catalog: Catalog, search: Search, usage: Usage, settings: Settings) -> Scheduler:
    """Return what does the tasks of one catalog while it is entered.

    :param usage: Told of what is ingested.
    :raises ValueError: ``alarm_webhook`` may not be told, or lacks its key; ``mqtt_url`` is none.
    """
    database, webhooks = catalog.database, Webhooks(settings.webhook_hosts)
    zone = time_zone(settings.timezone)
    workers = ingest_pool(settings, catalog, usage)
    alarms = StreamAlarmEvaluator(database, settings.stream_alarm_minutes, webhooks, alarm_webhook(settings))
    mqtt = mqtt_publisher(settings, catalog, usage)
    ingest = BackgroundTask("ingest", partial(FileLocks(catalog.home).hold, INGEST_LOCK), workers.step)
    reencoding = _reencoding(settings, catalog, JobQueue(database))

    def alone(lock: str) -> Callable[[], Lock]:
        return partial(catalog.locks.hold, lock)

    tasks = (
        BackgroundTask("index", None, search.prepare, PREPARED_EVERY),
        BackgroundTask("watch evaluation", alone("patrol"), WatchEvaluator(catalog, finder, zone).step),
        BackgroundTask("webhook delivery", alone("courier"), WebhookDelivery(catalog, webhooks).step),
        BackgroundTask("stream alarms", alone("stream-alarms"), alarms.step),
        *((ingest,) if settings.ingest else ()),
        BackgroundTask("encoding anew", alone("reencoder"), reencoding.step),
        tidying_task(settings, catalog),
        *((BackgroundTask("mqtt", alone("mqtt"), mqtt.step),) if mqtt else ()),
    )
    return Scheduler(tasks, lambda: _end(workers, mqtt))


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
