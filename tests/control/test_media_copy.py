"""Pictures and videos of a catalog, copied from its home into a store that several machines can reach."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vehiclefinder.cli import app
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.cases.selection import Selection
from vehiclefinder.core.errors import ConflictError, StoreError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.files.folder_media import FolderMedia
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.files.open_media import open_media
from vehiclefinder.store.move import media_copy
from vehiclefinder.store.move.media_copy import MediaCopied, copy_media
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.media_owner import OWNER, require_own

from ..object_store import ObjectStore
from .conftest import OPERATOR, Fill

VIDEO = b"0123456789" * 1000


@pytest.fixture
def filled(catalog: Catalog, fill: Fill, home: Path) -> Catalog:
    """A home with a video of its own, one of elsewhere, pictures, a case and a recording."""
    for name in ("uploads/a.mp4", "recordings/north-1.mkv"):
        (home / name).parent.mkdir()
        (home / name).write_bytes(VIDEO)
    fill(tracks=2, uri=str(home / "uploads" / "a.mp4"))
    (track,) = fill(uri="/videos/b.mp4")
    cases = Cases(catalog, {})
    cases.add(OPERATOR, cases.create(OPERATOR, "a").id, Selection((track.id,)))
    return catalog


@pytest.fixture(params=["s3", "folder"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that holds nothing."""
    if request.param == "s3":
        objects: ObjectStore = request.getfixturevalue("objects")
        return objects.url()
    (tmp_path / "share").mkdir()
    return f"file://{tmp_path / 'share'}"


@pytest.fixture
def target(url: str, home: Path) -> Media:
    return open_media(home, url)


def files(media: Media) -> dict[str, bytes | None]:
    """What a store holds, but for whose it is."""
    folders = ("uploads", "recordings", "crops", "cases", "alerts", "feedback")
    return {name: media.read(name) for folder in folders for name in media.names(folder)}


def test_all_is_copied_once_and_named_where_it_lies_then(filled: Catalog, target: Media) -> None:
    before = files(filled.media)
    size = sum(len(content or b"") for content in before.values())
    assert len(before) == 10, "two videos, six pictures of tracks, two of a case"
    done = copy_media(filled, target)
    assert done == MediaCopied(files=10, size=size, copied=10, is_whole=True)
    assert files(target) == before == files(filled.media)
    assert [source.uri for source in filled.sources()] == ["media:uploads/a.mp4", "/videos/b.mp4"]
    assert target.read(OWNER) == filled.generation()[0].encode()
    require_own(target, filled.database)
    assert copy_media(filled, target) == replace(done, copied=0)
    assert not any((filled.home / "staging").glob("*"))


def test_what_was_cut_off_goes_on_and_nobody_takes_it_for_whole(
    filled: Catalog, target: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_copy, "AT_ONCE", 1)
    keep, left = type(target).keep, [True] * 4

    def break_off(self: Media, made: Path, name: str) -> None:
        if not left:
            raise StoreError("the server is away")
        left.pop()
        keep(self, made, name)

    with monkeypatch.context() as breaking:
        breaking.setattr(type(target), "keep", break_off)
        with pytest.raises(StoreError, match="away"):
            copy_media(filled, target)
    assert len(files(target)) == 4
    with pytest.raises(StoreError, match="being copied there"):
        require_own(target, filled.database)
    assert filled.sources()[0].uri == str(filled.home / "uploads" / "a.mp4")
    done = copy_media(filled, target)
    assert (done.files, done.copied, done.is_whole) == (10, 6, True)
    assert files(target) == files(filled.media)


def test_what_is_damaged_there_is_copied_again(filled: Catalog, target: Media) -> None:
    copy_media(filled, target)
    target.write("uploads/a.mp4", VIDEO[::-1])
    target.write("crops/1/1-0.jpg", b"short")
    assert copy_media(filled, target).copied == 2
    assert files(target) == files(filled.media)


def test_what_stays_otherwise_is_told(filled: Catalog, target: Media, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = type(target).keep

    def damage(self: Media, made: Path, name: str) -> None:
        made.unlink()  # it may be one file with that of the home
        made.write_bytes(VIDEO[::-1])
        keep(self, made, name)

    monkeypatch.setattr(type(target), "keep", damage)
    with pytest.raises(StoreError, match=r"^10 files differ after they were copied: \S+, \S+, \S+ …; do it again$"):
        copy_media(filled, target)


@pytest.mark.parametrize("url", ["folder"], indirect=True)
def test_while_a_program_uses_the_home_nothing_is_named_anew(filled: Catalog, target: Media, home: Path) -> None:
    with filled.locks.hold("watches"):
        done = copy_media(filled, target)
    assert (done.copied, done.is_whole) == (10, False)
    assert filled.sources()[0].uri == str(home / "uploads" / "a.mp4")
    with pytest.raises(StoreError, match="being copied there; end it first, by `vehiclefinder migrate-media`"):
        require_own(target, filled.database)
    (home / "uploads" / "b.mp4").write_bytes(VIDEO)
    done = copy_media(filled, target)
    assert (done.files, done.copied, done.is_whole) == (11, 1, True)
    assert filled.sources()[0].uri == "media:uploads/a.mp4"


@pytest.mark.parametrize("url", ["folder"], indirect=True)
def test_a_store_of_others_is_refused(filled: Catalog, target: Media, home: Path) -> None:
    with pytest.raises(ValueError, match="expected another store than"):
        copy_media(filled, FolderMedia(home))
    (home.parent / "link").symlink_to(home)
    with pytest.raises(ValueError, match="expected another store than"):
        copy_media(filled, FolderMedia(home, home.parent / "link"))
    target.write("crops/1/1-0.jpg", b"another's")
    with pytest.raises(ConflictError, match="expected nothing in"):
        copy_media(filled, target)
    target.write(OWNER, b"another")
    with pytest.raises(StoreError, match="of another catalog"):
        copy_media(filled, target)
    assert files(target) == {"crops/1/1-0.jpg": b"another's"}


@pytest.mark.sqlite("a command opens the home's own database")
@pytest.mark.parametrize("url", ["s3"], indirect=True)
def test_the_command_tells_what_to_do_next_and_no_secret(filled: Catalog, url: str, home: Path, target: Media) -> None:
    def call(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["--home", str(home), "migrate-media", url, *arguments])
        assert done.exit_code == 0, (done.output, done.exception)
        assert "secret" not in done.output
        return done.stdout

    with filled.locks.hold("watches"):
        told = json.loads(call("--json"))
    assert (told["is_whole"], told["copied"], told["next"]) == (
        False, 10, "programs use this home: stop them, and do this again; it copies only what came since",
    )  # fmt: skip
    said = " ".join(call().split())
    assert f"{target.shown}: 10 files, 0.00 GB, compared by their content; 0 of them copied just now." in said
    assert f"Next: set VEHICLEFINDER_MEDIA to {target.shown} (with what it was given besides) for all programs" in said
    entry = AuditLog(filled.database).page(1)[0]
    told = {"from": str(home), "to": target.shown, "files": 10, "whole": True}
    assert (entry.action, entry.detail) == ("media.migrate", told)


@pytest.mark.sqlite("a command opens the home's own database")
def test_the_command_names_a_folder_as_the_setting_takes_it(filled: Catalog, home: Path, tmp_path: Path) -> None:
    (folder := tmp_path / "share").mkdir()
    done = CliRunner().invoke(app, ["--home", str(home), "migrate-media", f"file://{folder}", "--json"])
    assert json.loads(done.stdout)["next"].startswith(f"set VEHICLEFINDER_MEDIA to file://{folder} for all programs")
