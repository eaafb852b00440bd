"""The catalog that searchers are measured with is one like any other."""

import numpy as np

from benchmarks.city.load import pour
from benchmarks.city.report import fitted
from benchmarks.city.tracks import City, Looks
from vehiclefinder.match.slots import RANGES, SLOTS
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog

from .conftest import FirstTwo


def looks() -> Looks:
    """Values that differ in one number of their slot."""
    widths = {slot: RANGES[slot].stop - RANGES[slot].start for slot in SLOTS}
    prototypes = {slot: np.eye(len(SLOTS[slot]), widths[slot], dtype=np.float32) for slot in SLOTS}
    return Looks(prototypes, {slot: [1.0] * len(values) for slot, values in SLOTS.items()})


def test_a_simulated_city_is_read_by_the_product(catalog: Catalog) -> None:
    url = catalog.database._engine.url.render_as_string(hide_password=False)
    pour(url, City(300, "encoder-1", looks(), per_source=30.0))
    index = IndexKeeper(catalog.home / "index", catalog, "encoder-1", FirstTwo())
    facts = index.current().facts
    assert (len(facts), index.coverage().gaps) == (300, ())
    assert np.array_equal(np.unique(facts.source), np.arange(1, 11))
    assert sum(camera.tracks for camera in catalog.cameras()) == 300
    (track,) = catalog.tracks([7])
    assert (len(track.path), len(track.crops), track.start < track.end) == (24, 3, True)
    row = int(np.flatnonzero(facts.track == 7)[0])
    stored = catalog.vectors("encoder-1", [7])[7]
    assert np.array_equal(index.current().vectors(np.array([row]))[0], stored)
    assert track.start_time is not None
    assert facts.start[row] == track.start_time.timestamp() + track.start


def test_a_law_is_found_again() -> None:
    assert np.allclose(fitted([10.0, 1000.0, 1e6], [7.0, 205.0, 200_005.0]), (5.0, 0.2))
