import errno
import hashlib
import io
import json
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from pypdf import PdfReader

from vehiclefinder.control.cases import source_video
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.cases.exports import Site
from vehiclefinder.control.cases.findings import SearchFinding
from vehiclefinder.control.cases.selection import Selection
from vehiclefinder.control.cases.verification import Verification, verify
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.core.types import Contribution, Decision
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.files import site_key as site_keys
from vehiclefinder.store.files.fingerprint import fingerprint
from vehiclefinder.store.files.site_key import FILE, PublicKey, SiteKey, site_key
from vehiclefinder.store.tracks.catalog import Catalog

from .conftest import OPERATOR, Fill

NOW = datetime(2024, 6, 2, 22, 30, tzinfo=UTC)
NAME = "Łódź, Müller, Şükrü, 王小明, ا"  # noqa: RUF001
FOUND = SearchFinding(
    Decision.POSSIBLE,
    (Contribution("red", "vehicle_color", 0.25), Contribution("fast", "vehicle_velocity", None, "no calibration")),
    ("colour is weak at night",),
    ("tinted",),
)


@pytest.fixture
def cases(catalog: Catalog) -> Cases:
    return Cases(catalog, {}, site=Site(SiteClock(time_zone("Europe/Berlin")), "9.9", {"ner": "ab" * 32}))


@pytest.fixture
def archive(cases: Cases, fill: Fill, tmp_path: Path) -> Path:
    """An export of two vehicles, the first with all that a search said of it."""
    tracks = fill(tracks=2)
    case = cases.create(OPERATOR, NAME).id
    first = tracks[0].id
    cases.add(OPERATOR, case, Selection((first, tracks[1].id), "tinted red", "", {first: 0.5}, {first: FOUND}))
    cases.export(OPERATOR, case, tmp_path / "a.zip", NOW)
    return tmp_path / "a.zip"


def written(path: Path, entries: dict[str, bytes]) -> Path:
    with ZipFile(path, "w") as out:
        for name, data in entries.items():
            out.writestr(ZipInfo(name), data)
    return path


