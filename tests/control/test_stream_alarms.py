"""Alarms of streams that stay away: raised once, told, ended, shown to those who may see the camera."""

import json
from datetime import datetime, timedelta

import pytest

from vehiclefinder.control.sources.stream_alarms import AlarmWebhook, StreamAlarmEvaluator, StreamAlarms
from vehiclefinder.control.watches.webhook_signatures import sign
from vehiclefinder.control.watches.webhooks import Webhooks
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import ClaimedJob, JobKind, JobQueue, NewJob
from vehiclefinder.store.control.stream_alarms import StreamStates
from vehiclefinder.store.database.schema.jobs import JobState
from vehiclefinder.store.tracks.catalog import Catalog

from ..conftest import NOW
from .test_webhook_delivery import Listener, listener

__all__ = ["listener"]

SOUTH_ONLY = Identity("sue", Role.VIEWER, ("south",))


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture
def jobs(catalog: Catalog) -> JobQueue:
    return JobQueue(catalog.database)


@pytest.fixture
def alarms(catalog: Catalog) -> StreamAlarms:
    return StreamAlarms(catalog.database)


@pytest.fixture
def evaluator(catalog: Catalog, listener: Listener) -> StreamAlarmEvaluator:
    webhook = AlarmWebhook(listener.url, "0123456789abcdef")
    return StreamAlarmEvaluator(catalog.database, 5, Webhooks(["127.0.0.1"]), webhook)


@pytest.fixture
def leases(catalog: Catalog) -> JobLeases:
    return JobLeases(catalog.database)


@pytest.fixture
def work(jobs: JobQueue, leases: JobLeases) -> ClaimedJob:
    """The job of a stream that is received."""
    new = NewJob("north", JobKind.STREAM, "rtsp://***@camera/live", "rtsp://eve:s3cret@camera/live", "ada")
    work = leases.take() if jobs.add(new) else None
    assert work is not None
    return work


@pytest.fixture
def job(work: ClaimedJob) -> int:
    return work.job.id


def told(listener: Listener) -> list[tuple[str, str | None]]:
    """The states that the webhook heard of, with when the outage ended."""
    bodies = [json.loads(body) for _, _, body in listener.heard]
    return [(body["state"], body["ended"]) for body in bodies]


def test_an_outage_raises_one_alarm_when_it_has_lasted_and_ends_it(
    catalog: Catalog,
    jobs: JobQueue,
    job: int,
    evaluator: StreamAlarmEvaluator,
    alarms: StreamAlarms,
    listener: Listener,
) -> None:
    jobs.away(job, NOW, "Connection refused")
    assert not evaluator.step(later(4.9))
    assert (alarms.list(LOCAL), alarms.states()) == ([], StreamStates(0, 1, NOW))
    assert evaluator.step(later(5.0))
    jobs.away(job, later(6), "Server returned 401 Unauthorized")
    assert not evaluator.step(later(60)), "once for each outage"
    (alarm,) = alarms.list(LOCAL, open_=True)
    assert (alarm.since, alarm.raised, alarm.state, alarm.reason) == (NOW, later(5), "away", "Connection refused")
    assert alarms.seconds_away(later(10)) == 600.0
    jobs.away(job, None)
    assert evaluator.step(later(61))
    (alarm,) = alarms.list(LOCAL)
    assert (alarm.state, alarm.ended, alarm.delivery) == ("back", later(61), "delivered")
    assert (alarms.states(), alarms.seconds_away(later(61))) == (StreamStates(1, 0, None), 0.0)
    assert told(listener) == [("away", None), ("back", later(61).isoformat())]
    _, signature, body = listener.heard[0]
    assert signature == sign("0123456789abcdef", body)
    home, _ = catalog.generation()
    messages = [one["webhook-id"] for one in listener.headers]
    assert messages == [f"{home}-stream-alarm-{alarm.id}-{state}" for state in ("away", "back")]
    assert listener.headers[0]["webhook-timestamp"] == str(int(later(5).timestamp()))
    assert json.loads(body) == {
        "stream_alarm": alarm.id,
        "state": "away",
        "camera": "north",
        "stream": "rtsp://***@camera/live",
        "job": job,
        "since": NOW.isoformat(),
        "raised": later(5).isoformat(),
        "ended": None,
        "reason": "Connection refused",
    }
    jobs.away(job, later(70), "Connection timed out")
    assert evaluator.step(later(75)), "another outage is another alarm"
    assert [one.since for one in alarms.list(LOCAL)] == [later(70), NOW]


def test_an_outage_outlasts_the_service(
    jobs: JobQueue, leases: JobLeases, work: ClaimedJob, evaluator: StreamAlarmEvaluator, alarms: StreamAlarms
) -> None:
    job = work.job.id
    jobs.away(job, NOW, "Connection refused")
    leases.release(work)
    assert jobs.get(job).away_since == NOW
    assert evaluator.step(later(6)), "whether or not somebody has taken it up again"
    assert leases.take() is not None
    jobs.away(job, later(7), "Connection refused")
    assert jobs.get(job).away_since == NOW, "it was away all the time"
    assert not evaluator.step(later(8))
    assert [alarm.state for alarm in alarms.list(LOCAL)] == ["away"]


@pytest.mark.parametrize(("state", "ends"), [(JobState.CANCELLED, "stopped"), (JobState.DONE, "back")])
def test_a_stream_that_nobody_asks_for_any_more_ends_its_alarm(
    jobs: JobQueue,
    leases: JobLeases,
    work: ClaimedJob,
    evaluator: StreamAlarmEvaluator,
    alarms: StreamAlarms,
    state: JobState,
    ends: str,
) -> None:
    jobs.away(work.job.id, NOW, "Connection refused")
    evaluator.step(later(5))
    leases.end(work, state)
    evaluator.step(later(6))
    assert [(alarm.state, alarm.reason) for alarm in alarms.list(LOCAL)] == [(ends, "Connection refused")]


def test_what_the_webhook_does_not_take_is_told_again_and_the_end_all_the_same(
    jobs: JobQueue, job: int, evaluator: StreamAlarmEvaluator, alarms: StreamAlarms, listener: Listener
) -> None:
    listener.status = 500
    jobs.away(job, NOW, "Connection refused")
    for minutes in (5, 5.2, 7, 60):
        evaluator.step(later(minutes))
    (alarm,) = alarms.list(LOCAL)
    assert (alarm.delivery, alarm.attempts, alarm.error) == ("failed", 3, "answered 500")
    listener.status = 200
    jobs.away(job, None)
    evaluator.step(later(61))
    assert (told(listener)[-1], alarms.list(LOCAL)[0].error) == (("back", later(61).isoformat()), None)


def test_without_a_webhook_an_alarm_is_shown_alone(
    catalog: Catalog, jobs: JobQueue, job: int, alarms: StreamAlarms
) -> None:
    evaluator = StreamAlarmEvaluator(catalog.database, 5, Webhooks(), None)
    jobs.away(job, NOW, "Connection refused")
    assert not evaluator.step(later(5))
    (alarm,) = alarms.list(LOCAL)
    assert (alarm.delivery, alarm.attempts) == ("none", 0)
    assert alarms.list(SOUTH_ONLY) == []
    with pytest.raises(NotFoundError, match=f"no stream alarm {alarm.id}"):
        alarms.get(SOUTH_ONLY, alarm.id)
