"""Cases: results that operators keep together, with notes, and hand on as one archive."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from vehiclefinder.control.cases.exporting import CaseExporter
from vehiclefinder.control.cases.exports import Site
from vehiclefinder.control.cases.selection import CaseChange, Selection
from vehiclefinder.control.cases.source_video import SourceVideos
from vehiclefinder.control.cases.track_copies import crops_of, facts_of
from vehiclefinder.control.view_log import ViewLog
from vehiclefinder.control.visibility import visible_cameras, visible_tracks
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import ForbiddenError, NotFoundError, VehicleFinderError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.case_records import NewItem, StoredCase, StoredItem
from vehiclefinder.store.control.cases import CaseStore
from vehiclefinder.store.files.scratch import EXPORTS, scratch
from vehiclefinder.store.files.site_key import PublicKey, site_key
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredTrack

CLIP = ".mp4"
Maker = Callable[[StoredTrack], Path]
"""Makes a picture or clip of a track; a ``VehicleFinderError`` says that it cannot."""


class Cases:
    """What may be done with cases; items of cameras that do not exist for whoever asks do not exist for them either.

    :param catalog: What was seen.
    :param makers: Name of a file, such as ``clip.mp4`` -> what makes it of a track. What they make is kept in the
        case; where one cannot, the item goes without that file.
    :param audit: Where it is written down who did what; the catalog's unless given.
    :param site: What exports tell of the site.
    """

    def __init__(
        self, catalog: Catalog, makers: Mapping[str, Maker], audit: AuditLog | None = None, site: Site | None = None
    ) -> None:
        self._catalog = catalog
        self._table = CaseStore(catalog.database, catalog.media)
        self._makers = makers
        self._audit = audit or AuditLog(catalog.database)
        self._exporter = CaseExporter(catalog, self._table, site or Site(), self._audit)
        self._views = ViewLog(self._audit)

    def create(self, who: Identity, name: str, notes: str = "") -> StoredCase:
        """Start a case.

        :raises ForbiddenError: They are no operator.
        :raises ValueError: The name is empty, or something is too long.
        :raises ConflictError: There is a case of that name.
        """
        who.require(Role.OPERATOR)
        CaseChange(name, notes)
        case_id = self._table.create(name.strip(), notes, who.name)
        self._audit.write(who, "case.create", {"case": case_id, "name": name.strip(), "notes": notes})
        return self.get(who, case_id)

    def list(
        self, who: Identity, limit: int = 50, after: int | None = None, closed: bool | None = None
    ) -> Sequence[StoredCase]:
        """Return cases in the order in which they were started.

        :param after: Only those with a larger id: the last one of the page before.
        :param closed: Only those that are, or only those that are not.
        """
        return self._table.list(visible_cameras(self._catalog, who), limit, after, closed)

    def get(self, who: Identity, case_id: int) -> StoredCase:
        """Return a case.

        :raises NotFoundError: There is none.
        """
        return self._table.get(case_id, visible_cameras(self._catalog, who))

    def update(self, who: Identity, case_id: int, change: CaseChange) -> StoredCase:
        """Rename a case, write its notes, close it or open it again.

        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: There is no such case.
        :raises ConflictError: There is another case of the new name.
        """
        who.require(Role.OPERATOR)
        before = self.get(who, case_id)
        if values := _columns(change, before):
            self._table.change(case_id, values)
            said = values | ({"closed": change.closed} if "closed" in values else {})
            self._audit.write(who, "case.update", {"case": case_id, **said})
        return self.get(who, case_id)

    def delete(self, who: Identity, case_id: int) -> None:
        """Remove a case with all that is in it.

        :raises ForbiddenError: They are no operator, or may not see all of it.
        :raises NotFoundError: There is no such case.
        """
        who.require(Role.OPERATOR)
        case = self.get(who, case_id)
        if not self._table.delete(case_id, visible_cameras(self._catalog, who)):
            raise ForbiddenError(f"{who.name} may not delete case {case_id}")
        self._audit.write(who, "case.delete", {"case": case_id, "name": case.name, "items": case.items})

    def add(self, who: Identity, case_id: int, selection: Selection) -> StoredCase:
        """Copy tracks into a case, all of them or none; one that is in it already stays as it is.

        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: There is no such case, or a track is not there, or not for them.
        :raises ConflictError: The case is closed or full.
        :raises StoreError: The copies cannot be made.
        """
        who.require(Role.OPERATOR)
        self.get(who, case_id)
        tracks, ids = visible_tracks(self._catalog, who, selection.tracks), self._catalog.camera_ids()
        videos = SourceVideos.at_once(self._catalog)
        items = (self._item(track, ids[track.camera], selection, videos) for track in tracks)
        self._table.add(case_id, items, who.name, visible_cameras(self._catalog, who))
        named = [track.id for track in tracks]
        self._audit.write(who, "case.add", {"case": case_id, "tracks": named, "sentence": selection.sentence})
        return self.get(who, case_id)

    def items(self, who: Identity, case_id: int, limit: int = 50, after: int | None = None) -> Sequence[StoredItem]:
        """Return what is in a case, in the order in which it was added.

        :param after: Only items with a larger id: the last one of the page before.
        :raises NotFoundError: There is no such case.
        """
        items = self._items(who, case_id, limit, after)
        self._views.write(who, "case.show", {"case": case_id, "items": [item.id for item in items]})
        return items

    def _items(self, who: Identity, case_id: int, limit: int, after: int | None) -> Sequence[StoredItem]:
        return self._table.items(case_id, visible_cameras(self._catalog, who), limit, after)

    def remove(self, who: Identity, case_id: int, item_id: int) -> None:
        """Take an item out of a case, and remove its copies.

        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: There is no such case or item.
        :raises ConflictError: The case is closed.
        """
        who.require(Role.OPERATOR)
        seen = visible_cameras(self._catalog, who)
        item = self._table.item(case_id, item_id, seen)
        self._table.remove(case_id, item_id, seen)
        detail = {"case": case_id, "item": item_id, "track": item.track, "files": dict(item.files)}
        self._audit.write(who, "case.remove", detail, item.camera)

    def file(self, who: Identity, case_id: int, item_id: int, name: str) -> Path:
        """Return where a copy of an item lies.

        :param name: One of the item's ``files``.
        :raises NotFoundError: There is no such case, item or file.
        """
        item = self._table.item(case_id, item_id, visible_cameras(self._catalog, who))
        path = (item.folder / name).fetch() if name in item.files else None
        if path is None:
            raise NotFoundError(f"no file {name!r} of item {item_id} in case {case_id}")
        if path.suffix == CLIP:
            self._views.write(who, "case.clip", {"case": case_id, "item": item_id, "file": name}, item.camera)
        return path

    def export(self, who: Identity, case_id: int, out: Path, now: datetime | None = None) -> None:
        """Write a case into a ZIP archive; see :func:`vehiclefinder.control.cases.archive.write_archive`.

        :param out: The archive; what lies there is replaced.
        :param now: When it is exported, aware; now unless given.
        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: There is no such case.
        :raises StoreError: The archive cannot be written, or not that it was; then there is none. Or the key of the
            site is damaged.
        """
        who.require(Role.OPERATOR)
        case = self.get(who, case_id)
        self._exporter.archive(who, case, out, self._exporter.begin(who, case_id, now))

    def export_into(self, who: Identity, case_id: int, folder: Path) -> Path:
        """Write a case likewise into a folder, under a name that tells of it, and return where."""
        who.require(Role.OPERATOR)
        case = self.get(who, case_id)
        export = self._exporter.begin(who, case_id)
        out = folder / export.name(case, ".zip")
        self._exporter.archive(who, case, out, export)
        return out

    @contextmanager
    def archive(self, who: Identity, case_id: int) -> Iterator[Path]:
        """Write a case likewise, into an archive that is there for as long as the block lasts; its name tells of it."""
        with scratch(Path(gettempdir()), EXPORTS) as folder:  # a home may be one that cannot be written
            yield self.export_into(who, case_id, folder)

    def report(self, who: Identity, case_id: int) -> tuple[str, bytes]:
        """Return the report of a case as PDF, and what its file is called.

        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: There is no such case.
        :raises StoreError: It cannot be made.
        """
        who.require(Role.OPERATOR)
        case = self.get(who, case_id)
        export = self._exporter.begin(who, case_id)
        return export.name(case, ".pdf"), self._exporter.report(who, case, export)

    def public_key(self, who: Identity) -> PublicKey:
        """Return what archives of this site are checked with; its key is made if there is none.

        :raises StoreError: It is damaged, or cannot be made.
        """
        who.require(Role.VIEWER)
        return site_key(self._catalog.home).public

    def _item(self, track: StoredTrack, camera_id: int, selection: Selection, videos: SourceVideos) -> NewItem:
        finding = selection.findings.get(track.id)
        return NewItem(
            track=track.id,
            camera_id=camera_id,
            camera=track.camera,
            facts=facts_of(track),
            sentence=selection.sentence,
            score=selection.scores.get(track.id),
            note=selection.note,
            files=crops_of(track) | self._made(track),
            finding=None if finding is None else finding.to_json(),
            video=videos.of(track.source_id),
        )

    def _made(self, track: StoredTrack) -> dict[str, Path]:
        files = {}
        for name, make in self._makers.items():
            with suppress(VehicleFinderError):  # the video may be gone; the crops are there all the same
                files[name] = make(track)
        return files


def _columns(change: CaseChange, before: StoredCase) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if change.name is not None:
        values["name"] = change.name.strip()
    if change.notes is not None:
        values["notes"] = change.notes
    if change.closed is not None and change.closed != (before.closed is not None):
        values["closed"] = datetime.now(UTC) if change.closed else None
    return values
