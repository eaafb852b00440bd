"""Commands that say who may ask, and refuse to serve whoever nobody knows."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from vehiclefinder.cli import app
from vehiclefinder.core.errors import ForbiddenError


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
