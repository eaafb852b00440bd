"""Hashes of passwords, by argon2id: few at once, since each takes 64 MiB and a core."""

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from vehiclefinder.core.errors import BusyError

FEWEST = 10
"""Characters of a password; there is no other rule."""
MOST_BYTES = 1024
AT_ONCE = 2
WAIT_SECONDS = 10.0


class Passwords:
    """Makes and checks hashes, as RFC 9106 recommends them where memory is scarce.

    :param hasher: With its parameters, by which older hashes are told from those of today.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._free = BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        """Return the hash of a new password.

        :raises ValueError: It is too short or too long.
        :raises BusyError: Too many are checked at once.
        """
        plain = _normal(password)
        if len(plain) < FEWEST:
            raise ValueError(f"expected a password of at least {FEWEST} characters, got {len(plain)}")
        _require_short(plain)
        return self._once(plain)

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether a password is the one of a hash.

        :param stored: None where there is no user, or one without a password: it takes as long to say no.
        :raises BusyError: Too many are checked at once.
        """
        plain = _normal(password)
        if len(plain.encode()) > MOST_BYTES:
            return False
        if stored is None:
            self._once(plain)
            return False
        with _Turn(self._free):
            try:
                return self._hasher.verify(stored, plain)
            except (VerificationError, InvalidHashError):
                return False

    def outdated(self, stored: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(stored)

    def rehash(self, password: str) -> str:
        """Return the hash of a password that is in use, which an older rule may have allowed.

        :raises BusyError: Too many are checked at once.
        """
        return self._once(_normal(password))

    def _once(self, plain: str) -> str:
        with _Turn(self._free):
            return self._hasher.hash(plain)


class _Turn:
    def __init__(self, free: BoundedSemaphore) -> None:
        self._free = free

    def __enter__(self) -> None:
        if not self._free.acquire(timeout=WAIT_SECONDS):
            raise BusyError("too many passwords are checked at once; try again", int(WAIT_SECONDS))

    def __exit__(self, *_: object) -> None:
        self._free.release()


def _normal(password: str) -> str:
    # Keyboards write the same letter with an accent in one character or two.
    return unicodedata.normalize("NFC", password.encode(errors="replace").decode())


def _require_short(plain: str) -> None:
    if len(plain.encode()) > MOST_BYTES:
        raise ValueError(f"expected a password of at most {MOST_BYTES} bytes, got {len(plain.encode())}")
