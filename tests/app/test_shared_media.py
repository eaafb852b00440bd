"""Pictures and recordings over HTTP that another machine wrote into a store of objects."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.rest import create_app
from vehiclefinder import IngestJob, Settings, open_ingester
from vehiclefinder.assemble.catalog import media_of

from ..object_store import KEY, ObjectStore

pytestmark = pytest.mark.sqlite("two homes have one database, of their own")


@pytest.fixture(scope="module")
def searcher(objects: ObjectStore, demo_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a machine that searches, beside one that has ingested the demonstration's clip."""
    folder = tmp_path_factory.mktemp("shared")
    database, media = f"sqlite:///{folder / 'shared.db'}", objects.url()
    worker = Settings(home=folder / "worker", database=database, media=media)  # type: ignore[arg-type]
    media_of(worker).keep(Path(shutil.copy(demo_clip, folder / "sent.mp4")), "uploads/sent.mp4")
    with open_ingester(worker) as ingester:
        ingester.ingest(IngestJob(demo_clip, camera="demo", uri="media:uploads/sent.mp4"))
    return worker.replace(home=folder / "searcher")


@pytest.fixture(scope="module")
def client(searcher: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(searcher)) as client:
        yield client


@pytest.fixture(scope="module")
def tracks(client: TestClient) -> list[int]:
    matches = client.post("/v1/search", json={"sentence": "car", "k": 3}).json()["matches"]
    return [match["track"] for match in matches]


def test_a_picture_is_sent_and_not_sent_again(client: TestClient, tracks: list[int], searcher: Settings) -> None:
    crop = client.get(f"/v1/tracks/{tracks[0]}/crop")
    assert (crop.status_code, crop.headers["content-type"]) == (200, "image/jpeg")
    store = media_of(searcher)
    assert crop.content in [store.read(name) for name in store.names("crops/1")]
    again = client.get(f"/v1/tracks/{tracks[0]}/crop", headers={"If-None-Match": crop.headers["etag"]})
    assert again.status_code == 304
    part = client.get(f"/v1/tracks/{tracks[0]}/crop", headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.content) == (206, b"\xff\xd8")


def test_parts_of_a_recording_are_sent(client: TestClient, tracks: list[int], demo_clip: Path) -> None:
    assert client.get(f"/v1/tracks/{tracks[0]}/playback").json()["media_type"] == "video/mp4"
    part = client.get(f"/v1/tracks/{tracks[0]}/recording", headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, demo_clip.read_bytes()[1000:2000])
    assert client.get(f"/v1/tracks/{tracks[0]}/recording").content == demo_clip.read_bytes()


def test_a_store_that_is_away_is_told_and_searches_go_on(
    client: TestClient, tracks: list[int], objects: ObjectStore, caplog: pytest.LogCaptureFixture
) -> None:
    objects.stop()
    try:
        answer = client.post("/v1/search", json={"sentence": "car", "k": 3})
        assert [match["track"] for match in answer.json()["matches"]] == tracks
        refused = client.get(f"/v1/tracks/{tracks[2]}/crop")
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.status_code == 503
        assert "the store of pictures cannot be used" in refused.json()["detail"]
        assert "s3:" not in refused.text and "cannot be reached" in caplog.text and KEY not in caplog.text
    finally:
        objects.start()
    assert client.get(f"/v1/tracks/{tracks[2]}/crop").status_code == 200
