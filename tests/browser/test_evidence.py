"""The report of a case as a browser prints it, and as PDF."""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import httpx
import pytest
from PIL import Image
from pypdf import PdfReader

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAME = "Müller, Łódź, Şükrü, 王小明, محمد"
PIXEL = 25.4 / 96


@pytest.fixture
def opened(site: str, tmp_path: Path) -> Path:
    """An unpacked archive of three vehicles."""
    with httpx.Client(base_url=site, timeout=None) as client:
        case = client.post("/v1/cases", json={"name": NAME, "notes": "what was seen " * 20}).json()["id"]
        body = {"tracks": [1, 2, 3], "sentence": "red car", "note": "x" * 150}
        client.post(f"/v1/cases/{case}/items", json=body).raise_for_status()
        with ZipFile(io.BytesIO(client.get(f"/v1/cases/{case}/export").content)) as archive:
            archive.extractall(tmp_path)
        client.delete(f"/v1/cases/{case}").raise_for_status()
    return tmp_path


def test_a_printed_report_has_a_page_for_each_vehicle(page: "Page", opened: Path) -> None:
    page.goto((opened / "report.html").as_uri())
    for data in (page.pdf(prefer_css_page_size=True), (opened / "report.pdf").read_bytes()):
        first, *others = (sheet.extract_text() for sheet in PdfReader(io.BytesIO(data)).pages)
        assert "Łódź" in first
        assert "Who did what with it" in first
        assert [re.findall(r"^(\d)\. ", text, re.MULTILINE) for text in others] == [["1"], ["2"], ["3"]]


def test_pictures_keep_their_shape_and_stand_apart(page: "Page", opened: Path) -> None:
    page.goto((opened / "report.html").as_uri())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(180 / PIXEL), "height": 1000})
    boxes: dict[str, dict[str, float]] = page.evaluate(
        "Object.fromEntries([...document.images].map(one => [one.getAttribute('src'), one.getBoundingClientRect()]))"
    )
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 960})
    assert {name for name in boxes if name.endswith("still.jpg")} == {f"items/{n}/still.jpg" for n in items(opened)}
    for name, box in boxes.items():
        with Image.open(opened / name) as picture:
            assert box["width"] / box["height"] == pytest.approx(picture.width / picture.height, rel=0.02)
            assert box["width"] <= picture.width + 1, "not blown up"
        assert 0 <= box["left"] <= box["right"] <= round(180 / PIXEL) + 1
    placed = list(boxes.values())
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            beside = one["right"] <= other["left"] or other["right"] <= one["left"]
            assert beside or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]


def items(opened: Path) -> list[str]:
    return [folder.name for folder in (opened / "items").iterdir()]
