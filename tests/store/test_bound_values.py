"""What a statement carries: no error tells it, and what one database would refuse, none takes. On either engine."""

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, text

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob
from vehiclefinder.store.database.bound_values import UnfitValueError
from vehiclefinder.store.database.schema.jobs import IngestJobRow, JobState
from vehiclefinder.store.tracks.catalog import Catalog

SECRET = "hunter2"
NEW = NewJob("north", JobKind.STREAM, "rtsp://gate/1", f"rtsp://ada:{SECRET}@gate/1", "ada")
ROW: dict[str, Any] = {"camera": None, "kind": "stream", "uri": "", "locator": NEW.locator, "options": {}}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and all that it came of, whether shown or not."""
    if error is not None:
        yield error
        yield from chain(error.__cause__)
        yield from chain(error.__context__)


def everything(error: BaseException) -> str:
    """All that can be read from an error by whoever reports it."""
    parts = ["".join(traceback.format_exception(error))]
    for one in chain(error):
        detail = getattr(getattr(one, "diag", None), "message_detail", None)
        parts += [str(one), repr(one), repr(one.args), repr(vars(one)), str(detail)]
    return "\n".join(parts)


def no_camera(catalog: Catalog) -> None:
    JobQueue(catalog.database).add(replace(NEW, camera=None))  # type: ignore[arg-type]


def no_kind_of_value(catalog: Catalog) -> None:
    JobQueue(catalog.database).add(replace(NEW, locator={NEW.locator}))  # type: ignore[arg-type]


def twice(catalog: Catalog) -> None:
    with catalog.database.write() as session:
        session.execute(text("CREATE TABLE once (address TEXT UNIQUE)"))
        for _ in range(2):
            session.execute(text("INSERT INTO once VALUES (:address)"), {"address": NEW.locator})


def many(catalog: Catalog) -> None:
    with catalog.database.write() as session:
        session.execute(insert(IngestJobRow), [ROW, ROW])


def in_the_journal(catalog: Catalog) -> None:
    catalog.database.journal.add(IngestJobRow, ROW)


def no_number(catalog: Catalog) -> None:
    with catalog.database.write() as session:  # quoted by PostgreSQL; by SQLite, no such function
        session.execute(text("SELECT CAST(CAST(:address AS TEXT) AS INTEGER), sqrt(1, 2, 3)"), {"address": NEW.locator})


@pytest.mark.parametrize("fail", [no_camera, no_kind_of_value, twice, many, in_the_journal, no_number])
def test_no_error_tells_the_password_of_a_stream(
    catalog: Catalog, caplog: pytest.LogCaptureFixture, fail: Callable[[Catalog], None]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(StoreError) as error:
        fail(catalog)
    logging.getLogger(__name__).error("it failed", exc_info=error.value)
    assert len(list(chain(error.value))) > 2
    assert SECRET not in everything(error.value)
    assert SECRET not in caplog.text
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("name", ["gate\0", "gate \ud800", "\udcff.mp4"])
def test_text_that_one_database_would_refuse_is_refused_by_all(catalog: Catalog, name: str) -> None:
    jobs = JobQueue(catalog.database)
    with pytest.raises(UnfitValueError, match="expected text without NUL characters and lone surrogates") as error:
        jobs.add(replace(NEW, uri=name))
    assert SECRET not in everything(error.value)
    with pytest.raises(ValueError, match="expected text without"):
        jobs.list([name], 1)
    assert jobs.list(None, 9) == []


def test_all_other_text_is_kept(catalog: Catalog) -> None:
    jobs, name = JobQueue(catalog.database), "Straße 7 \U0001f697 \x01\t\n%s :x {} \\ '\" " + "x" * 100_000
    assert jobs.get(jobs.add(replace(NEW, uri=name)).id).uri == name


def test_an_error_that_names_a_file_by_any_bytes_ends_its_job_all_the_same(catalog: Catalog) -> None:
    jobs, leases = JobQueue(catalog.database), JobLeases(catalog.database)
    jobs.add(NEW)
    work = leases.take()
    assert work is not None
    assert leases.end(work, JobState.FAILED, "cannot read gate\udcff\0.mp4: it is gone")
    assert jobs.get(work.job.id).error == "cannot read gate\ufffd\ufffd.mp4: it is gone"


def test_a_number_that_no_database_holds_is_the_callers_mistake(catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="at most 64 bits"):
        JobQueue(catalog.database).get(2**70)
