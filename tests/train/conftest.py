"""Labelled crops built in code: coloured boxes whose bright end shows where they point."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

PAINT = {"red": (200, 30, 30), "blue": (30, 40, 200), "white": (230, 230, 230)}
COLUMNS = ("file", "type", "colour", "view", "quality", "split")


@pytest.fixture(scope="session")
def crops_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 good crops, half of them dev, and one bad one."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "crops").mkdir()
    random = np.random.default_rng(0)
    rows = []
    for number in range(25):
        colour, kind = list(PAINT)[number % 3], ("sedan", "van")[number % 2]
        view = ("left", "right|front_right")[number // 2 % 2]
        image = np.full((40 if kind == "sedan" else 60, 64, 3), PAINT[colour], np.float32)
        image[:, :12] += 40 if view == "left" else 0
        image += random.normal(0, 5, image.shape)
        name = f"{number}.png"
        cv2.imwrite(str(folder / "crops" / name), np.clip(image, 0, 255).astype(np.uint8)[..., ::-1])
        quality, split = ("bad" if number == 24 else "ok"), ("train", "dev")[number % 8 >= 4]
        rows.append((name, kind, "unknown" if number == 5 else colour, view, quality, split))
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return folder
