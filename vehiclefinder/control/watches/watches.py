"""Watches: saved sentences that tell of every new vehicle they fit."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from ner.leftovers import Leftover
from vehiclefinder.control.watches.webhook_signatures import new_secret
from vehiclefinder.control.watches.webhooks import Webhooks
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import ForbiddenError, NotFoundError
from vehiclefinder.core.types import Decision
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import MAX_K, Scope, ScopeField
from vehiclefinder.finder.unchecked import Understanding
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.watch_records import NewWatch, StoredWatch
from vehiclefinder.store.control.watches import WatchStore
from vehiclefinder.store.tracks.catalog import Catalog

LONGEST_NAME = 100
MAX_CAMERAS = 1000
MUTE = "no alert will be raised: vehicles can be no more than possible, and only matches are told of"
"""Said of a watch that can find no match."""


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """A watch as it is asked for.

    :param name: 1 to 100 characters; nobody has two watches of one name.
    :param sentence: What to look for, in plain words.
    :param cameras: Names of the cameras to look at; None means all that exist for whoever asks.
    :param least: The least decision that raises an alert, ``match`` or ``possible``.
    :param webhook: Where alerts are told, or None; see :class:`Webhooks`.
    """

    name: str
    sentence: str
    cameras: tuple[str, ...] | None = None
    least: Decision = Decision.MATCH
    webhook: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _require_name(self.name)
        _require_least(self.least)
        if self.cameras is not None and not 1 <= len(self.cameras) <= MAX_CAMERAS:
            raise ValueError(f"expected 1 to {MAX_CAMERAS} cameras, or None for all, got {len(self.cameras)}")


@dataclass(frozen=True, slots=True)
class WatchChange:
    """What becomes of a watch; None leaves a thing as it is.

    :param webhook: Another webhook, which gets a secret of its own; empty takes it away.
    :param active: False stops the watch; True starts it again, from what is new then.
    """

    name: str | None = None
    sentence: str | None = None
    least: Decision | None = None
    webhook: str | None = field(default=None, repr=False)
    active: bool | None = None

    def __post_init__(self) -> None:
        if self.name is not None:
            _require_name(self.name)
        if self.least is not None:
            _require_least(self.least)


@dataclass(frozen=True, slots=True)
class SavedWatch(StoredWatch):
    """A watch that was just made or changed; a new secret of its webhook is told here and nowhere else.

    :param secret: What signs the alerts, or None where the webhook did not change.
    :param unchecked: What of the sentence nobody used.
    :param notes: What of the sentence does not count, and whether it can raise alerts at all, in plain words.
    """

    secret: str | None = field(default=None, repr=False)
    unchecked: tuple[Leftover, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain values, the secret among them."""
        unchecked = [asdict(leftover) for leftover in self.unchecked]
        return {**StoredWatch.to_json(self), "secret": self.secret, "unchecked": unchecked, "notes": list(self.notes)}


class Watches:
    """Makes, changes and shows watches.

    A watch looks at cameras that existed for whoever made it, and at no other, whoever changes it later. It exists
    for those who may see all of its cameras; whoever made it and admins may change it.

    :param webhooks: Which webhooks are allowed.
    """

    def __init__(self, catalog: Catalog, finder: Finder, webhooks: Webhooks, audit: AuditLog) -> None:
        self._store = WatchStore(catalog.database)
        self._catalog = catalog
        self._finder = finder
        self._webhooks = webhooks
        self._audit = audit

    def create(self, who: Identity, request: WatchRequest) -> SavedWatch:
        """Make a watch, which looks at what is ingested from now on.

        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: A camera is not there, or not for them.
        :raises ValueError: Nothing in the sentence could ever be checked, or the webhook is not allowed.
        :raises ConflictError: They have a watch of that name.
        """
        who.require(Role.OPERATOR)
        cameras = self._cameras(who, request.cameras)
        self._finder.require_checkable(request.sentence)
        secret = self._secret(request.webhook)
        new = NewWatch(
            who.name, request.name, request.sentence, cameras, request.least, request.webhook or None, secret
        )
        watch = self._store.add(new)
        self._audit.write(who, "watch.create", watch.to_json())
        return self._saved(watch, secret)

    def update(self, who: Identity, watch_id: int, change: WatchChange) -> SavedWatch:
        """Change a watch.

        :raises ForbiddenError: They are no operator, or it is another's and they are no admin.
        :raises NotFoundError: There is no such watch, or not for them.
        :raises ValueError: Nothing in the sentence could ever be checked, or the webhook is not allowed.
        :raises ConflictError: Whoever made it has another one of that name.
        """
        self._require_own(who, watch_id)
        if change.sentence is not None:
            self._finder.require_checkable(change.sentence)
        values = {one.name: getattr(change, one.name) for one in fields(change)}
        values = {name: value for name, value in values.items() if value is not None}
        secret = self._secret(change.webhook)
        if change.webhook is not None:
            values |= {"webhook": change.webhook or None, "secret": secret}
        watch = self._store.change(watch_id, **values)
        self._audit.write(who, "watch.update", watch.to_json())
        return self._saved(watch, secret)

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

    def _cameras(self, who: Identity, cameras: Sequence[str] | None) -> tuple[str, ...] | None:
        if cameras is None:
            return who.cameras
        there = self._catalog.camera_ids()
        for camera in cameras:
            who.require_camera(camera, f"camera {camera!r}")
            if camera not in there:
                raise NotFoundError(f"no camera {camera!r}")
        return tuple(dict.fromkeys(cameras))

    def _saved(self, watch: StoredWatch, secret: str | None) -> SavedWatch:
        understood = self._finder.understanding(watch.sentence, watch_scope(watch))
        values = {one.name: getattr(watch, one.name) for one in fields(watch)}
        return SavedWatch(
            **values, secret=secret, unchecked=understood.unchecked, notes=watch_notes(understood, watch.least)
        )

    def _secret(self, webhook: str | None) -> str | None:
        if not webhook:
            return None
        self._webhooks.require(webhook)
        return new_secret()


def _sees(who: Identity, watch: StoredWatch) -> bool:
    if who.cameras is None:
        return True
    return watch.cameras is not None and all(who.sees(camera) for camera in watch.cameras)


def watch_scope(watch: StoredWatch) -> Scope:
    """Return where and when a watch looks, before its sentence is read; "the fastest" chooses none of what it sees."""
    return Scope(MAX_K, visible=watch.cameras, unheard=frozenset({ScopeField.ORDER}), standing=True)


def watch_notes(understood: Understanding, least: Decision) -> tuple[str, ...]:
    """Say what of a watch's sentence does not count, and whether the watch can raise alerts at all."""
    unheard = f"“{understood.order}” does not count: a watch tells of every vehicle" if understood.order else ""
    mute = "" if understood.may_match or least is Decision.POSSIBLE else MUTE
    return tuple(filter(None, (*understood.notes, unheard, mute)))


def _require_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME:
        raise ValueError(f"expected a name of 1 to {LONGEST_NAME} characters, got {name[: LONGEST_NAME + 1]!r}")


def _require_least(least: Decision) -> None:
    if least is Decision.NONE:
        raise ValueError("expected match or possible as the least decision, got none")
