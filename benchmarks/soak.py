"""A control room at work for half an hour, with a disturbance every 20 seconds: what does not come back, what grows?

``python -m benchmarks.soak [MINUTES] [--every 20] [--size MB]``: starts ``vehiclefinder serve`` on a home of its own,
a small disk where root may mount one, and lets two cameras send to it. Sentences are asked, watches look on, cases are
exported, old video is deleted, backups are made. Every so many seconds a camera or the service is disturbed, in turn:
see ``benchmarks/disturbed_feed.py`` and ``benchmarks/soak_disturbances.py``. Told are each disturbance and after how
many seconds frames of the disturbed cameras were ingested again, how searches were answered, and how memory, threads
and open files of the service and its workers went. The exit code is 1 where something did not come back, or ``doctor``
finds something wrong at the end.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.disturbed_feed import camera
from benchmarks.live_streams import write_stream
from benchmarks.server import ROOT
from benchmarks.soak_disturbances import Recovery, Site, disturbances, recovery
from benchmarks.soak_load import Load
from benchmarks.soak_service import Sampler, SoakedService

CLIP = ROOT / "data" / "demo" / "traffic.mp4"
CONNECTION = 120.0
"""Seconds of stream until a camera begins anew."""
CAMERAS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("minutes", type=float, nargs="?", default=30.0)
    parser.add_argument("--every", type=float, default=20.0)
    parser.add_argument("--size", type=int, default=400, help="MB of the small disk")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        disk = stack.enter_context(small_disk(folder / "disk", options.size))
        write_stream(CLIP, folder / "stream.ts", CONNECTION)
        cameras = [stack.enter_context(camera(folder / "stream.ts", CONNECTION)) for _ in range(CAMERAS)]
        service = stack.enter_context(SoakedService(folder / "disk" / "home"))
        jobs = [service.receive(f"live {number}", address) for number, (address, _) in enumerate(cameras)]
        site = Site(service, [feed for _, feed in cameras], jobs, folder / "disk" if disk else None)
        with Load(service, folder) as load, Sampler(service) as sampler:
            recoveries = disturb(site, options.minutes * 60, options.every)
        wrong = report(recoveries, load, sampler) + doctor(service)
    sys.exit(bool(wrong))


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """Mount a small disk; yields False where that is not allowed, and the folder is of the disk that is there."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True
    ).returncode
    try:
        yield not mounted
    finally:
        if not mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def disturb(site: Site, seconds: float, every: float) -> list[Recovery]:
    """Disturb a site for so long, and return what came of each disturbance; one may begin before another is over."""
    kinds, order, end = disturbances(site), random.Random(1), time.monotonic() + seconds
    turn: list[str] = []
    with ThreadPoolExecutor() as pool:
        watched: list[Future[Recovery]] = []
        while time.monotonic() < end:
            turn = turn or order.sample(list(kinds), len(kinds))
            began, name = time.monotonic(), turn.pop()
            watched.append(pool.submit(recovery, site, name, kinds[name](len(watched) % CAMERAS)))
            watched[-1].add_done_callback(lambda one: print(one.result(), flush=True))
            time.sleep(max(0.0, every - (time.monotonic() - began)))
        return [one.result() for one in watched]


def report(recoveries: list[Recovery], load: Load, sampler: Sampler) -> list[str]:
    """Print what came of it; return what did not come back."""
    print(load)
    print(sampler)
    lost = [str(one) for one in recoveries if one.seconds is None]
    print(f"{len(recoveries)} disturbances, {len(recoveries) - len(lost)} recovered")
    return lost


def doctor(service: SoakedService) -> list[str]:
    """Print and return what ``doctor`` finds wrong once the service has ended."""
    service.end()
    command = [sys.executable, "-m", "vehiclefinder", "--home", str(service.home), "doctor", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    problems: list[str] = json.loads(done.stdout)["problems"]
    print(f"doctor: {problems or 'nothing wrong'}")
    return problems


if __name__ == "__main__":
    main()
