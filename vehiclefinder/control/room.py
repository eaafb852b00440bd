"""What people and programs may do: the one place where rights are enforced, whichever face asks."""

from dataclasses import dataclass

from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.audit import AuditReader
from vehiclefinder.control.cameras import Cameras
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.clips import Clips
from vehiclefinder.control.exports import Exports
from vehiclefinder.control.feedback.feedback import Feedback
from vehiclefinder.control.identification import Identification
from vehiclefinder.control.installation import Installation
from vehiclefinder.control.logins import Logins
from vehiclefinder.control.recorded_video import RecordedVideos
from vehiclefinder.control.rejections import Rejections
from vehiclefinder.control.retention import Retention
from vehiclefinder.control.saved_searches import SavedSearches
from vehiclefinder.control.scheduler import Scheduler
from vehiclefinder.control.search import Search
from vehiclefinder.control.sessions import Sessions
from vehiclefinder.control.shard_answers import ShardAnswers
from vehiclefinder.control.sources.sources import Sources
from vehiclefinder.control.sources.stream_alarms import StreamAlarms
from vehiclefinder.control.sources.videos import Videos
from vehiclefinder.control.statistics.statistics import Statistics
from vehiclefinder.control.timeline.timeline import SiteTimeline
from vehiclefinder.control.tokens import AccessTokens
from vehiclefinder.control.tracks import Tracks
from vehiclefinder.control.users import Users
from vehiclefinder.control.watches.watches import Watches
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.usage import Usage
from vehiclefinder.store.control.idempotency import IdempotencyStore


@dataclass(frozen=True, slots=True)
class ControlRoom:
    """Everything that a face stands on; each method takes whoever asks first.

    :param usage: What was ingested while ``scheduler`` is entered.
    :param scheduler: What ingests, and raises and tells alerts, while it is entered; a service does that, no page.
    :param identification: Tells who asks, by whatever they show.
    :param rejections: Told of those who show what is no good.
    :param idempotency: What creations were answered with, for programs that ask again.
    :param clock: The clock by which faces tell every moment.
    """

    search: Search
    shard_answers: ShardAnswers
    saved_searches: SavedSearches
    tracks: Tracks
    exports: Exports
    cameras: Cameras
    clips: Clips
    recordings: RecordedVideos
    statistics: Statistics
    timeline: SiteTimeline
    sources: Sources
    stream_alarms: StreamAlarms
    videos: Videos
    usage: Usage
    tokens: AccessTokens
    users: Users
    sessions: Sessions
    logins: Logins
    identification: Identification
    rejections: Rejections
    audit: AuditReader
    watches: Watches
    alerts: Alerts
    cases: Cases
    feedback: Feedback
    retention: Retention
    scheduler: Scheduler
    idempotency: IdempotencyStore
    clock: SiteClock
    installation: Installation
