"""One picture of a source, to draw on."""

from io import BytesIO

from PIL import Image

from vehiclefinder.core.camera_view import Polygon
from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.sources.open import ReadSettings, open_video
from vehiclefinder.video.sources.privacy_mask import masked

QUALITY = 90


def still(uri: str, masks: tuple[Polygon, ...]) -> bytes:
    """Return the first frame of a source as JPEG, its masked parts black.

    :raises VideoError: The source cannot be read.
    """
    with open_video(uri, ReadSettings(ahead=0)) as video:
        frame = next(iter(video), None)
    if frame is None:
        raise VideoError(f"no picture in {uri}")
    jpeg = BytesIO()
    Image.fromarray(masked(frame.image, masks)).save(jpeg, format="JPEG", quality=QUALITY)
    return jpeg.getvalue()
