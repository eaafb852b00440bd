"""What one thing that is left over is, and what finding it takes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir

from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.files.folder_media import FolderMedia
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.tracks.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Stranded:
    """Something that nobody works on and nothing points at.

    :param kind: What it is, in the singular.
    :param name: Which one: a path within the home, or the number of a source.
    :param size: Bytes that it takes on the disk.
    :param mend: Removes or ends it; False where somebody took it up meanwhile. It may raise a ``StoreError``.
    """

    kind: str
    name: str
    size: int
    mend: Callable[[], bool] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look.

    :param catalog: The catalog of the home.
    :param encoder: Identity of the encoder that is asked with now; None where that is not known.
    :param clock: Tells the present, aware.
    :param temporary: The folder that programs of this machine share for what is not finished.
    """

    catalog: Catalog
    encoder: str | None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    temporary: Path = field(default_factory=lambda: Path(gettempdir()))

    @property
    def now(self) -> datetime:
        """The present."""
        return self.clock()

    @property
    def home(self) -> Path:
        """The store's folder."""
        return self.catalog.home

    @property
    def media(self) -> Media:
        """Where the pictures and videos of the catalog lie."""
        return self.catalog.media

    @property
    def stores(self) -> tuple[Media, ...]:
        """Where pictures and videos lie, and copies of them: what is no more is no more anywhere."""
        copies = self.media.copies
        return (self.media,) if copies is None else (self.media, FolderMedia(self.home, copies))

    @property
    def database(self) -> Database:
        """The catalog's."""
        return self.catalog.database

    def name(self, path: Path) -> str:
        """What a path is called: without the home, where it lies in it."""
        return path.relative_to(self.home).as_posix() if path.is_relative_to(self.home) else str(path)
