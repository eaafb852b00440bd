"""What operators ask next, over the wire: orders, counts, a least score, alternatives, and every vehicle."""

from typing import Any

import pytest
from fastapi.testclient import TestClient


def search(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post("/v1/search", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def tracks(answer: dict[str, Any]) -> list[int]:
    return [match["track"] for match in answer["matches"]]


def test_the_fastest_of_all_come_first(local: TestClient) -> None:
    answer = search(local, sentence="the fastest car", k=200)
    assert (answer["order"], answer["found"]) == ("fastest", len(answer["matches"]))
    speeds = [local.get(f"/v1/tracks/{track}").json()["speed"] for track in tracks(answer)]
    assert len(set(speeds)) > 2
    sure = [match["decision"] == "match" for match in answer["matches"]]
    placed = list(zip(sure, speeds, strict=True))
    assert placed == sorted(placed, reverse=True)
    assert search(local, filters=[{"label": "vehicle_type", "value": "car"}], order="slowest")["order"] == "slowest"
    first = search(local, sentence="the fastest car", k=2)
    rest = search(local, sentence="the fastest car", k=2, offset=first["next"])
    assert tracks(first) + tracks(rest) == tracks(answer)[:4]


def test_how_many_is_a_count_of_all(local: TestClient) -> None:
    every = search(local, sentence="red car", k=200)["matches"]
    decisions = [match["decision"] for match in every]
    answer = search(local, sentence="how many red cars", k=1)
    (count,) = answer["counts"]
    assert (count["vehicle"], count["matches"]) == ("red cars", decisions.count("match"))
    assert count["possible"] == decisions.count("possible")
    assert search(local, sentence="red cars", k=1, count=True)["counts"] == [count]
    parsed = local.post("/v1/parse", json={"sentence": "how many red cars, fastest first"}).json()
    assert (parsed["count"], parsed["order"]) == (True, "fastest")


def test_a_least_score_is_kept(local: TestClient) -> None:
    scores = [match["score"] for match in search(local, sentence="red car", k=200)["matches"]]
    least = sorted(scores)[len(scores) // 2]
    found = search(local, sentence="red car", k=200, least=least)["matches"]
    assert [match["score"] for match in found] == [score for score in scores if score >= least]


def test_any_of_some_filters_will_do(local: TestClient) -> None:
    red, bus = (
        {"label": label, "value": value} for label, value in (("vehicle_color", "red"), ("vehicle_type", "bus"))
    )
    either = search(local, any_of=[[red, bus]], k=200, least=0.9)
    each = [search(local, filters=[one], k=200, least=0.9) for one in (red, bus)]
    assert set(tracks(either)) == {track for answer in each for track in tracks(answer)}
    assert {part["keyword"] for match in either["matches"] for part in match["contributions"]} == {"red", "bus"}
    refused = local.post("/v1/search", json={"any_of": [[]]})
    assert [error["field"] for error in refused.json()["errors"]] == ["body.any_of.0"]


@pytest.mark.parametrize(
    ("asked", "told"), [({"camera": "nowhere"}, "got 'nowhere'"), ({"zone": "demo/nowhere"}, "got 'nowhere'")]
)
def test_what_is_not_there_is_told(local: TestClient, asked: dict[str, str], told: str) -> None:
    refused = local.get("/v1/tracks", params=asked)
    assert refused.status_code == 422
    assert told in refused.json()["detail"]
