"""Cases: results that operators keep together, with notes, and hand on as one archive."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from vehiclefinder.control.cases.archive import write_archive
from vehiclefinder.control.visibility import visible_cameras, visible_tracks
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import ForbiddenError, NotFoundError, VehicleFinderError
from vehiclefinder.core.paging import all_pages
from vehiclefinder.store.control.case_records import NewItem, StoredCase, StoredItem
from vehiclefinder.store.control.cases import CaseStore as CaseTable
from vehiclefinder.store.files.scratch import EXPORTS, scratch
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredTrack, shown_name

MAX_NAME = 200
MAX_NOTE = 10_000
"""Characters of a note, on a case or on an item."""
MAX_SENTENCE = 1000
MAX_TRACKS = 200
"""Tracks that are added at once; for each of them a clip may have to be cut."""

PAGE = 100
"""Items that are read at a time."""

Maker = Callable[[StoredTrack], Path]
"""Makes a picture or clip of a track; a ``VehicleFinderError`` says that it cannot."""


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What becomes of a case; what is None stays as it is. A closed case takes and loses no items."""

    name: str | None = None
    notes: str | None = None
    closed: bool | None = None

    def __post_init__(self) -> None:
        if self.name is not None and not 1 <= len(self.name.strip()) <= MAX_NAME:
            raise ValueError(f"expected a name of 1 to {MAX_NAME} characters, got {len(self.name.strip())}")
        _require_length("notes", self.notes, MAX_NOTE)


@dataclass(frozen=True, slots=True)
class Selection:
    """Tracks that go into a case together.

    :param tracks: 1 to ``MAX_TRACKS`` of them.
    :param sentence: What they were found with, or None.
    :param scores: Track -> its score in that search, in [0, 1].
    """

    tracks: tuple[int, ...]
    sentence: str | None = None
    note: str = ""
    scores: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= len(self.tracks) <= MAX_TRACKS:
            raise ValueError(f"expected 1 to {MAX_TRACKS} tracks, got {len(self.tracks)}")
        if wrong := [score for score in self.scores.values() if not 0 <= score <= 1]:
            raise ValueError(f"expected scores in [0, 1], got {wrong[0]}")
        _require_length("a sentence", self.sentence, MAX_SENTENCE)
        _require_length("a note", self.note, MAX_NOTE)


class Cases:
    """What may be done with cases; items of cameras that do not exist for whoever asks do not exist for them either.

    :param catalog: What was seen.
    :param makers: Name of a file, such as ``clip.mp4`` -> what makes it of a track. What they make is kept in the
        case; where one cannot, the item goes without that file.
    """

    def __init__(self, catalog: Catalog, makers: Mapping[str, Maker]) -> None:
        self._catalog = catalog
        self._table = CaseTable(catalog.database, catalog.home)
        self._makers = makers

    def create(self, who: Identity, name: str, notes: str = "") -> StoredCase:
        """Start a case.

        :raises ForbiddenError: They are no operator.
        :raises ValueError: The name is empty, or something is too long.
        :raises ConflictError: There is a case of that name.
        """
        who.require(Role.OPERATOR)
        CaseChange(name, notes)
        return self.get(who, self._table.create(name.strip(), notes, who.name))

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
        return self.get(who, case_id)

    def delete(self, who: Identity, case_id: int) -> None:
        """Remove a case with all that is in it.

        :raises ForbiddenError: They are no operator, or may not see all of it.
        :raises NotFoundError: There is no such case.
        """
        who.require(Role.OPERATOR)
        if not self._table.delete(case_id, visible_cameras(self._catalog, who)):
            raise ForbiddenError(f"{who.name} may not delete case {case_id}")

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
        items = (self._item(track, ids[track.camera], selection) for track in tracks)
        self._table.add(case_id, items, who.name, visible_cameras(self._catalog, who))
        return self.get(who, case_id)

    def items(self, who: Identity, case_id: int, limit: int = 50, after: int | None = None) -> Sequence[StoredItem]:
        """Return what is in a case, in the order in which it was added.

        :param after: Only items with a larger id: the last one of the page before.
        :raises NotFoundError: There is no such case.
        """
        return self._table.items(case_id, visible_cameras(self._catalog, who), limit, after)

    def remove(self, who: Identity, case_id: int, item_id: int) -> None:
        """Take an item out of a case, and remove its copies.

        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: There is no such case or item.
        :raises ConflictError: The case is closed.
        """
        who.require(Role.OPERATOR)
        self._table.remove(case_id, item_id, visible_cameras(self._catalog, who))

    def file(self, who: Identity, case_id: int, item_id: int, name: str) -> Path:
        """Return where a copy of an item lies.

        :param name: One of the item's ``files``.
        :raises NotFoundError: There is no such case, item or file.
        """
        item = self._table.item(case_id, item_id, visible_cameras(self._catalog, who))
        path = item.folder / name
        if name not in item.files or not path.is_file():
            raise NotFoundError(f"no file {name!r} of item {item_id} in case {case_id}")
        return path

    def export(self, who: Identity, case_id: int, out: Path) -> None:
        """Write a case into a ZIP archive; see :func:`vehiclefinder.control.cases.archive.write_archive`.

        :param out: The archive; what lies there is replaced.
        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: There is no such case.
        :raises StoreError: The archive cannot be written; then there is none.
        """
        who.require(Role.OPERATOR)
        write_archive(out, self.get(who, case_id), all_pages(lambda after: self.items(who, case_id, PAGE, after)))

    @contextmanager
    def archive(self, who: Identity, case_id: int) -> Iterator[Path]:
        """Write a case likewise, into an archive that is there for as long as the block lasts."""
        with scratch(Path(gettempdir()), EXPORTS) as folder:  # a home may be one that cannot be written
            self.export(who, case_id, folder / f"case-{case_id}.zip")
            yield folder / f"case-{case_id}.zip"

    def _item(self, track: StoredTrack, camera_id: int, selection: Selection) -> NewItem:
        return NewItem(
            track=track.id,
            camera_id=camera_id,
            camera=track.camera,
            facts=facts_of(track),
            sentence=selection.sentence,
            score=selection.scores.get(track.id),
            note=selection.note,
            files=_crops(track) | self._made(track),
        )

    def _made(self, track: StoredTrack) -> dict[str, Path]:
        files = {}
        for name, make in self._makers.items():
            with suppress(VehicleFinderError):  # the video may be gone; the crops are there all the same
                files[name] = make(track)
        return files


def facts_of(track: StoredTrack) -> dict[str, Any]:
    """Return what is known of a track, as it is kept beside copies of its pictures: without passwords and our paths."""
    facts = track.to_json()
    named = zip(facts["crops"], _crops(track), strict=True)
    crops = [{key: value for key, value in crop.items() if key != "path"} | {"file": name} for crop, name in named]
    return facts | {"source": shown_name(_without_password(track.source)), "crops": crops}


def _crops(track: StoredTrack) -> dict[str, Path]:
    return {f"crop-{rank}.jpg": crop.path for rank, crop in enumerate(track.crops, 1)}


def _without_password(source: str) -> str:
    parts = urlsplit(source)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "://" in source else source


def _columns(change: CaseChange, before: StoredCase) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if change.name is not None:
        values["name"] = change.name.strip()
    if change.notes is not None:
        values["notes"] = change.notes
    if change.closed is not None and change.closed != (before.closed is not None):
        values["closed"] = datetime.now(UTC) if change.closed else None
    return values


def _require_length(what: str, text: str | None, most: int) -> None:
    if text is not None and len(text) > most:
        raise ValueError(f"expected {what} of at most {most} characters, got {len(text)}")
