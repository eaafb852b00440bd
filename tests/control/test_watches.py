from dataclasses import replace

import pytest

from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.control.watches.watch_requests import WatchChange, WatchRequest
from vehiclefinder.control.watches.watches import MUTE, Watches
from vehiclefinder.control.watches.webhook_signatures import key_of
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.camera_view import CameraView
from vehiclefinder.core.compass import North
from vehiclefinder.core.errors import ConflictError, ForbiddenError, NotFoundError
from vehiclefinder.core.types import Decision
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.cameras import CameraStore

from .street import Street

ANN = Identity("ann", Role.OPERATOR)
BOB = Identity("bob", Role.OPERATOR)
NORTH = Identity("nora", Role.OPERATOR, ("north",))
SOUTH = Identity("saul", Role.OPERATOR, ("south",))
LOOKER = Identity("vera", Role.VIEWER, ("north",))
RED = WatchRequest("red ones", "red van")
HOOK = "https://hooks.example.org/T0/very-secret"


def test_a_watch_is_as_it_was_asked_for(street: Street, watches: Watches) -> None:
    street.see("north", "white")
    made = watches.create(ANN, WatchRequest("w", "red van", ("north", "north"), Decision.POSSIBLE))
    assert (made.name, made.sentence, made.cameras, made.least) == ("w", "red van", ("north",), Decision.POSSIBLE)
    assert (made.active, made.who, made.webhook, made.secret) == (True, "ann", None, None)
    assert watches.get(ANN, made.id).to_json() == {
        k: v for k, v in made.to_json().items() if k not in ("secret", "unchecked", "notes")
    }


def test_whoever_makes_a_watch_is_told_what_of_its_sentence_does_not_count(watches: Watches) -> None:
    ladder = watches.create(ANN, WatchRequest("ladder", "red van with a ladder"))
    assert ladder.notes == ("not checked: ladder", MUTE)
    possible = watches.update(ANN, ladder.id, WatchChange(least=Decision.POSSIBLE))
    assert possible.notes == ("not checked: ladder",)
    plain = watches.update(ANN, ladder.id, WatchChange(sentence="red van", least=Decision.MATCH))
    assert (plain.unchecked, plain.notes) == ((), ())
    fastest = watches.create(ANN, WatchRequest("fastest", "the fastest red van"))
    assert fastest.notes == ("“fastest” does not count: a watch tells of every vehicle",)
    lost = watches.create(ANN, WatchRequest("lost", "red van on camera 9 this morning"))
    assert lost.notes == ("no camera 9; all are searched",)
    undrawn = watches.create(ANN, WatchRequest("undrawn", "red van in lane 3"))
    assert undrawn.notes == ("no zone is called lane 3; draw one to search it", MUTE)


def test_whoever_makes_a_watch_is_told_that_no_camera_has_a_north(street: Street, watches: Watches) -> None:
    street.see("north", "white")
    street.see("south", "white")
    made = watches.create(ANN, WatchRequest("north", "northbound red van"))
    without = "“northbound” did not count: nobody has said where north is on cameras north, south"
    assert made.notes == (without, MUTE)
    assert watches.update(ANN, made.id, WatchChange(least=Decision.POSSIBLE)).notes == (without,)
    CameraStore(street.catalog.database).change("south", CameraView(north=North(90.0)))
    assert watches.update(ANN, made.id, WatchChange(least=Decision.MATCH)).notes == ()


def test_what_a_watch_cannot_be(street: Street, watches: Watches) -> None:
    street.see("north", "white")
    with pytest.raises(ValueError, match=r"expected a sentence with a type, colour.* got 'an Audi'"):
        watches.create(ANN, WatchRequest("w", "an Audi"))
    with pytest.raises(ValueError, match="expected a sentence with a type"):
        watches.create(ANN, WatchRequest("w", "what is it"))
    with pytest.raises(ValueError, match="expected a name of 1 to 100 characters, got '  '"):
        WatchRequest("  ", "red van")
    with pytest.raises(ValueError, match="expected match or possible as the least decision"):
        WatchRequest("w", "red van", least=Decision.NONE)
    with pytest.raises(ValueError, match="expected 1 to 1000 cameras"):
        WatchRequest("w", "red van", cameras=())
    with pytest.raises(NotFoundError, match="no camera 'west'"):
        watches.create(ANN, replace(RED, cameras=("west",)))
    assert watches.list(LOCAL) == []


def test_nobody_has_two_watches_of_one_name_but_others_may(watches: Watches) -> None:
    first = watches.create(ANN, RED)
    with pytest.raises(ConflictError, match="ann has a watch named 'red ones' already"):
        watches.create(ANN, RED)
    watches.create(BOB, RED)
    other = watches.create(ANN, replace(RED, name="other"))
    with pytest.raises(ConflictError):
        watches.update(ANN, other.id, WatchChange(name="red ones"))
    assert watches.update(ANN, first.id, WatchChange(name="red ones", sentence="white van")).sentence == "white van"


def test_only_operators_make_watches_and_only_their_makers_and_admins_change_them(watches: Watches) -> None:
    watch = watches.create(ANN, RED)
    with pytest.raises(ForbiddenError, match="vera is viewer; this needs operator"):
        watches.create(LOOKER, RED)
    with pytest.raises(ForbiddenError, match="watch 1 was made by ann"):
        watches.update(BOB, watch.id, WatchChange(active=False))
    with pytest.raises(ForbiddenError, match="watch 1 was made by ann"):
        watches.delete(BOB, watch.id)
    assert not watches.update(LOCAL, watch.id, WatchChange(active=False)).active
    watches.delete(ANN, watch.id)
    with pytest.raises(NotFoundError, match="no watch 1"):
        watches.get(ANN, watch.id)


