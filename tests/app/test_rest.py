"""The REST endpoint over two cameras' catalog, asked on this machine while there are no tokens."""

from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from time_machine import Traveller

from vehiclefinder.control.scheduler import Scheduler, TaskStatus
from vehiclefinder.control.watches.watches import MUTE
from vehiclefinder.finder.times import AHEAD

from .conftest import FAR, NEAR


def search(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post("/v1/search", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_it_answers_and_is_ready(local: TestClient) -> None:
    assert local.get("/healthz").json()["status"] == "ok"
    assert local.get("/readyz").json() == {"status": "ready", "warnings": []}


def test_a_sentence_finds_a_vehicle_and_its_picture(local: TestClient) -> None:
    answer = search(local, sentence="red car", k=3, cameras=[NEAR])
    assert 1 <= len(answer["matches"]) <= 3
    best = answer["matches"][0]
    assert best["decision"] in ("match", "possible", "none")
    picture = local.get(best["crop"])
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.content[:2] == b"\xff\xd8"
    track = local.get(f"/v1/tracks/{best['track']}").json()
    assert track["motion"] in {phase["motion"] for phase in track["phases"]}
    assert track["start"] <= track["phases"][0]["start"] < track["phases"][-1]["end"] <= track["end"]
    assert track["camera"] == best["camera"] == NEAR
    assert track["crop"] == best["crop"]
    assert len(track["path"][0]) == 5


def test_a_picture_that_is_held_is_not_sent_again(local: TestClient) -> None:
    path = search(local, sentence="red car")["matches"][0]["crop"]
    first = local.get(path)
    assert first.headers["cache-control"].startswith("private")
    for tags in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
        again = local.get(path, headers={"If-None-Match": tags})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert local.get(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_pages_join_to_the_whole(local: TestClient) -> None:
    whole = search(local, sentence="car", k=20)
    first = search(local, sentence="car", k=12)
    second = search(local, sentence="car", k=8, offset=first["next"])
    tracks = [match["track"] for match in (*first["matches"], *second["matches"])]
    assert tracks == [match["track"] for match in whole["matches"]]
    assert len(set(tracks)) == 20


def test_the_last_page_has_no_next(local: TestClient) -> None:
    every = search(local, sentence="car", k=200)
    assert every["next"] is None
    assert search(local, sentence="car", k=len(every["matches"]) - 1)["next"] == len(every["matches"]) - 1
    assert search(local, sentence="car", k=len(every["matches"]))["next"] is None


def test_filters_say_what_a_sentence_says(local: TestClient) -> None:
    filters = [{"label": "vehicle_color", "value": "red"}, {"label": "vehicle_type", "value": "bus", "negated": True}]
    filtered = search(local, filters=filters)
    told = search(local, sentence="red vehicle, not a bus")
    assert [m["track"] for m in filtered["matches"]][:3] == [m["track"] for m in told["matches"]][:3]
    assert [c["keyword"] for c in filtered["matches"][0]["contributions"]] == ["red", "not bus"]


def test_filters_narrow_a_sentence(local: TestClient) -> None:
    away = {"label": "vehicle_orientation", "value": "away"}
    answer = search(local, sentence="car", filters=[away])
    assert [c["keyword"] for c in answer["matches"][0]["contributions"]] == ["car", "away"]


def test_what_pictures_do_not_tell_apart_is_noted_and_no_match(local: TestClient) -> None:
    tanker = search(local, sentence="tanker")
    assert "“tanker” is not told apart from truck" in tanker["notes"]
    assert tanker["decision"] != "match"
    tractor = search(local, sentence="green tractor")
    assert "“tractor” did not count: tractors are not known to the matcher" in tractor["notes"]
    assert tractor["decision"] != "match"
    (target,) = local.post("/v1/parse", json={"sentence": "green tractor"}).json()["targets"]
    assert [keyword["value"] for keyword in target["keywords"]] == ["green", "tractor"]


def test_what_nobody_used_of_a_sentence_is_told_and_no_match(local: TestClient) -> None:
    sentence = "red car with a ladder on the roof, plate ending 4X"
    answer = search(local, sentence=sentence)
    ladder = {"text": "ladder on the roof", "start": 15, "end": 33, "reason": "not checked", "of_vehicle": True}
    plate = {
        "text": "plate ending 4X", "start": 35, "end": 50, "reason": "number plates are not read", "of_vehicle": True,
    }  # fmt: skip
    assert answer["unchecked"] == [ladder, plate]
    assert answer["notes"][0] == "not checked: ladder on the roof; number plates are not read: plate ending 4X"
    assert answer["decision"] == "possible"
    assert search(local, sentence="red car")["decision"] == "match"
    parsed = local.post("/v1/parse", json={"sentence": sentence}).json()
    assert (parsed["unchecked"], parsed["notes"]) == ([ladder, plate], [answer["notes"][0]])
    watch = {"name": "ladders", "sentence": sentence}
    made = local.post("/v1/watches", json=watch).json()
    assert (made["unchecked"], made["notes"]) == ([ladder, plate], [answer["notes"][0], MUTE])


def test_a_language_that_is_not_read_is_named(local: TestClient) -> None:
    found = search(local, sentence="κόκκινο αυτοκίνητο")
    assert (found["matches"], found["decision"]) == ([], "none")
    assert found["notes"] == ["looks like Greek; not understood"]
    parsed = local.post("/v1/parse", json={"sentence": "κόκκινο αυτοκίνητο"}).json()
    assert (parsed["language"], parsed["note"], parsed["targets"]) == ("el", "looks like Greek; not understood", [])
    refused = local.post("/v1/watches", json={"name": "greek", "sentence": "κόκκινο αυτοκίνητο"})
    assert refused.status_code == 422
    assert "looks like Greek; not understood" in refused.text


def test_other_languages_are_answered(local: TestClient) -> None:
    german, english = (search(local, sentence=said) for said in ("weißes Auto", "white car"))
    assert [match["track"] for match in german["matches"]] == [match["track"] for match in english["matches"]]
    assert local.post("/v1/parse", json={"sentence": "weißes Auto"}).json()["language"] == "de"


def test_a_time_of_today_that_lies_ahead_is_not_yesterdays(local: TestClient, clock: Traveller) -> None:
    clock.move_to(datetime(2026, 11, 29, 7, 30).astimezone())
    parsed = local.post("/v1/parse", json={"sentence": "white van since 8 this morning"}).json()
    span = [datetime.fromisoformat(parsed[name]) for name in ("since", "until")]
    assert span == [datetime(2026, 11, 29, 8).astimezone()] * 2
    assert parsed["times"] == "2026-11-29 08:00 to 2026-11-29 08:00"
    assert AHEAD in search(local, sentence="white van since 17:00 today")["notes"]


def test_a_sentence_is_read(local: TestClient, clock: Traveller) -> None:
    clock.move_to(datetime(2026, 11, 29, 9, 30).astimezone())
    (target,) = local.post("/v1/parse", json={"sentence": "white van"}).json()["targets"]
    limited = local.post("/v1/parse", json={"sentence": "white van not on camera demo since 8 this morning"}).json()
    assert (limited["cameras"], limited["excluded"]) == ([], ["demo"])
    since, until = (datetime.fromisoformat(limited[name]) for name in ("since", "until"))
    assert since < until
    assert since.astimezone().hour == 8
    asked = {"sentence": "red car not on camera demo", "unheard": ["cameras"]}
    assert "demo" in {match["camera"] for match in local.post("/v1/search", json=asked).json()["matches"]}
    assert [keyword["value"] for keyword in target["keywords"]] == ["white", "van"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"sentence": ""}, "body.sentence"),
        ({"sentence": "x" * 1001}, "body.sentence"),
        ({"sentence": "car", "k": 0}, "body.k"),
        ({"sentence": "car", "k": 201}, "body.k"),
        ({"sentence": "car", "offset": 1000}, "body.offset"),
        ({"sentence": "car", "since": "2026-01-01T00:00"}, "body.since"),
        ({"sentence": "car", "more": 1}, "body.more"),
        ({"filters": [{"label": "vehicle_color"}]}, "body.filters.0.value"),
    ],
)
def test_a_bad_field_is_named(local: TestClient, body: dict[str, object], field: str) -> None:
    refused = local.post("/v1/search", json=body)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"sentence": "car", "cameras": ["nowhere"]}, f"expected a camera of ['{NEAR}', '{FAR}'], got 'nowhere'"),
        ({"filters": [{"label": "colour", "value": "red"}]}, "got 'colour'"),
        ({"filters": [{"label": "vehicle_color", "value": "red|"}]}, "got 'red|'"),
    ],
)
def test_a_callers_mistake_is_told(local: TestClient, body: dict[str, object], told: str) -> None:
    refused = local.post("/v1/search", json=body)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert told in refused.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/tracks/999999", 404),
        ("GET", "/v1/tracks/999999/crop", 404),
        ("GET", "/v1/nothing", 404),
        ("DELETE", "/v1/search", 405),
        ("GET", "/v1/tracks/0", 422),
        ("GET", "/v1/tracks/99999999999999999999", 422),
    ],
)
def test_what_the_framework_refuses_is_a_problem_too(local: TestClient, method: str, path: str, status: int) -> None:
    refused = local.request(method, path)
    assert refused.status_code == refused.json()["status"] == status
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_body_that_is_no_json_is_refused(local: TestClient) -> None:
    refused = local.post("/v1/search", content=b"{", headers={"Content-Type": "application/json"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"].startswith("body")


def test_queries_are_measured(local: TestClient) -> None:
    def count() -> float:
        lines = local.get("/metrics").text.splitlines()
        return float(next(line.split()[1] for line in lines if line.startswith("vehiclefinder_query_seconds_count")))

    before = count()
    search(local, sentence="car")
    assert count() == before + 1
    tracks = len(search(local, sentence="car", k=200)["matches"])
    assert f"vehiclefinder_index_tracks {tracks}.0" in local.get("/metrics").text


def test_background_tasks_that_fail_are_told(local: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    fares = (TaskStatus("ingest", True, error="disk full"), TaskStatus("courier", True), TaskStatus("elsewhere"))
    monkeypatch.setattr(Scheduler, "status", lambda scheduler: fares)
    told = [line for line in local.get("/metrics").text.splitlines() if line.startswith("vehiclefinder_task_failing")]
    assert told == ['vehiclefinder_task_failing{task="ingest"} 1.0', 'vehiclefinder_task_failing{task="courier"} 0.0']


def test_who_asked_what_is_in_the_log(local: TestClient) -> None:
    search(local, filters=[{"label": "vehicle_color", "value": "pink"}], cameras=[FAR])
    newest = local.get("/v1/audit", params={"limit": 1}).json()
    (entry,) = newest["items"]
    assert (entry["who"], entry["action"]) == ("local", "search")
    assert entry["detail"]["demands"] == ["vehicle_color pink"]
    assert entry["detail"]["cameras"] == [FAR]
    (older,) = local.get("/v1/audit", params={"limit": 1, "after": newest["next"]}).json()["items"]
    assert older["id"] < entry["id"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "192.168.0.7:8000"},
        {"Host": "["},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_without_tokens_other_sites_are_refused(local: TestClient, headers: dict[str, str]) -> None:
    refused = local.post("/v1/parse", json={"sentence": "car"}, headers=headers)
    assert refused.status_code == 403
    assert "only this machine" in refused.json()["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost:8000"},
        {"Host": "127.0.0.1"},
        {"Host": "[::1]:80"},
        {"Host": "localhost:8501", "Origin": "http://localhost:8501"},
    ],
)
def test_without_tokens_this_machine_is_served(local: TestClient, headers: dict[str, str]) -> None:
    assert local.post("/v1/parse", json={"sentence": "car"}, headers=headers).status_code == 200


def test_a_zone_limits_a_search(local: TestClient) -> None:
    half = {"name": "left half", "polygon": [[0, 0], [0.5, 0], [0.5, 1], [0, 1]]}
    local.patch("/v1/cameras/demo", json={"zones": [half]}).raise_for_status()
    everywhere = {match["track"] for match in search(local, sentence="car", k=100)["matches"]}
    asked = {"zones": [{"camera": "demo", "zone": "left half"}]}
    within = {match["track"] for match in search(local, sentence="car", k=100, **asked)["matches"]}
    assert within
    assert within < everywhere
    unknown = {"zones": [{"camera": "demo", "zone": "pavement"}]}
    assert local.post("/v1/search", json={"sentence": "car"} | unknown).status_code == 422
    local.patch("/v1/cameras/demo", json={"zones": []}).raise_for_status()
