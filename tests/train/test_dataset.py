"""Reading labels."""

from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.match.slots import COLOURS, TYPES, VIEWS
from vehiclefinder.train.dataset import EVERYTHING, RowSelection, read_coarse, read_crops


def write(folder: Path, *lines: str) -> Path:
    (folder / "labels.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_alternatives_count_for_less_and_unknown_for_nothing(tmp_path: Path) -> None:
    data = write(tmp_path, "file,type,colour,view", "a.jpg,suv|mpv,unknown,rear_left", "b.jpg,other,red,front")
    crops = read_crops(data, None)
    assert crops.files == (tmp_path / "crops" / "a.jpg", tmp_path / "crops" / "b.jpg")
    expected = np.zeros((2, len(TYPES)), np.float32)
    expected[0, [TYPES.index("suv"), TYPES.index("mpv")]] = 1.0, 0.6
    np.testing.assert_allclose(crops.accepted["type"], expected)
    assert crops.accepted["colour"][:, COLOURS.index("red")].tolist() == [0, 1]
    assert crops.accepted["colour"].sum() == 1
    assert crops.accepted["orientation"].argmax(axis=1).tolist() == [VIEWS.index("rear_left"), VIEWS.index("front")]
    assert not crops.accepted["service"].any()


def test_only_good_crops_of_the_split(crops_folder: Path) -> None:
    assert len(read_crops(crops_folder, "train")) == 12
    assert len(read_crops(crops_folder, "dev")) == 12
    assert len(read_crops(crops_folder, None)) == 24


def test_a_coarse_class_accepts_all_that_it_may_be(tmp_path: Path) -> None:
    (tmp_path / "unlabelled.csv").write_text("file,source,source_class,scene\nx.jpg,oi,ambulance,s\n", encoding="utf-8")
    (tmp_path / "zenodo6").mkdir()
    (tmp_path / "zenodo6" / "bike12.jpg").touch()
    crops = read_coarse([tmp_path])
    assert crops.files == (tmp_path / "unlabelled" / "x.jpg", tmp_path / "zenodo6" / "bike12.jpg")
    accepted = [{TYPES[i] for i in np.flatnonzero(row)} for row in crops.accepted["type"]]
    assert accepted == [{"van", "truck"}, {"motorcycle"}]
    assert crops.accepted["service"].sum(axis=1).tolist() == [1, 0]
    assert not crops.accepted["colour"].any()


def test_no_labels_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"labels\.csv"):
        read_crops(tmp_path, None)
    with pytest.raises(ValueError, match="view"):
        read_crops(write(tmp_path, "file,type,colour", "a.jpg,suv,red"), None)
    with pytest.raises(ValueError, match="split 'dev'"):
        read_crops(write(tmp_path, "file,type,colour,view,split", "a.jpg,suv,red,left,train"), "dev")


ROWS = ("a.jpg,suv,red,left,atl,", "b.jpg,van,red,left,rf,3", "c.jpg,bus,red,left,atl,3")


@pytest.mark.parametrize(
    ("selection", "files"),
    [
        (EVERYTHING, "abc"),
        (RowSelection(only=["rf"]), "b"),
        (RowSelection(without=["rf"]), "ac"),
        (RowSelection(only=["rf", "atl"], without=["rf"]), "ac"),
        (RowSelection(as_drawn=True), "a"),
    ],
)
def test_rows_are_selected_by_where_they_come_from(tmp_path: Path, selection: RowSelection, files: str) -> None:
    data = write(tmp_path, "file,type,colour,view,source,round", *ROWS)
    assert [path.stem for path in read_crops(data, None, selection).files] == list(files)


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    data = write(tmp_path, "file,type,colour,view,source,round", *ROWS)
    with pytest.raises(ValueError, match=r"expected sources among \['atl', 'rf'\], got \['ktm'\]"):
        read_crops(data, None, RowSelection(without=["ktm"]))
