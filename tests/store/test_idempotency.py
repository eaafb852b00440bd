from datetime import timedelta

import pytest
from time_machine import Traveller

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.control.idempotency import GIVEN_UP, KEPT, IdempotencyStore, IdempotentRequest, StoredResponse
from vehiclefinder.store.tracks.catalog import Catalog

REQUEST = IdempotentRequest("ann", "key", "a" * 64)
RESPONSE = StoredResponse(201, "application/json", b'{"id": 1}')


@pytest.fixture
def replies(catalog: Catalog) -> IdempotencyStore:
    return IdempotencyStore(catalog.database)


def test_a_kept_reply_is_given_again(replies: IdempotencyStore) -> None:
    assert replies.begin(REQUEST) is None
    replies.complete(REQUEST, RESPONSE)
    assert replies.begin(REQUEST) == RESPONSE


def test_a_claim_excludes_another(replies: IdempotencyStore) -> None:
    assert replies.begin(REQUEST) is None
    with pytest.raises(ConflictError, match="being answered"):
        replies.begin(REQUEST)
    replies.release(REQUEST)
    assert replies.begin(REQUEST) is None


def test_a_claim_whose_process_died_lapses(replies: IdempotencyStore, clock: Traveller) -> None:
    replies.begin(REQUEST)
    clock.shift(GIVEN_UP + timedelta(seconds=1))
    assert replies.begin(REQUEST) is None


@pytest.mark.parametrize(
    ("by", "given"), [(KEPT - timedelta(minutes=1), RESPONSE), (KEPT + timedelta(minutes=1), None)]
)
def test_a_reply_is_kept_for_a_day(
    replies: IdempotencyStore, clock: Traveller, by: timedelta, given: StoredResponse | None
) -> None:
    replies.begin(REQUEST)
    replies.complete(REQUEST, RESPONSE)
    clock.shift(by)
    assert replies.begin(REQUEST) == given
