"""What an encoder makes of pictures and of augmented variants: the rows on which layers are fitted that read it."""

from collections.abc import Iterable
from itertools import islice

import numpy as np
import torch
from numpy.random import Generator

from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.match.image_encoder import prepare
from vehiclefinder.train.augment import augment
from vehiclefinder.train.model import ImageNet

BATCH = 64


def plain_features(encoder: ImageNet, pictures: Iterable[ByteArray], size: int) -> FloatArray:
    """Return the features of every picture as it is, float32 (n, f); see :func:`variant_features`."""
    return _features(encoder, (prepare(picture, size) for picture in pictures))


def variant_features(encoder: ImageNet, pictures: Iterable[ByteArray], size: int, random: Generator) -> FloatArray:
    """Return the features of one variant of every picture, float32 (n, f).

    :param encoder: In evaluation mode, on the CPU.
    :param pictures: At least one, uint8 (h, w, 3), RGB; a batch of them is in memory at a time.
    :param size: Side of the square picture, pixels.
    """
    return _features(encoder, (augment(picture, size, random) for picture in pictures))


@torch.no_grad()
def _features(encoder: ImageNet, prepared: Iterable[ByteArray]) -> FloatArray:
    rows, rest = [], iter(prepared)
    while batch := list(islice(rest, BATCH)):
        rows.append(encoder.features(torch.from_numpy(np.stack(batch)).permute(0, 3, 1, 2).float()).numpy())
    return np.concatenate(rows)
