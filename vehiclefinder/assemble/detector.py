"""The detector, opened as the settings say."""

from vehiclefinder.assemble.models import DETECTOR, open_models, serving_session
from vehiclefinder.settings import Settings
from vehiclefinder.video.tracking.detector import PicoDet


def open_detector(settings: Settings) -> PicoDet:
    """Open the detector.

    :raises ModelError: It is missing or damaged.
    """
    model = open_models(settings).get(DETECTOR)
    return PicoDet(serving_session(settings, model.path), size=model.info["input_size"])
