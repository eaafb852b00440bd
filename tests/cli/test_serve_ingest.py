"""The processes in which a service ingests: that they end with it, however it ends, and what becomes of their jobs."""

import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import httpx
import psutil
import pytest

from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobQueue
from vehiclefinder.store.database.schema.jobs import JobState
from vehiclefinder.store.tracks.catalog import Catalog

from ..service import SECONDS, started


def family_of(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """A service with the processes that answer, and those that ingest."""
    service = psutil.Process(process.pid)
    return [service, *service.children(recursive=True)]


def ingesting(family: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Those that ingest, or have looked whether a file is a video."""
    return [one for one in family if "vehiclefinder.processes.child" in one.cmdline()]


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 2 * SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it does not come to pass"
        time.sleep(0.1)


@pytest.mark.parametrize("command", [("serve", "--workers", "2"), ("dashboard",)])
def test_a_service_that_is_killed_leaves_no_process_and_the_next_does_the_job(
    command: tuple[str, ...], demo_home: Path, demo_clip: Path, tmp_path: Path
) -> None:
    home = copytree(demo_home, tmp_path / "home")
    environment = {"VEHICLEFINDER_VIDEO_ROOTS": str(demo_clip.parent), "TMPDIR": str(tmp_path)}
    with Catalog(home) as catalog:
        jobs, leases = JobQueue(catalog.database, catalog.media), JobLeases(catalog.database)
        with started(command[0], home, *command[1:], environment=environment) as (url, process):
            asked = {"camera": "gate", "path": str(demo_clip)}
            made = httpx.post(f"{url}/v1/sources", json=asked, timeout=SECONDS)
            job = made.raise_for_status().json()["id"]
            until(lambda: bool(ingesting(family_of(process))) and jobs.get(job).state is JobState.RUNNING)
            family = family_of(process)
            assert ingesting(family)
            for one in family:
                if one not in ingesting([one]):
                    one.kill()
            process.wait(SECONDS)
            assert psutil.wait_procs(family, timeout=SECONDS)[1] == []
        assert jobs.get(job).state is JobState.RUNNING
        leases.expire(datetime.now(UTC) + timedelta(seconds=61))
        with started("serve", home, environment=environment) as (_, process):
            until(lambda: jobs.get(job).ended is not None)
            family = family_of(process)
        assert (jobs.get(job).state, jobs.get(job).error) == (JobState.DONE, None)
        assert psutil.wait_procs(family, timeout=SECONDS)[1] == []
