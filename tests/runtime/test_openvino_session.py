"""The detector in OpenVINO sees what it sees in ONNX Runtime."""

import sys
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from vehiclefinder.core.errors import ModelError
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.openvino_session import OpenVinoSession
from vehiclefinder.runtime.session import open_session
from vehiclefinder.video.sources.open import open_video
from vehiclefinder.video.tracking.association import iou
from vehiclefinder.video.tracking.detector import PicoDet

TRUSTED = 0.4


def test_openvino_that_is_not_installed_is_told(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(ModelError, match=r"OpenVINO is not installed: pip install 'vehiclefinder\[openvino\]'"):
        open_session(ModelFolder(models).get("detector").path, "openvino")


@pytest.fixture
def detector(models: Path) -> Path:
    """The shipped model, where OpenVINO is there to run it."""
    pytest.importorskip("openvino", reason="OpenVINO is not installed: pip install 'vehiclefinder[openvino]'")
    return ModelFolder(models).get("detector").path


def test_a_file_that_is_no_model_is_a_model_error(detector: Path, tmp_path: Path) -> None:
    (tmp_path / "fake.onnx").write_text("not a model")
    with pytest.raises(ModelError, match="cannot open model"):
        open_session(tmp_path / "fake.onnx", "openvino")


def test_scores_are_those_of_onnx_runtime_for_any_size(detector: Path) -> None:
    ours, theirs = open_session(detector, "cpu"), open_session(detector, "openvino")
    for height, width in ((96, 160), (160, 96)):
        image = np.random.default_rng(height).integers(0, 256, (1, height, width, 3)).astype(np.uint8)
        (distances, scores), expected = theirs.run(None, {"image": image}), ours.run(None, {"image": image})
        assert (distances.shape, scores.shape) == (expected[0].shape, expected[1].shape)
        np.testing.assert_allclose(scores, expected[1], atol=0.03)
        np.testing.assert_array_equal(theirs.run(["scores"], {"image": image})[0], scores)


def test_what_was_returned_outlasts_the_next_run(detector: Path) -> None:
    session = open_session(detector, "openvino")
    black, white = (np.full((1, 64, 64, 3), level, np.uint8) for level in (0, 255))
    first = session.run(["scores"], {"image": black})[0]
    kept = first.copy()
    assert np.any(session.run(["scores"], {"image": white})[0] != kept)
    np.testing.assert_array_equal(first, kept)


def test_vehicles_of_a_clip_are_those_of_onnx_runtime(detector: Path, demo_clip: Path) -> None:
    ours, theirs = (PicoDet(open_session(detector, provider)) for provider in ("cpu", "openvino"))
    with open_video(demo_clip) as video:
        images = [frame.image for number, frame in enumerate(video) if number % 20 == 0]
    same_class = []
    for expected, found in zip(ours(images), theirs(images), strict=True):
        for row in np.flatnonzero(expected.score > TRUSTED):
            overlaps = iou(expected.xyxy[[row]], found.xyxy)[0]
            best = int(overlaps.argmax())
            assert overlaps[best] > 0.9
            assert found.score[best] == pytest.approx(expected.score[row], abs=0.05)
            same_class.append(found.label[best] == expected.label[row])
    assert len(same_class) >= 10
    assert np.mean(same_class) >= 0.9  # a bus that is as well a truck may change sides


def test_threads_share_a_session(detector: Path) -> None:
    session = OpenVinoSession(detector, 1)
    images = [np.random.default_rng(n).integers(0, 256, (1, 64, 96, 3)).astype(np.uint8) for n in range(4)]
    expected = [session.run(["scores"], {"image": image})[0] for image in images]
    found: dict[int, list[np.ndarray]] = {}

    def work(number: int) -> None:
        found[number] = [session.run(["scores"], {"image": images[number]})[0] for _ in range(5)]

    threads = [Thread(target=work, args=(number,)) for number in range(len(images))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, scores in enumerate(expected):
        np.testing.assert_array_equal(found[number], [scores] * 5)
