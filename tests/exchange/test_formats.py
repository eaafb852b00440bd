"""What is written of tracks, and what is read of others, by value."""

import bz2
import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import numpy as np
import pytest

from vehiclefinder.core.types import Motion
from vehiclefinder.exchange.frame_numbers import FrameNumbers
from vehiclefinder.exchange.out.archive import zipped
from vehiclefinder.exchange.out.formats import WRITERS, TrackFormat
from vehiclefinder.exchange.out.tracks import SharedTrack, TrackSource
from vehiclefinder.exchange.taken import otvision
from vehiclefinder.exchange.taken.files import read_boxes
from vehiclefinder.store.tracks.records import StoredTrack

TIMES = np.array([0.0, 0.04, 0.1, 0.5, 0.54, 0.58])
"""A source whose frames come as they like."""
SIZE = (200, 100)
NEAR = [(0.0, 10, 20, 30, 40), (0.04, 11, 20, 31, 40), (0.1, 12, 20, 32, 40), (0.5, 13, 20, 33, 40)]
FAR = [(0.04, 100, 50, 150.5, 100), (0.1, 101, 50, 151.5, 100)]


def stored(number: int, label: str, path: Sequence[tuple[float, ...]]) -> SharedTrack:
    rows = np.array(path, np.float32)
    place = np.eye(9, dtype=np.float32)[4]
    start, end = float(rows[0, 0]), float(rows[-1, 0])
    track = StoredTrack(
        number, "gate", 3, "/v/a.mp4", None, label, start, end, None, Motion.UNKNOWN, place, 0.0, SIZE, rows, ()
    )
    return SharedTrack(track, None)


def source(numbers: FrameNumbers) -> TrackSource:
    tracks = [stored(7, "car", NEAR), stored(9, "bus", FAR)]
    began = datetime(2026, 5, 1, 12, tzinfo=UTC)
    return TrackSource(3, "gate", "a.mp4", SIZE, began, 0.62, numbers, lambda: iter(tracks))


def files(format: TrackFormat) -> dict[str, bytes]:
    writer = WRITERS[format].files
    assert writer is not None
    return {name: b"".join(parts) for name, parts in writer(source(FrameNumbers.of(TIMES)))}


def put(folder: Path, name: str, content: bytes) -> Path:
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def test_frames_are_those_of_the_source_however_they_come() -> None:
    exact, even = FrameNumbers.of(TIMES), FrameNumbers.even([np.array(NEAR, np.float32)])
    rows = np.array([0.0, 0.1, 0.5, 0.58], np.float32)
    assert exact.number(rows).tolist() == [0, 2, 3, 5]
    assert not even.exact
    assert even.interval == pytest.approx(0.06, abs=1e-6)
    assert even.number(rows).tolist() == [0, 2, 8, 10]
    assert exact.time(7) == pytest.approx(0.66)


def test_mot_counts_frames_and_pixels_from_1() -> None:
    written = files(TrackFormat.MOT)
    assert written["gt/gt.txt"].decode().splitlines() == [
        "1,7,11.00,21.00,20.00,20.00,1,1,1",
        "2,7,12.00,21.00,20.00,20.00,1,1,1",
        "2,9,101.00,51.00,50.50,50.00,1,2,1",
        "3,7,13.00,21.00,20.00,20.00,1,1,1",
        "3,9,102.00,51.00,50.50,50.00,1,2,1",
        "4,7,14.00,21.00,20.00,20.00,1,1,1",
    ]
    assert b"seqLength=6\nimWidth=200\nimHeight=100\n" in written["seqinfo.ini"]


def test_coco_counts_what_it_names() -> None:
    writer = WRITERS[TrackFormat.COCO].document
    assert writer is not None
    told = json.loads(b"".join(writer(iter([source(FrameNumbers.of(TIMES))]), False)))
    assert [(one["id"], one["frame_id"]) for one in told["images"]] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    bus = [one for one in told["annotations"] if one["track_id"] == 9]
    assert [(one["image_id"], one["category_id"], one["bbox"]) for one in bus] == [
        (2, 2, [100.0, 50.0, 50.5, 50.0]), (3, 2, [101.0, 50.0, 50.5, 50.0])
    ]  # fmt: skip


def test_cvat_says_where_a_vehicle_is_outside() -> None:
    tracks = ElementTree.fromstring(files(TrackFormat.CVAT)["annotations.xml"]).findall("track")
    told = {one.get("id"): [(box.get("frame"), box.get("outside")) for box in one.findall("box")] for one in tracks}
    assert told == {
        "7": [("0", "0"), ("1", "0"), ("2", "0"), ("3", "0"), ("4", "1")],
        "9": [("1", "0"), ("2", "0"), ("3", "1")],
    }


def test_onvif_has_y_upwards_and_the_same_in_json() -> None:
    space = {"tt": "http://www.onvif.org/ver10/schema"}
    root = ElementTree.fromstring(files(TrackFormat.ONVIF_XML)["metadata.xml"])
    frames = root.findall("tt:VideoAnalytics/tt:Frame", space)
    assert [one.get("UtcTime") for one in frames][:2] == ["2026-05-01T12:00:00.000Z", "2026-05-01T12:00:00.040Z"]
    box = frames[1].find("tt:Object[@ObjectId='9']/tt:Appearance/tt:Shape/tt:BoundingBox", space)
    assert box is not None and dict(box.items()) == {"left": "0.0", "top": "0.0", "right": "0.505", "bottom": "-1.0"}
    assert [len(one) for one in frames] == [1, 2, 2, 1, 0]
    told = json.loads(files(TrackFormat.ONVIF_JSON)["metadata.json"])["Frame"]
    assert told[1]["Object"][1]["Appearance"]["VehicleInfo"] == [{"Type": {"#text": "Bus"}}]
    assert told[1]["Object"][1]["Appearance"]["Shape"]["BoundingBox"]["@right"] == 0.505


