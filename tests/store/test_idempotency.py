from datetime import timedelta

import pytest
from time_machine import Traveller

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.control.idempotency import GIVEN_UP, KEPT, IdempotencyStore, IdempotentRequest, StoredResponse
from vehiclefinder.store.tracks.catalog import Catalog

CLAIM = IdempotentRequest("ann", "key", "a" * 64)
REPLY = StoredResponse(201, "application/json", b'{"id": 1}')


@pytest.fixture
def replies(catalog: Catalog) -> IdempotencyStore:
    return IdempotencyStore(catalog.database)


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


def test_a_claim_whose_process_died_lapses(replies: IdempotencyStore, clock: Traveller) -> None:
    replies.claim(CLAIM)
    clock.shift(GIVEN_UP + timedelta(seconds=1))
    assert replies.claim(CLAIM) is None


@pytest.mark.parametrize(("by", "given"), [(KEPT - timedelta(minutes=1), REPLY), (KEPT + timedelta(minutes=1), None)])
def test_a_reply_is_kept_for_a_day(
    replies: IdempotencyStore, clock: Traveller, by: timedelta, given: StoredResponse | None
) -> None:
    replies.claim(CLAIM)
    replies.keep(CLAIM, REPLY)
    clock.shift(by)
    assert replies.claim(CLAIM) == given
