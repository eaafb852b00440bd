"""The table that training keeps."""

from pathlib import Path

import pytest

from vehiclefinder.core.errors import ModelError
from vehiclefinder.train.history import TABLE, Epoch, read, write

EPOCHS = [Epoch(1, 2.5, 60.25, {}), Epoch(2, 1.125, 59.5, {"type": 0.5, "orientation_45": 0.875})]


def test_what_is_written_is_read_up_to_an_epoch(tmp_path: Path) -> None:
    write(EPOCHS, tmp_path / "run")
    assert (tmp_path / "run" / TABLE).read_text().split() == [
        "epoch,loss,seconds,type,colour,orientation_quadrant,orientation_45",
        "1,2.500000,60.25,,,,",
        "2,1.125000,59.50,0.5000,,,0.8750",
    ]
    assert read(tmp_path / "run", 2) == EPOCHS
    assert read(tmp_path / "run", 1) == EPOCHS[:1]
    assert [path.name for path in (tmp_path / "run").iterdir()] == [TABLE]


def test_a_training_that_begins_has_no_history(tmp_path: Path) -> None:
    assert read(tmp_path, 3) == []
    (tmp_path / TABLE).write_text("of another training")
    assert read(tmp_path, 0) == []


@pytest.mark.parametrize("text", ["loss\n1\n", "epoch,loss,seconds\n1,a,2\n", "epoch,loss\n1\n"])
def test_a_damaged_history_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / TABLE).write_text(text)
    with pytest.raises(ModelError, match=TABLE):
        read(tmp_path, 3)
