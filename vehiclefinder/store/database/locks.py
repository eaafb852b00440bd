"""The locks of a catalog: each is held once among all programs that use it, and free again however its holder ends."""

import hashlib
import time
from abc import ABC, abstractmethod
from pathlib import Path
from threading import Lock as Mutex
from typing import Protocol, Self

from sqlalchemy import Connection, text

from vehiclefinder.core.errors import LockedError, StoreError
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.files.lock import AGAIN, HELD, FileLock, is_held

FOLDER = "locks"
"""Where the files of locks lie in a home."""
SELDOM = 0.5
"""Seconds after which a lock is tried again that has been waited for long."""

_TAKE = text("SELECT pg_try_advisory_lock(:key)")
_FREE = text("SELECT pg_advisory_unlock(:key)")
_IS_HELD = text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND (classid::bigint << 32 | objid::bigint) = :key)"
)


class Lock(Protocol):
    """A lock that is held; as a context manager it is released at the end."""

    def keep(self) -> None:
        """See that it is still held, before something is written that nobody else may write.

        :raises LockedError: It was lost, and somebody else has it.
        :raises StoreError: That cannot be seen, since the database is away.
        """

    def release(self) -> None:
        """Let go of it; letting go twice does nothing."""

    def __enter__(self) -> Self:
        """Return it."""

    def __exit__(self, *error: object) -> None:
        """Let go of it."""


class Locks(ABC):
    """The locks of a catalog, or of a home, by their names."""

    @abstractmethod
    def hold(self, name: str) -> Lock:
        """Take a lock.

        :raises LockedError: Somebody else holds it, or another thread of this process.
        :raises StoreError: It cannot be taken.
        """

    @abstractmethod
    def is_held(self, name: str) -> bool:
        """Whether somebody holds a lock now, this process included; writes nothing."""

    def wait_for(self, name: str, seconds: float) -> Lock:
        """Take a lock once nobody else holds it.

        :raises LockedError: Somebody did for longer than that.
        :raises StoreError: It cannot be taken.
        """
        deadline, pause = time.monotonic() + seconds, AGAIN
        while True:
            try:
                return self.hold(name)
            except LockedError as error:
                if time.monotonic() > deadline:
                    raise LockedError(f"{name} is held by another process for more than {seconds:g} s") from error
                time.sleep(pause)
                pause = min(2 * pause, SELDOM)

    @abstractmethod
    def close(self) -> None:
        """Let go of all that a session holds."""


class FileLocks(Locks):
    """Locks of those who share a folder, on one machine.

    :param home: Its folder ``locks`` holds a file of each that is held, whose name never changes: a program of another
        version may run over the same home.
    """

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def hold(self, name: str) -> FileLock:
        """Take a lock; see :class:`FileLock`."""
        return FileLock(self._folder / name)

    def is_held(self, name: str) -> bool:
        """Whether somebody holds a lock now."""
        return is_held(self._folder / name)

    def close(self) -> None:
        """Let go of nothing: whoever holds a file releases it."""


class AdvisoryLocks(Locks):
    """Locks of those who share a PostgreSQL database, on any machine: its advisory locks, held by a session.

    One session of a process holds all of its locks. The server frees them when that session ends: at once where the
    process dies, within half a minute where its machine or the network does (``postgresql.KEEPALIVES``). Where the
    session was lost and the process goes on, :meth:`Lock.keep` takes what is still free again and tells of the rest.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mutex = Mutex()
        self._session: Connection | None = None
        self._held: dict[str, AdvisoryLock] = {}

    def hold(self, name: str) -> "AdvisoryLock":
        """Take a lock."""
        with self._mutex, self._database.translated():
            session = self._living()
            # A session may take what it has already, as often as it likes.
            if name in self._held or not session.scalar(_TAKE, {"key": _key(name)}):
                raise LockedError(HELD)
            self._held[name] = AdvisoryLock(self, name)
            return self._held[name]

    def is_held(self, name: str) -> bool:
        """Whether somebody holds a lock now."""
        with self._database.columns() as connection:
            return bool(connection.scalar(_IS_HELD, {"key": _key(name)}))

    def keep(self, lock: "AdvisoryLock") -> None:
        """See :meth:`Lock.keep`."""
        with self._mutex, self._database.translated():
            self._living()
            if self._held.get(lock.name) is not lock:
                raise LockedError(f"the lock {lock.name[:64]} was lost, and is held by another process now")

    def release(self, lock: "AdvisoryLock") -> None:
        """See :meth:`Lock.release`."""
        with self._mutex:
            if self._held.get(lock.name) is not lock:
                return
            del self._held[lock.name]
            try:
                with self._database.translated():
                    if self._session is not None:
                        self._session.execute(_FREE, {"key": _key(lock.name)})
            except StoreError:
                self._drop()

    def close(self) -> None:
        """Let go of all that a session holds."""
        with self._mutex:
            self._held.clear()
            self._drop()

    def _living(self) -> Connection:
        """Return the session; a new one, with the locks that are still free, where there is none any more."""
        if self._session is not None:
            try:
                with self._database.translated():
                    self._session.execute(text("SELECT 1"))
            except StoreError:
                self._drop()
        if self._session is None:
            self._session = self._database.session_of_its_own()
            taken = {name: bool(self._session.scalar(_TAKE, {"key": _key(name)})) for name in self._held}
            self._held = {name: lock for name, lock in self._held.items() if taken[name]}
        return self._session

    def _drop(self) -> None:
        if self._session is not None:
            self._session.invalidate()
            self._session.close()
            self._session = None


class AdvisoryLock:
    """A lock that a session holds."""

    def __init__(self, locks: AdvisoryLocks, name: str) -> None:
        self.name = name
        self._locks = locks

    def keep(self) -> None:
        """See :meth:`Lock.keep`."""
        self._locks.keep(self)

    def release(self) -> None:
        """See :meth:`Lock.release`."""
        self._locks.release(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.release()


def locks_of(home: Path, database: Database) -> Locks:
    """Return the locks of the catalog in a database, which SQLite has in its home."""
    return AdvisoryLocks(database) if database.is_postgresql else FileLocks(home)


def _key(name: str) -> int:
    """Return the number by which a lock is known: 64 bits, signed."""
    return int.from_bytes(hashlib.sha256(f"vehiclefinder {name}".encode()).digest()[:8], signed=True)
