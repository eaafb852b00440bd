import hashlib
import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from vehiclefinder.control.cases import exporting as control
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.cases.exports import Site
from vehiclefinder.control.cases.selection import MAX_TRACKS, CaseChange, Selection
from vehiclefinder.control.retention import Expiry, Retention
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import ConflictError, ForbiddenError, NotFoundError, StoreError, VideoError
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.store.control import cases as store
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredTrack

from .conftest import ADMIN, NORTH_ONLY, OPERATOR, START, VIEWER, Fill


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"moving pictures")
    return path


@pytest.fixture
def cases(catalog: Catalog, clip: Path) -> Cases:
    def make(track: StoredTrack) -> Path:
        if track.camera == "south":
            raise VideoError("the video is gone")
        return clip

    return Cases(catalog, {"clip.mp4": make}, site=Site(SiteClock(ZoneInfo("UTC"))))


def unpacked(cases: Cases, who: Identity, case: int, folder: Path) -> tuple[dict[str, Any], Path]:
    out = folder / f"{who.name}.zip"
    cases.export(who, case, out)
    target = folder / f"{who.name}-unpacked"
    with ZipFile(out) as archive:
        archive.extractall(target)
    return json.loads((target / "case.json").read_text()), target


def test_a_case_is_made_renamed_closed_and_opened(cases: Cases) -> None:
    made = cases.create(OPERATOR, "  Hit and run  ", "May 1st")
    assert (made.name, made.notes, made.created_by, made.closed, made.items) == (
        "Hit and run", "May 1st", "olga", None, 0,
    )  # fmt: skip
    changed = cases.update(OPERATOR, made.id, CaseChange(name="Theft", closed=True))
    assert (changed.name, changed.notes) == ("Theft", "May 1st")
    assert changed.closed is not None
    again = cases.update(OPERATOR, made.id, CaseChange(closed=True))
    assert again.closed == changed.closed
    assert cases.update(OPERATOR, made.id, CaseChange(notes="", closed=False)).to_json() == {
        "id": 1, "name": "Theft", "notes": "", "created": made.created.isoformat(), "created_by": "olga",
        "closed": None, "items": 0,
    }  # fmt: skip


def test_names_are_unique(cases: Cases) -> None:
    first, second = cases.create(OPERATOR, "one"), cases.create(OPERATOR, "two")
    with pytest.raises(ConflictError, match="'one'"):
        cases.create(OPERATOR, "one")
    with pytest.raises(ConflictError, match="'two'"):
        cases.update(OPERATOR, first.id, CaseChange(name="two"))
    assert cases.update(OPERATOR, second.id, CaseChange(name="two")).name == "two"


def test_cases_are_listed_a_page_at_a_time(cases: Cases) -> None:
    for number in range(5):
        cases.create(OPERATOR, f"case {number}")
    page = cases.list(VIEWER, limit=2)
    assert [case.name for case in page] == ["case 0", "case 1"]
    assert [case.name for case in cases.list(VIEWER, after=page[-1].id)] == ["case 2", "case 3", "case 4"]
    assert cases.list(VIEWER, after=5) == []
    cases.update(OPERATOR, page[1].id, CaseChange(closed=True))
    assert [case.id for case in cases.list(VIEWER, closed=True)] == [page[1].id]
    assert page[1].id not in [case.id for case in cases.list(VIEWER, closed=False)]
    assert len(cases.list(VIEWER, closed=False)) == 4


