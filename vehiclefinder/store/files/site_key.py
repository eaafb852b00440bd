"""The ed25519 key of a site, with which it signs what it hands on."""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.unwritable import write_error

FILE = "site-key.pem"
"""The private key in a home: PKCS #8 PEM, for its user of the machine alone. No backup carries it."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What tells whether a site signed something."""

    key: Ed25519PublicKey

    @classmethod
    def from_pem(cls, pem: bytes) -> "PublicKey":
        """Read a key.

        :raises ValueError: It is no public ed25519 key in PEM.
        """
        try:
            # The library finds a key amid other bytes, such as those of an archive that was given for it.
            key = load_pem_public_key(pem) if pem.strip().startswith(b"-----BEGIN PUBLIC KEY-----") else None
        except (ValueError, UnsupportedAlgorithm):
            key = None
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("expected a public ed25519 key in PEM (-----BEGIN PUBLIC KEY-----), got something else")
        return cls(key)

    @property
    def pem(self) -> bytes:
        """SubjectPublicKeyInfo in PEM, as ``openssl`` reads it."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def fingerprint(self) -> str:
        """Hex sha256 of the SubjectPublicKeyInfo in DER."""
        return hashlib.sha256(self.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()

    def signed(self, signature: bytes, data: bytes) -> bool:
        """Whether a signature of 64 bytes is that of this key over the data."""
        try:
            self.key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SiteKey:
    """The private key of a site."""

    key: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """What others check signatures with."""
        return PublicKey(self.key.public_key())

    def sign(self, data: bytes) -> bytes:
        """Return the signature, 64 bytes."""
        return self.key.sign(data)


def site_key(home: Path) -> SiteKey:
    """Return the key of a home, which is made when it is first asked for, and never replaced.

    :raises ReadOnlyStoreError: There is none, and the home cannot be written.
    :raises StoreError: It cannot be read, or is damaged; it stays as it is.
    """
    path = home / FILE
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as error:
        raise write_error(f"cannot use the key of the site, {path}", error) from error


def _make(path: Path) -> None:
    """Write a new key whole or not at all; of two that come at once one stays."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    part = path.with_name(f"{FILE}.{uuid4().hex}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # somebody else was first
            path.hardlink_to(part)
    finally:
        part.unlink(missing_ok=True)


def _read(path: Path) -> SiteKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise StoreError(
            f"the key of the site is damaged: {path}; put its copy back, or move it away and a new one is made, "
            "whose fingerprint those who check archives must be told"
        )
    return SiteKey(key)
