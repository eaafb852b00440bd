"""A simulated catalog of a city, of any size: its tracks, how they get into a database, and what is measured of it."""
