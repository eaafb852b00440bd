"""What nobody works on: what interrupted ingests, removals, uploads and the like left."""

from collections import defaultdict
from collections.abc import Sequence

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.checks.finding import Finding
from vehiclefinder.assemble.tidier import open_tidier
from vehiclefinder.settings import Settings
from vehiclefinder.store.tidying.stranded import Stranded

SHOWN = 3


def stranded(settings: Settings, deep: bool) -> Finding:
    """Look for what is left over; a service and ``prune`` tidy it, too."""
    with open_catalog(settings) as catalog:
        found = open_tidier(settings, catalog).stranded()
    state = {"things": len(found), "bytes": sum(one.size for one in found)}
    return Finding(state, tuple(by_kind(found)))


def by_kind(found: Sequence[Stranded]) -> list[str]:
    """Return a line for each kind of things."""
    kinds: defaultdict[str, list[Stranded]] = defaultdict(list)
    for one in found:
        kinds[one.kind].append(one)
    return [
        f"{len(some)} x {kind}, {sum(one.size for one in some)} bytes: "
        + ", ".join(one.name for one in some[:SHOWN])
        + (" …" if len(some) > SHOWN else "")
        for kind, some in kinds.items()
    ]
