"""The control room: all that the faces stand on."""

from collections.abc import Iterator
from contextlib import contextmanager

from vehiclefinder.assemble.accounts import accounts
from vehiclefinder.assemble.background import scheduler
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.exports import exports
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.assemble.models import open_decider, open_models
from vehiclefinder.assemble.peers import joined_with_peers
from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.assemble.site import site
from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.audit import AuditReader
from vehiclefinder.control.cameras import Cameras
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.clips import Clips
from vehiclefinder.control.feedback.feedback import Feedback
from vehiclefinder.control.installation import Installation
from vehiclefinder.control.recorded_video import RecordedVideos
from vehiclefinder.control.retention import Retention
from vehiclefinder.control.room import ControlRoom
from vehiclefinder.control.saved_searches import SavedSearches
from vehiclefinder.control.search import Search
from vehiclefinder.control.shard_answers import ShardAnswers
from vehiclefinder.control.sources.source_policy import SourcePolicy
from vehiclefinder.control.sources.sources import Sources
from vehiclefinder.control.sources.stream_alarms import StreamAlarms
from vehiclefinder.control.sources.videos import Videos
from vehiclefinder.control.statistics.statistics import Statistics
from vehiclefinder.control.timeline.timeline import SiteTimeline
from vehiclefinder.control.tracks import Tracks
from vehiclefinder.control.watches.watches import Watches
from vehiclefinder.control.watches.webhooks import Webhooks
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.core.usage import Usage
from vehiclefinder.finder.finder import Finder
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.idempotency import IdempotencyStore
from vehiclefinder.store.control.jobs import JobQueue
from vehiclefinder.store.tracks.catalog import Catalog


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
        with joined_with_peers(finder, settings):
            yield control_room(finder, catalog, Statistics(catalog, finder), settings)


def control_room(finder: Finder, catalog: Catalog, statistics: Statistics, settings: Settings) -> ControlRoom:
    """Join the parts of the control room over one catalog.

    :raises ValueError: ``alarm_webhook`` may not be told, or lacks its key.
    """
    log, usage = AuditLog(catalog.database, settings.audit_required), Usage()
    people, policy = accounts(catalog.database, log), SourcePolicy(settings.video_roots, settings.stream_hosts)
    token = settings.peer_token
    search, clips, told = Search(finder, log), Clips(catalog, audit=log), site(settings)
    return ControlRoom(
        search=search,
        shard_answers=ShardAnswers(finder.searchers, token.get_secret_value() if token else None),
        saved_searches=SavedSearches(catalog.database, log),
        tracks=Tracks(catalog),
        exports=exports(settings, catalog, log),
        cameras=Cameras(catalog, log),
        clips=clips,
        recordings=RecordedVideos(catalog, log),
        statistics=statistics,
        timeline=SiteTimeline(finder, catalog, told.clock, log),
        sources=Sources(catalog, JobQueue(catalog.database, catalog.media), log, policy),
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
        watches=Watches(catalog, finder, Webhooks(settings.webhook_hosts), log, time_zone(settings.timezone)),
        alerts=Alerts(catalog, log),
        cases=Cases(catalog, {"clip.mp4": clips.clip_of, "still.jpg": clips.still_of}, log, told),
        feedback=Feedback(catalog, finder.read, log),
        retention=Retention(catalog, log),
        scheduler=scheduler(finder, catalog, search, usage, settings),
        idempotency=IdempotencyStore(catalog.database),
        clock=told.clock,
        installation=Installation(catalog.home, open_models(settings)),
    )
