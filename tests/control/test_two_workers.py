"""Two machines that ingest into one catalog on PostgreSQL, each with a home of its own, and one that searches."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from vehiclefinder import Settings, open_control_room
from vehiclefinder.assemble.checks import work
from vehiclefinder.core.access import LOCAL
from vehiclefinder.finder.scope import Scope
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob
from vehiclefinder.store.database.schema.jobs import IngestJobRow, JobState
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.tracks.catalog import Catalog

from ..postgresql import PostgresHomes
from ..service import SECONDS, started

CAMERAS = ("bridge", "depot", "gate", "market")


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it does not come to pass"
        time.sleep(0.02)


def holders(catalog: Catalog) -> dict[int, tuple[int, int]]:
    """By the process that holds it: the job that each is at, and its frames so far."""
    running = select(IngestJobRow).where(IngestJobRow.state == JobState.RUNNING)
    with catalog.database.read() as session:
        return {int((job.worker or "").split(":")[1]): (job.id, job.frames) for job in session.scalars(running)}


def attempts(catalog: Catalog) -> dict[int, int]:
    with catalog.database.read() as session:
        return {job.id: job.attempts for job in session.scalars(select(IngestJobRow))}


def has_begun(catalog: Catalog, pool: psutil.Process) -> bool:
    """Whether it is in the middle of a job: then it is halted there."""
    pool.suspend()
    if holders(catalog).get(pool.pid, (0, 0))[1]:
        return True
    pool.resume()
    return False


def end_lease(catalog: Catalog, job: int) -> None:
    with catalog.database.write() as session:
        session.execute(
            update(IngestJobRow).where(IngestJobRow.id == job).values(lease=datetime(2000, 1, 1, tzinfo=UTC))
        )


def test_two_workers_share_the_jobs_and_one_goes_on_when_the_other_is_killed(
    databases: PostgresHomes | None, tmp_path: Path, demo_clip: Path
) -> None:
    if databases is None:
        pytest.skip("of PostgreSQL alone")
    home = tmp_path / "searcher"
    home.mkdir()
    url = databases.environment(home)["VEHICLEFINDER_DATABASE"]
    environment = {
        "VEHICLEFINDER_DATABASE": url,
        "VEHICLEFINDER_VIDEO_ROOTS": str(demo_clip.parent),
        "VEHICLEFINDER_WORKERS": "1",
    }
    with Catalog(home, url) as catalog:
        jobs = JobQueue(catalog.database)
        for camera in CAMERAS:
            jobs.add(NewJob(camera, JobKind.FILE, "traffic.mp4", str(demo_clip), "ada", fps=5))
        twin = jobs.add(NewJob("gate", JobKind.FILE, "traffic.mp4", str(demo_clip), "bob", fps=5)).id
        with (
            started("work", tmp_path / "first", environment=environment) as (_, first),
            started("work", tmp_path / "second", environment=environment) as (_, second),
        ):
            until(lambda: holders(catalog).keys() == {first.pid, second.pid})
            pool = psutil.Process(first.pid)
            until(lambda: has_begun(catalog, pool))
            assert work.jobs(Settings(home=home, database=SecretStr(url)), deep=False).state["service"] == "runs"
            (lost, _), family = holders(catalog)[first.pid], pool.children(recursive=True)
            first.kill()
            first.wait(SECONDS)
            assert psutil.wait_procs(family, timeout=SECONDS)[1] == []
            assert [source.status for source in catalog.sources()].count(SourceStatus.RUNNING) >= 1
            end_lease(catalog, lost)
            until(lambda: all(job.ended for job in jobs.list(None, 10)))
        done = jobs.list(None, 10)
        assert [(job.state, job.error, job.sources) for job in done] == [(JobState.DONE, None, 1)] * 5
        assert attempts(catalog) == {job.id: int(job.id == lost) for job in done}
        sources = catalog.sources()
        assert Counter(source.camera for source in sources) == Counter(CAMERAS), "nothing is there twice"
        assert jobs.get(twin).source_id == next(source.id for source in sources if source.camera == "gate")
        (tracks,) = {source.tracks for source in sources}
        assert {source.status for source in sources} == {SourceStatus.DONE}
        assert tracks > 0
    with open_control_room(Settings(home=home, database=SecretStr(url), ingest=False)) as room:
        assert room.search.size(LOCAL) == len(CAMERAS) * tracks
        answer = room.search.find(LOCAL, "car", Scope(k=len(CAMERAS)))
        assert {match.camera for match in answer.matches} == set(CAMERAS), "the same vehicle, at each of them"
        assert len({match.score for match in answer.matches}) == 1
