"""What a backup says of itself."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database.migrations import HEAD

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first member of a backup.

    :param program: Version of the program that made it.
    :param schema: Revision of its tables.
    :param engine: Name of its database, ``sqlite`` or ``postgresql``.
    :param home: The folder that it was made of: sources of videos that the home held itself name it.
    :param created: When its rows were read.
    :param rows: Table name -> number of rows.
    :param files: How many files it holds, beside the database.
    :param missing: Files that rows name and that were missing, relative to the home.
    :param videos: Whether uploads and recordings are in it.
    """

    program: str
    schema: str
    engine: str
    home: str
    created: datetime
    rows: dict[str, int]
    files: int
    missing: tuple[str, ...]
    videos: bool
    format: int = FORMAT

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self) | {"created": self.created.isoformat(), "missing": list(self.missing)}

    @classmethod
    def from_text(cls, text: bytes) -> "Manifest":
        """Read what :meth:`to_json` gave.

        :raises StoreError: It is no manifest, or of a newer program.
        """
        try:
            found = json.loads(text)
            one = cls(**found | {"created": datetime.fromisoformat(found["created"]), "missing": (*found["missing"],)})
        except (ValueError, TypeError, KeyError) as error:
            raise StoreError("this is no backup of vehiclefinder: its manifest cannot be read") from error
        if one.format > FORMAT or one.schema > HEAD:
            told = f"format {one.format} and tables {one.schema}; this program knows {FORMAT} and {HEAD}"
            raise StoreError(f"the backup is of a newer program ({one.program}): {told}")
        return one
