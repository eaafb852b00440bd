"""Signatures of what webhooks are told: that of Standard Webhooks, which holds for minutes, and our first one."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

SIGNATURE = "X-VehicleFinder-Signature"
"""Header that holds ``sha256=`` and the HMAC-SHA256 of the body alone, by the secret as it is written, in hex."""
ID, TIMESTAMP, STANDARD = "webhook-id", "webhook-timestamp", "webhook-signature"
"""Headers of Standard Webhooks 1.0 (https://www.standardwebhooks.com): the last holds ``v1,`` and a signature."""
PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """Return a secret: ``whsec_`` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """Return the key of a secret: what stands in base64 after ``whsec_``, or the characters of any other text.

    :raises ValueError: No base64 follows.
    """
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError as error:  # of which binascii.Error is one
        raise ValueError(f"expected base64 after {PREFIX} in a secret of webhooks, got something else") from error


def signed(secret: str, message: str, moment: datetime, body: bytes) -> dict[str, str]:
    """Return the headers that sign a body.

    :param message: The same whenever the same is told again.
    :param moment: When it is told.
    :raises ValueError: The secret is none, see :func:`key_of`.
    """
    timestamp = str(int(moment.timestamp()))
    told = b".".join((message.encode(), timestamp.encode(), body))
    standard = base64.b64encode(hmac.digest(key_of(secret), told, hashlib.sha256)).decode()
    return {ID: message, TIMESTAMP: timestamp, STANDARD: f"v1,{standard}", SIGNATURE: sign(secret, body)}


def sign(secret: str, body: bytes) -> str:
    """Return what our first header holds; nothing in it tells a message of today from one of last year."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
