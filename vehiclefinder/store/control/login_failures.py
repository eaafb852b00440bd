"""Logins that failed a short while ago, for all processes over a catalog."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, true

from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.accounts import LoginFailureRow


class LoginFailures:
    """The failed logins of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, now: datetime, address: str, name: str | None, since: datetime) -> None:
        """Note a failure, and forget older ones.

        :param name: Of the user, where there is one of the name that was given.
        :param since: Those before it are forgotten.
        """
        with self._database.write() as session:
            session.execute(delete(LoginFailureRow).where(LoginFailureRow.time < since))
            session.add(LoginFailureRow(time=now, address=address, name=name))

    def times(
        self, since: datetime, limit: int, *, address: str | None = None, name: str | None = None
    ) -> Sequence[datetime]:
        """Return when logins failed, the latest first.

        :param limit: How many at most.
        :param address: Only those from an address.
        :param name: Only those in the name of a user.
        """
        where: ColumnElement[bool] = true()
        where = where if address is None else where & (LoginFailureRow.address == address)
        where = where if name is None else where & (LoginFailureRow.name == name)
        query = select(LoginFailureRow.time).where(LoginFailureRow.time >= since, where)
        with self._database.columns() as connection:
            return connection.scalars(query.order_by(LoginFailureRow.time.desc()).limit(limit)).all()
