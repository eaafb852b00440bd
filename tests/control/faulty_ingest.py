"""A worker process of ingest that finds nothing, and does what the name of the camera says."""

import os
import signal
import time
from collections.abc import Callable, Sequence

from vehiclefinder.assemble import ingest_worker
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import ByteArray, Detections
from vehiclefinder.core.usage import Usage
from vehiclefinder.ingest.given_vehicles import GivenVehicles
from vehiclefinder.ingest.ingest_job import Ingested, IngestJob, Progress, SourceOrigin
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.processes.channel import Channel
from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.video.sources.open import Video

from .no_vehicles import NoSession

AT = 5
"""The frame at which it happens."""
EATEN: list[bytes] = []

Report = Callable[[Progress], None]


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def eat() -> None:
    while True:
        EATEN.append(b"x" * 10_000_000)
        time.sleep(0.01)


def hang() -> None:
    time.sleep(600)


def odd() -> None:
    raise RuntimeError("a mistake of ours")


def full() -> None:
    raise StoreError("the disk is full")


FAULTS = {"crash": crash, "eat": eat, "hang": hang, "freeze": hang, "odd": odd, "full": full}


def find_nothing(images: Sequence[ByteArray]) -> list[Detections]:
    return [Detections.empty() for _ in images]


class FaultyIngester(Ingester):
    """Ingests; of a camera such as ``crash`` or ``crash once`` something happens, always or the first time."""

    def __init__(self, catalog: Catalog, usage: Usage) -> None:
        super().__init__(catalog, find_nothing, ImageEncoder(NoSession(), "e", side=8), usage=usage)
        self._log = catalog.home / "tries"

    def ingest(self, job: IngestJob, report: Report = lambda progress: None) -> Ingested:
        return super().ingest(job, self._with_fault(job.camera, report))

    def ingest_open(
        self,
        video: Video,
        origin: SourceOrigin,
        report: Report = lambda progress: None,
        given: GivenVehicles | None = None,
    ) -> Ingested:
        if origin.kind == "stream":
            report = self._with_fault(origin.camera, report)
        return super().ingest_open(video, origin, report, given)

    def _with_fault(self, camera: str, report: Report) -> Report:
        kind, _, once = camera.partition(" ")

        def reported(progress: Progress) -> None:
            if progress.frames == AT and kind in FAULTS:
                before = tries(self._log)
                with self._log.open("a") as file:
                    file.write(f"{os.getpid()}\n")
                if not (once and before):
                    FAULTS[kind]()
            report(progress)

        return reported


def tries(log: os.PathLike[str]) -> list[int]:
    """Return the processes to which it happened, one for each time."""
    try:
        with open(log) as file:  # noqa: PTH123
            return [int(line) for line in file]
    except FileNotFoundError:
        return []


def faulty_jobs(channel: Channel, settings: Settings) -> None:
    def ingester(_: Settings, catalog: Catalog, usage: Usage) -> Ingester:
        return FaultyIngester(catalog, usage)

    setattr(ingest_worker, "ingester", ingester)  # noqa: B010
    ingest_worker.ingest_jobs(channel, settings)
