"""A control room at work for half an hour, with a disturbance every 20 seconds: what does not come back, what grows?

``python -m benchmarks.soak [MINUTES] [--every 20] [--size MB] [--only TEXT] [--log FILE]``: starts ``vehiclefinder
serve`` on a home of its own, a small disk where root may mount one, and lets two cameras send to it. Sentences are
asked, watches look on and tell a webhook, somebody listens, cases are exported, old video is deleted, backups are made.
Every so many seconds a camera, the service or what is around it is disturbed, in turn: see
``benchmarks/disturbed_feed.py`` and ``benchmarks/soak_disturbances.py``. In the first two thirds the service is never
started again, so that it can be seen what grows; in the last it is, too. Told are each disturbance and after how many
seconds all was well again (of cameras: frames of them were ingested again), how the service answered, and how memory,
threads and open files went in its longest life. The exit code is 1 where something did not come back, or ``doctor``
finds something wrong at the end. ``--only`` takes the disturbances whose names contain a text.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import httpx

from benchmarks.disturbed_feed import camera, write_contents
from benchmarks.server import ROOT
from benchmarks.soak_disturbances import Disturb, Site, disturbances, restarts
from benchmarks.soak_load import Load
from benchmarks.soak_recovery import Recovery, recovery, table
from benchmarks.soak_sampler import Sampler
from benchmarks.soak_service import SoakedService
from benchmarks.soak_webhook import webhook

CLIP = ROOT / "data" / "demo" / "traffic.mp4"
CAMERAS = 2
DISK = "disk: "
"""How that begins which doctor says of the disk, which is small by intent."""
UNDISTURBED = 2 / 3
"""Share of the time in which the service is not started again."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("minutes", type=float, nargs="?", default=30.0)
    parser.add_argument("--every", type=float, default=20.0)
    parser.add_argument("--size", type=int, default=400, help="MB of the small disk")
    parser.add_argument("--only", default="")
    parser.add_argument("--log", type=Path, help="where the service's log goes; by itself it is not kept")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        disk = stack.enter_context(small_disk(folder / "disk", options.size))
        contents = write_contents(CLIP, folder)
        cameras = [stack.enter_context(camera(contents)) for _ in range(CAMERAS)]
        told, hook = stack.enter_context(webhook())
        settings = {"stream_hosts": "127.0.0.1", "webhook_hosts": urlsplit(told).netloc}
        log = options.log or folder / "serve.log"
        service = stack.enter_context(SoakedService(folder / "disk" / "home", log, settings))
        jobs = [service.receive(f"live {number}", address) for number, (address, _) in enumerate(cameras)]
        site = Site(service, [feed for _, feed in cameras], jobs, hook, folder / "disk" if disk else None)
        with Load(service, folder, told) as load, Sampler(service) as sampler:
            recoveries = disturb(site, options.minutes * 60, options.every, options.only)
        wrong = report(recoveries, load, sampler) + doctor(service)
    sys.exit(bool(wrong))


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """Mount a small disk; yields False where that is not allowed, and the folder is of the disk that is there."""
    folder.mkdir()
    mounted = run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True)
    try:
        yield not mounted.returncode
    finally:
        if not mounted.returncode:
            run(["umount", "-l", str(folder)], check=True)


def disturb(site: Site, seconds: float, every: float, only: str) -> list[Recovery]:
    """Disturb a site for so long, and return what came of each disturbance; one may begin before another is over."""
    order, began = random.Random(1), time.monotonic()
    living, all_ = _named(disturbances(site), only), _named({**disturbances(site), **restarts(site)}, only)
    turn: list[str] = []
    with ThreadPoolExecutor(16) as pool:
        watched: list[Future[Recovery]] = []
        while (passed := time.monotonic() - began) < seconds:
            kinds = (living or all_) if passed < UNDISTURBED * seconds else all_
            turn = [name for name in turn if name in kinds] or order.sample(list(kinds), len(kinds))
            name, due = turn.pop(), time.monotonic() + every
            try:
                watched.append(pool.submit(recovery, name, kinds[name](len(watched) % CAMERAS)))
                watched[-1].add_done_callback(lambda one: print(f"{time.strftime('%X')} {one.result()}", flush=True))
            except httpx.HTTPError as error:
                print(f"{time.strftime('%X')} {name}: could not be done, {error!r}", flush=True)
            time.sleep(max(0.0, due - time.monotonic()))
        return [one.result() for one in watched]


def _named(kinds: Mapping[str, Disturb], only: str) -> Mapping[str, Disturb]:
    return {name: act for name, act in kinds.items() if only in name}


def report(recoveries: list[Recovery], load: Load, sampler: Sampler) -> list[str]:
    """Print what came of it; return what did not come back."""
    lost = [str(one) for one in recoveries if one.seconds is None]
    print(f"\n{table(recoveries)}\n\n{load}\n\n{sampler}\n")
    print(f"{len(recoveries)} disturbances, {len(recoveries) - len(lost)} recovered")
    return lost


def doctor(service: SoakedService) -> list[str]:
    """Let ``doctor`` mend what was left behind once the service has ended; return what is wrong then."""
    service.end()
    found = json.loads(service.command("doctor", "--repair", "--json").stdout)
    problems = [one for one in found["problems"] if not one.startswith(DISK)]
    print(f"doctor mended: {found['repaired'] or 'nothing'}\ndoctor found: {problems or 'nothing wrong'}")
    return problems


if __name__ == "__main__":
    main()