def entries(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_archive_says_who_exported_when_and_with_what(archive: Path, home: Path) -> None:
    facts = json.loads(entries(archive)["case.json"])
    told = facts["export"]
    assert (told["at"], told["by"], told["time_zone"]) == ("2024-06-03T00:30:00+02:00", "olga", "CEST, Europe/Berlin")
    assert (told["software"], told["models"]) == ("9.9", {"ner": "ab" * 32})
    assert told["key_fingerprint"] == site_key(home).public.fingerprint
    assert [(one["who"], one["action"]) for one in told["custody"]] == [("olga", "case.create"), ("olga", "case.add")]
    first, second = facts["items"]
    assert first["finding"] == FOUND.to_json()
    assert second["finding"] is None
    assert (first["video"]["sha256"], first["video"]["why"]) == (None, "the video is gone")
    page = entries(archive)["report.html"].decode()
    assert "01 May 2024, 14:00:01 CEST, Europe/Berlin" in page
    assert "<dt>“red”</dt><dd>0.25</dd>" in page
    assert "<dt>“fast”</dt><dd>not checked, no calibration</dd>" in page
    assert "not kept when it was added" in page
    assert 'width="32" height="24" style="width: 8.5mm"' in page


def test_the_video_is_hashed_whole_while_it_is_the_one_that_was_ingested(
    cases: Cases, fill: Fill, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = tmp_path / "gate.mp4"
    video.write_bytes(b"moving pictures")
    (track,) = fill(uri=str(video))
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection((track.id,)))
    (item,) = cases.items(OPERATOR, case)
    assert item.video and (item.video["sha256"], item.video["why"]) == (None, "another video lies there now")
    cases.remove(OPERATOR, case, item.id)
    with catalog.database.write() as session:
        session.connection().exec_driver_sql(f"update sources set fingerprint = '{fingerprint(video)}'")
    cases.add(OPERATOR, case, Selection((track.id,)))
    (item,) = cases.items(OPERATOR, case)
    assert item.video
    assert item.video["sha256"] == hashlib.sha256(b"moving pictures").hexdigest()
    assert item.video["name"] == "gate.mp4"


def test_the_pdf_has_a_page_for_each_vehicle_and_keeps_shapes(archive: Path) -> None:
    reader = PdfReader(io.BytesIO(entries(archive)["report.pdf"]))
    first, second, third = (page.extract_text() for page in reader.pages)
    assert "Łódź, Müller, Şükrü, 王小明, [U+0627]" in first
    assert "1 character cannot be shown here and stands as [U+…]" in first
    assert "1. truck, north" in second and "0.25" in second and "crop-1.jpg, 32 by 24 pixels" in second
    assert "2. truck, north" in third and "not kept when it was added" in third
    placed: list[tuple[float, float]] = []

    def see(operator: bytes, _: object, matrix: list[float], __: object) -> None:
        if operator == b"Do":
            placed.append((matrix[0], matrix[3]))

    reader.pages[1].extract_text(visitor_operand_before=see)
    assert len(placed) == 2
    for width, height in placed:
        assert width / height == pytest.approx(32 / 24, rel=0.01)
        assert width == pytest.approx(32 / 96 * 72, rel=0.01)
    with Image.open(io.BytesIO(reader.pages[1].images[0].data)) as picture:
        assert picture.size == (32, 24)


def test_one_export_gives_one_archive(cases: Cases, archive: Path, tmp_path: Path, log: AuditLog) -> None:
    assert log.page(1)[0].detail["key"] == cases.public_key(OPERATOR).fingerprint
    assert log.page(1)[0].detail["sha256"] == hashlib.sha256(archive.read_bytes()).hexdigest()
    cases.export(OPERATOR, 1, tmp_path / "b.zip", NOW)
    before, after = entries(archive), entries(tmp_path / "b.zip")
    changed = {name for name in before if before[name] != after[name]}
    told = {"case.json", "report.html", "report.pdf", "SHA256SUMS", "SIGNATURE"}
    assert changed <= told  # the second one tells of the first
    assert [one["action"] for one in json.loads(after["case.json"])["export"]["custody"]][-1] == "case.export"


def test_an_archive_that_was_not_touched_holds(archive: Path, home: Path) -> None:
    key = site_key(home).public
    assert verify(archive, key) == Verification((), len(entries(archive)) - 2, key.fingerprint, True)
    assert verify(archive) == Verification((), len(entries(archive)) - 2, key.fingerprint, None)
    assert (home / FILE).stat().st_mode & 0o777 == 0o600


def test_another_sites_signature_is_told(archive: Path, home: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = site_key(tmp_path / "other")
    found = verify(archive, other.public)
    assert (found.holds, found.compared) == (False, False)
    assert found.faults[0].startswith("it is signed with another key")


def test_a_large_video_is_hashed_by_the_archive_alone(
    cases: Cases, fill: Fill, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_video, "AT_ONCE", 20)
    ids = []
    for name in ("a", "b"):
        (tmp_path / f"{name}.mp4").write_bytes(name.encode() * 15)
        ids.append(fill(uri=str(tmp_path / f"{name}.mp4"))[0].id)
        with catalog.database.write() as session:
            sql = "update sources set fingerprint = '{}' where uri = '{}'"
            path = tmp_path / f"{name}.mp4"
            session.connection().exec_driver_sql(sql.format(fingerprint(path), path))
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection(tuple(ids)))
    first, second = (item.video or {} for item in cases.items(OPERATOR, case))
    assert (first["sha256"], first["why"]) == (hashlib.sha256(b"a" * 15).hexdigest(), None)
    assert (second["sha256"], second["why"]) == (
        None,
        "the video is large: the next archive of the case has its sha256",
    )
    monkeypatch.setattr(source_video, "AT_ONCE", 10)
    assert "the video is large" in PdfReader(io.BytesIO(cases.report(OPERATOR, case)[1])).pages[2].extract_text()
    cases.export(OPERATOR, case, tmp_path / "a.zip", NOW)
    told = json.loads(entries(tmp_path / "a.zip")["case.json"])["items"][1]["video"]
    assert (told["sha256"], told["taken"]) == (hashlib.sha256(b"b" * 15).hexdigest(), "at the export")
    (tmp_path / "b.mp4").unlink()
    cases.export(OPERATOR, case, tmp_path / "a.zip", NOW)
    told = json.loads(entries(tmp_path / "a.zip")["case.json"])["items"][1]["video"]
    assert (told["sha256"], told["why"]) == (None, "the video is gone")


def test_items_from_before_say_what_was_not_kept(cases: Cases, archive: Path, catalog: Catalog, tmp_path: Path) -> None:
    with catalog.database.write() as session:
        session.connection().exec_driver_sql("update case_items set finding = null, video = null")
        session.connection().exec_driver_sql("update sources set uri = '/videos/gone.mp4'")
    cases.export(OPERATOR, 1, tmp_path / "b.zip", NOW)
    item = json.loads(entries(tmp_path / "b.zip")["case.json"])["items"][0]
    assert item["finding"] is None
    assert (item["video"]["why"], item["video"]["taken"]) == ("the video is gone", "at the export")
    assert "<dt>Decision</dt><dd>not kept when it was added</dd>" in entries(tmp_path / "b.zip")["report.html"].decode()


def test_a_home_that_cannot_be_written_exports_unsigned_and_says_so(
    cases: Cases, fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(site_keys, "_make", refuse)
    case = cases.create(OPERATOR, "a").id
    cases.export(OPERATOR, case, tmp_path / "a.zip", NOW)
    assert set(entries(tmp_path / "a.zip")) == {"case.json", "report.html", "report.pdf", "SHA256SUMS"}
    assert "not signed: no key" in entries(tmp_path / "a.zip")["report.html"].decode()
    assert verify(tmp_path / "a.zip").faults == ("it is not signed: SIGNATURE is missing",)


def test_processes_that_make_the_first_key_at_once_agree(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as processes:
        made = set(processes.map(made_fingerprint, [tmp_path] * 8))
    assert made == {site_key(tmp_path).public.fingerprint}
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def made_fingerprint(home: Path) -> str:
    return site_key(home).public.fingerprint


Change = Callable[[dict[str, bytes]], dict[str, bytes]]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda all_: all_ | {"items/1/crop-1.jpg": b"x"}, "changed: items/1/crop-1.jpg"),
        (lambda all_: {k: v for k, v in all_.items() if k != "items/1/crop-1.jpg"}, "missing: items/1/crop-1.jpg"),
        (lambda all_: all_ | {"more.txt": b"x"}, "not listed in SHA256SUMS: more.txt"),
        (lambda all_: all_ | {"../up": b"x"}, "a name that may lead elsewhere: '../up'"),
        (lambda all_: all_ | {"/etc/x": b"x"}, "a name that may lead elsewhere: '/etc/x'"),
        (lambda all_: all_ | {"Case.JSON": b"x"}, "twice in the archive: 'Case.JSON'"),
        (lambda all_: {k: v for k, v in all_.items() if k != "SIGNATURE"}, "it is not signed: SIGNATURE is missing"),
        (lambda all_: all_ | {"SIGNATURE": bytes(64)}, "SIGNATURE is not that of PUBLIC_KEY.pem over SHA256SUMS"),
        (lambda all_: all_ | {"PUBLIC_KEY.pem": b"x"}, "changed: PUBLIC_KEY.pem"),
        (lambda all_: all_ | {"SHA256SUMS": b"nonsense\n"}, "SIGNATURE is not that of PUBLIC_KEY.pem over SHA256SUMS"),
        (lambda all_: {k: v for k, v in all_.items() if k != "SHA256SUMS"}, "SHA256SUMS is missing or too large"),
    ],
)
def test_what_was_changed_is_told(archive: Path, tmp_path: Path, change: Change, fault: str) -> None:
    found = verify(written(tmp_path / "b.zip", change(entries(archive))))
    assert fault in found.faults
    assert not found.holds


