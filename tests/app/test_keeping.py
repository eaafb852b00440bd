"""Cases and feedback over HTTP."""

import io
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client announces its successor
    from fastapi.testclient import TestClient

from app.rest import create_app
from vehiclefinder import Settings
from vehiclefinder.control.cases.verification import verify
from vehiclefinder.store.files.site_key import PublicKey


@pytest.fixture(scope="module")
def client(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("keeping") / "home"
    shutil.copytree(demo_home, home)
    with TestClient(create_app(Settings(home=home))) as client:
        yield client


@pytest.fixture(scope="module")
def matches(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.post("/v1/search", json={"sentence": "red car", "k": 3}).json()["matches"]
    return found


def test_a_case_from_first_to_last(client: TestClient, matches: list[dict[str, Any]], tmp_path: Path) -> None:
    made = client.post("/v1/cases", json={"name": "Hit and run"})
    assert made.status_code == 201
    case = f"/v1/cases/{made.json()['id']}"
    tracks, best = [match["track"] for match in matches], matches[0]
    body = {"tracks": tracks, "sentence": "red car", "note": "see", "scores": {str(best["track"]): best["score"]}}
    added = client.post(f"{case}/items", json=body)
    assert (added.status_code, added.json()["items"]) == (201, len(tracks))
    first = client.get(f"{case}/items", params={"limit": 1}).json()
    assert (first["items"][0]["track"], first["items"][0]["score"]) == (best["track"], best["score"])
    rest = client.get(f"{case}/items", params={"after": first["next"]}).json()
    assert ([item["track"] for item in rest["items"]], rest["next"]) == (tracks[1:], None)
    picture = client.get(f"{case}/items/{first['items'][0]['id']}/files/crop-1.jpg")
    assert (picture.headers["content-type"], picture.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert client.get(f"{case}/items/1/files/catalog.db").status_code == 422
    assert client.patch(case, json={"closed": True, "notes": "done"}).json()["notes"] == "done"
    assert client.delete(f"{case}/items/1").status_code == 409
    archive = client.get(f"{case}/export")
    assert archive.headers["content-type"] == "application/zip"
    with ZipFile(io.BytesIO(archive.content)) as entries:
        assert {"case.json", "report.html", "SHA256SUMS", "items/1/crop-1.jpg"} <= set(entries.namelist())
    (tmp_path / "case.zip").write_bytes(archive.content)
    key = client.get("/v1/site-key").json()
    assert verify(tmp_path / "case.zip").fingerprint == key["fingerprint"]
    assert PublicKey.from_pem(key["pem"].encode()).fingerprint == key["fingerprint"]
    report = client.get(f"{case}/report.pdf")
    assert report.headers["content-type"] == "application/pdf"
    assert report.headers["content-disposition"].startswith("attachment; filename*=utf-8''case-1-hit-and-run-")
    assert len(PdfReader(io.BytesIO(report.content)).pages) == 1 + len(tracks)
    assert client.delete(case).status_code == 204
    assert client.get(f"{case}/report.pdf").status_code == 404
    assert client.get(case).status_code == client.get(f"{case}/export").status_code == 404
    assert client.get("/v1/cases").json() == {"items": [], "next": None}


def test_what_a_search_said_is_kept_as_it_was_given(client: TestClient, matches: list[dict[str, Any]]) -> None:
    case = f"/v1/cases/{client.post('/v1/cases', json={'name': 'Findings'}).json()['id']}"
    best, other = matches[0], matches[1]
    said = {
        "decision": best["decision"],
        "contributions": best["contributions"],
        "notes": ["dark"],
        "unchecked": ["fast"],
    }
    body = {"tracks": [best["track"], other["track"]], "sentence": "red car", "findings": {best["track"]: said}}
    assert client.post(f"{case}/items", json=body).status_code == 201
    first, second = client.get(f"{case}/items").json()["items"]
    assert (first["finding"], second["finding"]) == (said, None)
    assert len(first["video"]["sha256"]) == 64
    for wrong in ({"decision": "perhaps"}, said | {"notes": ["x" * 1001]}, said | {"more": 1}):
        body["findings"] = {best["track"]: wrong}
        assert client.post(f"{case}/items", json=body).status_code == 422
    assert client.delete(case).status_code == 204


def test_feedback_is_given_and_read(client: TestClient, matches: list[dict[str, Any]]) -> None:
    best = matches[0]
    said = {"track": best["track"], "sentence": "red car", "verdict": "right"}
    given = client.post("/v1/feedback", json=said | {"decision": best["decision"], "score": best["score"]})
    assert given.status_code == 201
    assert client.get("/v1/feedback").json()["items"] == [given.json()]
    picture = client.get(f"/v1/feedback/{given.json()['id']}/crop")
    assert picture.content == client.get(f"/v1/tracks/{best['track']}/crop").content
    assert client.post("/v1/feedback", json=said | {"verdict": "maybe"}).status_code == 422
    assert client.post("/v1/feedback", json=said | {"track": 10**6}).status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/cases", {"name": ""}),
        ("/v1/cases", {"name": " "}),
        ("/v1/cases", {"name": "x" * 201}),
        ("/v1/cases", {"name": "x", "more": 1}),
        ("/v1/cases/1/items", {"tracks": []}),
        ("/v1/cases/1/items", {"tracks": [1] * 201}),
        ("/v1/cases/1/items", {"tracks": [1], "scores": {"1": 2}}),
        ("/v1/feedback", {"track": 1, "sentence": " ", "verdict": "right"}),
    ],
)
def test_a_bad_body_is_refused(client: TestClient, path: str, body: dict[str, Any]) -> None:
    assert client.post(path, json=body).status_code == 422
