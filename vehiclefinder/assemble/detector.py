"""The detector, opened as the settings say."""

from vehiclefinder.assemble.models import open_detecting_session
from vehiclefinder.settings import Settings
from vehiclefinder.video.tracking.detector import DetectorSettings, PicoDet


def open_detector(settings: Settings, chosen: DetectorSettings = DetectorSettings()) -> PicoDet:
    """Open the detector.

    :raises ModelError: It is missing or damaged.
    """
    return PicoDet(open_detecting_session(settings), chosen)