def test_a_watch_exists_for_those_who_see_all_of_its_cameras(street: Street, watches: Watches) -> None:
    street.see("north", "white")
    street.see("south", "white")
    everywhere, north = watches.create(ANN, RED), watches.create(NORTH, RED)
    assert [watch.id for watch in watches.list(ANN)] == [everywhere.id, north.id]
    assert [watch.id for watch in watches.list(LOOKER)] == [north.id]
    assert watches.list(SOUTH) == []
    for watch in (everywhere, north):
        with pytest.raises(NotFoundError, match=f"^no watch {watch.id}$"):
            watches.get(SOUTH, watch.id)
        with pytest.raises(NotFoundError, match=f"^no watch {watch.id}$"):
            watches.delete(SOUTH, watch.id)
    with pytest.raises(NotFoundError, match=r"^no camera 'north'$"):
        watches.create(SOUTH, replace(RED, cameras=("north",)))


def test_watches_come_in_pages(watches: Watches) -> None:
    ids = [watches.create(ANN, replace(RED, name=str(n))).id for n in range(5)]
    assert [watch.id for watch in watches.list(ANN, limit=2, after=ids[1])] == ids[2:4]


def test_alerts_exist_for_those_who_see_their_camera(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator
) -> None:
    watches.create(LOCAL, RED)
    street.see("north", "red")
    street.see("south", "red", "red")
    while evaluator.step():
        pass
    assert [alert.camera for alert in alerts.list(ANN)] == ["north", "south", "south"]
    assert [alert.camera for alert in alerts.list(NORTH)] == ["north"]
    first, second, third = alerts.list(ANN)
    assert (alerts.newest(ANN), alerts.newest(NORTH), alerts.newest(SOUTH)) == (third.id, first.id, third.id)
    assert alerts.newest(Identity("nobody", Role.VIEWER, ())) == 0
    assert alerts.get(NORTH, first.id) == first
    for ask in (alerts.get, alerts.picture, alerts.acknowledge):
        with pytest.raises(NotFoundError, match=f"^no alert {second.id}$"):
            ask(NORTH, second.id)
        with pytest.raises(NotFoundError, match=r"^no alert 987$"):
            ask(NORTH, 987)
    assert [alert.id for alert in alerts.list(ANN, limit=1, after=first.id)] == [second.id]
    assert [alert.id for alert in alerts.latest(ANN, limit=2)] == [third.id, second.id]
    assert alerts.latest(NORTH) == [first]
    assert [alerts.unacknowledged(who) for who in (ANN, NORTH, SOUTH)] == [3, 1, 2]


def test_whoever_takes_notice_first_stands(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, log: AuditLog
) -> None:
    watches.create(LOCAL, RED)
    street.see("north", "red", "red")
    evaluator.step()
    first, second = alerts.list(ANN, unacknowledged=True)
    with pytest.raises(ForbiddenError):
        alerts.acknowledge(LOOKER, first.id)
    taken = alerts.acknowledge(ANN, first.id)
    assert (taken.acknowledged_by, taken.acknowledged is not None) == ("ann", True)
    assert alerts.acknowledge(BOB, first.id) == taken
    assert [alert.id for alert in alerts.list(ANN, unacknowledged=True)] == [second.id]
    assert alerts.latest(ANN, unacknowledged=True) == [second]
    assert alerts.unacknowledged(ANN) == 1
    assert [(entry.who, entry.action, entry.camera) for entry in log.page(2)] == [
        ("bob", "alert.acknowledge", "north"),
        ("ann", "alert.acknowledge", "north"),
    ]


def test_the_secret_of_a_webhook_is_told_once_and_its_address_never(watches: Watches, log: AuditLog) -> None:
    made = watches.create(ANN, replace(RED, webhook=HOOK))
    assert made.secret is not None and len(key_of(made.secret)) == 32
    assert made.webhook == "https://hooks.example.org"
    changed = watches.update(ANN, made.id, WatchChange(webhook=HOOK + "/2"))
    assert changed.secret not in (None, made.secret)
    assert watches.update(ANN, made.id, WatchChange(name="other")).secret is None
    shown = f"{watches.get(ANN, made.id)} {watches.list(ANN)} {log.page(10)} {made} {WatchChange(webhook=HOOK)}"
    assert "hooks.example.org" in shown
    assert not [word for word in (made.secret, changed.secret, "very-secret") if word and word in shown]
    assert watches.update(ANN, made.id, WatchChange(webhook="")).webhook is None


def test_a_webhook_of_another_host_is_refused(watches: Watches) -> None:
    with pytest.raises(ValueError, match=r"one of VEHICLEFINDER_WEBHOOK_HOSTS, got 'evil\.example\.org'"):
        watches.create(ANN, replace(RED, webhook="https://evil.example.org/"))
    watch = watches.create(ANN, RED)
    with pytest.raises(ValueError, match="expected https for a webhook"):
        watches.update(ANN, watch.id, WatchChange(webhook="http://hooks.example.org/"))
    assert watches.get(ANN, watch.id).webhook is None
