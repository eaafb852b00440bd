"""Watches: saved sentences that tell of every new vehicle they fit."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from vehiclefinder.control.watches.watch_places import WatchPlaces
from vehiclefinder.control.watches.watch_requests import SavedWatch, WatchChange, WatchRequest, canonical
from vehiclefinder.control.watches.watch_rules import WatchRules
from vehiclefinder.control.watches.watch_trial import Trial, WatchTrial
from vehiclefinder.control.watches.webhook_signatures import new_secret
from vehiclefinder.control.watches.webhooks import Webhooks
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import ForbiddenError, NotFoundError
from vehiclefinder.core.types import Decision
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.unchecked import Understanding
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.watch_records import NewWatch, StoredWatch
from vehiclefinder.store.control.watches import WatchStore
from vehiclefinder.store.tracks.catalog import Catalog

MUTE = "no alert will be raised: vehicles can be no more than possible, and only matches are told of"
"""Said of a watch that can find no match."""
UNTIMED = "by its schedule it tells of no vehicle whose time is not known"
"""Said of a watch that has one."""
PLAIN = ("name", "sentence", "least", "active", "cooldown")
"""What a change says as it is kept."""


class Watches:
    """Makes, changes and shows watches.

    A watch looks at cameras that exist for whoever made it, and at no other, whoever changes it later. It exists
    for those who may see all of its cameras; whoever made it and admins may change it.

    :param webhooks: Which webhooks are allowed.
    :param zone: That of the site, which schedules go by; None means this machine's.
    """

    def __init__(
        self, catalog: Catalog, finder: Finder, webhooks: Webhooks, audit: AuditLog, zone: tzinfo | None = None
    ) -> None:
        self._store = WatchStore(catalog.database)
        self._places = WatchPlaces(catalog)
        self._zone = zone
        self._catalog = catalog
        self._finder = finder
        self._webhooks = webhooks
        self._audit = audit

    def create(self, who: Identity, request: WatchRequest) -> SavedWatch:
        """Make a watch, which looks at what is ingested from now on.

        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: A camera or zone is not there, or not for them.
        :raises ValueError: Nothing in the sentence could ever be checked, a zone is of another camera, or the webhook
            is not allowed.
        :raises ConflictError: They have a watch of that name.
        """
        who.require(Role.OPERATOR)
        cameras = self._places.cameras(who, request.cameras, request.zones)
        self._finder.require_checkable(request.sentence)
        secret = self._secret(request.webhook)
        new = NewWatch(
            who.name,
            request.name,
            request.sentence,
            cameras,
            request.least,
            request.zones,
            canonical(request.schedule),
            request.cooldown,
            request.webhook or None,
            secret,
        )
        watch = self._store.add(new)
        self._audit.write(who, "watch.create", watch.to_json())
        return self._saved(watch, secret)

    def update(self, who: Identity, watch_id: int, change: WatchChange) -> SavedWatch:
        """Change a watch.

        :raises ForbiddenError: They are no operator, or it is another's and they are no admin.
        :raises NotFoundError: There is no such watch, camera or zone, or not for them.
        :raises ValueError: Nothing in the sentence could ever be checked, a zone is of another camera, or the webhook
            is not allowed.
        :raises ConflictError: Whoever made it has another one of that name.
        """
        before = self._require_own(who, watch_id)
        if change.sentence is not None:
            self._finder.require_checkable(change.sentence)
        values = _columns(change) | self._moved(who, before, change)
        secret = self._secret(change.webhook)
        if change.webhook is not None:
            values |= {"webhook": change.webhook or None, "secret": secret}
        watch = self._store.change(watch_id, **values)
        self._audit.write(who, "watch.update", watch.to_json())
        return self._saved(watch, secret)

    def try_out(self, who: Identity, request: WatchRequest, hours: int = 24) -> WatchTrial:
        """Return what a watch would have told of what was seen lately, had it been there.

        :param hours: How many hours before the present, 1 to 8,760.
        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: A camera or zone is not there, or not for them.
        :raises ValueError: Nothing in the sentence could ever be checked, or the hours are too many or too few.
        """
        who.require(Role.OPERATOR)
        cameras = self._places.cameras(who, request.cameras, request.zones)
        self._finder.require_checkable(request.sentence)
        trial = Trial(self._finder, self._places.drawn(), self._zone).of(request, cameras, hours)
        asked = {"sentence": request.sentence, "hours": hours, "alerts": trial.alerts}
        self._audit.write(who, "watch.test", asked, done=False)
        return trial

    def delete(self, who: Identity, watch_id: int) -> None:
        """Remove a watch; its alerts stay.

        :raises ForbiddenError: They are no operator, or it is another's and they are no admin.
        :raises NotFoundError: There is no such watch, or not for them.
        """
        watch = self._require_own(who, watch_id)
        self._store.remove(watch_id)
        self._audit.write(who, "watch.delete", {"id": watch_id, "name": watch.name})

    def get(self, who: Identity, watch_id: int) -> StoredWatch:
        """Return a watch.

        :raises NotFoundError: There is no such watch, or not for them.
        """
        watch = self._store.get(watch_id)
        if not _sees(who, watch):
            raise NotFoundError(f"no watch {watch_id}")
        return watch

    def list(self, who: Identity, limit: int = 50, after: int | None = None) -> Sequence[StoredWatch]:
        """Return the watches that exist for them, in the order of their creation.

        :param after: Only those with a larger id.
        """
        return [one for one in self._store.all() if one.id > (after or 0) and _sees(who, one)][:limit]

    def _require_own(self, who: Identity, watch_id: int) -> StoredWatch:
        who.require(Role.OPERATOR)
        watch = self.get(who, watch_id)
        if watch.who != who.name and not who.role.covers(Role.ADMIN):
            raise ForbiddenError(f"watch {watch_id} was made by {watch.who}; only they and admins may change it")
        return watch

    def _moved(self, who: Identity, watch: StoredWatch, change: WatchChange) -> dict[str, Any]:
        """Return the columns of where a watch looks, where that changes."""
        if change.cameras is None and change.zones is None:
            return {}
        if watch.who != who.name:
            raise ForbiddenError(f"watch {watch.id} was made by {watch.who}; only they may change where it looks")
        zones = tuple(one.pair for one in watch.zones) if change.zones is None else change.zones
        kept = None if change.zones else watch.cameras
        cameras = self._places.cameras(who, kept if change.cameras is None else change.cameras or None, zones)
        return {"cameras": None if cameras is None else list(cameras), "zones": [list(zone) for zone in zones]}

    def _saved(self, watch: StoredWatch, secret: str | None) -> SavedWatch:
        rules = WatchRules.of(watch)
        scope = rules.scope(self._places.drawn()) or Scope(standing=True)
        understood = self._finder.understanding(watch.sentence, scope)
        values = {one.name: getattr(watch, one.name) for one in fields(watch)}
        notes = (
            *watch_notes(understood, watch.least),
            *self._places.lost(rules),
            *([UNTIMED] if watch.schedule else []),
        )
        return SavedWatch(**values, secret=secret, unchecked=understood.unchecked, notes=notes)

    def _secret(self, webhook: str | None) -> str | None:
        if not webhook:
            return None
        self._webhooks.require(webhook)
        return new_secret()


def _sees(who: Identity, watch: StoredWatch) -> bool:
    if who.cameras is None:
        return True
    return watch.cameras is not None and all(who.sees(camera) for camera in watch.cameras)


def watch_notes(understood: Understanding, least: Decision) -> tuple[str, ...]:
    """Say what of a watch's sentence does not count, and whether the watch can raise alerts at all."""
    unheard = f"“{understood.order}” does not count: a watch tells of every vehicle" if understood.order else ""
    mute = "" if understood.may_match or least is Decision.POSSIBLE else MUTE
    return tuple(filter(None, (*understood.notes, unheard, mute)))


def _columns(change: WatchChange) -> dict[str, Any]:
    """Return the columns that a change sets, but those of where it looks and of its webhook."""
    values: dict[str, Any] = {name: value for name in PLAIN if (value := getattr(change, name)) is not None}
    if change.schedule is not None:
        values["schedule"] = canonical(change.schedule)
    if change.snooze is not None:
        values["snoozed_until"] = datetime.now(UTC) + timedelta(minutes=change.snooze) if change.snooze else None
    return values
