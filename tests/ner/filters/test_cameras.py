"""Cameras of a sentence."""

from datetime import UTC, datetime

import pytest

from ner.filters import cameras_meant, read_filters

NOW = datetime(2024, 5, 15, 18, 30, tzinfo=UTC)
NAMES = ("north gate", "Tunnel East", "tunnel west", "gate-03", "Station Road", "A2", "left", "cam 5")


@pytest.mark.parametrize(
    ("text", "cameras", "excluded"),
    [
        ("on camera 3", ("3",), ()),
        ("camera north gate", ("north gate",), ()),
        ("cam A2", ("A2",), ()),
        ("cameras 3 and 5 but not 4", ("3", "5"), ("4",)),
        ("on every camera except 2", (), ("2",)),
        ("at the tunnel camera", ("tunnel",), ()),
        ("not on cam 7", (), ("7",)),
        ("not on camera 4", (), ("4",)),
        ("on camera a red car", (), ()),
        ("a car on camera a", ("a",), ()),
        ("seen on camera B", ("B",), ()),
        ("camera #4", ("4",), ()),
        ("camera no. 5", ("5",), ()),
        ("camera number six", ("6",), ()),
        ("cam-3", ("3",), ()),
        ("cam_03", ("03",), ()),
        ("CCTV 12", ("12",), ()),
        ("cams 3 & 5", ("3", "5"), ()),
        ("cameras 1, 2, and 4", ("1", "2", "4"), ()),
        ("cameras 3 to 5", ("3", "4", "5"), ()),
        ("cameras 3-5", ("3", "4", "5"), ()),
        ("camera 3 or camera 4b", ("3", "4b"), ()),
        ("from camera 3 to camera 5", ("3", "5"), ()),
        ("all cameras but 2", (), ("2",)),
        ("any camera other than 3 or 4", (), ("3", "4")),
        ("excluding cameras 2 and 3", (), ("2", "3")),
        ("not seen on camera 3", (), ("3",)),
        ("not white, on camera 3", ("3",), ()),
        ("not a taxi on camera 3", ("3",), ()),
        ("not on camera 3 but on camera 4", ("4",), ("3",)),
        ("except cam 3", (), ("3",)),
        ("on cameras 1 to 3 not n/b", ("1", "2", "3"), ()),
        ("on cameras a/b", ("a", "b"), ()),
        ("everywhere apart from camera 2", (), ("2",)),
        ("at North Gate", ("North Gate",), ()),
        ("not at north gate", (), ("north gate",)),
        ("from Station Road", ("Station Road",), ()),
        ("on the north gate camera", ("north gate",), ()),
        ("towards the camera", (), ()),
        ("towards the camera 30m away", (), ()),
        ("past the cameras 10 minutes ago", (), ()),
        ("camera 2 at 7 pm", ("2",), ()),
        ("on camera 2, 18:30", ("2",), ()),
        ("camera 3 and 5 white vans", ("3",), ()),
        ("camera 3 and 2 red cars", ("3",), ()),
        ("a car driving away from the camera 2 lanes over", (), ()),
        ("facing the camera on the left", (), ()),
        ("on cam 3pm", (), ()),
        ("Mazda 3 from camera 3", ("3",), ()),
        ("Audi A4 on camera 4", ("4",), ()),
        ("a 4 door car on camera two", ("2",), ()),
        ("cameras two and three", ("2", "3"), ()),
        ("camera 3 between 8 and 9 am", ("3",), ()),
        ("on cameras 3 and 5 turning left", ("3", "5"), ()),
        ("cam 3 15 minutes ago", ("3",), ()),
        ("a 360 camera", (), ()),
        ("gate 3", ("gate 3",), ()),
        ("at gate 3", ("gate 3",), ()),
        ("a speed camera on the left", (), ()),
        ("the car is not on camera 3 or 4", (), ("3", "4")),
        ("is it on camera 10", ("10",), ()),
        ("on cams 7,8", ("7", "8"), ()),
        ("camera 7/8", ("7", "8"), ()),
        ("didn't pass camera 4", (), ("4",)),
        ("no camera 4", (), ("4",)),
        ("camera no 4", ("4",), ()),
        ("on camera north gate turning left", ("north gate",), ()),
        ("cameras north gate and 3", ("north gate", "3"), ()),
        ("the camera at north gate", ("north gate",), ()),
        ("on camera Tunnel East", ("Tunnel East",), ()),
        ("turning left at the junction", (), ()),
        ("show camera 4", ("4",), ()),
        ("a bus on cam 1 and cam 2", ("1", "2"), ()),
        ("anything except camera 5", (), ("5",)),
        ("a red bus, not from camera 2", (), ("2",)),
        ("only on cameras 1 and 4", ("1", "4"), ()),
        ("seen by camera 11", ("11",), ()),
        ("on cam four", ("4",), ()),
        ("a van on camera 3 or on camera 5", ("3", "5"), ()),
        ("cam1, cam2 and cam3", ("1", "2", "3"), ()),
        ("a car going past camera 6", ("6",), ()),
        ("without cameras 1-3", (), ("1", "2", "3")),
        ("camera 3 excluding 4", ("3",), ("4",)),
        ("white van at the north gate", ("north gate",), ()),
        ("on Station Road or at north gate", ("Station Road", "north gate"), ()),
        ("on the tunnel west camera", ("tunnel west",), ()),
        ("not on the tunnel cameras", (), ("tunnel",)),
        ("away from camera 3", ("3",), ()),
        ("the car hasn't been seen on camera 2", (), ("2",)),
        ("on camera 2 there is a red van", ("2",), ()),
        ("in front of the camera", (), ()),
        ("a van facing camera", (), ()),
        ("cameras 2, 3 & 4, white vans", ("2", "3", "4"), ()),
        ("camera C", ("C",), ()),
        ("all the cameras", (), ()),
        ("on camera 5 with 2 people", ("5",), ()),
    ],
)
def test_cameras(text: str, cameras: tuple[str, ...], excluded: tuple[str, ...]) -> None:
    for sentence in (text, f"white van {text}"):
        got = read_filters(sentence, NOW, NAMES)
        assert (got.cameras, got.excluded) == (cameras, excluded), sentence