def test_lines_tell_what_is_known() -> None:
    writer = WRITERS[TrackFormat.JSONL].document
    assert writer is not None
    car, _ = (json.loads(line) for line in writer(iter([source(FrameNumbers.of(TIMES))]), True))
    assert (car["track"], car["seen"], car["gone"]) == (
        7,
        "2026-05-01T12:00:00+00:00",
        "2026-05-01T12:00:00.500000+00:00",
    )
    assert (car["shares"], car["speed_kmh"], car["path_s_px"][1]) == (None, None, [0.04, 11.0, 20.0, 31.0, 40.0])


def test_an_archive_is_the_same_whenever_it_is_made() -> None:
    def made() -> Iterator[bytes]:
        return zipped((name, [content]) for name, content in files(TrackFormat.MOT).items())

    once = b"".join(made())
    assert once == b"".join(made())
    with ZipFile(io.BytesIO(once)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files(TrackFormat.MOT)


@pytest.mark.parametrize(("format", "name"), [(TrackFormat.MOT, "gt/gt.txt"), (TrackFormat.OTTRK, "a.ottrk")])
def test_what_is_written_is_read_again(format: TrackFormat, name: str, tmp_path: Path) -> None:
    for file, content in files(format).items():
        put(tmp_path, file, content)
    read = read_boxes(tmp_path / name, SIZE, tracked=True)
    assert read.frame.tolist() == [0, 1, 1, 2, 2, 3]
    assert [read.names[track] for track in read.track.tolist()] == ["7", "7", "9", "7", "9", "7"]
    assert read.xyxy[[0, 2]].tolist() == [[10, 20, 30, 40], [100, 50, 150.5, 100]]
    assert read.classes[1:3] == ["car", "bus"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1,1,5,5", "line 1: expected frame,id,left,top,width,height,conf[,class,visibility], got '1,1,5,5'"),
        ("0,1,5,5,9,9,1", "line 1: expected a frame of at least 1, got 0"),
        ("1,1,5,5,-9,9,1", "line 1: expected a box of positive width and height, got -9 x 9"),
        ("1,1,5,5,9,nan,1", "line 1: expected a box of positive width and height"),
        ("1,1,5,5,9,9,7", "line 1: expected a score from 0 to 1, got 7"),
        ("1,1,5,5,9,9,1\n1,1,6,6,9,9,1", "line 2: expected each track once in a frame, got 1 twice in 1"),
        ("1,-1,5,5,9,9,1", "use --detections"),
        ("1,1,500,5,9,9,1", "left out: 1 box outside of the picture"),
    ],
)
def test_a_bad_line_is_told_with_its_number(line: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError) as caught:
        read_boxes(put(tmp_path, "gt.txt", line.encode()), SIZE, tracked=True)
    assert told in str(caught.value)


def test_boxes_are_cut_to_the_picture(tmp_path: Path) -> None:
    read = read_boxes(put(tmp_path, "r.txt", b"1,4,-9,91,30,30,-1,-1,-1,-1"), SIZE, tracked=True)
    assert read.xyxy.tolist() == [[0, 90, 20, 100]]
    assert read.notes == ("the file does not tell what vehicles are: they count as cars",)


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otvision, "LARGEST", 1 << 20)
    bomb = put(tmp_path, "b.ottrk", bz2.compress(b" " * (3 << 20)))
    with pytest.raises(ValueError, match="expected at most 1 MiB when unpacked, got more"):
        read_boxes(bomb, SIZE, tracked=True)
    with pytest.raises(ValueError, match="expected JSON in bzip2"):
        read_boxes(put(tmp_path, "c.ottrk", b"not packed"), SIZE, tracked=True)


def test_old_detections_tell_the_middle_of_a_box(tmp_path: Path) -> None:
    for version, left in (("1.0", 10.0), ("1.4", 20.0)):
        one = {"class": "car", "confidence": 0.5, "x": 20, "y": 30, "w": 20, "h": 20}
        metadata = {"otdet_version": version, "video": {"width": 200, "height": 100}}
        content = json.dumps({"metadata": metadata, "data": {"1": {"detections": [one]}}})
        read = read_boxes(put(tmp_path, "d.otdet", bz2.compress(content.encode())), SIZE, tracked=False)
        assert read.xyxy[0, 0] == left


UA = """<?xml version="1.0" encoding="utf-8"?><sequence name="MVI_1"><sequence_attribute/>
<ignored_region><box left="100" top="0" width="100" height="100"/></ignored_region>
<frame density="2" num="2"><target_list>
<target id="5"><box left="10" top="20" width="30" height="40"/><attribute vehicle_type="van"/></target>
<target id="6"><box left="90" top="0" width="30" height="40"/><attribute vehicle_type="car"/></target>
</target_list></frame></sequence>"""


def test_ua_detrac_without_what_lies_in_ignored_regions(tmp_path: Path) -> None:
    read = read_boxes(put(tmp_path, "MVI_1.xml", UA.encode()), SIZE, tracked=True)
    assert (read.frame.tolist(), read.names, read.classes) == ([1], ["5"], ["van"])
    assert read.xyxy.tolist() == [[10, 20, 40, 60]]


def test_xml_that_expands_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + UA.partition("?>")[2]
    with pytest.raises(ValueError, match="expected XML of UA-DETRAC"):
        read_boxes(put(tmp_path, "x.xml", bomb.encode()), SIZE, tracked=True)
