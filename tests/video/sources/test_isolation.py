"""Videos that are read in another process: what comes back, and what becomes of one that crashes it or takes too much.

How such processes are started, limited and used again is tested in ``tests/processes``.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.video.dying import crash, eat
from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.sources.isolation import isolated
from vehiclefinder.video.sources.probe import probe


def test_it_is_another_process_and_its_errors_are_those_of_the_function(tmp_path: Path) -> None:
    assert isolated(os.getpid) != os.getpid()
    (tmp_path / "a.mp4").write_bytes(b"no video")
    with pytest.raises(VideoError) as here:
        probe(tmp_path / "a.mp4")
    with pytest.raises(VideoError) as there:
        isolated(probe, tmp_path / "a.mp4")
    assert str(there.value) == str(here.value)


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (crash, r"^reading this video ended the process that did it \(signal 11 \(SIGSEGV\)\)$"),
        (eat, "^reading this video takes more than 2048 MiB of memory$"),
    ],
)
def test_what_crashes_or_takes_too_much_is_an_error_of_the_video(function: Callable[..., object], told: str) -> None:
    with pytest.raises(VideoError, match=told):
        isolated(function)
    assert isolated(abs, -3) == 3