def test_items_keep_what_was_known(cases: Cases, fill: Fill, home: Path, clip: Path) -> None:
    first, second = fill(tracks=2, uri="rtsp://user:secret@10.0.0.7:554/live?x=1")
    case = cases.create(OPERATOR, "a").id
    selection = Selection((second.id, first.id), "red truck", "see the plate", {first.id: 0.75})
    assert cases.add(OPERATOR, case, selection).items == 2
    of_second, of_first = cases.items(VIEWER, case)
    assert (of_second.track, of_first.track) == (second.id, first.id)
    assert (of_first.sentence, of_first.score, of_second.score) == ("red truck", 0.75, None)
    assert (of_first.note, of_first.camera, of_first.added_by) == ("see the plate", "north", "olga")
    assert of_first.facts["path"] == first.to_json()["path"]
    assert of_first.facts["source"] == "rtsp://10.0.0.7:554/live?x=1"
    assert [crop["file"] for crop in of_first.facts["crops"]] == ["crop-1.jpg", "crop-2.jpg"]
    assert str(home) not in json.dumps(of_first.facts)
    assert set(of_first.files) == {"crop-1.jpg", "crop-2.jpg", "clip.mp4"}
    folder = home / "cases" / str(case) / str(of_first.id)
    assert (folder / "crop-2.jpg").read_bytes() == first.crops[1].file.path.read_bytes()
    assert cases.file(VIEWER, case, of_first.id, "clip.mp4").read_bytes() == clip.read_bytes()
    assert not list((home / "staging").iterdir())


@pytest.mark.parametrize("name", ["../../catalog.db", "track.json", "", "crop-1.jpg/..", "/etc/passwd"])
def test_only_the_files_of_an_item_are_shown(cases: Cases, fill: Fill, name: str) -> None:
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection((fill()[0].id,)))
    with pytest.raises(NotFoundError, match="no file"):
        cases.file(ADMIN, case, 1, name)


def test_a_track_is_added_once(cases: Cases, fill: Fill) -> None:
    first, second = fill(tracks=2)
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection((first.id, first.id), note="before"))
    assert cases.add(OPERATOR, case, Selection((first.id, second.id), note="after")).items == 2
    assert [item.note for item in cases.items(VIEWER, case)] == ["before", "after"]


def test_tracks_are_added_together_or_not_at_all(cases: Cases, fill: Fill, home: Path) -> None:
    (track,) = fill()
    case = cases.create(OPERATOR, "a").id
    with pytest.raises(NotFoundError, match="no track 99 in the catalog"):
        cases.add(OPERATOR, case, Selection((track.id, 99)))
    assert cases.get(VIEWER, case).items == 0
    with pytest.raises(NotFoundError, match="no case 7"):
        cases.add(OPERATOR, 7, Selection((track.id,)))
    assert not (home / "cases").exists()


def test_a_full_case_takes_no_more(cases: Cases, fill: Fill, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracks = fill(tracks=3)
    monkeypatch.setattr(store, "MOST_ITEMS", 2)
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection((tracks[0].id,)))
    with pytest.raises(ConflictError, match="at most 2 items"):
        cases.add(OPERATOR, case, Selection((tracks[1].id, tracks[2].id)))
    assert cases.add(OPERATOR, case, Selection((tracks[1].id,))).items == 2
    # What the refused step left behind was replaced, not mixed in.
    last = cases.items(OPERATOR, case)[-1]
    assert last.track == tracks[1].id
    assert (last.folder / "crop-1.jpg").path.read_bytes() == tracks[1].crops[0].file.path.read_bytes()


def test_a_closed_case_stays_as_it_is(cases: Cases, fill: Fill) -> None:
    first, second = fill(tracks=2)
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection((first.id,)))
    cases.update(OPERATOR, case, CaseChange(closed=True))
    with pytest.raises(ConflictError, match="closed"):
        cases.add(OPERATOR, case, Selection((second.id,)))
    with pytest.raises(ConflictError, match="closed"):
        cases.remove(OPERATOR, case, 1)
    assert cases.get(OPERATOR, case).items == 1


def test_items_and_cases_are_removed_with_their_copies(cases: Cases, fill: Fill, home: Path) -> None:
    first, second = fill(tracks=2)
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection((first.id, second.id)))
    cases.remove(OPERATOR, case, 1)
    assert [item.track for item in cases.items(OPERATOR, case)] == [second.id]
    assert [folder.name for folder in (home / "cases" / str(case)).iterdir()] == ["2"]
    with pytest.raises(NotFoundError, match="no item 1 in case 1"):
        cases.remove(OPERATOR, case, 1)
    cases.delete(OPERATOR, case)
    assert not list((home / "cases").iterdir())
    with pytest.raises(NotFoundError, match="no case 1"):
        cases.get(OPERATOR, case)
    assert first.crops[0].file.path.is_file()


