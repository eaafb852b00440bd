from datetime import timedelta

import time_machine

from vehiclefinder.control.looks import Looks
from vehiclefinder.store.control.audit import AuditLog

from .conftest import OPERATOR, VIEWER


def test_one_look_is_written_once(log: AuditLog, clock: time_machine.Traveller) -> None:
    looks = Looks(log)

    def written() -> int:
        return len(log.page(50))

    looks.write(VIEWER, "clip", {"track": 1, "seconds": 2.0}, "north")
    clock.shift(timedelta(seconds=59))
    looks.write(VIEWER, "clip", {"seconds": 2.0, "track": 1}, "north")
    assert written() == 1
    looks.write(OPERATOR, "clip", {"track": 1, "seconds": 2.0}, "north")
    looks.write(VIEWER, "clip", {"track": 2, "seconds": 2.0}, "north")
    looks.write(VIEWER, "still", {"track": 1}, "north")
    assert written() == 4
    clock.shift(timedelta(seconds=1))
    looks.write(VIEWER, "clip", {"track": 1, "seconds": 2.0}, "north")
    assert written() == 5
    clock.shift(timedelta(hours=-3))
    looks.write(VIEWER, "clip", {"track": 1, "seconds": 2.0}, "north")
    assert written() == 6, "a clock that was set back hides nothing"
