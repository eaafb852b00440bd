"""Users with passwords, sessions of browsers, logins that failed; names of users and tokens are one set."""

from alembic import op
from sqlalchemy import JSON, Column, ForeignKey, Integer, String

from vehiclefinder.store.database.column_types import UtcDateTime

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create the tables; names of tokens are taken."""
    op.create_table("account_names", Column("name", String(64), primary_key=True))
    op.execute("INSERT INTO account_names (name) SELECT name FROM tokens")
    _users()
    _sessions()
    op.create_table(
        "login_failures",
        Column("id", Integer, primary_key=True),
        Column("time", UtcDateTime, nullable=False, index=True),
        Column("address", String(64), nullable=False),
        Column("name", String(64)),
    )


def _users() -> None:
    op.create_table(
        "users",
        Column("id", Integer, primary_key=True),
        Column("name", String(64), unique=True, nullable=False),
        Column("role", String(16), nullable=False),
        Column("cameras", JSON),
        Column("password", String(255)),
        Column("created", UtcDateTime, nullable=False),
        Column("password_changed", UtcDateTime),
        Column("disabled", UtcDateTime),
        sqlite_autoincrement=True,
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        Column("id", Integer, primary_key=True),
        Column("digest", String(64), unique=True, nullable=False),
        Column("user_id", Integer, ForeignKey("users.id"), index=True),
        Column("token_id", Integer, ForeignKey("tokens.id"), index=True),
        Column("created", UtcDateTime, nullable=False),
        Column("expires", UtcDateTime, nullable=False, index=True),
        Column("seen", UtcDateTime, nullable=False),
        Column("address", String(64), nullable=False),
        Column("agent", String(100), nullable=False),
        Column("ended", UtcDateTime),
        sqlite_autoincrement=True,
    )
