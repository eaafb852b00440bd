"""What a site tells of itself in what it hands on."""

from vehiclefinder import __version__
from vehiclefinder.assemble.models import open_models
from vehiclefinder.control.cases.exports import Site
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.settings import Settings


def site(settings: Settings) -> Site:
    """Return clock, version and models as the settings say.

    :raises ModelError: The folder of models has no readable manifest.
    :raises ValueError: There is no such time zone.
    """
    return Site(SiteClock(time_zone(settings.timezone)), __version__, open_models(settings).digests)