def test_a_viewer_looks_and_changes_nothing(cases: Cases, fill: Fill, tmp_path: Path) -> None:
    (track,) = fill()
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection((track.id,)))
    refused: list[Callable[[], object]] = [
        lambda: cases.create(VIEWER, "b"),
        lambda: cases.update(VIEWER, case, CaseChange(name="b")),
        lambda: cases.delete(VIEWER, case),
        lambda: cases.add(VIEWER, case, Selection((track.id,))),
        lambda: cases.remove(VIEWER, case, 1),
        lambda: cases.export(VIEWER, case, tmp_path / "a.zip"),
    ]
    for attempt in refused:
        with pytest.raises(ForbiddenError, match="vera is viewer; this needs operator"):
            attempt()
    assert cases.get(VIEWER, case).items == len(cases.items(VIEWER, case)) == 1
    assert not (tmp_path / "a.zip").exists()


def test_what_one_may_not_see_is_nowhere(cases: Cases, fill: Fill, tmp_path: Path) -> None:
    (north,), (south,) = fill("north"), fill("south")
    mixed, hidden = cases.create(OPERATOR, "mixed").id, cases.create(OPERATOR, "hidden").id
    cases.add(OPERATOR, mixed, Selection((south.id, north.id), note="on both"))
    cases.add(OPERATOR, hidden, Selection((south.id,), note="unheard of"))
    assert [case.items for case in cases.list(NORTH_ONLY)] == [1, 0]
    assert [item.track for item in cases.items(NORTH_ONLY, mixed)] == [north.id]
    assert cases.items(NORTH_ONLY, hidden) == []
    with pytest.raises(NotFoundError, match="no item 1 in case 1"):
        cases.file(NORTH_ONLY, mixed, 1, "crop-1.jpg")
    with pytest.raises(NotFoundError, match="no item 1 in case 1"):
        cases.remove(NORTH_ONLY, mixed, 1)
    with pytest.raises(NotFoundError, match=f"^no track {south.id} in the catalog$"):
        cases.add(NORTH_ONLY, mixed, Selection((south.id,)))
    with pytest.raises(ForbiddenError, match=r"^nora may not delete case 2$"):
        cases.delete(NORTH_ONLY, hidden)
    facts, folder = unpacked(cases, NORTH_ONLY, mixed, tmp_path)
    assert [item["camera"] for item in facts["items"]] == ["north"]
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"south" not in everything
    facts, folder = unpacked(cases, Identity("nils", Role.OPERATOR, ("north",)), hidden, tmp_path)
    assert facts["items"] == []
    assert b"unheard of" not in (folder / "report.html").read_bytes()


def test_a_limit_tells_nothing_of_what_one_may_not_see(
    cases: Cases, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    (north,), south = fill("north"), fill("south", tracks=2)
    monkeypatch.setattr(store, "MOST_ITEMS", 2)
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection(tuple(track.id for track in south)))
    assert cases.add(NORTH_ONLY, case, Selection((north.id,))).items == 1


def test_rights_follow_the_camera_and_not_its_name(cases: Cases, catalog: Catalog, fill: Fill) -> None:
    (track,) = fill("north")
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection((track.id,)))
    with catalog.database.write() as session:
        session.execute(text("update cameras set name = 'gate' where name = 'north'"))
    fill("north")
    assert cases.get(NORTH_ONLY, case).items == 0
    assert cases.get(Identity("gus", Role.VIEWER, ("gate",)), case).items == 1


