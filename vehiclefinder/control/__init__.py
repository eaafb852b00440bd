"""What people and programs may do: the one place where rights are enforced, whichever face asks."""

from dataclasses import dataclass

from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.audit import AuditReader
from vehiclefinder.control.cameras import Cameras
from vehiclefinder.control.cases import Cases
from vehiclefinder.control.clips import Clips
from vehiclefinder.control.feedback import Feedback
from vehiclefinder.control.retention import Retention
from vehiclefinder.control.rounds import Rounds
from vehiclefinder.control.search import Search
from vehiclefinder.control.sources import Sources
from vehiclefinder.control.stats import Stats
from vehiclefinder.control.tokens import Tokens
from vehiclefinder.control.tracks import Tracks
from vehiclefinder.control.watches import Watches
from vehiclefinder.store.replies import Replies
from vehiclefinder.usage import Usage


@dataclass(frozen=True, slots=True)
class ControlRoom:
    """Everything that a face stands on; each method takes whoever asks first.

    :param usage: What was ingested while ``rounds`` is entered.
    :param rounds: What ingests, and raises and tells alerts, while it is entered, once; a service does that, no page.
    :param replies: What creations were answered with, for programs that ask again.
    """

    search: Search
    tracks: Tracks
    cameras: Cameras
    clips: Clips
    stats: Stats
    sources: Sources
    usage: Usage
    tokens: Tokens
    audit: AuditReader
    watches: Watches
    alerts: Alerts
    cases: Cases
    feedback: Feedback
    retention: Retention
    rounds: Rounds
    replies: Replies
