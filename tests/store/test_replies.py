from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from vehiclefinder.errors import ConflictError
from vehiclefinder.store.catalog import Catalog
from vehiclefinder.store.replies import GIVEN_UP, KEPT, Claim, Replies, StoredReply
from vehiclefinder.store.schema import Reply

CLAIM = Claim("ann", "key", "a" * 64)
REPLY = StoredReply(201, "application/json", b'{"id": 1}')


@pytest.fixture
def replies(catalog: Catalog) -> Replies:
    return Replies(catalog.database)


def age(catalog: Catalog, by: timedelta) -> None:
    with catalog.database.write() as session:
        session.execute(update(Reply).values(created=datetime.now(UTC) - by))


def test_a_kept_reply_is_given_again(replies: Replies) -> None:
    assert replies.claim(CLAIM) is None
    replies.keep(CLAIM, REPLY)
    assert replies.claim(CLAIM) == REPLY


def test_a_claim_excludes_another(replies: Replies) -> None:
    assert replies.claim(CLAIM) is None
    with pytest.raises(ConflictError, match="being answered"):
        replies.claim(CLAIM)
    replies.release(CLAIM)
    assert replies.claim(CLAIM) is None


def test_a_claim_whose_process_died_lapses(replies: Replies, catalog: Catalog) -> None:
    replies.claim(CLAIM)
    age(catalog, GIVEN_UP + timedelta(seconds=1))
    assert replies.claim(CLAIM) is None


@pytest.mark.parametrize(("by", "given"), [(KEPT - timedelta(minutes=1), REPLY), (KEPT + timedelta(minutes=1), None)])
def test_a_reply_is_kept_for_a_day(
    replies: Replies, catalog: Catalog, by: timedelta, given: StoredReply | None
) -> None:
    replies.claim(CLAIM)
    replies.keep(CLAIM, REPLY)
    age(catalog, by)
    assert replies.claim(CLAIM) == given
