"""What users and tokens have in common: one set of names, and rights."""

from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.database.schema.accounts import AccountNameRow


def claim_name(session: Session, name: str) -> None:
    """Take a name for a new user or token.

    :raises ConflictError: There is or was one of that name.
    """
    if session.get(AccountNameRow, name) is not None:
        raise ConflictError(f"there is or was a user or token named {name!r} already")
    session.add(AccountNameRow(name=name))
    session.flush()


def any_account(connection: Connection) -> bool:
    """Whether there is or was a user or a token at all."""
    return bool(connection.scalar(select(exists().where(AccountNameRow.name != ""))))