def test_an_archive_checks_out(cases: Cases, fill: Fill, clip: Path, tmp_path: Path) -> None:
    (north,), (south,) = fill("north"), fill("south", start=None)
    case = cases.create(OPERATOR, "Ärger & Co", "</p><script>alert(1)</script>").id
    script = "<script>alert('x')</script>"
    cases.add(OPERATOR, case, Selection((north.id, south.id), script, script, {north.id: 0.5}))
    facts, folder = unpacked(cases, OPERATOR, case, tmp_path)
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    crops = {f"items/{item}/crop-{rank}.jpg" for item in (1, 2) for rank in (1, 2)}
    others = {
        "items/1/clip.mp4",
        "items/1/track.json",
        "items/2/track.json",
        "report.html",
        "report.pdf",
        "PUBLIC_KEY.pem",
    }
    assert there == crops | others | {"case.json", "SHA256SUMS", "SIGNATURE"}
    assert (folder / "items/1/clip.mp4").read_bytes() == clip.read_bytes()
    hashes = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in there - {"SHA256SUMS", "SIGNATURE"}
    }
    assert facts["files"] == {name: digest for name, digest in hashes.items() if name != "case.json"}
    lines = [line.partition("  ") for line in (folder / "SHA256SUMS").read_text().splitlines()]
    sums = {name: digest for digest, _, name in lines}
    assert sums == hashes
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)
    assert (facts["name"], facts["notes"]) == ("Ärger & Co", "</p><script>alert(1)</script>")
    item = facts["items"][0]
    assert (item["note"], item["sentence"], item["score"], item["track"]) == (script, script, 0.5, north.id)
    assert all(file["intact"] and file["sha256"] == hashes[file["file"]] for file in item["files"])
    assert json.loads((folder / "items/1/track.json").read_text())["path"] == north.to_json()["path"]


def test_an_archive_holds_more_than_one_page(
    cases: Cases, fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracks = fill(tracks=5)
    monkeypatch.setattr(control, "PAGE", 2)
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection(tuple(track.id for track in tracks)))
    facts, _ = unpacked(cases, OPERATOR, case, tmp_path)
    assert [item["track"] for item in facts["items"]] == [track.id for track in tracks]


def test_a_report_shows_what_is_there_and_runs_nothing(cases: Cases, fill: Fill, tmp_path: Path) -> None:
    (north,), (south,) = fill("north"), fill("south", start=None)
    case = cases.create(OPERATOR, "<b>bold</b>", "</p><script>alert(1)</script>").id
    script = "\"><script>alert('x')</script>"
    cases.add(OPERATOR, case, Selection((north.id, south.id), script, script, {north.id: 0.5}))
    report = (unpacked(cases, OPERATOR, case, tmp_path)[1] / "report.html").read_text()
    assert "<script" not in report
    assert "<b>" not in report
    assert "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in report
    assert report.count("&#34;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") == 4
    assert '<img src="items/1/crop-1.jpg"' in report
    assert "01 May 2024, 12:00:01 UTC, 1.0 to 2.2 s in the source" in report
    assert "<dd>1.0 to 2.2 s in the source</dd>" in report
    assert "score 0.50" in report
    assert "2 vehicles" in report
    assert "http" not in report


def test_a_case_outlives_its_video(cases: Cases, catalog: Catalog, fill: Fill, tmp_path: Path, clip: Path) -> None:
    tracks = fill(tracks=2)
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection(tuple(track.id for track in tracks), "a truck"))
    before, after = tmp_path / "before.zip", tmp_path / "after.zip"
    cases.export(OPERATOR, case, before)
    assert len(Retention(catalog).prune(ADMIN, Expiry(timedelta(days=30)), START + timedelta(days=31))) == 1
    clip.unlink()
    assert catalog.sources() == []
    assert not tracks[0].crops[0].file.path.exists()
    cases.export(OPERATOR, case, after)
    told = {"case.json", "report.html", "report.pdf", "SHA256SUMS", "SIGNATURE"}  # of the export
    with ZipFile(before) as first, ZipFile(after) as second:
        assert first.namelist() == second.namelist()
        kept = set(first.namelist()) - told
        assert {name: first.read(name) for name in kept} == {name: second.read(name) for name in kept}
    assert cases.get(NORTH_ONLY, case).items == 2


