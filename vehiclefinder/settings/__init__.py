"""What a user may choose: the command line over the environment over ``config.toml`` in the home over the defaults.

``settings`` has the values, ``kinds`` how each is written, ``sources`` where they are read. Nothing here opens a home.
"""

from vehiclefinder.settings.settings import Settings

__all__ = ["Settings"]
