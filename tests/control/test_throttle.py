"""How long whoever fails to log in waits."""

from datetime import timedelta

import pytest
from time_machine import Traveller

from vehiclefinder.assemble.accounts import Accounts, accounts
from vehiclefinder.control.sessions import Client
from vehiclefinder.control.throttle import OF_ADDRESS, OF_NAME, OVERALL, FailureLimit, network_of
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.control.users import UserRequest
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.errors import TooManyAttemptsError, UnauthorizedError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog

from ..conftest import NOW

PASSWORD = "correct horse"


@pytest.fixture
def people(catalog: Catalog, clock: Traveller) -> Accounts:
    """A user called olga, and a clock that stands still."""
    people = accounts(catalog.database)
    people.users.create(LOCAL, UserRequest("olga"), PASSWORD)
    return people


def guess(people: Accounts, address: str, times: int = 1) -> None:
    """Fail with a token, which costs no hash."""
    for _ in range(times):
        with pytest.raises(UnauthorizedError):
            people.logins.by_token("guessed", Client(address))


def guess_name(people: Accounts, address: str, times: int) -> None:
    """Fail in the name of olga."""
    for _ in range(times):
        with pytest.raises(UnauthorizedError):
            people.logins.by_password("olga", "guessed wrongly", Client(address))


def refused(people: Accounts, address: str) -> int:
    """Return for how long olga is kept out."""
    with pytest.raises(TooManyAttemptsError) as error:
        people.logins.by_password("olga", PASSWORD, Client(address))
    return error.value.seconds


@pytest.mark.parametrize(("failures", "wait"), [(0, 0), (2, 0), (3, 10), (4, 20), (5, 40), (9, 100)])
def test_the_pause_doubles(failures: int, wait: float) -> None:
    limit = FailureLimit(3, timedelta(minutes=1), 10, 100)
    times = [NOW - timedelta(seconds=second) for second in range(failures)]
    assert limit.wait(times, NOW) == wait
    assert limit.wait(times, NOW + timedelta(seconds=4)) == max(0, wait - 4)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_addresses_of_one_customer_count_together(address: str, network: str) -> None:
    assert network_of(address) == network


def test_one_address_waits_longer_and_longer_and_others_not(people: Accounts, clock: Traveller) -> None:
    guess(people, "192.0.2.1", OF_ADDRESS.free)
    assert refused(people, "192.0.2.1") == 30
    people.logins.by_password("olga", PASSWORD, Client("192.0.2.2"))
    clock.shift(30)
    guess(people, "192.0.2.1")
    assert refused(people, "192.0.2.1") == 60
    clock.shift(OF_ADDRESS.within + timedelta(seconds=1))
    people.logins.by_password("olga", PASSWORD, Client("192.0.2.1"))


def test_tries_that_came_too_early_do_not_count(people: Accounts, log: AuditLog) -> None:
    guess(people, "192.0.2.1", OF_ADDRESS.free)
    assert [refused(people, "192.0.2.1") for _ in range(5)] == [30] * 5
    told = [one.action for one in log.page(50)]
    assert (told.count("login.failure"), told.count("login.throttled")) == (10, 1)


def test_a_name_that_many_addresses_guess_waits_but_a_minute_and_not_where_it_is_known(people: Accounts) -> None:
    people.logins.by_password("olga", PASSWORD, Client("192.0.2.200"))
    for number in range(OF_NAME.free):
        guess_name(people, f"198.51.100.{number}", 1)
    assert refused(people, "192.0.2.9") == 5
    people.logins.by_password("olga", PASSWORD, Client("192.0.2.200"))


def test_many_addresses_slow_down_those_that_nobody_knows(people: Accounts, clock: Traveller) -> None:
    people.logins.by_password("olga", PASSWORD, Client("192.0.2.200"))
    for number in range(OVERALL.free // 5):
        guess(people, f"198.51.100.{number}", 5)
    assert refused(people, "192.0.2.9") == 5
    people.logins.by_password("olga", PASSWORD, Client("192.0.2.200"))
    clock.shift(OVERALL.within + timedelta(seconds=1))
    people.logins.by_password("olga", PASSWORD, Client("192.0.2.9"))


def test_it_holds_for_all_processes(people: Accounts, catalog: Catalog) -> None:
    guess(people, "192.0.2.1", OF_ADDRESS.free)
    with Catalog(catalog.home) as other:
        assert refused(accounts(other.database), "192.0.2.1") == 30


def test_failures_are_forgotten(people: Accounts, catalog: Catalog, clock: Traveller) -> None:
    guess(people, "192.0.2.1", 3)
    clock.shift(timedelta(hours=1))
    guess(people, "192.0.2.1")
    assert catalog.health().rows["login_failures"] == 1


def test_a_good_token_of_a_slowed_address_waits_too(people: Accounts) -> None:
    secret = people.tokens.create(LOCAL, TokenRequest("robot")).secret
    guess(people, "192.0.2.1", OF_ADDRESS.free)
    with pytest.raises(TooManyAttemptsError, match="try again in 30 seconds"):
        people.logins.by_token(secret, Client("192.0.2.1"))
    assert people.tokens.identify(secret).name == "robot", "as a bearer it does not: nobody guesses 256 bits"