def test_an_export_says_what_was_changed_or_lost(cases: Cases, fill: Fill, tmp_path: Path) -> None:
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection((fill()[0].id,)))
    (item,) = cases.items(OPERATOR, case)
    (item.folder / "crop-1.jpg").path.write_bytes(b"another picture")
    (item.folder / "crop-2.jpg").path.unlink()
    facts, folder = unpacked(cases, OPERATOR, case, tmp_path)
    files = {Path(file["file"]).name: file for file in facts["items"][0]["files"]}
    assert {name: file["intact"] for name, file in files.items()} == {
        "crop-1.jpg": False, "crop-2.jpg": False, "clip.mp4": True,
    }  # fmt: skip
    assert files["crop-2.jpg"]["sha256"] is None
    assert files["crop-1.jpg"]["sha256"] == hashlib.sha256(b"another picture").hexdigest()
    report = (folder / "report.html").read_text()
    assert "changed since it was added" in report
    assert "missing" in report


def test_a_failed_export_leaves_no_archive(cases: Cases, fill: Fill, tmp_path: Path) -> None:
    case = cases.create(OPERATOR, "a").id
    with pytest.raises(StoreError, match="cannot write the archive of case 1"):
        cases.export(OPERATOR, case, tmp_path / "nowhere" / "a.zip")
    with pytest.raises(NotFoundError, match="no case 9"):
        cases.export(OPERATOR, 9, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_what_is_too_long_is_refused(cases: Cases) -> None:
    for name in ("", "  ", "x" * 201):
        with pytest.raises(ValueError, match="1 to 200 characters"):
            cases.create(OPERATOR, name)
    with pytest.raises(ValueError, match="notes of at most 10000 characters, got 10001"):
        CaseChange(notes="x" * 10_001)
    with pytest.raises(ValueError, match=f"1 to {MAX_TRACKS} tracks, got 0"):
        Selection(())
    with pytest.raises(ValueError, match="a note of at most"):
        Selection((1,), note="x" * 10_001)
    with pytest.raises(ValueError, match="a sentence of at most 1000"):
        Selection((1,), "x" * 1001)
    with pytest.raises(ValueError, match=r"scores in \[0, 1\], got 1.5"):
        Selection((1,), scores={1: 1.5})
    assert cases.list(ADMIN) == []


def test_what_becomes_of_a_case_is_written_down(cases: Cases, log: AuditLog, fill: Fill, tmp_path: Path) -> None:
    (track,) = fill()
    case = cases.create(OPERATOR, " Theft ", "blue").id
    cases.update(OPERATOR, case, CaseChange(notes="red", closed=False))
    cases.add(OPERATOR, case, Selection((track.id,), "red car"))
    (item,) = cases.items(VIEWER, case)
    for _ in range(2):
        cases.file(VIEWER, case, item.id, "clip.mp4")
        cases.file(VIEWER, case, item.id, "crop-1.jpg")
    cases.export(OPERATOR, case, tmp_path / "out.zip")
    cases.remove(OPERATOR, case, item.id)
    cases.update(OPERATOR, case, CaseChange(name="Fraud", closed=True))
    cases.update(OPERATOR, case, CaseChange(closed=True))
    cases.delete(OPERATOR, case)
    digest = hashlib.sha256((tmp_path / "out.zip").read_bytes()).hexdigest()
    key = cases.public_key(VIEWER).fingerprint
    assert [(one.who, one.action, one.detail) for one in reversed(log.page(50))] == [
        ("olga", "case.create", {"case": case, "name": "Theft", "notes": "blue"}),
        ("olga", "case.update", {"case": case, "notes": "red"}),
        ("olga", "case.add", {"case": case, "tracks": [track.id], "sentence": "red car"}),
        ("vera", "case.show", {"case": case, "items": [item.id]}),
        ("vera", "case.clip", {"case": case, "item": item.id, "file": "clip.mp4"}),
        ("olga", "case.export", {"case": case, "name": "Theft", "items": 1, "sha256": digest, "key": key}),
        ("olga", "case.remove", {"case": case, "item": item.id, "track": track.id, "files": dict(item.files)}),
        ("olga", "case.update", {"case": case, "name": "Fraud", "closed": True}),
        ("olga", "case.delete", {"case": case, "name": "Fraud", "items": 0}),
    ]


def test_an_archive_that_is_not_written_down_is_not_there(
    cases: Cases, log: AuditLog, fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = cases.create(OPERATOR, "one").id

    def fail(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(AuditLog, "write", fail)
    with pytest.raises(StoreError, match="full"):
        cases.export(OPERATOR, case, tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()
