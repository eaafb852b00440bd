"""Fixtures that every room's tests may use."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real, labelled data that is never committed; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("VEHICLEFINDER_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set VEHICLEFINDER_TEST_DATA to test with it")
    return folder


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of shipped models."""
    return REPOSITORY / "models"
