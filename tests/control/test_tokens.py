from datetime import timedelta

import pytest
from sqlalchemy import update
from time_machine import Traveller

from vehiclefinder.control.tokens import AccessTokens, IssuedToken, TokenRequest
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.errors import ConflictError, ForbiddenError, NotFoundError, UnauthorizedError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.tokens import StoredToken, TokenStore
from vehiclefinder.store.database.schema.access import TokenRow
from vehiclefinder.store.tracks.catalog import Catalog

from ..conftest import NOW


@pytest.fixture
def fresh(tokens: AccessTokens) -> IssuedToken:
    return tokens.create(LOCAL, TokenRequest("gate", Role.OPERATOR, ("north",), days=2))


def test_a_secret_tells_who_asks(tokens: AccessTokens, fresh: IssuedToken) -> None:
    assert tokens.identify(fresh.secret) == Identity("gate", Role.OPERATOR, ("north",))


def test_a_secret_is_long_and_hidden(fresh: IssuedToken) -> None:
    assert len(fresh.secret) == 43
    assert fresh.secret not in repr(fresh)
    assert fresh.to_json()["secret"] == fresh.secret
    assert "secret" not in StoredToken.to_json(fresh)


def test_it_ends_when_it_was_meant_to(fresh: IssuedToken) -> None:
    left = fresh.expires - fresh.created if fresh.expires else timedelta()
    assert abs(left - timedelta(days=2)) < timedelta(minutes=1)


@pytest.mark.parametrize("secret", [None, "", "x" * 43])
def test_a_stranger_is_refused_once_there_is_a_token(
    tokens: AccessTokens, fresh: IssuedToken, secret: str | None
) -> None:
    with pytest.raises(UnauthorizedError):
        tokens.identify(secret)


def test_a_revoked_token_opens_nothing_and_nobody_else_gains(tokens: AccessTokens, fresh: IssuedToken) -> None:
    revoked = tokens.revoke(LOCAL, fresh.id).revoked
    assert tokens.revoke(LOCAL, fresh.id).revoked == revoked is not None
    for secret in (fresh.secret, None):
        with pytest.raises(UnauthorizedError):
            tokens.identify(secret)
    assert not tokens.local_only


def test_an_expired_token_opens_nothing(
    tokens: AccessTokens, fresh: IssuedToken, catalog: Catalog, clock: Traveller
) -> None:
    with catalog.database.write() as session:
        session.execute(update(TokenRow).values(expires=NOW + timedelta(seconds=1)))
    assert tokens.identify(fresh.secret).name == fresh.name
    clock.shift(1)
    with pytest.raises(UnauthorizedError, match="unknown, expired or revoked"):
        tokens.identify(fresh.secret)


def test_without_tokens_this_machine_may_do_everything(tokens: AccessTokens) -> None:
    assert tokens.local_only
    assert tokens.identify(None) is LOCAL


def test_a_token_made_elsewhere_counts_at_once(tokens: AccessTokens, catalog: Catalog, log: AuditLog) -> None:
    assert tokens.local_only
    with Catalog(catalog.home) as other:
        AccessTokens(TokenStore(other.database), log).create(LOCAL, TokenRequest("gate"))
    assert not tokens.local_only


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine_may_always_be_served(tokens: AccessTokens, host: str) -> None:
    tokens.require_host(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "localhost.example.org", ""])
def test_others_may_be_served_once_there_is_a_token(tokens: AccessTokens, host: str) -> None:
    with pytest.raises(ForbiddenError, match="vehiclefinder token create"):
        tokens.require_host(host)
    tokens.create(LOCAL, TokenRequest("gate"))
    tokens.require_host(host)


def test_a_name_is_used_once(tokens: AccessTokens, fresh: IssuedToken) -> None:
    tokens.revoke(LOCAL, fresh.id)
    with pytest.raises(ConflictError, match="there is or was a user or token named 'gate'"):
        tokens.create(LOCAL, TokenRequest("gate"))


def test_a_token_that_is_not_there_cannot_be_revoked(tokens: AccessTokens) -> None:
    with pytest.raises(NotFoundError, match="no token 7"):
        tokens.revoke(LOCAL, 7)


def test_tokens_are_listed_in_pages(tokens: AccessTokens) -> None:
    for name in "abc":
        tokens.create(LOCAL, TokenRequest(name))
    first = tokens.list(LOCAL, limit=2)
    rest = tokens.list(LOCAL, limit=2, after=first[-1].id)
    assert [[one.name for one in part] for part in (first, rest)] == [["a", "b"], ["c"]]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
def test_only_admins_deal_with_tokens(tokens: AccessTokens, role: Role) -> None:
    who = Identity("ann", role)
    for refused in (
        lambda: tokens.create(who, TokenRequest("x")),
        lambda: tokens.list(who),
        lambda: tokens.revoke(who, 1),
    ):
        with pytest.raises(ForbiddenError, match=f"ann is {role}; this needs admin"):
            refused()


def test_the_log_tells_who_made_and_ended_it_and_no_secret(
    tokens: AccessTokens, fresh: IssuedToken, log: AuditLog
) -> None:
    tokens.revoke(LOCAL, fresh.id)
    ended, made = log.page(10)
    assert [(e.who, e.action, e.detail["name"]) for e in (made, ended)] == [
        ("local", "token.create", "gate"),
        ("local", "token.revoke", "gate"),
    ]
    assert fresh.secret not in f"{made.detail}{ended.detail}"


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        ({"name": ""}, "a name of 1 to 64"),
        ({"name": "a b"}, "a name of 1 to 64"),
        ({"name": "x" * 65}, "a name of 1 to 64"),
        ({"name": "local"}, "other than local"),
        ({"name": "x", "days": 0}, "1 to 3660 days"),
        ({"name": "x", "cameras": ()}, "1 to 1000 cameras"),
        ({"name": "x", "role": Role.ADMIN, "cameras": ("north",)}, "no cameras for an admin"),
    ],
)
def test_a_bad_request_says_what_was_expected(rights: dict[str, object], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        TokenRequest(**rights)  # type: ignore[arg-type]
