from pathlib import Path

import numpy as np
import onnx
import pytest

from vehiclefinder.core.types import VEHICLE_CLASSES, FloatArray
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.session import open_session
from vehiclefinder.train.detector.calibrate import calibrated, fit_powers
from vehiclefinder.train.detector.scoring import Outcome

CAR, MOTORCYCLE = 0, 3


def outcome(kind: int, sure_from: float) -> Outcome:
    """Detections at every hundredth; those from a score on are right, the others wrong."""
    score = (np.arange(99, 0, -1) / 100).astype(np.float32)
    nothing = np.zeros(0, np.float32)
    return Outcome(score, np.full(99, kind), score >= sure_from, nothing, nothing, np.zeros(0, np.int64))


def test_the_score_that_is_trusted_means_one_precision_for_all_kinds() -> None:
    powers = fit_powers([outcome(CAR, 0.6), outcome(MOTORCYCLE, 0.3)], trusted=0.45)
    # 40 right ones may stand beside one wrong, 70 beside 3.
    assert 0.59 ** powers[CAR] == pytest.approx(0.45, abs=1e-3)
    assert 0.27 ** powers[MOTORCYCLE] == pytest.approx(0.45, abs=1e-3)
    assert powers[VEHICLE_CLASSES.index("bus")] == powers[CAR]
    assert powers[VEHICLE_CLASSES.index("bicycle")] == powers[MOTORCYCLE]


def test_of_few_detections_nothing_is_said() -> None:
    few = outcome(MOTORCYCLE, 0.3)
    few = Outcome(few.score[:10], few.seen[:10], few.right[:10], few.found, few.height, few.label)
    assert fit_powers([outcome(CAR, 0.6), few], trusted=0.45)[MOTORCYCLE] == 1.0


def test_scores_of_a_graph_are_raised_and_raised_anew(models: Path, tmp_path: Path) -> None:
    model = onnx.load(str(ModelFolder(models).get("detector").path))
    images = np.random.default_rng(0).integers(0, 256, (2, 64, 96, 3), dtype=np.uint8)

    def scores(powers: list[float]) -> FloatArray:
        onnx.save(calibrated(model, np.array(powers, np.float32)), str(tmp_path / "new.onnx"))
        answer: FloatArray = open_session(tmp_path / "new.onnx", "cpu").run(["scores"], {"image": images})[0]
        return answer

    raw = scores([1, 1, 1, 1, 1])
    np.testing.assert_allclose(scores([2, 1, 1, 0.5, 1])[:, 0], raw[:, 0] ** 2, rtol=1e-4)
    model = calibrated(model, np.array([3, 1, 1, 1, 1], np.float32))
    np.testing.assert_allclose(scores([2, 1, 1, 0.5, 1])[:, 3], raw[:, 3] ** 0.5, rtol=1e-4)
