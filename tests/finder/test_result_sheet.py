"""The result sheet."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ner.keywords import Keyword, Query, Target
from vehiclefinder.core.types import Contribution, Decision, Match
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.result_sheet import CARD_WIDTH, COLUMNS, GAP, MARGIN, SHADES, draw_sheet, save_sheet


def match(crop: str, decision: Decision = Decision.MATCH) -> Match:
    contributions = (Contribution("red", "vehicle_color", 0.9), Contribution("Audi", "vehicle_brand", None, "unknown"))
    box = (1.0, 2.0, 3.0, 4.0)
    return Match(1, "north", "a.mp4", 0.8, decision, 0, 2, 1, box, (640, 360), "car", contributions, crop)


def answer(*matches: Match, notes: tuple[str, ...] = ()) -> Answer:
    keyword = Keyword("vehicle_color", "red", 0, 3, value="red")
    return Answer(Query("red Audi", (Target((keyword,)),)), matches, notes, 0.004)


@pytest.fixture
def crop(tmp_path: Path) -> str:
    path = tmp_path / "crop.png"
    Image.new("RGB", (30, 20), "#ff0000").save(path)
    return str(path)


def test_the_picture_and_its_decision_are_drawn(crop: str) -> None:
    sheet = np.asarray(draw_sheet(answer(match(crop))))
    reds = (sheet == (255, 0, 0)).all(axis=2)
    assert reds.sum() > 100 * 100
    shade = tuple(int(SHADES[Decision.MATCH][i : i + 2], 16) for i in (1, 3, 5))
    assert (sheet == shade).all(axis=2).any()


def test_five_cards_stand_in_a_row_and_the_sixth_begins_another(crop: str) -> None:
    five, six = (draw_sheet(answer(*[match(crop)] * n)) for n in (5, 6))
    assert five.width == six.width == 2 * MARGIN + COLUMNS * CARD_WIDTH + (COLUMNS - 1) * GAP
    assert six.height > five.height + 150


def test_a_crop_that_is_gone_leaves_a_blank_card() -> None:
    assert draw_sheet(answer(match("/nowhere.jpg"))).height > 200


def test_a_crop_that_is_damaged_leaves_a_blank_card(crop: str) -> None:
    blank = np.asarray(draw_sheet(answer(match("/nowhere.jpg"))))
    damaged = bytearray(Path(crop).read_bytes())
    damaged[16:20] = b"\xff\xff\xff\xff"  # its width, which no longer agrees with the checksum
    Path(crop).write_bytes(damaged)
    assert np.array_equal(np.asarray(draw_sheet(answer(match(crop)))), blank)


def test_no_match_and_notes_make_a_sheet_too(tmp_path: Path) -> None:
    plain, noted = draw_sheet(answer()), draw_sheet(answer(notes=("one", "two")))
    assert noted.height == plain.height + 40
    assert draw_sheet(answer(notes=("not checked: " + "ladder on the roof, " * 10,))).height == plain.height + 40
    save_sheet(answer(), tmp_path / "new" / "sheet.png")
    with Image.open(tmp_path / "new" / "sheet.png") as picture:
        assert picture.size == plain.size


def test_an_ending_that_names_no_picture_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown file extension"):
        save_sheet(answer(), tmp_path / "sheet.nonsense")
