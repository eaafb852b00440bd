"""What a service works on: jobs and streams."""

from datetime import UTC, datetime

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.checks.finding import Finding
from vehiclefinder.assemble.ingest_service import INGEST_LOCK
from vehiclefinder.core.counting import counted
from vehiclefinder.settings import Settings
from vehiclefinder.store.control import job_health
from vehiclefinder.store.database.locks import FileLocks


def jobs(settings: Settings, deep: bool) -> Finding:
    """Tell of streams that are not received, and of jobs that nobody holds."""
    with open_catalog(settings) as catalog:
        health = job_health.check(catalog.database, datetime.now(UTC))
        # One on another machine is seen by the jobs that it holds, and may have none.
        may_be_elsewhere = catalog.database.is_postgresql
        served = (may_be_elsewhere and health.held > 0) or FileLocks(catalog.home).is_held(INGEST_LOCK)
    state = {
        "service": "runs" if served else "none is seen" if may_be_elsewhere else "does not run",
        "running": health.running,
        "waiting": health.waiting,
        "streams": health.streams,
        "streams_away": len(health.away),
    }
    left = health.running + health.waiting
    note = f"{counted(left, 'job goes', 'jobs go')} on once a service runs"
    return Finding(state, (*health.away, *(health.unheld if served else ())), (note,) if left and not served else ())
