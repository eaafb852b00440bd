"""What the detector calls each type."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from vehiclefinder.core.types import VEHICLE_CLASSES, ByteArray, Detections
from vehiclefinder.match.slots import SLOTS, TYPES
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.detector_labels import label_shares, register_labels

TRUCK = VEHICLE_CLASSES.index("truck")


class ByBrightness:
    """Calls what is bright in the middle a truck, what is grey a car, and sees nothing in the dark."""

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        return [self._one(image) for image in images]

    def _one(self, image: ByteArray) -> Detections:
        middle = image[image.shape[0] // 2, image.shape[1] // 2].mean()
        box, label = np.array([[0, 0, 9, 9]], np.float32), np.array([TRUCK if middle > 200 else 0])
        return Detections(box, np.array([0.9 if middle > 50 else 0.1], np.float32), label)


def test_shares_are_counts_with_a_little_doubt(tmp_path: Path) -> None:
    brightness = [255, 255, 255, 128, 0]
    for number, value in enumerate(brightness):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((20, 30, 3), value, np.uint8))
    accepted = {slot: np.zeros((len(brightness), len(values)), np.float32) for slot, values in SLOTS.items()}
    accepted["type"][:, TYPES.index("truck")] = 1
    table = label_shares(Crops(tuple(tmp_path / f"{n}.png" for n in range(5)), accepted), ByBrightness())
    assert table["truck"] == pytest.approx([1.2 / 5, 0.2 / 5, 3.2 / 5, 0.2 / 5, 0.2 / 5], abs=1e-4)
    assert table["bus"] == pytest.approx([0.2] * 5)


def test_labels_are_kept_in_the_calibration_and_nothing_else_changes(tmp_path: Path, models: Path) -> None:
    copied = tmp_path / "models"
    shutil.copytree(models, copied)
    data = tmp_path / "crops"
    (data / "crops").mkdir(parents=True)
    cv2.imwrite(str(data / "crops" / "a.png"), np.full((40, 60, 3), 90, np.uint8))
    header = "file,source,source_class,scene,type,service,colour,view,quality,split,round\n"
    (data / "labels.csv").write_text(header + "a.png,mine,car,1,sedan,none,white,front,ok,train,1\n")
    before = ModelFolder(copied).get("matcher-image").info
    register_labels(copied, data)
    after = ModelFolder(copied).get("matcher-image").info
    assert after["calibration"]["labels"]["sedan"] == pytest.approx([0.2] * 5)  # nothing is seen in grey
    for info in (before, after):
        info["calibration"].pop("labels")
    assert after == before
