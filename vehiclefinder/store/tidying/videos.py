"""Videos that the home holds, and that neither a source nor a waiting job points at.

A video is there a moment before its row, with no lock: so it counts only once nothing has changed in it for as long as
:data:`settled.SETTLED`. What a stream is recorded into changes all the time.
"""

from collections.abc import Iterator
from pathlib import PurePath

from sqlalchemy import select

from vehiclefinder.store.control.jobs import OPEN
from vehiclefinder.store.database.schema.jobs import IngestJobRow
from vehiclefinder.store.database.schema.tracks import SourceRow
from vehiclefinder.store.files.owned_videos import RECORDINGS, UPLOADS
from vehiclefinder.store.files.settled import is_settled
from vehiclefinder.store.tidying.pictures import removable
from vehiclefinder.store.tidying.stranded import Place, Stranded


def videos_of_nothing(place: Place) -> Iterator[Stranded]:
    """Recordings and uploads of no source and no open job; they are told by their names, which are unique."""
    found = {
        kind: [path for path in sorted((place.home / folder).glob("*")) if is_settled(path, place.now)]
        for kind, folder in (("recording of no source", RECORDINGS), ("upload of no source or job", UPLOADS))
    }
    if not any(found.values()):
        return
    with place.database.read() as session:
        pointed = {PurePath(uri).name for uri in session.scalars(select(SourceRow.uri))}
        waiting = select(IngestJobRow.locator).where(IngestJobRow.state.in_(OPEN))
        pointed |= {PurePath(locator).name for locator in session.scalars(waiting)}
    for kind, paths in found.items():
        yield from (removable(place, kind, path) for path in paths if path.name not in pointed)
