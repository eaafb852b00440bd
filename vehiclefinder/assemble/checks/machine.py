"""The machine: its clock and its disk."""

import ctypes
import os
from datetime import UTC, datetime, timedelta
from shutil import disk_usage

from sqlalchemy import func, select

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.checks.finding import Finding
from vehiclefinder.core.errors import StoreError
from vehiclefinder.settings import Settings
from vehiclefinder.store.database.schema.jobs import IngestJobRow
from vehiclefinder.store.database.schema.tracks import SourceRow
from vehiclefinder.store.database.schema.watches import AlertRow
from vehiclefinder.store.files import settled
from vehiclefinder.store.files.owned_videos import RECORDINGS

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
"""Before the first version of this program: a machine that says so has no clock, and has not asked for the time."""
AHEAD = timedelta(minutes=5)
"""How far the clocks of processes that store at once may be apart."""
LEAST_BYTES, LEAST_SHARE = 10**9, 0.05
"""Of a disk, what must be free."""
TIMEX_BYTES, UNSYNCHRONISED = 512, 5
"""Of Linux's ``adjtimex``: more than its structure takes, and what it returns where nothing corrects the clock."""


def clock(settings: Settings, deep: bool) -> Finding:
    """Compare the clock with what was stored last."""
    now, problems = datetime.now(UTC), []
    with open_catalog(settings) as catalog, catalog.database.read() as session:
        columns = (SourceRow.created, IngestJobRow.created, AlertRow.time)
        times = [one for column in columns if (one := session.scalar(select(func.max(column)))) is not None]
    if now < FIRST:
        problems.append(f"it is not set: it says {now:%Y-%m-%d %H:%M}")
    if times and max(times) > now + AHEAD:
        problems.append(f"it says {now:%Y-%m-%d %H:%M:%S}, but something was stored at {max(times):%Y-%m-%d %H:%M:%S}")
    synchronised = is_synchronised()
    note = "nothing corrects the clock of this machine (NTP): times of streams are as wrong as it is"
    state = {"now": now.isoformat(timespec="seconds"), "synchronised": synchronised}
    return Finding(state, tuple(problems), (note,) if synchronised is False else ())


def is_synchronised() -> bool | None:
    """Whether the kernel is told the time, by whatever program; None where it does not say."""
    try:
        asked = ctypes.create_string_buffer(TIMEX_BYTES)  # all zero: nothing is changed
        answer = ctypes.CDLL(None).adjtimex(asked)
    except (AttributeError, OSError):
        return None
    return None if answer < 0 else answer != UNSYNCHRONISED


def disk(settings: Settings, deep: bool) -> Finding:
    """Tell how much room there is, and whether the recordings that may be kept fit."""
    home = settings.home
    try:
        free, total = disk_usage(home).free, disk_usage(home).total
        inodes = os.statvfs(home)
    except OSError as error:
        raise StoreError(f"cannot look at the disk of {home}: {error.strerror or error}") from error
    held, problems, notes = settled.size(home / RECORDINGS), [], []
    if free < max(LEAST_BYTES, LEAST_SHARE * total):
        problems.append(f"{gigabytes(free)} of {gigabytes(total)} are free")
    if inodes.f_files and inodes.f_favail < LEAST_SHARE * inodes.f_files:
        problems.append(f"{inodes.f_favail} of {inodes.f_files} files can still be made")
    if (more := settings.recordings_gb * 10**9 - held) > free:
        notes.append(f"recordings may grow by {gigabytes(more)}, and {gigabytes(free)} are free")
    state = {"free": gigabytes(free), "of": gigabytes(total), "recordings": gigabytes(held)}
    return Finding(state | {"files_left": inodes.f_favail or None}, tuple(problems), tuple(notes))


def gigabytes(many: float) -> str:
    """Return bytes as text."""
    return f"{many / 10**9:.1f} GB"
