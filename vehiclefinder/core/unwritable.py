"""Why something cannot be written, in words: what passes by itself is told from what is wrong for good."""

import errno
import os
from pathlib import Path

from vehiclefinder.core.errors import ReadOnlyStoreError, StoreError, VehicleFinderError

FULL = "the disk is full"
READ_ONLY = "it is read-only"
REASONS = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: "the quota of the disk is used up",
    errno.EROFS: READ_ONLY,
    errno.EACCES: "this user may not write there",
    errno.EPERM: "this user may not write there",
    errno.EFBIG: "a file would be larger than is allowed",
}
LEAST = 64 << 10
"""Bytes that are needed for anything at all: what has fewer left counts as full."""


def write_error(what: str, error: Exception, otherwise: type[VehicleFinderError] = StoreError) -> VehicleFinderError:
    """Return the error for what could not be written: a ``ReadOnlyStoreError`` where nothing is wrong but that.

    :param what: What could not be done, such as ``"cannot write /home/index"``.
    :param error: An ``OSError``, or what a library says with an ``errno`` likewise.
    :param otherwise: What it is where something else is wrong.
    """
    said = getattr(error, "strerror", None) or error
    reason = REASONS.get(getattr(error, "errno", None) or 0)
    return otherwise(f"{what}: {said}") if reason is None else ReadOnlyStoreError(f"{what}: {said}", reason)


def why_unwritable(folder: Path) -> str | None:
    """Return why nothing can be written into a folder, as far as can be told without writing; None where it may be.

    A quota, or a disk that fails, is noticed by whoever writes.
    """
    try:
        disk = os.statvfs(folder)
    except OSError as error:
        return error.strerror or str(error)
    if disk.f_flag & os.ST_RDONLY:
        return READ_ONLY
    if not os.access(folder, os.W_OK | os.X_OK):
        return REASONS[errno.EACCES]
    free = disk.f_bavail if os.geteuid() else disk.f_bfree
    return FULL if disk.f_blocks and free * disk.f_frsize < LEAST else None
