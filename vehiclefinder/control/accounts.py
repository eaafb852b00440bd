"""What users and tokens have in common: names, rights as they are asked for, secrets of programs and browsers."""

import hashlib
import re
import secrets

from vehiclefinder.core.access import LOCAL, Role

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
UNKNOWN = "unknown"
"""What the audit log calls whoever nobody knows."""
MAX_CAMERAS = 1000
_SECRET_BYTES = 32


def require_name(name: str) -> None:
    """Refuse what cannot be a name.

    :raises ValueError: It is none, or stands for somebody else.
    """
    reserved = (LOCAL.name, UNKNOWN)
    if not NAME.fullmatch(name) or name in reserved:
        told = f"expected a name of 1 to 64 letters, digits and ._@- other than {' and '.join(reserved)}"
        raise ValueError(f"{told}, got {name!r}")


def require_rights(role: Role, cameras: tuple[str, ...] | None) -> None:
    """Refuse rights that make no sense.

    :raises ValueError: Too few or too many cameras, or an admin who does not see all.
    """
    if cameras is not None and not 1 <= len(cameras) <= MAX_CAMERAS:
        raise ValueError(f"expected 1 to {MAX_CAMERAS} cameras, or None for all, got {len(cameras)}")
    if cameras is not None and role is Role.ADMIN:
        raise ValueError("expected no cameras for an admin, who sees all, got some")


def new_secret() -> str:
    """Return a secret that nobody can guess."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest(secret: str) -> str:
    """Return what is stored of a secret."""
    # A plain digest is enough for 256 random bits: there is nothing to guess.
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