KINDS = ("case.json", "report.html", "report.pdf", "PUBLIC_KEY.pem", "SHA256SUMS", "SIGNATURE", "items/1/track.json")


@pytest.mark.parametrize("name", [*KINDS, "items/1/crop-1.jpg"])
def test_a_changed_byte_of_any_file_is_told(archive: Path, tmp_path: Path, name: str) -> None:
    all_ = entries(archive)
    data = all_[name]
    bent = data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]
    assert not verify(written(tmp_path / "b.zip", all_ | {name: bent})).holds
    raw = archive.read_bytes()
    (tmp_path / "b.zip").write_bytes(raw.replace(data, bent))
    assert not verify(tmp_path / "b.zip").holds


def test_an_archive_that_somebody_else_signed_anew_is_told_by_the_key(
    archive: Path, home: Path, tmp_path: Path
) -> None:
    other, all_ = SiteKey(Ed25519PrivateKey.generate()), entries(archive)
    all_["PUBLIC_KEY.pem"] = other.public.pem
    del all_["SHA256SUMS"], all_["SIGNATURE"]
    all_["SHA256SUMS"] = "".join(f"{hashlib.sha256(v).hexdigest()}  {k}\n" for k, v in all_.items()).encode()
    forged = written(tmp_path / "b.zip", all_ | {"SIGNATURE": other.sign(all_["SHA256SUMS"])})
    assert verify(forged) == Verification((), len(all_) - 1, other.public.fingerprint, None)
    found = verify(forged, site_key(home).public)
    assert (found.holds, found.compared) == (False, False)


