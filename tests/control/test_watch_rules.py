"""Where and when watches look: zones, schedules, cooldowns, snoozes; and what they would have told."""

from datetime import UTC, datetime, timedelta

import pytest
from time_machine import Traveller

from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.control.watches.watch_requests import WatchChange, WatchRequest
from vehiclefinder.control.watches.watches import UNTIMED, Watches
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.camera_view import CameraView, Zone
from vehiclefinder.core.errors import ForbiddenError, NotFoundError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.watch_records import WatchZone
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog

from ..conftest import NOW
from .street import Street

ANN, BOB = Identity("ann", Role.OPERATOR), Identity("bob", Role.ADMIN)
NORTH = Identity("nora", Role.OPERATOR, ("north",))
LEFT = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
RIGHT = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))


@pytest.fixture
def drawn(street: Street, catalog: Catalog) -> CameraStore:
    """Two cameras; vans stand in the left half of their pictures."""
    cameras = CameraStore(catalog.database)
    for name in ("north", "south"):
        cameras.create(name, CameraView(zones=(Zone("left", LEFT), Zone("right", RIGHT))))
    return cameras


def told(alerts: Alerts, evaluator: WatchEvaluator) -> list[tuple[str, int]]:
    """Let the watches look; returns who told of what."""
    while evaluator.step():
        pass
    return [(alert.watch, alert.track) for alert in alerts.list(LOCAL)]


def test_a_watch_looks_at_its_zones_alone(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, drawn: CameraStore
) -> None:
    for name, zones in (("l", (("north", "left"),)), ("r", (("north", "right"), ("south", "right")))):
        watches.create(ANN, WatchRequest(name, "red van", zones=zones))
    (north,) = street.see("north", "red")
    street.see("south", "red")
    assert told(alerts, evaluator) == [("l", north)]
    assert [one.cameras for one in watches.list(ANN)] == [("north",), ("north", "south")]


def test_a_watch_whose_zones_are_gone_tells_of_nothing_and_says_so(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, drawn: CameraStore
) -> None:
    made = watches.create(ANN, WatchRequest("l", "red van", zones=(("north", "left"),)))
    drawn.change("north", CameraView())
    street.see("north", "red")
    assert told(alerts, evaluator) == []
    saved = watches.update(ANN, made.id, WatchChange(name="other"))
    assert saved.notes == ("zone left of camera north is gone",)
    drawn.rename("north", "west")
    lost = ("there is no camera north", "zone left of camera north is gone")
    assert watches.update(ANN, made.id, WatchChange(name="other")).notes == lost
    everywhere = watches.update(ANN, made.id, WatchChange(zones=(), cameras=()))
    assert (everywhere.zones, everywhere.cameras, everywhere.notes) == ((), None, ())
    (track,) = street.see("south", "red")
    assert told(alerts, evaluator) == [("other", track)]


def test_where_a_watch_may_look(watches: Watches, drawn: CameraStore) -> None:
    with pytest.raises(NotFoundError, match="no zone 'middle' of camera 'north'"):
        watches.create(ANN, WatchRequest("w", "red van", zones=(("north", "middle"),)))
    with pytest.raises(NotFoundError, match=r"^no camera 'south'$"):
        watches.create(NORTH, WatchRequest("w", "red van", zones=(("south", "left"),)))
    with pytest.raises(ValueError, match=r"expected zones of the cameras \['south'\], got zones of \['north'\]"):
        watches.create(ANN, WatchRequest("w", "red van", ("south",), zones=(("north", "left"),)))
    made = watches.create(NORTH, WatchRequest("w", "red van"))
    with pytest.raises(ForbiddenError, match="only they may change where it looks"):
        watches.update(BOB, made.id, WatchChange(cameras=("south",)))
    moved = watches.update(NORTH, made.id, WatchChange(zones=(("north", "right"),)))
    assert (moved.cameras, moved.zones) == (("north",), (WatchZone("north", "right"),))
    assert watches.update(NORTH, made.id, WatchChange(zones=(), cameras=())).cameras == ("north",), "all they may see"


