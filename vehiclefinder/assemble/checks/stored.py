"""What is stored: the database, the vectors and pictures of tracks, the index."""

from collections import Counter
from dataclasses import asdict

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.checks.finding import Finding, listed
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.assemble.models import IMAGE, open_decider, open_models
from vehiclefinder.core.counting import counted
from vehiclefinder.settings import Settings
from vehiclefinder.store.index import index_health
from vehiclefinder.store.tracks import picture_health, vector_health


def vectors(settings: Settings, deep: bool) -> Finding:
    """Tell which tracks the present model has no vector of."""
    encoder = open_models(settings).get(IMAGE).sha256
    with open_catalog(settings) as catalog:
        covered = catalog.coverage(encoder)
    lacking = covered.without_pictures()
    state = {
        "waiting": covered.waiting(),
        "without_pictures": lacking,
        "superseded_sources": len(covered.superseded),
    }
    has = counted(lacking, "track has", "tracks have")
    note = f"{has} no vector and no picture to make one from: no search finds {'it' if lacking == 1 else 'them'}"
    return Finding(state, notes=(note,) if lacking else ())


def store(settings: Settings, deep: bool) -> Finding:
    """Count everything, and let the database check itself."""
    with open_catalog(settings) as catalog:
        health, unwritable = catalog.health(), catalog.unwritable()
    state = {name: value for name, value in asdict(health).items() if name != "problems"} | {"unwritable": unwritable}
    return Finding(state, health.problems, (f"nothing can be stored now: {unwritable}",) if unwritable else ())


def checksums(settings: Settings, deep: bool) -> Finding:
    """Hold every vector against its checksum."""
    with open_catalog(settings) as catalog:
        health = vector_health.check(catalog.database)
    faults = Counter(one.fault for one in health.damaged)
    problems = tuple(
        line
        for fault in faults
        for line in listed(
            f"vector is {fault}, of track",
            f"vectors are {fault}, of tracks",
            tuple(one.track for one in health.damaged if one.fault is fault),
        )
    )
    note = counted(health.without, "vector has no checksum, as it is", "vectors have no checksum, as they are")
    state = {"checked": health.checked, "without": health.without, "damaged": len(health.damaged)}
    return Finding(state, problems, (f"{note} from an earlier version; --repair makes it",) if health.without else ())


def pictures(settings: Settings, deep: bool) -> Finding:
    """Look at every picture."""
    with open_catalog(settings) as catalog:
        health = picture_health.check(catalog.database, catalog.media, deep)
    problems = (
        *listed("is missing", "are missing", health.missing),
        *listed("is no whole JPEG", "are no whole JPEG", health.junk),
        *listed("track has no picture left", "tracks have no picture left", health.lost),
    )
    many = {name: len(value) if isinstance(value, tuple) else value for name, value in asdict(health).items()}
    return Finding(many, problems)


def index(settings: Settings, deep: bool) -> Finding:
    """Hold the index against the catalog."""
    with open_catalog(settings) as catalog:
        decider = open_decider(settings)
        keeper = open_index(settings, catalog, decider)
        health = index_health.check(keeper.files, keeper.identity(catalog.generation()[0]), catalog, deep)
    problems = (health.problem,) if health.problem else ()
    return Finding({"rows": health.rows, "state": health.state}, problems)
