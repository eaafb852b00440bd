"""Commands that say who may ask, and refuse to serve whoever nobody knows."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from vehiclefinder.assemble.accounts import open_accounts
from vehiclefinder.cli import app
from vehiclefinder.control.sessions import Client
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import ForbiddenError, NotFoundError, UnauthorizedError
from vehiclefinder.settings import Settings


def call(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *arguments])


def read(home: Path, *arguments: str) -> Any:
    done = call(home, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_token_is_shown_once(tmp_path: Path) -> None:
    made = call(tmp_path, "token", "create", "gate", "--role", "operator", "--camera", "a", "--camera", "b")
    secret = made.stdout.strip()
    assert len(secret) == 43
    assert "not stored" in made.stderr
    (listed,) = read(tmp_path, "token", "list")
    assert (listed["name"], listed["role"], listed["cameras"]) == ("gate", "operator", ["a", "b"])
    assert secret not in json.dumps(listed)
    assert "a, b" in call(tmp_path, "token", "list").stdout


def test_a_token_is_revoked(tmp_path: Path) -> None:
    made = read(tmp_path, "token", "create", "gate", "--days", "3")
    assert made["expires"] > made["created"]
    assert call(tmp_path, "token", "revoke", str(made["id"])).stdout == "gate is revoked.\n"
    assert read(tmp_path, "token", "list")[0]["revoked"] is not None


def test_every_token_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vehiclefinder.cli.token.PAGE", 2)
    for name in "abcde":
        read(tmp_path, "token", "create", name)
    assert [one["name"] for one in read(tmp_path, "token", "list")] == list("abcde")


def test_nobody_else_is_served_without_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = []
    monkeypatch.setattr("uvicorn.run", lambda app, host, port, **more: served.append((host, port)))
    refused = call(tmp_path, "serve", "--host", "0.0.0.0")
    assert isinstance(refused.exception, ForbiddenError)
    assert "No accounts" in call(tmp_path, "serve").stderr
    read(tmp_path, "token", "create", "gate")
    assert call(tmp_path, "serve", "--host", "0.0.0.0", "--port", "81").stderr == ""
    assert served == [("127.0.0.1", 8000), ("0.0.0.0", 81)]


def test_a_user_is_made_changed_and_locked_out(tmp_path: Path) -> None:
    asked = ["user", "create", "olga", "--role", "operator", "--camera", "a", "--json"]
    made = CliRunner().invoke(app, ["--home", str(tmp_path), *asked], input="correct horse\n")
    assert made.exit_code == 0, made.output
    assert "correct horse" not in made.output
    assert (json.loads(made.stdout)["role"], json.loads(made.stdout)["has_password"]) == ("operator", True)
    with open_accounts(Settings(home=tmp_path)) as accounts:
        session = accounts.logins.by_password("olga", "correct horse", Client("192.0.2.1", "Fox"))
        assert call(tmp_path, "user", "set", "olga", "--role", "viewer").stdout == "olga is viewer of all cameras.\n"
        assert accounts.sessions.identify(session) == Identity("olga", Role.VIEWER)
        (listed,) = read(tmp_path, "session", "list")
        assert (listed["name"], listed["agent"], listed["open"]) == ("olga", "Fox", True)
        assert call(tmp_path, "session", "revoke", str(listed["id"])).stdout == "The session of olga is ended.\n"
        with pytest.raises(UnauthorizedError):
            accounts.sessions.identify(session)
        changed = CliRunner().invoke(
            app, ["--home", str(tmp_path), "user", "password", "olga"], input="another horse\n"
        )
        assert changed.stdout == "olga has another password, and is logged out.\n"
        accounts.logins.by_password("olga", "another horse", Client("192.0.2.1"))
    assert call(tmp_path, "user", "disable", "olga").stdout == "olga is disabled.\n"
    assert read(tmp_path, "user", "list")[0]["disabled"] is not None
    assert call(tmp_path, "user", "enable", "olga").stdout == "olga may log in again.\n"
    assert read(tmp_path, "user", "list")[0]["disabled"] is None


def test_a_user_of_a_proxy_has_no_password(tmp_path: Path) -> None:
    assert call(tmp_path, "user", "create", "uwe", "--no-password").stdout == "uwe is user 1.\n"
    assert read(tmp_path, "user", "list")[0]["has_password"] is False
    assert isinstance(call(tmp_path, "user", "disable", "nobody").exception, NotFoundError)


def test_a_short_password_is_refused(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, ["--home", str(tmp_path), "user", "create", "olga"], input="short\n")
    assert str(refused.exception) == "expected a password of at least 10 characters, got 5"
    assert read(tmp_path, "user", "list") == []
