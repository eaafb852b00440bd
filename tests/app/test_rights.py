"""Every route, asked by everybody: what is allowed, refused, and not there. Generated from the OpenAPI document."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from vehiclefinder.control import ControlRoom, UserRequest
from vehiclefinder.control.accounts import digest
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role
from vehiclefinder.store.database.schema.tables import TABLES
from vehiclefinder.store.tracks.catalog import Catalog

from .conftest import FAR, NEAR, ROLES, bearer
from .rules import RULES, Rule, World

NOBODY = {"no token": {}, "bad token": bearer("x" * 43), "no bearer": {"Authorization": "Basic eDp5"}}


@pytest.fixture(scope="module")
def world(room: ControlRoom) -> World:
    return World(room)


def expected(rule: Rule, who: str) -> int:
    """The status that somebody should get."""
    if rule.least is None:
        return rule.ok
    if who in NOBODY:
        return 401
    role, cameras = ROLES[who]
    if not role.covers(rule.least) or (rule.every and cameras):
        return 403
    return 404 if rule.hidden and cameras else rule.ok


def test_every_route_has_a_rule(app: FastAPI) -> None:
    routes = {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}
    assert routes == RULES.keys()


@pytest.mark.parametrize("who", [*NOBODY, *ROLES])
@pytest.mark.parametrize("route", RULES, ids=" ".join)
def test_everybody_gets_what_the_rule_says(
    local: TestClient, secrets: dict[str, str], world: World, route: tuple[str, str], who: str
) -> None:
    rule = RULES[route]
    headers = NOBODY[who] if who in NOBODY else bearer(secrets[who])
    response = local.request(route[0], world.fill(rule.path), json=world.fill(rule.body), headers=headers)
    assert response.status_code == expected(rule, who), response.text
    assert not re.search(rf"\b{FAR}\b", response.text) or who not in ("near viewer", "near operator")
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["status"] == response.status_code


def test_what_is_hidden_reads_like_what_is_not_there(local: TestClient, secrets: dict[str, str], world: World) -> None:
    for path in ("/v1/tracks/{}", "/v1/tracks/{}/crop"):
        hidden = local.get(path.format(world.far_track), headers=bearer(secrets["near viewer"])).json()["detail"]
        missing = local.get(path.format(987654), headers=bearer(secrets["near viewer"])).json()["detail"]
        assert hidden.replace(str(world.far_track), "N") == missing.replace("987654", "N")


def test_a_search_finds_only_what_one_may_see(local: TestClient, secrets: dict[str, str]) -> None:
    cameras = {}
    for who in ("viewer", "near viewer"):
        answer = local.post("/v1/search", json={"sentence": "car", "k": 200}, headers=bearer(secrets[who])).json()
        cameras[who] = {match["camera"] for match in answer["matches"]}
    assert cameras == {"viewer": {NEAR, FAR}, "near viewer": {NEAR}}


def test_a_camera_that_one_may_not_see_is_unknown(local: TestClient, secrets: dict[str, str]) -> None:
    near = bearer(secrets["near viewer"])
    refused = local.post("/v1/search", json={"sentence": "car", "cameras": [FAR]}, headers=near)
    assert refused.status_code == 422
    assert refused.json()["detail"] == f"expected a camera of ['{NEAR}'], got '{FAR}'"
    told = local.post("/v1/search", json={"sentence": f"a car on camera {FAR}"}, headers=near).json()
    assert {match["camera"] for match in told["matches"]} == {NEAR}


def test_roles_rise() -> None:
    assert [[a.covers(b) for b in Role] for a in Role] == [[True, False, False], [True, True, False], [True] * 3]


def test_nothing_that_a_login_is_checked_by_is_told(
    local: TestClient, secrets: dict[str, str], world: World, room: ControlRoom
) -> None:
    room.users.create(LOCAL, UserRequest("olga"), "correct horse")
    token = room.tokens.create(LOCAL, TokenRequest("gate")).secret
    for (method, _), rule in RULES.items():
        if method == "GET":
            told = local.get(world.fill(rule.path), headers=bearer(secrets["admin"])).text
            assert "argon2" not in told and digest(token) not in told, rule.path
    schemas = str(local.get("/openapi.json").json()["components"]["schemas"]["StoredUser"]["properties"].keys())
    assert "has_password" in schemas and "'password'" not in schemas


def test_secrets_are_stored_nowhere(local: TestClient, secrets: dict[str, str], app_home: Path) -> None:
    for secret in secrets.values():
        local.get("/v1/tokens", headers=bearer(secret))
    with Catalog(app_home) as catalog, catalog.database.columns() as connection:
        dump = repr([connection.execute(table.select()).all() for table in TABLES.sorted_tables])
    assert "near-viewer" in dump
    assert not [secret for secret in secrets.values() if secret in dump]
