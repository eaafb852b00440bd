"""The detector, opened as the settings say."""

from vehiclefinder.assemble.models import DETECTOR, open_models, serving_session
from vehiclefinder.settings import Settings
from vehiclefinder.video.tracking.detector import DetectorSettings, PicoDet


def open_detector(settings: Settings, chosen: DetectorSettings = DetectorSettings()) -> PicoDet:
    """Open the detector.

    :raises ModelError: It is missing or damaged.
    """
    return PicoDet(serving_session(settings, open_models(settings).get(DETECTOR).path), chosen)
