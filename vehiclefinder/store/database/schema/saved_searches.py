"""The table of searches that people keep."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vehiclefinder.store.database.schema.base import Base


class SavedSearchRow(Base):
    """A search of somebody, by a name; ``address`` is the query of its page's address."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("who", "name"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str]
    created: Mapped[datetime]
