"""Every vehicle, page by page."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from .conftest import FAR, NEAR, bearer


def listed(client: TestClient, **asked: Any) -> dict[str, Any]:
    answer = client.get("/v1/tracks", params=asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def walked(client: TestClient, **asked: Any) -> list[dict[str, Any]]:
    page = listed(client, **asked)
    tracks: list[dict[str, Any]] = page["tracks"]
    while page["next"]:
        page = listed(client, after=page["next"], **asked)
        assert page["tracks"]
        tracks += page["tracks"]
    return tracks


def test_pages_join_to_every_vehicle_once(local: TestClient) -> None:
    every = walked(local, limit=200, order="id")
    assert [one["track"] for one in every] == list(range(1, len(every) + 1))
    assert {one["camera"] for one in every} == {NEAR, FAR}
    for order in ("newest", "oldest", "id"):
        assert sorted(one["track"] for one in walked(local, limit=7, order=order)) == list(range(1, len(every) + 1))


def test_each_is_what_its_own_address_tells_but_the_path(local: TestClient) -> None:
    (one,) = listed(local, limit=1)["tracks"]
    alone = local.get(f"/v1/tracks/{one['track']}").json()
    assert len(alone.pop("path")) > 1
    assert one == alone
    assert "seen" in one


def test_cameras_and_sources_narrow_the_list(local: TestClient) -> None:
    near = walked(local, camera=NEAR, limit=50)
    assert {one["camera"] for one in near} == {NEAR}
    assert walked(local, source=1, limit=50) == near
    assert len(walked(local, camera=[NEAR, FAR], limit=200)) == 2 * len(near)
    assert listed(local, source=99) == {"tracks": [], "next": None, "notes": [], "shards": None}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"order": "best"}, "'newest', 'oldest' or 'id'"),
        ({"limit": 201}, "200"),
        ({"after": "nonsense"}, "expected the `next` of a page in the order newest, got 'nonsense'"),
        ({"k": 5}, "query.k"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_was_expected(
    local: TestClient, asked: dict[str, Any], told: str
) -> None:
    refused = local.get("/v1/tracks", params=asked)
    assert refused.status_code == 422
    assert told in refused.text


def test_a_cursor_of_another_order_is_refused(local: TestClient) -> None:
    after = listed(local, limit=1, order="id")["next"]
    refused = local.get("/v1/tracks", params={"order": "oldest", "after": after})
    assert (refused.status_code, "in the order oldest" in refused.json()["detail"]) == (422, True)


def test_those_who_see_one_camera_list_its_vehicles_alone(local: TestClient, secrets: dict[str, str]) -> None:
    headers = bearer(secrets["near viewer"])
    seen = local.get("/v1/tracks", params={"limit": 200}, headers=headers).json()
    assert {one["camera"] for one in seen["tracks"]} == {NEAR}
    assert local.get("/v1/tracks", params={"source": 2}, headers=headers).json()["tracks"] == []
    assert local.get("/v1/tracks", params={"camera": FAR}, headers=headers).status_code == 422