def signed(folder: Path, home: Path, sums: Callable[[bytes], bytes]) -> Path:
    """An archive of one file whose list of hashes is as it may be, rightly signed."""
    key = site_key(home)
    all_ = {"a.txt": b"x", "PUBLIC_KEY.pem": key.public.pem}
    plain = "".join(f"{hashlib.sha256(v).hexdigest()}  {k}\n" for k, v in all_.items()).encode()
    bent = sums(plain)
    return written(folder / "b.zip", all_ | {"SHA256SUMS": bent, "SIGNATURE": key.sign(bent)})


@pytest.mark.parametrize(
    "sums",
    [
        lambda sums: sums.replace(b"\n", b"\r\n"),
        lambda sums: sums.replace(b"  ", b" *"),
        lambda sums: sums.replace(b"  ", b" "),
        lambda sums: sums.upper(),
        lambda sums: sums + sums,
        lambda sums: b"\\" + sums,
        lambda sums: b"\n" + sums,
        lambda sums: b"# of a case\n" + sums,
        lambda sums: sums.replace(b"a.txt", b"../a.txt"),
        lambda sums: sums.replace(b"a.txt", b"A.txt"),
        lambda sums: sums + b"\xff\xfe",
        lambda sums: sums + b"0" * 64 + b"  gone.txt\n",
        lambda sums: b"",
    ],
)
def test_another_form_of_the_list_is_told(home: Path, tmp_path: Path, catalog: Catalog, sums: Any) -> None:
    assert verify(signed(tmp_path, home, lambda plain: plain)).holds
    assert not verify(signed(tmp_path, home, sums)).holds


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda info: setattr(info, "external_attr", 0o120777 << 16), "not a plain stored file: 'a.txt'"),
        (lambda info: setattr(info, "external_attr", 0o040755 << 16), "not a plain stored file: 'a.txt'"),
        (lambda info: setattr(info, "compress_type", ZIP_DEFLATED), "not a plain stored file: 'a.txt'"),
        (lambda info: setattr(info, "comment", b"hidden"), "not a plain stored file: 'a.txt'"),
        (lambda info: setattr(info, "extra", b"\x99\x99\x28\x00" + bytes(40)), "not a plain stored file: 'a.txt'"),
        (lambda info: setattr(info, "filename", "a\\b"), "a name that may lead elsewhere"),
        (lambda info: setattr(info, "filename", "C:a"), "a name that may lead elsewhere"),
        (lambda info: setattr(info, "filename", "a/../b"), "a name that may lead elsewhere"),
        (lambda info: setattr(info, "filename", "folder/"), "a name that may lead elsewhere"),
        (lambda info: setattr(info, "filename", "-rf/ä"), "a name that may lead elsewhere"),
    ],
)
def test_what_is_no_plain_file_is_told(tmp_path: Path, change: Callable[[ZipInfo], None], fault: str) -> None:
    info = ZipInfo("a.txt")
    change(info)
    with ZipFile(tmp_path / "b.zip", "w") as out:
        out.writestr(info, b"x" * 50)
    assert any(fault in one for one in verify(tmp_path / "b.zip").faults)


