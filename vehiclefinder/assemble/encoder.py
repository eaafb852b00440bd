"""The image half of the matcher, opened as the settings say."""

from vehiclefinder.assemble.models import IMAGE, open_encoding_session, open_models
from vehiclefinder.match.decision import Calibration
from vehiclefinder.match.image_encoder import VEHICLE, ImageEncoder
from vehiclefinder.settings import Settings


def open_encoder(settings: Settings) -> ImageEncoder:
    """Open the image half of the matcher.

    :raises ModelError: It is missing or damaged.
    """
    model = open_models(settings).get(IMAGE)
    return ImageEncoder(
        open_encoding_session(settings),
        model.sha256,
        model.info["side"],
        tells_vehicles=VEHICLE in model.info["outputs"],
        limits=Calibration.from_info(model.info).vehicle_limits,
    )
