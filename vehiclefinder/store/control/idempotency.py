"""Responses to creations, kept for a day: a program that lost one asks again and creates nothing twice."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, update

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.access import ReplyRow

KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=2)
"""A request that has no reply by now died with its process; it may be tried again."""


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """A request that is about to be answered.

    :param who: Name of the identity; two may use one key.
    :param key: As the program chose it, 1 to 255 characters.
    :param request: Digest (SHA-256, hexadecimal) of what is asked.
    """

    who: str
    key: str
    request: str


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """What a creation was answered with."""

    status: int
    media_type: str
    body: bytes


class IdempotencyStore:
    """The kept responses of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, request: IdempotentRequest) -> StoredResponse | None:
        """Return the response that a request had before; None where it is new and now the caller's to answer.

        :raises ConflictError: The key stands for another request, or this one is being answered right now.
        """
        now = datetime.now(UTC)
        with self._database.write() as session:
            session.execute(delete(ReplyRow).where(ReplyRow.created < now - KEPT))
            session.execute(delete(ReplyRow).where(ReplyRow.status.is_(None), ReplyRow.created < now - GIVEN_UP))
            row = session.get(ReplyRow, (request.who, request.key))
            if row is None:
                session.add(ReplyRow(who=request.who, key=request.key, request=request.request, created=now))
                return None
            if row.request != request.request:
                raise ConflictError("the Idempotency-Key was used for another request")
            if row.status is None or row.media_type is None or row.body is None:
                raise ConflictError("a request with this Idempotency-Key is being answered right now")
            return StoredResponse(row.status, row.media_type, row.body)

    def complete(self, request: IdempotentRequest, response: StoredResponse) -> None:
        """Keep the response to a request that was begun."""
        values = {"status": response.status, "media_type": response.media_type, "body": response.body}
        with self._database.write() as session:
            session.execute(
                update(ReplyRow).where(ReplyRow.who == request.who, ReplyRow.key == request.key).values(values)
            )

    def release(self, request: IdempotentRequest) -> None:
        """Forget a request that was begun and created nothing, so that it may be tried again."""
        with self._database.write() as session:
            session.execute(delete(ReplyRow).where(ReplyRow.who == request.who, ReplyRow.key == request.key))
