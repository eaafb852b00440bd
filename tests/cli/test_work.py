"""The command that ingests and answers no searches, in a process of its own, and a service that leaves that to it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

from vehiclefinder import Settings, open_control_room
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob
from vehiclefinder.store.database.schema.jobs import JobState
from vehiclefinder.store.tracks.catalog import Catalog

from ..postgresql import environment_of
from ..service import SECONDS, started


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it does not come to pass"
        time.sleep(0.05)


def clip(path: Path, camera: str = "gate") -> NewJob:
    return NewJob(camera, JobKind.FILE, "traffic.mp4", str(path), "ada", fps=5)


def allowed(demo_clip: Path) -> dict[str, str]:
    return {"VEHICLEFINDER_VIDEO_ROOTS": str(demo_clip.parent)}


def test_a_worker_does_what_waits_and_tells_of_it(tmp_path: Path, demo_clip: Path) -> None:
    home = tmp_path / "home"
    with Catalog(home) as catalog:
        jobs = JobQueue(catalog.database)
        job = jobs.add(clip(demo_clip)).id
        with started("work", home, environment=allowed(demo_clip)) as (url, process):
            assert httpx.get(f"{url}/healthz").json()["status"] == "ok"
            assert httpx.get(f"{url}/readyz").json() == {"status": "ready", "warnings": []}
            until(lambda: jobs.get(job).ended)
            done = jobs.get(job)
            assert (done.state, done.error, done.sources) == (JobState.DONE, None, 1)
            told = httpx.get(f"{url}/metrics").text.splitlines()
            assert f'vehiclefinder_camera_frames_total{{camera="gate"}} {float(done.frames)}' in told
            assert {"vehiclefinder_queue_jobs 0.0", 'vehiclefinder_task_failing{task="ingest"} 0.0'} <= set(told)
            assert httpx.get(f"{url}/v1/cameras").status_code == 404
            assert httpx.get(f"{url}/metrics", headers={"Host": "elsewhere.example"}).status_code == 403
        assert process.returncode == 0


def test_what_a_worker_is_at_goes_back_at_once_when_it_is_told_to_end(tmp_path: Path, demo_clip: Path) -> None:
    home = tmp_path / "home"
    with Catalog(home) as catalog:
        jobs = JobQueue(catalog.database)
        job = jobs.add(clip(demo_clip)).id
        with started("work", home, environment=allowed(demo_clip)) as (_, process):
            until(lambda: jobs.get(job).frames)
            family = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGINT)  # in haste, which changes nothing
            assert process.wait(SECONDS) == 0
        waits = jobs.get(job)
        assert (waits.state, waits.error, waits.started) == (JobState.QUEUED, None, None)
        assert psutil.wait_procs(family, timeout=SECONDS)[1] == []


SIGNALLED_ELSEWHERE = """
import signal, threading, time
from vehiclefinder.cli.work import told_to_end

def signalled():
    time.sleep(0.5)  # until the main thread waits
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

with told_to_end() as wait:
    threading.Thread(target=signalled).start()
    wait()
"""


def test_a_signal_that_comes_to_another_thread_is_heard() -> None:
    """The system chooses the thread; that it is not the main one is rare."""
    subprocess.run([sys.executable, "-c", SIGNALLED_ELSEWHERE], check=True, timeout=60)


def test_a_second_worker_of_a_home_is_told_to_have_its_own(tmp_path: Path) -> None:
    home = tmp_path / "home"
    called = [sys.executable, "-m", "vehiclefinder", "--home", str(home), "work"]
    with started("work", home):
        ended = subprocess.run(called, capture_output=True, text=True, env=environment_of(home), timeout=SECONDS)
    assert ended.returncode == 1
    assert ended.stderr == (
        f"error: another process ingests for the home {home}: give each worker one of its own (--home), "
        "or one worker more to do at once (settings streams and workers)\n"
    )


def test_others_than_this_machine_are_answered_once_there_are_accounts(tmp_path: Path) -> None:
    home = tmp_path / "home"
    called = [sys.executable, "-m", "vehiclefinder", "--home", str(home), "work", "--host", "0.0.0.0", "--port", "9"]
    ended = subprocess.run(called, capture_output=True, text=True, env=environment_of(home), timeout=SECONDS)
    assert (ended.returncode, "without accounts only this machine is served" in ended.stderr) == (1, True)


def test_a_service_that_only_searches_leaves_jobs_to_workers(tmp_path: Path) -> None:
    tasks = {}
    for ingest in (True, False):
        with open_control_room(Settings(home=tmp_path, ingest=ingest)) as room:
            tasks[ingest] = [task.name for task in room.scheduler.status()]
    assert [task for task in tasks[True] if task != "ingest"] == tasks[False]
    assert "ingest" in tasks[True]
