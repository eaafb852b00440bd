"""Cases: tracks that operators keep, copied so that they outlive their video."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, select, update
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import ConflictError, NotFoundError
from vehiclefinder.store.control.case_records import NewItem, StoredCase, StoredItem
from vehiclefinder.store.control.copies import released_unless_stored
from vehiclefinder.store.control.visibility import VisibleCameras, visible_rows
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.row_ids import reserve_ids
from vehiclefinder.store.database.rows import row_of
from vehiclefinder.store.database.schema.cases import CaseItemRow, CaseRow
from vehiclefinder.store.files import file_copies
from vehiclefinder.store.files.media import Media, MediaFile, release

FOLDER = "cases"
MOST_ITEMS = 1000
"""Items that a case holds at most."""


class CaseStore:
    """The cases of a home. Where ``seen`` is asked for, items of other cameras are as if they were not there.

    :param media: Where the copies lie, in ``cases/<case>/<item>/``.
    """

    def __init__(self, database: Database, media: Media) -> None:
        self._database = database
        self._media = media

    def create(self, name: str, notes: str, who: str) -> int:
        """Start a case and return its id.

        :raises ConflictError: There is a case of that name.
        """
        row = CaseRow(name=name, notes=notes, created=datetime.now(UTC), created_by=who)
        with self._database.write() as session:
            _require_free(session, name)
            session.add(row)
            session.flush()
            return row.id

    def list(
        self, seen: VisibleCameras, limit: int, after: int | None, closed: bool | None = None
    ) -> Sequence[StoredCase]:
        """Return cases in the order in which they were started, those after an id.

        :param closed: Only those that are, or only those that are not.
        """
        query = _cases(seen).where(CaseRow.id > (after or 0)).order_by(CaseRow.id).limit(limit)
        if closed is not None:
            query = query.where(CaseRow.closed.is_not(None) if closed else CaseRow.closed.is_(None))
        with self._database.read() as session:
            return [_case(*found) for found in session.execute(query)]

    def get(self, case_id: int, seen: VisibleCameras) -> StoredCase:
        """Return a case.

        :raises NotFoundError: There is none.
        """
        with self._database.read() as session:
            found = session.execute(_cases(seen).where(CaseRow.id == case_id)).one_or_none()
            if found is None:
                raise NotFoundError(f"no case {case_id}")
            return _case(*found)

    def change(self, case_id: int, values: Mapping[str, Any]) -> None:
        """Change columns of a case.

        :raises NotFoundError: There is none.
        :raises ConflictError: There is another case of the new name.
        """
        with self._database.write() as session:
            _require_case(session, case_id)
            if "name" in values:
                _require_free(session, values["name"], but=case_id)
            session.execute(update(CaseRow).where(CaseRow.id == case_id).values(dict(values)))

    def delete(self, case_id: int, seen: VisibleCameras) -> bool:
        """Remove a case with its items and their copies, and return True.

        :returns: False where it holds items that are not seen; then nothing is removed.
        :raises NotFoundError: There is none.
        """
        with self._database.write() as session:
            _require_case(session, case_id)
            if _count(session, case_id, None) != _count(session, case_id, seen):
                return False
            session.execute(delete(CaseItemRow).where(CaseItemRow.case_id == case_id))
            session.execute(delete(CaseRow).where(CaseRow.id == case_id))
        release(self._media, f"{FOLDER}/{case_id}")  # after the rows, which must not be without them
        return True

    def add(self, case_id: int, items: Iterable[NewItem], who: str, seen: VisibleCameras) -> None:
        """Add items, all of them or none; a track that is in the case already stays as it is.

        :param items: Taken one by one, so that files need to be there only while their item is copied.
        :raises NotFoundError: There is no such case.
        :raises ConflictError: It is closed, or would hold more than ``MOST_ITEMS`` that are seen.
        :raises StoreError: The copies cannot be made.
        """
        with file_copies.staging(self._media.home) as folder:
            staged = [(item, file_copies.copy(item.files, folder / str(item.track))) for item in items]
            with self._database.write() as session:
                _require_open(session, case_id)
                fresh = [one for one in staged if not _holds(session, case_id, one[0].track)]
                _require_room(session, case_id, seen, len(fresh))
                ids = reserve_ids(session, CaseItemRow, len(fresh))
            rows = [_row(one, case_id, item, hashes, who) for one, (item, hashes) in zip(ids, fresh, strict=True)]
            # A store may be slow: nobody waits for it who writes into the catalog.
            copies = {row.id: _folder(case_id, row.id) for row in rows}
            with released_unless_stored(self._database, self._media, CaseItemRow.id, copies):
                for row in rows:
                    self._media.keep(folder / str(row.track_id), copies[row.id])
                with self._database.write() as session:
                    _require_open(session, case_id)
                    session.add_all([row for row in rows if not _holds(session, case_id, row.track_id)])
                    session.flush()
                    _require_room(session, case_id, seen)

    def items(self, case_id: int, seen: VisibleCameras, limit: int, after: int | None) -> Sequence[StoredItem]:
        """Return items in the order in which they were added, those after an id.

        :raises NotFoundError: There is no such case.
        """
        query = _items(case_id, seen).where(CaseItemRow.id > (after or 0))
        with self._database.read() as session:
            _require_case(session, case_id)
            return [self._item(row) for row in session.scalars(query.order_by(CaseItemRow.id).limit(limit))]

    def item(self, case_id: int, item_id: int, seen: VisibleCameras) -> StoredItem:
        """Return one item.

        :raises NotFoundError: There is no such case, or no such item in it.
        """
        with self._database.read() as session:
            return self._item(_require_item(session, case_id, item_id, seen))

    def remove(self, case_id: int, item_id: int, seen: VisibleCameras) -> None:
        """Remove an item and its copies.

        :raises NotFoundError: There is no such case, or no such item in it.
        :raises ConflictError: The case is closed.
        """
        with self._database.write() as session:
            item = _require_item(session, case_id, item_id, seen)
            _require_open(session, case_id)
            session.delete(item)
        release(self._media, _folder(case_id, item_id))

    def _item(self, row: CaseItemRow) -> StoredItem:
        return StoredItem(
            id=row.id,
            case=row.case_id,
            track=row.track_id,
            camera=row.camera,
            sentence=row.sentence,
            score=row.score,
            note=row.note,
            facts=row.facts,
            files=row.files,
            folder=MediaFile(self._media, _folder(row.case_id, row.id)),
            added=row.added,
            added_by=row.added_by,
            finding=row.finding,
            video=row.video,
        )


def _folder(case_id: int, item_id: int) -> str:
    return f"{FOLDER}/{case_id}/{item_id}"


def _cases(seen: VisibleCameras) -> Any:
    mine = and_(CaseItemRow.case_id == CaseRow.id, visible_rows(CaseItemRow.camera_id, seen))
    return select(CaseRow, select(func.count(CaseItemRow.id)).where(mine).scalar_subquery())


def _items(case_id: int, seen: VisibleCameras) -> Select[CaseItemRow]:
    return select(CaseItemRow).where(CaseItemRow.case_id == case_id, visible_rows(CaseItemRow.camera_id, seen))


def _case(row: CaseRow, items: int) -> StoredCase:
    return StoredCase(row.id, row.name, row.notes, row.created, row.created_by, row.closed, items)


def _row(item_id: int, case_id: int, item: NewItem, hashes: dict[str, str], who: str) -> CaseItemRow:
    return CaseItemRow(
        id=item_id,
        case_id=case_id,
        track_id=item.track,
        camera_id=item.camera_id,
        camera=item.camera,
        sentence=item.sentence,
        score=item.score,
        note=item.note,
        facts=dict(item.facts),
        files=hashes,
        finding=item.finding and dict(item.finding),
        video=item.video and dict(item.video),
        added=datetime.now(UTC),
        added_by=who,
    )


def _count(session: Session, case_id: int, seen: VisibleCameras) -> int:
    query = select(func.count(CaseItemRow.id)).where(
        CaseItemRow.case_id == case_id, visible_rows(CaseItemRow.camera_id, seen)
    )
    return session.scalar(query) or 0


def _require_room(session: Session, case_id: int, seen: VisibleCameras, more: int = 0) -> None:
    if _count(session, case_id, seen) + more > MOST_ITEMS:
        raise ConflictError(f"a case holds at most {MOST_ITEMS} items, and case {case_id} would hold more")


def _holds(session: Session, case_id: int, track: int) -> bool:
    query = select(CaseItemRow.id).where(CaseItemRow.case_id == case_id, CaseItemRow.track_id == track)
    return session.scalar(query) is not None


def _require_case(session: Session, case_id: int) -> CaseRow:
    return row_of(session, CaseRow, case_id, f"case {case_id}")


def _require_open(session: Session, case_id: int) -> None:
    if _require_case(session, case_id).closed is not None:
        raise ConflictError(f"case {case_id} is closed; open it again to change what is in it")


def _require_item(session: Session, case_id: int, item_id: int, seen: VisibleCameras) -> CaseItemRow:
    _require_case(session, case_id)
    item = session.scalar(_items(case_id, seen).where(CaseItemRow.id == item_id))
    if item is None:
        raise NotFoundError(f"no item {item_id} in case {case_id}")
    return item


def _require_free(session: Session, name: str, but: int | None = None) -> None:
    taken = session.scalar(select(CaseRow.id).where(CaseRow.name == name))
    if taken not in (None, but):
        raise ConflictError(f"there is a case called {name!r} already")
