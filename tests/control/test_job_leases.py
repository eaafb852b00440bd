"""Who holds a job, until when, and what becomes of it afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import ClaimedJob, JobKind, JobQueue, NewJob
from vehiclefinder.store.database.schema.jobs import IngestJobRow, JobState
from vehiclefinder.store.tracks.catalog import Catalog

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def jobs(catalog: Catalog) -> JobQueue:
    return JobQueue(catalog.database)


@pytest.fixture
def leases(catalog: Catalog) -> JobLeases:
    return JobLeases(catalog.database)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def add(jobs: JobQueue, kind: JobKind = JobKind.FILE, camera: str = "north") -> int:
    secret = "rtsp://eve:s3cret@gate/" if kind is JobKind.STREAM else "/videos/a.mp4"
    return jobs.add(NewJob(camera, kind, "shown", secret, "ada")).id


def taken(leases: JobLeases, seconds: float = 0.0) -> ClaimedJob:
    work = leases.take(now=after(seconds))
    assert work is not None
    return work


def row(catalog: Catalog, job: int) -> IngestJobRow:
    with catalog.database.read() as session:
        return session.scalars(select(IngestJobRow).where(IngestJobRow.id == job)).one()


def test_a_job_is_held_for_a_minute_and_longer_where_that_is_renewed(
    catalog: Catalog, jobs: JobQueue, leases: JobLeases
) -> None:
    job = add(jobs)
    work = taken(leases)
    held = row(catalog, job)
    assert (held.state, held.worker, held.lease) == ("running", work.worker, after(60))
    assert leases.take(now=after(59)) is None
    assert leases.renew(work, after(50))
    assert (list(leases.expire(after(109))), jobs.get(job).state) == ([], JobState.RUNNING)
    assert (list(leases.expire(after(111))), jobs.get(job).state) == ([], JobState.QUEUED)
    waits = row(catalog, job)
    assert (waits.worker, waits.lease, waits.started, waits.attempts) == (None, None, None, 1)
    assert waits.error == "whoever worked on it is gone; it is tried again"


def test_whoever_has_lost_a_job_changes_nothing_of_it(jobs: JobQueue, leases: JobLeases) -> None:
    job = add(jobs)
    lost = taken(leases)
    leases.expire(after(61))
    held = taken(leases, 62)
    assert held.worker != lost.worker
    refused = (
        leases.renew(lost),
        leases.report(lost, 5, None, 1.0),
        leases.end(lost, JobState.DONE),
        leases.release(lost),
        leases.postpone(lost, "no"),
        leases.give_up(lost, "no"),
    )
    assert refused == (False, False, False, False, False, None)
    assert leases.report(held, 7, 12, 25.0)
    assert leases.end(held, JobState.DONE, "damage")
    done = jobs.get(job)
    assert (done.state, done.frames, done.total, done.fps, done.error) == ("done", 7, 12, 25.0, "damage")


@pytest.mark.parametrize("by_expiry", [True, False])
def test_a_video_is_tried_three_times_and_a_stream_for_ever(jobs: JobQueue, leases: JobLeases, by_expiry: bool) -> None:
    video, stream = add(jobs), add(jobs, JobKind.STREAM)
    ended: list[int] = []
    for turn in range(5):
        for work in (leases.take(now=after(100 * turn)), leases.take(now=after(100 * turn))):
            if work is not None and not by_expiry:
                leases.give_up(work, "it crashed")
        ended += [work.job.id for work in leases.expire(after(100 * turn + 61))]
    failed, waits = jobs.get(video), jobs.get(stream)
    why = "whoever worked on it is gone" if by_expiry else "it crashed"
    assert (failed.state, failed.error) == ("failed", f"{why}; it was tried 3 times, and is not tried again")
    assert (waits.state, waits.error) == ("queued", f"{why}; it is tried again")
    assert ended == ([video] if by_expiry else [])
    work = leases.take()
    assert work is not None
    assert work.locator == "rtsp://eve:s3cret@gate/", "which it still needs"


def test_what_a_version_without_leases_left_running_waits_again(
    catalog: Catalog, jobs: JobQueue, leases: JobLeases
) -> None:
    job = add(jobs)
    with catalog.database.write() as session:
        session.execute(update(IngestJobRow).values(state=JobState.RUNNING, attempts=2))
    leases.expire(NOON)
    assert (jobs.get(job).state, row(catalog, job).attempts) == (JobState.QUEUED, 2)


def test_what_is_stopped_keeps_its_place_and_its_tries(catalog: Catalog, jobs: JobQueue, leases: JobLeases) -> None:
    first, second = add(jobs), add(jobs, camera="south")
    assert leases.release(taken(leases))
    assert row(catalog, first).attempts == 0
    assert [taken(leases).job.id, taken(leases).job.id] == [first, second]


def test_what_is_postponed_says_why_and_keeps_its_tries(catalog: Catalog, jobs: JobQueue, leases: JobLeases) -> None:
    job = add(jobs)
    assert leases.postpone(taken(leases), "disk full")
    told = jobs.get(job)
    assert (told.state, told.error, row(catalog, job).attempts) == ("queued", "disk full; it is tried again", 0)
    leases.take()
    assert jobs.get(job).error is None


def test_jobs_that_rest_are_passed_over(jobs: JobQueue, leases: JobLeases) -> None:
    first, second = add(jobs), add(jobs, camera="south")
    work = leases.take(without=[first])
    assert work is not None
    assert work.job.id == second
    assert leases.take(without=[first]) is None
    assert leases.take([JobKind.STREAM]) is None


@pytest.mark.parametrize("kind", [JobKind.FILE, JobKind.STREAM])
def test_a_camera_has_one_stream_and_one_video_in_hand(jobs: JobQueue, leases: JobLeases, kind: JobKind) -> None:
    first, second, elsewhere = add(jobs, kind), add(jobs, kind), add(jobs, kind, camera="south")
    beside = add(jobs, JobKind.UPLOAD if kind is JobKind.STREAM else JobKind.STREAM)
    held = taken(leases)
    others = [taken(leases).job.id, taken(leases).job.id]
    assert (held.job.id, others, leases.take(now=NOON)) == (first, [elsewhere, beside], None)
    assert leases.release(held)
    held = taken(leases)
    assert (held.job.id, leases.take(now=NOON)) == (first, None)
    assert leases.end(held, JobState.DONE)
    assert (taken(leases).job.id, leases.take(now=NOON)) == (second, None)


def test_a_camera_whose_worker_is_gone_waits_until_the_lease_is_over(jobs: JobQueue, leases: JobLeases) -> None:
    first = add(jobs)
    add(jobs)
    taken(leases)
    assert leases.take(now=after(61)) is None, "whoever has it may still be at it"
    leases.expire(after(61))
    assert taken(leases, 61).job.id == first


def test_of_many_who_take_at_once_one_gets_a_camera(catalog: Catalog, jobs: JobQueue) -> None:
    for _ in range(3):
        for camera in ("north", "south"):
            add(jobs, camera=camera)
    start = Barrier(6)

    def take(_: int) -> ClaimedJob | None:
        start.wait()
        return JobLeases(catalog.database).take()

    with ThreadPoolExecutor(6) as threads:
        got = [work.job for work in threads.map(take, range(6)) if work is not None]
    assert sorted((job.id, job.camera) for job in got) == [(1, "north"), (2, "south")]


def test_a_job_that_is_cancelled_is_held_by_nobody(catalog: Catalog, jobs: JobQueue, leases: JobLeases) -> None:
    job = add(jobs)
    work = taken(leases)
    jobs.cancel(job)
    assert (leases.renew(work), leases.report(work, 1, None, 1.0), row(catalog, job).worker) == (False, False, None)