def test_a_bomb_and_a_size_that_is_not_there_are_not_read(tmp_path: Path, archive: Path) -> None:
    bomb = tmp_path / "b.zip"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as out:
        out.writestr("SHA256SUMS", bytes(64 << 20))
    tracemalloc.start()
    assert "not a plain stored file: 'SHA256SUMS'" in verify(bomb).faults
    raw, name = archive.read_bytes(), b"case.json"
    at = raw.rindex(name) - 46 + 24  # the size in the directory
    bomb.write_bytes(raw[:at] + (0xFFFFFFF0).to_bytes(4, "little") + raw[at + 4 :])
    assert "'case.json': its two headers differ" in verify(bomb).faults
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 << 20


def test_what_is_no_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    for data in (b"", b"text", bytes(1000), b"PK\5\6" + b"\xff" * 18, b"PK\5\6" + bytes(8) + b"\xff" * 8 + bytes(2)):
        path.write_bytes(data)
        assert verify(path).faults[0].startswith("it is no whole ZIP archive")
    path.write_bytes(b"PK\5\6" + bytes(18))
    assert verify(path).faults == ("SHA256SUMS is missing or too large",)


def test_verifying_writes_nothing(archive: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in archive.parent.rglob("*")}
    assert verify(archive).holds
    assert {path: path.stat().st_mtime_ns for path in archive.parent.rglob("*")} == before


def test_a_bent_directory_never_breaks_the_check(archive: Path, tmp_path: Path) -> None:
    raw, bent = archive.read_bytes(), tmp_path / "b.zip"
    with ZipFile(archive) as opened:
        start = opened.start_dir
    for at in {*range(len(raw) - 22, len(raw)), *range(start, start + 46)}:
        bent.write_bytes(raw[:at] + bytes([raw[at] ^ 0x80]) + raw[at + 1 :])
        assert all(isinstance(fault, str) for fault in verify(bent).faults)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_hidden_in_the_zip_is_told(archive: Path, tmp_path: Path) -> None:
    whole, bent = archive.read_bytes(), tmp_path / "b.zip"
    bent.write_bytes(b"#!/bin/sh\n" + whole)
    assert not verify(bent).holds
    bent.write_bytes(whole + b"more")
    assert not verify(bent).holds
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        bent.write_bytes(whole[:length])
        assert not verify(bent).holds
    bent.write_bytes(whole)
    with ZipFile(bent, "a") as out:
        out.writestr(ZipInfo("case.json"), b"{}")
    assert "twice in the archive: 'case.json'" in verify(bent).faults
    assert verify(archive).holds


def test_a_damaged_key_is_told_and_stays(cases: Cases, home: Path, archive: Path, tmp_path: Path) -> None:
    (home / FILE).write_bytes(b"no key")
    with pytest.raises(StoreError, match="the key of the site is damaged"):
        cases.export(OPERATOR, 1, tmp_path / "b.zip")
    assert (home / FILE).read_bytes() == b"no key"
    assert not (tmp_path / "b.zip").exists()
    with pytest.raises(ValueError, match="expected a public ed25519 key"):
        PublicKey.from_pem(b"no key")


def test_the_name_of_an_archive_tells_the_case(cases: Cases, archive: Path) -> None:
    with cases.archive(OPERATOR, 1) as out:
        assert out.name.startswith("case-1-łódź-müller-şükrü-王小明-")
        assert verify(out).holds
