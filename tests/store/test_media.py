"""Pictures and videos in a store that is the home's folder, another folder, or one of objects."""

import io
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.core.errors import NotFoundError, StoreError
from vehiclefinder.store.files.media import Media, MediaFile, is_settled
from vehiclefinder.store.files.open_media import open_media, require_media_url
from vehiclefinder.store.files.remote_file import BLOCK, RemoteFile
from vehiclefinder.store.files.remote_media import RemoteMedia

from ..object_store import SECRET, ObjectStore


@pytest.fixture(params=["home", "folder", "memory", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """The address of a store, empty."""
    if request.param == "s3":
        objects: ObjectStore = request.getfixturevalue("objects")
        return objects.url()
    (tmp_path / "share").mkdir()
    folder, memory = f"file://{tmp_path / 'share'}", f"memory://{tmp_path.name}"
    return {"home": None, "folder": folder, "memory": memory}[request.param]


@pytest.fixture
def media(url: str | None, tmp_path: Path) -> Media:
    return opened(tmp_path / "one", url)


def opened(home: Path, url: str | None) -> Media:
    home.mkdir(exist_ok=True)
    return open_media(home, url)


def test_what_one_writes_another_reads_by_its_name(media: Media, url: str | None, tmp_path: Path) -> None:
    media.write("crops/7/1-0.jpg", b"picture")
    other = media if url is None else opened(tmp_path / "two", url)
    assert other.read("crops/7/1-0.jpg") == b"picture"
    found = MediaFile(other, "crops/7") / "1-0.jpg"
    assert found.read() == b"picture"
    assert (path := found.fetch()) == found.path and path.read_bytes() == b"picture"
    media.write("crops/7/1-0.jpg", b"another")
    assert media.read("crops/7/1-0.jpg") == b"another"


def test_what_is_not_there_is_none(media: Media) -> None:
    assert media.read("crops/7/1-0.jpg") is None
    assert media.fetch("crops/7/1-0.jpg") is None
    with pytest.raises(NotFoundError, match="no file uploads"), media.lend("uploads/a.mp4"):
        pass
    assert (list(media.entries("crops")), list(media.names("crops")), media.size("crops/7")) == ([], [], 0)
    media.discard("crops/7")


def test_files_and_folders_are_moved_in_and_removed(media: Media, tmp_path: Path) -> None:
    made = tmp_path / "made"
    (made / "inner").mkdir(parents=True)
    (made / "a.jpg").write_bytes(b"aa")
    (made / "inner" / "b.mp4").write_bytes(b"bbb")
    media.write("cases/1/5/old.jpg", b"of an interrupted step")
    media.keep(made, "cases/1/5")
    assert not made.exists()
    assert list(media.names("cases")) == ["cases/1/5/a.jpg", "cases/1/5/inner/b.mp4"]
    assert media.size("cases/1/5") == 5
    video = tmp_path / "video.mp4"
    video.write_bytes(b"0123456789" * 1000)
    media.keep(video, "uploads/x.mp4")
    assert not video.exists()
    with media.lend("uploads/x.mp4") as lent:
        assert lent.read_bytes() == b"0123456789" * 1000
    assert (path := media.fetch("cases/1/5/a.jpg")) is not None
    media.discard("cases/1")
    assert media.read("cases/1/5/a.jpg") is None and not path.exists()
    assert media.read("uploads/x.mp4") == b"0123456789" * 1000
    assert not any((media.home / "staging").glob("*"))


def test_what_lies_in_a_folder_is_told_with_size_and_time(media: Media) -> None:
    before = datetime.now(UTC) - timedelta(minutes=1)
    media.write("recordings/b.mkv", b"bb")
    media.write("recordings/a.mkv", b"a")
    media.write("cases/1/5/a.jpg", b"a")
    found = media.entries("recordings")
    assert [(one.name, one.size, one.is_folder) for one in found] == [
        ("recordings/a.mkv", 1, False),
        ("recordings/b.mkv", 2, False),
    ]
    assert all(one.changed and before < one.changed < before + timedelta(minutes=5) for one in found)
    case = media.entries("cases")[0]
    assert (case.name, case.is_folder) == ("cases/1", True)
    item = media.entries("cases/1")[0]
    now = datetime.now(UTC)
    assert not is_settled(media, item, now) and is_settled(media, item, now + timedelta(days=2))


def test_parts_of_a_file_are_read(media: Media, tmp_path: Path) -> None:
    whole = np.random.default_rng(1).bytes(2 * BLOCK + 1000)
    media.write("uploads/a.mp4", whole)
    file = media.seekable("uploads/a.mp4")
    assert file is not None and (file.name, file.stat().st_size) == ("a.mp4", len(whole))
    with file.open("rb") as opened:
        assert opened.seek(BLOCK - 5) == BLOCK - 5
        assert opened.read(10) == whole[BLOCK - 5 : BLOCK + 5]
        assert opened.tell() == BLOCK + 5
        assert opened.seek(-7, io.SEEK_END) == len(whole) - 7
        assert (opened.read(100), opened.read(1)) == (whole[-7:], b"")
        opened.seek(0)
        assert opened.read() == whole
    with pickle.loads(pickle.dumps(file)).open("rb") as elsewhere:
        assert elsewhere.read(9) == whole[:9]
    assert media.seekable("uploads/b.mp4") is None
    assert (path := media.fetch("uploads/a.mp4")) is not None
    assert media.seekable("uploads/a.mp4") == path


def test_blocks_are_bounded_and_fetched_once(objects: ObjectStore, tmp_path: Path) -> None:
    media = RemoteMedia(tmp_path, objects.url())
    media.write("uploads/a.mp4", bytes(2 * BLOCK + 1000))
    file = media.seekable("uploads/a.mp4")
    assert isinstance(file, RemoteFile)
    for place, fetched in ((BLOCK, [BLOCK]), (2 * BLOCK - 1, []), (2 * BLOCK, [1000]), (0, [BLOCK])):
        objects.read("")
        with file.open("rb") as opened:
            opened.seek(place)
            assert opened.read(1) == b"\0"
        assert [one.size for one in objects.read("a.mp4")] == fetched
    assert sorted(one.name for one in (media.copies / "uploads" / "a.mp4.blocks").iterdir()) == [
        "000000",
        "000001",
        "000002",
    ]
    media.discard("uploads/a.mp4")
    assert not any(media.copies.rglob("*.mp4*"))
    with pytest.raises(FileNotFoundError, match=r"no file uploads/a\.mp4 in s3://"):
        file.open("rb").read()


def test_the_catalog_calls_a_file_of_the_home_by_its_path_and_others_by_name(media: Media, url: str | None) -> None:
    expected = "media:uploads/a.mp4" if url else str(media.home / "uploads" / "a.mp4")
    assert media.address("uploads/a.mp4") == expected
    assert str(MediaFile(media, "uploads/a.mp4")) == expected


def test_copies_are_bounded_but_for_those_in_use(objects: ObjectStore, tmp_path: Path) -> None:
    media = RemoteMedia(tmp_path, objects.url(), limit=25)
    for name in "abc":
        media.write(f"crops/1/{name}.jpg", name.encode() * 10)
        media.fetch(f"crops/1/{name}.jpg")
    assert sorted(path.name for path in media.copies.rglob("*.jpg")) == ["a.jpg", "b.jpg", "c.jpg"]


@contextmanager
def away(store: ObjectStore) -> Iterator[None]:
    store.stop()
    try:
        yield
    finally:
        store.start()


def test_a_server_that_is_away_is_told_without_its_secret(objects: ObjectStore, tmp_path: Path) -> None:
    media = opened(tmp_path / "home", objects.url("away"))
    media.write("crops/1/a.jpg", b"a")
    with away(objects):
        for ask in (media.read, media.fetch, media.size, media.discard, media.entries):
            with pytest.raises(StoreError) as told:
                ask("crops/1/b.jpg")
            assert str(told.value) == "the media store s3://vehicles/away cannot be reached"
            assert repr(told.value.__cause__) == "OSError('EndpointConnectionError')"
        with pytest.raises(StoreError, match="cannot be reached"):
            media.write("crops/1/b.jpg", b"b")
    assert media.read("crops/1/a.jpg") == b"a"
    assert list(media.names("crops")) == ["crops/1/a.jpg"]


def test_a_bucket_that_is_not_there_is_told(objects: ObjectStore, tmp_path: Path) -> None:
    media = opened(tmp_path / "home", objects.url().replace("@vehicles/", "@others/"))
    with pytest.raises(StoreError, match=r"^the media store s3://others/\S+ has no such bucket or folder$"):
        media.write("crops/1/b.jpg", b"b")


def test_a_folder_that_is_not_mounted_is_told(tmp_path: Path) -> None:
    media = opened(tmp_path / "home", f"file://{tmp_path}/share")
    for ask in (media.read, media.fetch, media.discard, lambda name: media.write(name, b"a")):
        with pytest.raises(StoreError, match="is not there: is it mounted"):
            ask("crops/1/a.jpg")
    assert not (tmp_path / "share").exists()


@pytest.mark.parametrize(
    "url",
    [
        "s3:/bucket",
        "bucket/prefix",
        "",
        "s3://",
        "s3://key:se/cret@bucket/prefix?endpoint=http://x",
        "s3://bucket/prefix?endpoint_url=http://x&key=secret",
        "s3://bucket/prefix#secret",
        "ftp://user:secret@host/prefix",
        "file:///",
        "file://host/folder",
        "file:folder",
        "s3://[secret/x",
    ],
)
def test_what_is_no_address_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(ValueError) as told:
        require_media_url(url)
    assert str(told.value) == "expected an URL such as s3://bucket/prefix or file:///mnt/share"


def test_an_unknown_kind_of_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the media store nonsense://x is of a kind that is not known here"):
        opened(tmp_path, "nonsense://x").read("a")


def test_a_home_alone_imports_no_fsspec(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from vehiclefinder.store.tracks.catalog import Catalog\n"
        f"with Catalog(Path({str(tmp_path / 'home')!r})) as catalog: catalog.media.write('crops/1/a.jpg', b'a')\n"
        "import vehiclefinder.settings\n"
        "assert not {'fsspec', 's3fs', 'botocore'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_nothing_of_the_secret_is_in_what_is_shown(objects: ObjectStore, tmp_path: Path) -> None:
    media = open_media(tmp_path, objects.url("shown"))
    assert media.shown == "s3://vehicles/shown"
    assert SECRET not in repr(media)
