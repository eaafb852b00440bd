"""The dashboard's page, driven as an operator would."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from vehiclefinder.runtime.resources import app_folder

from .ui.conftest import told

SCRIPT = app_folder() / "dashboard_script.py"


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, since a page keeps its catalog open."""
    return Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("pages") / "home"))


@pytest.fixture
def page(home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("VEHICLEFINDER_HOME", str(home))
    monkeypatch.setattr(type(st.context), "cookies", {})
    return AppTest.from_file(str(SCRIPT), default_timeout=600).run()


def test_it_opens_with_an_empty_box(page: AppTest) -> None:
    assert not page.exception
    assert page.text_input[0].value == ""
    assert not told(page)


def test_a_sentence_is_answered(page: AppTest) -> None:
    page.text_input[0].input("red car").run()
    assert not page.exception
    assert told(page).startswith("match: ")


def test_what_is_not_understood_is_said_and_nothing_matches(page: AppTest) -> None:
    page.text_input[0].input("flurb").run()
    assert not page.exception
    assert told(page).startswith("none: Nothing matches")
    assert any("nothing in the sentence could be checked" in text.value.lower() for text in page.caption)


def test_a_filter_that_makes_no_sense_is_told_plainly(page: AppTest) -> None:
    page.date_input(key="From day").set_value(date(2026, 5, 2))
    page.date_input(key="To day").set_value(date(2026, 5, 1)).run()
    assert not page.exception
    assert "expected since before until" in page.error[0].value.lower()


def test_the_camera_and_the_time_of_a_sentence_are_chips_that_can_be_taken_off(page: AppTest) -> None:
    page.text_input[0].input("red car not on camera demo in the last hour").run()
    assert not page.exception
    (pills,) = (one for one in page.pills if one.label.startswith("Understood"))
    camera, time = pills.options[-2:]
    assert camera == "camera: not demo"
    assert time.startswith("time: ")
    assert told(page).startswith("none: Nothing matches, of 0 vehicles"), "there is no other camera"
    pills.set_value(list(pills.value or ())[:2]).run()
    assert not page.exception
    assert told(page).startswith("match: ")
