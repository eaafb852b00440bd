"""The lock of a source: held for as long as somebody ingests, corrects or removes it."""

import time

from vehiclefinder.core.errors import LockedError
from vehiclefinder.store.database.locks import Lock, Locks
from vehiclefinder.store.files.lock import AGAIN

TIDYING = "tidying"
"""Name of the lock of whoever tidies, and holds the locks of sources for moments only; that of no task of a service,
which holds its own for as long as it runs."""


def source_lock(locks: Locks, identity: str) -> Lock:
    """Lock a source; where somebody tidies, wait for that.

    :raises LockedError: Somebody else works on it.
    """
    tried = False
    while True:
        tidied = locks.is_held(TIDYING)
        try:
            return locks.hold(identity)
        except LockedError:
            if tried and not tidied:
                raise
            tried = not tidied  # once more: between the two looks the tidying may have begun
        time.sleep(AGAIN)
