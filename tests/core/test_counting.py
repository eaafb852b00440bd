"""How many there are."""

from vehiclefinder.core.counting import counted


def test_one_is_told_from_none_and_several() -> None:
    assert [counted(many, "track") for many in (0, 1, 2, 1204)] == ["0 tracks", "1 track", "2 tracks", "1,204 tracks"]
    assert [counted(many, "box", "boxes") for many in (0, 1, 2)] == ["0 boxes", "1 box", "2 boxes"]
