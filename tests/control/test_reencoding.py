"""The service takes what was ingested over to a new model by itself."""

from collections.abc import Callable

import numpy as np
import pytest

from vehiclefinder.control.sources.reencoding import Reencoding
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.control.watches.watch_requests import WatchRequest
from vehiclefinder.control.watches.watches import Watches
from vehiclefinder.core.types import FloatArray
from vehiclefinder.ingest import reencoder as reencoder_module
from vehiclefinder.ingest.reencoder import Reencoder
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.reencoding import sources_to_reencode

from ..axes import picture
from .conftest import OPERATOR, Fill
from .street import Street


class RedVan:
    """An encoder model to which everything is a red van; its first picture may fail."""

    def __init__(self) -> None:
        self.failures = 0

    def run(self, names: list[str] | None, inputs: dict[str, FloatArray]) -> list[FloatArray]:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("out of memory")
        return [np.stack([picture(colour="red", type="van")] * len(inputs["pixels"]))]


@pytest.fixture
def model() -> RedVan:
    return RedVan()


@pytest.fixture
def jobs(catalog: Catalog) -> JobQueue:
    return JobQueue(catalog.database)


@pytest.fixture
def reencoding(catalog: Catalog, jobs: JobQueue, model: RedVan, monkeypatch: pytest.MonkeyPatch) -> Reencoding:
    monkeypatch.setattr(reencoder_module, "BATCH", 2)
    monkeypatch.setattr(reencoder_module, "PATIENCE", 0.0)
    return Reencoding(
        lambda: bool(sources_to_reencode(catalog.database, "new")),
        lambda: Reencoder(catalog, ImageEncoder(model, "new", side=8)),
        jobs,
    )


def waiting(catalog: Catalog) -> int:
    return catalog.coverage("new").waiting()


def until(step: Callable[[], bool], most: int = 20) -> None:
    for _ in range(most):
        if not step():
            return
    raise AssertionError("it does not come to an end")


def test_all_that_is_there_at_the_start_is_encoded_batch_by_batch(
    catalog: Catalog, fill: Fill, reencoding: Reencoding
) -> None:
    fill(tracks=3)
    fill(camera="south", tracks=2)
    assert reencoding.step()
    assert waiting(catalog) == 3  # the latest first
    until(reencoding.step)
    assert waiting(catalog) == 0
    fill(camera="east")  # by a program of the older model, to which the others are no longer of its own
    assert not reencoding.step()
    assert waiting(catalog) == 1


def test_where_nothing_waits_no_model_is_loaded(catalog: Catalog, jobs: JobQueue) -> None:
    def never() -> Reencoder:
        raise AssertionError("nothing is to be encoded")

    assert not Reencoding(lambda: bool(sources_to_reencode(catalog.database, "new")), never, jobs).step()


def test_ingest_goes_first(catalog: Catalog, fill: Fill, jobs: JobQueue, reencoding: Reencoding) -> None:
    fill(tracks=5)
    jobs.add(NewJob("north", JobKind.FILE, "a.mp4", "a.mp4", "olga"))
    assert not reencoding.step()
    assert waiting(catalog) == 3
    work = JobLeases(catalog.database).take()
    assert work is not None
    assert not reencoding.step()
    jobs.cancel(work.job.id)
    assert reencoding.step()
    assert waiting(catalog) == 0


def test_another_process_is_waited_for(catalog: Catalog, fill: Fill, reencoding: Reencoding) -> None:
    fill(tracks=2)
    with catalog.locks.hold("reencode"):
        assert not reencoding.step()
    assert waiting(catalog) == 2
    until(reencoding.step)
    assert waiting(catalog) == 0


def test_a_failure_costs_one_batch(catalog: Catalog, fill: Fill, model: RedVan, reencoding: Reencoding) -> None:
    fill(tracks=3)
    reencoding.step()
    model.failures = 1
    with pytest.raises(RuntimeError, match="out of memory"):
        reencoding.step()
    assert waiting(catalog) == 1
    until(reencoding.step)
    assert waiting(catalog) == 0


def test_a_watch_waits_for_the_new_model(
    street: Street, catalog: Catalog, watches: Watches, evaluator: WatchEvaluator
) -> None:
    watches.create(OPERATOR, WatchRequest("reds", "red van"))
    street.see("north", "red", encoder="older")
    until(evaluator.step)
    assert catalog.health().rows["alerts"] == 0
    Reencoder(catalog, ImageEncoder(RedVan(), "e", side=8)).run()
    until(evaluator.step)
    assert catalog.health().rows["alerts"] == 1
