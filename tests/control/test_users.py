"""Users, their passwords and their sessions."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from time_machine import Traveller

from vehiclefinder.assemble.accounts import Accounts, accounts
from vehiclefinder.control.passwords import Passwords
from vehiclefinder.control.rejections import Rejections
from vehiclefinder.control.sessions import COARSE, HOURS, Client
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.control.users import UserRequest, Users
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.errors import ConflictError, ForbiddenError, NotFoundError, UnauthorizedError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.users import UserStore
from vehiclefinder.store.tracks.catalog import Catalog

PASSWORD = "correct horse"
HERE = Client("192.0.2.1", "Fox\x00\n" + "x" * 200)


@pytest.fixture
def people(catalog: Catalog) -> Accounts:
    return accounts(catalog.database)


def test_a_user_counts_as_an_account(people: Accounts) -> None:
    assert people.tokens.local_only
    people.users.create(LOCAL, UserRequest("olga"))
    assert not people.tokens.local_only
    with pytest.raises(UnauthorizedError):
        people.tokens.identify(None)


def test_users_and_tokens_share_their_names_for_ever(people: Accounts) -> None:
    people.users.create(LOCAL, UserRequest("olga"))
    people.tokens.create(LOCAL, TokenRequest("robot"))
    for name in ("olga", "robot"):
        for make in (
            lambda name=name: people.users.create(LOCAL, UserRequest(name)),
            lambda name=name: people.tokens.create(LOCAL, TokenRequest(name)),
        ):
            with pytest.raises(ConflictError, match=f"there is or was a user or token named '{name}'"):
                make()


@pytest.mark.parametrize("name", ["", "a b", "local", "unknown", "x" * 65])
def test_a_bad_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"expected a name of 1 to 64 .* other than local and unknown"):
        UserRequest(name)


@pytest.mark.parametrize("password", ["x" * 9, "x" * 1025, "ä" * 600])
def test_a_bad_password_is_refused(people: Accounts, password: str) -> None:
    with pytest.raises(ValueError, match=r"expected a password of at (least 10 characters|most 1024 bytes), got"):
        people.users.create(LOCAL, UserRequest("olga"), password)


def test_a_password_is_stored_as_a_hash_and_told_to_nobody(people: Accounts, log: AuditLog, catalog: Catalog) -> None:
    olga = people.users.create(LOCAL, UserRequest("olga", Role.OPERATOR, ("north",)), PASSWORD)
    stored = UserStore(catalog.database).hash_of(olga.id)
    assert stored is not None and stored.startswith("$argon2id$")
    for told in (str(asdict(olga)), str(olga.to_json()), str([one.detail for one in log.page(9)])):
        assert "argon2" not in told and PASSWORD not in told


def test_a_letter_with_an_accent_is_the_same_however_it_is_written(people: Accounts) -> None:
    people.users.create(LOCAL, UserRequest("olga"), "pass\u00e9 compos\u00e9")
    people.logins.by_password("olga", "passe\u0301 compose\u0301", HERE)


def test_an_older_hash_is_made_anew_at_a_login(catalog: Catalog, log: AuditLog) -> None:
    store = UserStore(catalog.database)
    weak = Users(store, Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)), log)
    before = weak.create(LOCAL, UserRequest("olga"), PASSWORD)
    people = accounts(catalog.database)
    people.logins.by_password("olga", PASSWORD, HERE)
    assert "m=65536" in (store.hash_of(before.id) or "")
    assert people.users.get(LOCAL, before.id) == before
    people.logins.by_password("olga", PASSWORD, HERE)


@pytest.mark.parametrize(
    ("name", "password"),
    [("olga", "guessed wrongly"), ("nobody", PASSWORD), ("uwe", ""), ("uwe", PASSWORD), ("dora", PASSWORD), ("ö", "")],
)
def test_all_that_is_wrong_is_refused_alike(people: Accounts, name: str, password: str) -> None:
    people.users.create(LOCAL, UserRequest("olga"), PASSWORD)
    people.users.create(LOCAL, UserRequest("uwe"))
    dora = people.users.create(LOCAL, UserRequest("dora"), PASSWORD)
    people.users.set_disabled(LOCAL, dora.id, disabled=True)
    with pytest.raises(UnauthorizedError, match=r"^the name or the password is wrong$"):
        people.logins.by_password(name, password, HERE)


def test_nobody_is_told_apart_by_the_number_of_hashes(people: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    people.users.create(LOCAL, UserRequest("olga"), PASSWORD)
    people.users.create(LOCAL, UserRequest("uwe"))
    done: list[str] = []

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def run(*of: object) -> object:
            done.append(real.__name__)
            return real(*of)

        return run

    for name in ("hash", "verify"):
        monkeypatch.setattr(PasswordHasher, name, counted(getattr(PasswordHasher, name)))
    for name in ("olga", "uwe", "nobody"):
        with pytest.raises(UnauthorizedError):
            people.logins.by_password(name, "guessed wrongly", HERE)
    assert done == ["verify", "hash", "hash"]


def test_only_admins_deal_with_users(people: Accounts) -> None:
    who = Identity("olga", Role.OPERATOR)
    people.users.create(LOCAL, UserRequest("uwe"))
    for refused in (
        lambda: people.users.create(who, UserRequest("x")),
        lambda: people.users.list(who),
        lambda: people.users.get(who, 1),
        lambda: people.users.named(who, "uwe"),
        lambda: people.users.set_rights(who, 1, Role.ADMIN, None),
        lambda: people.users.set_disabled(who, 1, disabled=True),
        lambda: people.users.set_password(who, 1, PASSWORD),
    ):
        with pytest.raises(ForbiddenError, match="olga is operator; this needs admin"):
            refused()
    with pytest.raises(NotFoundError, match="no user 7"):
        people.users.set_disabled(LOCAL, 7, disabled=True)


def test_a_session_has_the_rights_of_its_user_now(people: Accounts) -> None:
    olga = people.users.create(LOCAL, UserRequest("olga", Role.OPERATOR, ("north",)), PASSWORD)
    secret = people.logins.by_password("olga", PASSWORD, HERE)
    assert people.sessions.identify(secret) == Identity("olga", Role.OPERATOR, ("north",))
    people.users.set_rights(LOCAL, olga.id, Role.ADMIN, None)
    assert people.sessions.identify(secret) == Identity("olga", Role.ADMIN)
    people.users.set_disabled(LOCAL, olga.id, disabled=True)
    people.users.set_disabled(LOCAL, olga.id, disabled=False)
    with pytest.raises(UnauthorizedError, match="the session has ended"):
        people.sessions.identify(secret)


def test_a_session_of_a_token_ends_with_it(people: Accounts, clock: Traveller) -> None:
    made = people.tokens.create(LOCAL, TokenRequest("robot", Role.OPERATOR, ("north",), days=1))
    clock.shift(timedelta(hours=23))
    secret = people.logins.by_token(made.secret, HERE)
    assert people.sessions.identify(secret) == Identity("robot", Role.OPERATOR, ("north",))
    clock.shift(timedelta(hours=1))
    with pytest.raises(UnauthorizedError):
        people.sessions.identify(secret)


def test_a_session_ends_after_half_a_day(people: Accounts, clock: Traveller) -> None:
    people.users.create(LOCAL, UserRequest("olga"), PASSWORD)
    secret = people.logins.by_password("olga", PASSWORD, HERE)
    clock.shift(timedelta(hours=HOURS, seconds=-1))
    assert people.sessions.identify(secret).name == "olga"
    clock.shift(1)
    with pytest.raises(UnauthorizedError):
        people.sessions.identify(secret)


def test_it_is_known_when_a_session_was_used_to_some_minutes(people: Accounts, clock: Traveller) -> None:
    people.users.create(LOCAL, UserRequest("olga"), PASSWORD)
    secret = people.logins.by_password("olga", PASSWORD, HERE)
    begun = datetime.now(UTC)
    clock.shift(COARSE - timedelta(seconds=1))
    people.sessions.identify(secret)
    assert not people.sessions.used
    clock.shift(1)
    people.sessions.identify(secret)
    assert people.sessions.used
    people.sessions.note_use()
    (session,) = people.sessions.list(LOCAL)
    assert (session.created, session.seen, people.sessions.used) == (begun, begun + COARSE, False)
    assert session.agent == ("Fox" + "x" * 200)[:100]


def test_a_machine_that_guesses_is_written_down_once_a_minute(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("vehiclefinder.control.rejections.monotonic", lambda: now)
    rejections = Rejections(log)
    for _ in range(5):
        rejections.note("token.failure", "192.0.2.1")
    now += 61
    rejections.note("token.failure", "192.0.2.1")
    assert [one.detail for one in log.page(9)] == [
        {"address": "192.0.2.1", "more": 4},
        {"address": "192.0.2.1", "more": 0},
    ]
    for number in range(200):
        rejections.note("token.failure", f"2001:db8::{number:x}")
    assert len(log.page(200)) == 2 + 59
