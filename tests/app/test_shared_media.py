"""Pictures and recordings over HTTP that another machine wrote into a store of objects."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from app.rest import create_app
from vehiclefinder import IngestJob, Settings, open_ingester
from vehiclefinder.assemble.catalog import media_of, open_catalog
from vehiclefinder.store.database.schema.tracks import SourceRow
from vehiclefinder.store.files.fingerprint import fingerprint
from vehiclefinder.store.files.remote_file import BLOCK

from ..object_store import KEY, ObjectStore
from ..video.synthetic import write_noise

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


@pytest.fixture
def long_video(searcher: Settings, tracks: list[int], tmp_path: Path) -> Iterator[bytes]:
    """What the video of the tracks holds from now on, which nobody has a copy of."""
    video = write_noise(tmp_path / "long.mp4", 150)
    content, told = video.read_bytes(), {"uri": "media:uploads/long.mp4", "fingerprint": fingerprint(video)}
    media_of(searcher).keep(video, "uploads/long.mp4")
    with open_catalog(searcher) as catalog:
        source = catalog.tracks(tracks[:1])[0].source_id
        before = {"uri": catalog.source(source).uri, "fingerprint": catalog.source(source).fingerprint}

        def name(values: dict[str, str]) -> None:
            with catalog.database.write() as session:
                session.execute(update(SourceRow).where(SourceRow.id == source).values(**values))

        name(told)
        yield content
        name(before)


def test_of_a_long_video_only_what_is_played_is_fetched(
    client: TestClient, tracks: list[int], objects: ObjectStore, searcher: Settings, long_video: bytes
) -> None:
    def fetched() -> list[int]:
        return [one.size for one in objects.read("/uploads/long.mp4")]

    def ask(asked: str, method: str = "GET", **headers: str) -> tuple[int, bytes, str | None]:
        path = f"/v1/tracks/{tracks[0]}/recording"
        answer = client.request(method, path, headers={"Range": asked, **headers})
        assert answer.headers["content-type"] == "video/mp4"
        assert len(answer.content) == (0 if method == "HEAD" else int(answer.headers["content-length"]))
        return answer.status_code, answer.content, answer.headers.get("content-range")

    size, last = len(long_video), len(long_video) % BLOCK
    assert size > 10 * BLOCK and last < BLOCK - 10_000  # the index and the last MiB lie in two blocks
    fetched()
    played = client.get(f"/v1/tracks/{tracks[0]}/playback").json()
    assert (played["media_type"], played["offset"], played["interval"]) == ("video/mp4", 0.0, 0.04)
    assert sorted(fetched()) == sorted([BLOCK, BLOCK, last])
    place = 5 * BLOCK - 100
    part = (206, long_video[place : place + 200], f"bytes {place}-{place + 199}/{size}")
    assert ask(f"bytes={place}-{place + 199}") == part
    assert fetched() == [BLOCK, BLOCK]
    assert ask(f"bytes={place}-{place + 199}") == part
    assert ask("bytes=-50") == (206, long_video[-50:], f"bytes {size - 50}-{size - 1}/{size}")
    assert ask("bytes=0-0", "HEAD") == (206, b"", f"bytes 0-0/{size}")
    assert ask("bytes=0-9", **{"If-Range": '"another"'})[0::2] == (200, None)
    assert len(fetched()) == size // BLOCK - 4  # the rest of it
    assert ask("bytes=0-4,8-9") == (200, long_video, None)
    assert fetched() == []
    assert client.get(f"/v1/tracks/{tracks[0]}/recording", headers={"Range": f"bytes={size}-"}).status_code == 416
    media_of(searcher).discard("uploads/long.mp4")
    assert not any((searcher.home / "media").rglob("long.mp4*"))
    gone = client.get(f"/v1/tracks/{tracks[0]}/recording")
    assert (gone.status_code, gone.json()["detail"]) == (503, f"the video of track {tracks[0]} is gone: long.mp4")


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
