from datetime import timedelta

import time_machine

from vehiclefinder.control.view_log import ViewLog
from vehiclefinder.store.control.audit import AuditLog

from .conftest import OPERATOR, VIEWER


def test_a_view_is_written_once(log: AuditLog, clock: time_machine.Traveller) -> None:
    views = ViewLog(log)

    def written() -> int:
        return len(log.page(50))

    views.write(VIEWER, "clip", {"track": 1, "seconds": 2.0}, "north")
    clock.shift(timedelta(seconds=59))
    views.write(VIEWER, "clip", {"seconds": 2.0, "track": 1}, "north")
    assert written() == 1
    views.write(OPERATOR, "clip", {"track": 1, "seconds": 2.0}, "north")
    views.write(VIEWER, "clip", {"track": 2, "seconds": 2.0}, "north")
    views.write(VIEWER, "still", {"track": 1}, "north")
    assert written() == 4
    clock.shift(timedelta(seconds=1))
    views.write(VIEWER, "clip", {"track": 1, "seconds": 2.0}, "north")
    assert written() == 5
    clock.shift(timedelta(hours=-3))
    views.write(VIEWER, "clip", {"track": 1, "seconds": 2.0}, "north")
    assert written() == 6, "a clock that was set back hides nothing"