def test_a_schedule_goes_by_when_a_vehicle_was_seen(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, clock: Traveller
) -> None:
    made = watches.create(ANN, WatchRequest("nights", "red van", schedule="fri 22:00-6:00"))
    assert (made.schedule, made.notes) == ("Fri 22:00-06:00", (UNTIMED,))
    clock.move_to(datetime(2026, 5, 6, 12, tzinfo=UTC), tick=False)
    street.see("north", "red")  # of no known time
    street.see("north", "red", start_time=datetime(2026, 5, 1, 12, tzinfo=UTC))
    (night,) = street.see("north", "red", start_time=datetime(2026, 5, 2, 3, tzinfo=UTC))
    assert told(alerts, evaluator) == [("nights", night)]
    assert watches.update(ANN, made.id, WatchChange(schedule="")).schedule is None
    (untimed,) = street.see("north", "red")
    assert told(alerts, evaluator) == [("nights", night), ("nights", untimed)]
    with pytest.raises(ValueError, match="expected a schedule such as"):
        watches.update(ANN, made.id, WatchChange(schedule="always"))


def test_after_an_alert_a_watch_is_silent_about_its_camera_for_its_cooldown(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator
) -> None:
    watches.create(ANN, WatchRequest("w", "red van", cooldown=10))
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)

    def see(camera: str, minutes: float, *colours: str) -> list[int]:
        return list(street.see(camera, *colours, start_time=start + timedelta(minutes=minutes)))

    first = see("north", 0, "red", "red")
    south = see("south", 1, "red")
    see("north", 9.9, "red")
    later = see("north", 10, "red")
    earlier = see("north", -15, "red")  # an old recording that came late
    see("north", -6, "red")
    expected = [first[0], *south, *later, *earlier]
    assert [track for _, track in told(alerts, evaluator)] == expected


def test_a_watch_that_snoozes_raises_nothing_and_never_tells_of_it(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, clock: Traveller
) -> None:
    made = watches.create(ANN, WatchRequest("w", "red van"))
    assert watches.update(ANN, made.id, WatchChange(snooze=60)).snoozed_until == NOW + timedelta(hours=1)
    street.see("north", "red")
    assert told(alerts, evaluator) == []
    clock.move_to(NOW + timedelta(hours=1), tick=False)
    (track,) = street.see("north", "red")
    assert told(alerts, evaluator) == [("w", track)]
    watches.update(ANN, made.id, WatchChange(snooze=60))
    assert watches.update(ANN, made.id, WatchChange(snooze=0)).snoozed_until is None


def test_what_a_watch_would_have_told(
    street: Street, watches: Watches, alerts: Alerts, drawn: CameraStore, log: AuditLog, clock: Traveller
) -> None:
    def see(camera: str, hours: float, *colours: str) -> list[int]:
        return list(street.see(camera, *colours, start_time=NOW - timedelta(hours=hours)))

    see("north", 30, "red")
    north, south = see("north", 20, "red", "white", "red"), see("south", 2, "red")
    street.see("north", "red")
    trial = watches.try_out(ANN, WatchRequest("w", "red van"))
    assert (trial.alerts, trial.more, trial.tracks) == (3, False, (*south, north[2], north[0]))
    assert (trial.since, trial.until) == (NOW - timedelta(hours=24), NOW)
    assert "1 track has no known time and was left out" in " ".join(trial.notes)
    assert watches.try_out(ANN, WatchRequest("w", "red van"), 48).alerts == 4
    assert watches.try_out(ANN, WatchRequest("w", "red van", cooldown=5)).tracks == (*south, north[0])
    assert watches.try_out(ANN, WatchRequest("w", "red van", zones=(("south", "left"),))).tracks == tuple(south)
    assert watches.try_out(ANN, WatchRequest("w", "red van", zones=(("south", "right"),))).alerts == 0
    assert watches.try_out(NORTH, WatchRequest("w", "red van")).tracks == (north[2], north[0])
    assert (alerts.list(LOCAL), watches.list(LOCAL)) == ([], [])
    entry = log.page(1)[0]
    assert (entry.who, entry.action) == ("nora", "watch.test")
    with pytest.raises(ForbiddenError):
        watches.try_out(Identity("vera", Role.VIEWER), WatchRequest("w", "red van"))
    with pytest.raises(ValueError, match="expected 1 to 8760 hours, got 0"):
        watches.try_out(ANN, WatchRequest("w", "red van"), 0)
