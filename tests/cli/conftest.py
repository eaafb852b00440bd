"""What every test of a command shares."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own for what is not finished: what another test's killed program left in the shared one is
    told by ``doctor``. It is no folder of ``tmp_path``, since the path of a socket is short."""
    tmp_path_factory.getbasetemp()  # is made in the shared one
    with tempfile.TemporaryDirectory(prefix="vf-") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)
