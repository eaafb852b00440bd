"""Copies for alerts, feedback and cases whose rows were never stored, or are gone.

They are written before their rows are stored and removed after them, and no lock tells of that: so those that nothing
points at count only once nothing has changed in them for as long as :data:`settled.SETTLED`.
"""

from collections.abc import Iterator

from sqlalchemy import select

from vehiclefinder.store.control import alerts, cases, feedback
from vehiclefinder.store.database.schema.cases import CaseItemRow, FeedbackRow
from vehiclefinder.store.database.schema.watches import AlertRow
from vehiclefinder.store.files.media import Media, MediaEntry, is_settled
from vehiclefinder.store.tidying.pictures import numbered, removable
from vehiclefinder.store.tidying.stranded import Place, Stranded


def copies_of_nothing(place: Place) -> Iterator[Stranded]:
    """Copies that no row points at."""
    with_row = {
        "picture of no alert": (alerts.FOLDER, select(AlertRow.id)),
        "picture of no feedback": (feedback.FOLDER, select(FeedbackRow.id)),
        "copies of no case item": (cases.FOLDER, select(CaseItemRow.id)),
    }
    for kind, (folder, ids) in with_row.items():
        for media in place.stores:
            found = _found(media, folder)
            if not found:
                continue
            with place.database.read() as session:
                there = set(session.scalars(ids))
            for one in sorted(found.keys() - there):
                if is_settled(media, found[one], place.now):
                    yield removable(kind, media, found[one].name)


def _found(media: Media, folder: str) -> dict[int, MediaEntry]:
    """Return what has the number of a row for its name: pictures, or the folders of items, in those of their cases."""
    entries = media.entries(folder)
    if folder == cases.FOLDER:
        entries = [item for case in entries if case.is_folder for item in media.entries(case.name)]
    return numbered(entries)
