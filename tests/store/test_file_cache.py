"""Files that can be made again."""

import os
from pathlib import Path

import pytest

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.files.file_cache import FileCache


def put(cache: FileCache, name: str, size: int, age: float) -> Path:
    def make(part: Path) -> None:
        part.write_bytes(b"x" * size)

    path = cache.put(name, make)
    os.utime(path, (1e9 - age, 1e9 - age))
    return path


def test_what_was_put_is_held(tmp_path: Path) -> None:
    cache = FileCache(tmp_path / "cache", 100)
    assert cache.held("1/a.mp4") is None
    path = put(cache, "1/a.mp4", 10, age=0)
    assert cache.held("1/a.mp4") == path == tmp_path / "cache" / "1" / "a.mp4"
    assert path.read_bytes() == b"x" * 10


def test_the_one_unused_for_longest_goes_first(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 100)
    oldest, used, young = put(cache, "1/a", 40, age=30), put(cache, "1/b", 30, age=20), put(cache, "2/c", 30, age=10)
    assert all(path.exists() for path in (oldest, used, young)), "exactly the limit is allowed"
    cache.held("1/a")
    newest = put(cache, "2/d", 20, age=0)
    assert [path.exists() for path in (oldest, used, young, newest)] == [True, False, True, True]


def test_the_newest_stays_even_where_it_is_too_large(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 100)
    old, large = put(cache, "a", 10, age=10), put(cache, "b", 200, age=0)
    assert not old.exists() and large.stat().st_size == 200


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 100)

    def fails(part: Path) -> None:
        part.write_bytes(b"half")
        raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        cache.put("1/a.mp4", fails)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert cache.held("1/a.mp4") is None


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot write"):
        FileCache(tmp_path / "file", 100).put("1/a.mp4", lambda part: None)
