"""Crops to vectors of the joint space."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.match.open_set import VehicleLimits, log_odds, probability
from vehiclefinder.match.slots import DIM, RANGES
from vehiclefinder.runtime.session import Session

MAX_BATCH = 16
LEAST_WEIGHT = 1e-6
"""Of a crop in its track, so that crops without any quality still make a vector."""
VEHICLE = "vehicle"
"""Output of a model that tells what is no vehicle."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a model says of n crops.

    :param vectors: float32 (n, DIM), unit length in each slot.
    :param vehicle: float32 (n,), how probably each shows a vehicle; None where the model does not tell.
    """

    vectors: FloatArray
    vehicle: FloatArray | None


class ImageEncoder:
    """The image half of the matcher.

    :param session: Model with input ``pixels`` uint8 (n, side, side, 3) RGB and output ``vectors`` float32 (n, DIM).
    :param encoder_id: Identity of the model, stored beside every vector that it makes.
    :param side: Side of the square picture that the model was trained for, pixels.
    :param tells_vehicles: Whether the model has an output ``VEHICLE`` float32 (n,) too.
    :param limits: What is taken for a vehicle.
    """

    def __init__(
        self,
        session: Session,
        encoder_id: str,
        side: int,
        *,
        tells_vehicles: bool = False,
        limits: VehicleLimits = VehicleLimits(),
    ) -> None:
        self.id = encoder_id
        self.limits = limits
        self._session = session
        self._side = side
        self._outputs = ["vectors", VEHICLE] if tells_vehicles else ["vectors"]

    def encode(self, crops: Sequence[ByteArray]) -> FloatArray:
        """Embed crops.

        :param crops: n pictures uint8 (h, w, 3), RGB, of any size, never empty.
        :returns: float32 (n, DIM), unit length in each slot.
        :raises ValueError: A crop is not such a picture.
        :raises ModelError: The model was exported for other slots.
        """
        return self.see(crops).vectors

    def see(self, crops: Sequence[ByteArray]) -> Seen:
        """Embed crops as :meth:`encode` does, and tell how probably each shows a vehicle."""
        parts: list[list[FloatArray]] = [
            [np.zeros((0, DIM), np.float32), np.zeros(0, np.float32)][: len(self._outputs)]
        ]
        for start in range(0, len(crops), MAX_BATCH):
            pixels = np.stack([prepare(crop, self._side) for crop in crops[start : start + MAX_BATCH]])
            parts.append(self._run(pixels))
        vectors, *rest = (np.concatenate(part) for part in zip(*parts, strict=True))
        return Seen(vectors, rest[0] if rest else None)

    def encode_track(self, crops: Sequence[ByteArray], qualities: Sequence[float]) -> FloatArray:
        """Return the vector of a track; see :meth:`see_track`."""
        return self.see_track(crops, qualities)[0]

    def see_track(self, crops: Sequence[ByteArray], qualities: Sequence[float]) -> tuple[FloatArray, float | None]:
        """Return the one vector of a track, and how probably it looks like a vehicle.

        Crops count by their quality; of the probabilities the log-odds are averaged, as of witnesses.

        :param crops: As for :meth:`encode`, at least one.
        :param qualities: One for each crop, not negative.
        :returns: float32 (DIM,), unit length in each slot; and None where the model does not tell.
        :raises ValueError: There is no crop, or one is no picture.
        """
        seen, weights = self.see(crops), np.maximum(qualities, LEAST_WEIGHT).astype(np.float32)
        vehicle = None
        if seen.vehicle is not None:
            vehicle = float(probability(np.average(log_odds(seen.vehicle), weights=weights)))
        return pool(seen.vectors, weights), vehicle

    def _run(self, pixels: ByteArray) -> list[FloatArray]:
        found = self._session.run(self._outputs, {"pixels": pixels})
        if found[0].shape[1] != DIM:
            raise ModelError(f"expected a model of {DIM} numbers a picture, got {found[0].shape[1]}; export it again")
        return found


def prepare(crop: ByteArray, side: int) -> ByteArray:
    """Return a crop as the encoder wants it: stretched to a square.

    A letterbox keeps the proportions and wastes pixels; it measured 9 points less on views and 5 on colours of a
    source that was left out of a short training.

    :param crop: uint8 (h, w, 3), RGB.
    :returns: uint8 (side, side, 3), RGB.
    :raises ValueError: Not such a picture, or an empty one.
    """
    if crop.dtype != np.uint8 or crop.ndim != 3 or crop.shape[2] != 3 or crop.size == 0:
        raise ValueError(f"expected a crop uint8 (h, w, 3), not empty, got {crop.dtype} {crop.shape}")
    shrinks = crop.shape[0] > side or crop.shape[1] > side
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    scaled: ByteArray = cv2.resize(np.ascontiguousarray(crop), (side, side), interpolation=method).astype(np.uint8)
    return scaled


def pool(vectors: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the one vector of a track: the weighted mean of its crops' vectors, unit length in each slot again.

    :param vectors: float32 (k, DIM), k >= 1.
    :param weights: float32 (k,), not negative, not all zero.
    :returns: float32 (DIM,).
    :raises ValueError: Shapes or weights are others.
    """
    if vectors.shape != (len(weights), DIM) or len(weights) == 0:
        raise ValueError(
            f"expected ({len(weights)}, {DIM}) vectors for {len(weights)} >= 1 weights, got {vectors.shape}"
        )
    if np.any(weights < 0) or not np.any(weights > 0):
        raise ValueError(f"expected weights that are not negative and not all zero, got {weights}")
    return unit_slots(weights.astype(np.float32) @ vectors)


def unit_slots(vectors: FloatArray) -> FloatArray:
    """Scale every slot of float32 (..., DIM) to unit length; a slot of zeros stays zero."""
    scaled = np.zeros_like(vectors, dtype=np.float32)
    for part in RANGES.values():
        lengths = np.linalg.norm(vectors[..., part], axis=-1, keepdims=True)
        scaled[..., part] = vectors[..., part] / np.maximum(lengths, 1e-12)
    return scaled
