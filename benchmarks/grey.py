"""Whose colour is untold? ``python -m benchmarks.grey --data DIR [--frames DIR]``

Crops by day whose colour is labelled, as they are and without their colours: grey, or in one hue as under sodium lamps,
through an image intensifier, with a blue or pink cast, in sepia; then JPEG. A crop is judged alone, and with the frame
that it was cut from where that is there, as ingest judges a track. Crops by night, or of no labelled colour, are as
they are.
"""

import argparse
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from vehiclefinder.core.labelled_crops import CROPS
from vehiclefinder.core.types import ByteArray, Crop, FloatArray, Frame
from vehiclefinder.train.dataset import read_rows
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.video.tracking.monochrome import ColourMeter, chroma_spread, in_one_hue

LUMA = np.array([[0.299], [0.587], [0.114]], np.float32)
DYES: dict[str, FloatArray] = {
    "grey": LUMA * np.array([1.0, 1.0, 1.0], np.float32),
    "sodium": LUMA * np.array([1.25, 0.85, 0.25], np.float32),
    "green": LUMA * np.array([0.25, 1.1, 0.3], np.float32),
    "blue": LUMA * np.array([0.6, 0.9, 1.5], np.float32),
    "pink": LUMA * np.array([1.25, 0.85, 1.15], np.float32),
    "sepia": np.array([[0.393, 0.349, 0.272], [0.769, 0.686, 0.534], [0.189, 0.168, 0.131]], np.float32),
}
"""R, G, B of a picture -> those of one in a single hue; what is too bright clips."""
QUALITIES = (50, 91)
ALONE = 3.5
"""Least chroma spread of a crop in colour where nothing is known of the frame."""
NIGHT = ("ro", "vn", "rf-malam")
"""Sources, and beginnings of scenes, by night."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder with labels.csv and crops/")
    options.add_argument("--frames", type=Path, help="folder of frames, named as their crops but for the last number")
    options.add_argument("--every", type=int, default=1, help="only one crop of so many")
    given = options.parse_args()
    random = np.random.default_rng(0)
    answers: dict[str, list[tuple[bool, bool | None]]] = defaultdict(list)
    for row in read_rows(given.data, None)[:: given.every]:
        crop = read_picture(given.data / CROPS / row["file"])
        frame = frame_of(row["file"], given.frames)
        kind = kind_of(row)
        answers[kind].append(untold(crop, frame))
        for name, dye in DYES.items() if kind == "as it is" else ():
            quality = int(random.integers(*QUALITIES))
            around = None if frame is None else dyed(frame, dye, quality)
            answers[name].append(untold(dyed(crop, dye, quality), around))
    report(answers)


def report(answers: dict[str, list[tuple[bool, bool | None]]]) -> None:
    print(f"{'untold, %':26}{'crops':>7}{'alone':>7}{'framed':>8}{'alone':>7}{'both':>7}")
    for kind, told in answers.items():
        alone = 100 * np.mean([answer[0] for answer in told])
        framed = 100 * np.array([answer for answer in told if answer[1] is not None], float).reshape(-1, 2)
        means = "".join(f"{mean:7.1f}" for mean in framed.mean(axis=0)) if len(framed) else ""
        print(f"{kind:26}{len(told):7}{alone:7.1f}{len(framed):8}{means}")


def kind_of(row: Mapping[str, str]) -> str:
    colour = "no colour" if "unknown" in row["colour"].split("|") else "as it is"
    night = row["source"] in NIGHT or row["scene"].startswith(NIGHT)
    return f"{colour}, {'night' if night else 'of'} {row['source']}" if night or colour == "no colour" else colour


def untold(crop: ByteArray, frame: ByteArray | None) -> tuple[bool, bool | None]:
    """Tell whether a crop has no colour, alone, and within its frame if there is one."""
    alone = not chroma_spread(crop) >= ALONE or in_one_hue(crop)
    if frame is None:
        return alone, None
    meter = ColourMeter()
    meter.add(Frame(frame, 0.0))
    shot = Crop(crop, 0.0, np.array([0, 0, 1, 1], np.float32), 1.0)
    return alone, bool(meter.monochrome(np.zeros(1, np.float32), [shot]))


def frame_of(crop: str, folder: Path | None) -> ByteArray | None:
    path = folder / f"{crop.rpartition('_')[0]}.jpg" if folder else None
    return read_picture(path) if path and path.is_file() else None


def dyed(picture: ByteArray, dye: FloatArray, quality: int) -> ByteArray:
    """Return a picture without its colours, after JPEG with chroma of half the resolution."""
    mixed = np.clip(np.rint(picture @ dye), 0, 255).astype(np.uint8)[..., ::-1]
    half = (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420)
    data = cv2.imencode(".jpg", np.ascontiguousarray(mixed), (cv2.IMWRITE_JPEG_QUALITY, quality, *half))[1]
    return np.ascontiguousarray(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])


if __name__ == "__main__":
    main()
