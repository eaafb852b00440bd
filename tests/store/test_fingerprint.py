from pathlib import Path

import pytest

from vehiclefinder.core.errors import VideoError
from vehiclefinder.store.files.fingerprint import EDGE, fingerprint


def test_a_copy_has_the_same_fingerprint_and_a_change_at_either_end_another(tmp_path: Path) -> None:
    content = bytes(range(256)) * (3 * EDGE // 256)
    variants = {
        "whole": content,
        "copy": content,
        "start": b"\xff" + content[1:],
        "end": content[:-1] + b"\x00",
        "longer": content + b"\xff",
        "empty": b"",
    }
    for name, data in variants.items():
        (tmp_path / name).write_bytes(data)
    prints = {name: fingerprint(tmp_path / name) for name in variants}
    assert prints["whole"] == prints["copy"]
    assert len(set(prints.values())) == len(variants) - 1


def test_a_small_file_is_read_whole(tmp_path: Path) -> None:
    for at in range(3):
        (tmp_path / str(at)).write_bytes(bytes(10 * at) + b"\x01" + bytes(30 - 10 * at))
    assert len({fingerprint(tmp_path / str(at)) for at in range(3)}) == 3


def test_a_folder_counts_its_names_sizes_and_edges(tmp_path: Path) -> None:
    def folder(name: str, files: dict[str, bytes]) -> str:
        (tmp_path / name).mkdir()
        for file, data in files.items():
            (tmp_path / name / file).write_bytes(data)
        return fingerprint(tmp_path / name)

    first = folder("first", {"1.jpg": b"a", "2.jpg": b"b", "3.jpg": b"c"})
    assert folder("copy", {"1.jpg": b"a", "2.jpg": b"b", "3.jpg": b"c"}) == first
    changed = [
        folder("renamed", {"1.jpg": b"a", "2.jpg": b"b", "4.jpg": b"c"}),
        folder("grown", {"1.jpg": b"a", "2.jpg": b"bb", "3.jpg": b"c"}),
        folder("last", {"1.jpg": b"a", "2.jpg": b"b", "3.jpg": b"d"}),
        folder("fewer", {"1.jpg": b"a", "2.jpg": b"b"}),
        folder("none", {}),
    ]
    assert len({first, *changed}) == 6


def test_nothing_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match=r"cannot read .*missing\.mp4: No such file"):
        fingerprint(tmp_path / "missing.mp4")
