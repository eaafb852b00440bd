import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest
from PIL import Image
from pypdf import PdfReader

from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.cases.exports import Site
from vehiclefinder.control.cases.findings import Finding
from vehiclefinder.control.cases.selection import Selection
from vehiclefinder.control.cases.verification import Verification, verify
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.core.types import Contribution, Decision
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.files.fingerprint import fingerprint
from vehiclefinder.store.files.site_key import FILE, PublicKey, site_key
from vehiclefinder.store.tracks.catalog import Catalog

from .conftest import OPERATOR, Fill

NOW = datetime(2024, 6, 2, 22, 30, tzinfo=UTC)
NAME = "Łódź, Müller, Şükrü, 王小明, ا"  # noqa: RUF001
FOUND = Finding(
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
    assert "not kept: added before this was recorded" in page
    assert 'width="32" height="24" style="width: 12.7mm"' in page


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
    assert "1 characters cannot be shown here" in first
    assert "1. truck, north" in second and "0.25" in second and "crop-1.jpg, 32 by 24 pixels" in second
    assert "2. truck, north" in third and "not kept" in third
    placed: list[tuple[float, float]] = []

    def see(operator: bytes, _: object, matrix: list[float], __: object) -> None:
        if operator == b"Do":
            placed.append((matrix[0], matrix[3]))

    reader.pages[1].extract_text(visitor_operand_before=see)
    assert len(placed) == 2
    for width, height in placed:
        assert width / height == pytest.approx(32 / 24, rel=0.01)
        assert width == pytest.approx(32 / 96 * 72 * 1.5, rel=0.01)
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
