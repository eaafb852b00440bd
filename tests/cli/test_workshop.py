from pathlib import Path

import pytest

from vehiclefinder.cli.workshop import tell_of_fresh_start


def test_going_on_from_nothing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checkpoint = tmp_path / "checkpoint.pt"
    tell_of_fresh_start(False, checkpoint)
    assert capsys.readouterr().err == ""
    tell_of_fresh_start(True, checkpoint)
    told = " ".join(capsys.readouterr().err.split())
    assert told.startswith("there is no checkpoint") and told.endswith("training begins anew")
    checkpoint.write_bytes(b"weights")
    tell_of_fresh_start(True, checkpoint)
    assert capsys.readouterr().err == ""
