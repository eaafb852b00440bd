from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.control.idempotency import GIVEN_UP, KEPT, IdempotencyStore, IdempotentRequest, StoredResponse
from vehiclefinder.store.database.schema import ReplyRow
from vehiclefinder.store.tracks.catalog import Catalog

CLAIM = IdempotentRequest("ann", "key", "a" * 64)
REPLY = StoredResponse(201, "application/json", b'{"id": 1}')


@pytest.fixture
def replies(catalog: Catalog) -> IdempotencyStore:
    return IdempotencyStore(catalog.database)


def age(catalog: Catalog, by: timedelta) -> None:
    with catalog.database.write() as session:
        session.execute(update(ReplyRow).values(created=datetime.now(UTC) - by))


def test_a_kept_reply_is_given_again(replies: IdempotencyStore) -> None:
    assert replies.claim(CLAIM) is None
    replies.keep(CLAIM, REPLY)
    assert replies.claim(CLAIM) == REPLY


def test_a_claim_excludes_another(replies: IdempotencyStore) -> None:
    assert replies.claim(CLAIM) is None
    with pytest.raises(ConflictError, match="being answered"):
        replies.claim(CLAIM)
    replies.release(CLAIM)
    assert replies.claim(CLAIM) is None


def test_a_claim_whose_process_died_lapses(replies: IdempotencyStore, catalog: Catalog) -> None:
    replies.claim(CLAIM)
    age(catalog, GIVEN_UP + timedelta(seconds=1))
    assert replies.claim(CLAIM) is None


@pytest.mark.parametrize(("by", "given"), [(KEPT - timedelta(minutes=1), REPLY), (KEPT + timedelta(minutes=1), None)])
def test_a_reply_is_kept_for_a_day(
    replies: IdempotencyStore, catalog: Catalog, by: timedelta, given: StoredResponse | None
) -> None:
    replies.claim(CLAIM)
    replies.keep(CLAIM, REPLY)
    age(catalog, by)
    assert replies.claim(CLAIM) == given