def test_a_name_without_the_word_camera_needs_two_words_and_a_catalog_that_has_it() -> None:
    assert read_filters("a van at North Gate", NOW).cameras == ()
    assert read_filters("a van at North Gate", NOW, ["gate"]).cameras == ()
    assert read_filters("a van at North Gate", NOW, ["north gate"]).cameras == ("North Gate",)


SITE = ("Avenue", "Highway West", "Bridge", "main", "left", "north", "gate-03")


@pytest.mark.parametrize(
    ("text", "cameras"),
    [
        ("a red car on Avenue", ("Avenue",)),
        ("a red car on avenue", ("avenue",)),
        ("on avenue, a red car", ("avenue",)),
        ("cars at Avenue and Bridge yesterday", ("Avenue", "Bridge")),
        ("a red car on the Bridge turning left", ("Bridge",)),
        ("a red car on the Avenue camera", ("Avenue",)),
        ("a red car not on Avenue", ()),
        ("cars on Highway West", ("Highway West",)),
        ("Highway West: a red car", ("Highway West",)),
        ("a red car, highway west", ("highway west",)),
        ("red cars Highway West", ("Highway West",)),
        ("a red car on main", ("main",)),
        ("a red car on the main road", ()),
        ("a red car on the bridge", ("bridge",)),
        ("A RED CAR ON THE BRIDGE", ("BRIDGE",)),
        ("a red car on avenue road", ()),
        ("a red car on the left", ()),
        ("a red car from north", ()),
        ("a red car turning into the avenue", ()),
        ("the avenue was empty", ()),
        ("a red car driving highway west to east", ()),
        ("a red car on camera main", ("main",)),
    ],
)
def test_a_name_is_a_camera_where_it_can_be_nothing_else(text: str, cameras: tuple[str, ...]) -> None:
    assert read_filters(text, NOW, SITE).cameras == cameras


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a red car on camera 3", ["on camera 3"]),
        ("a red car on camera 3, turning left", ["on camera 3"]),
        ("a red car on cameras 3, 4 and 5 but not 6 going away", ["on cameras 3, 4 and 5 but not 6"]),
        ("a red car but not at north gate", ["but not at north gate"]),
        ("a red car on every camera except 2", ["on every camera except 2"]),
        ("at North Gate or Station Road, a red car", ["at North Gate or Station Road"]),
        ("the tunnel camera and a red car", ["the tunnel camera"]),
        ("red, only on camera 3 and at north gate", ["only on camera 3", "at north gate"]),
        ("yesterday on camera 3 at 9", ["yesterday", "on camera 3", "at 9"]),
        ("a red car towards the camera", []),
    ],
)
def test_where_cameras_stand(text: str, spans: list[str]) -> None:
    assert [text[start:end] for start, end in read_filters(text, NOW, NAMES).spans] == spans


@pytest.mark.parametrize(
    ("said", "names", "meant"),
    [
        ("3", ["gate-03", "gate 13", "3rd"], ("gate-03", "3rd")),
        ("3", ["gate-03", "cam 3"], ("cam 3",)),
        ("North Gate", ["north gate 2", "Camera North-Gate"], ("Camera North-Gate",)),
        ("tunnel", ["Tunnel East", "tunnel west", "bridge"], ("Tunnel East", "tunnel west")),
        ("A2", ["a-2", "2a"], ("a-2",)),
        ("7", ["north"], ()),
    ],
)
def test_which_cameras_are_meant(said: str, names: list[str], meant: tuple[str, ...]) -> None:
    assert cameras_meant(said, names) == meant


def test_long_rows_of_cameras_are_read_among_many() -> None:
    names = [f"gate {number}" for number in range(300)]
    assert read_filters("on camera gate 7 " * 50, NOW, names).cameras == ("gate 7",)


SIGNED = ("gate-03", "A40-west", "N. Gate", "Tor 3 (Süd)", "O'Brien Street", "Bus-Stop", "Ost 1.2", "A-3")


@pytest.mark.parametrize(
    ("text", "cameras", "meant"),
    [
        ("at gate-03", ("gate-03",), ("gate-03",)),
        ("on camera gate 3", ("gate 3",), ("gate-03",)),
        ("cameras gate-03, A40 west but not the bus-stop", ("gate-03", "A40 west"), ("gate-03", "A40-west")),
        ("at N. Gate or Tor 3 (Süd)", ("N. Gate", "Tor 3 (Süd"), ("N. Gate", "Tor 3 (Süd)")),
        ("on camera o'brien street", ("o'brien street",), ("O'Brien Street",)),
        ("the bus-stop camera", ("bus-stop",), ("Bus-Stop",)),
        ("Bus-Stop: a red car", ("Bus-Stop",), ("Bus-Stop",)),
        ("at Ost 1.2", ("Ost 1.2",), ("Ost 1.2",)),
        ("on camera A-3", ("A-3",), ("A-3",)),
    ],
)
def test_names_with_signs_are_called_with_and_without_them(
    text: str, cameras: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    read = read_filters(text, NOW, SIGNED).cameras
    assert read == cameras
    assert tuple(name for said in read for name in cameras_meant(said, SIGNED)) == meant


def test_a_range_of_cameras_is_no_name_with_a_sign() -> None:
    assert read_filters("cameras 3-5", NOW, SIGNED).cameras == ("3", "4", "5")
