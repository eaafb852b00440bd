"""The tables of people: users with passwords, browsers that are logged in, logins that failed."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from vehiclefinder.store.database.schema.base import Base


class AccountNameRow(Base):
    """A name that a user or a token has or had: in the audit log it stands for nobody else, for ever."""

    __tablename__ = "account_names"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)


class UserRow(Base):
    """A person; of the password only a hash is kept, or none where a proxy says who they are."""

    __tablename__ = "users"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    cameras: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    password: Mapped[str | None] = mapped_column(String(255))
    created: Mapped[datetime]
    password_changed: Mapped[datetime | None]
    disabled: Mapped[datetime | None]


class SessionRow(Base):
    """A browser that is or was logged in, by a user's password or by a token; only the secret's digest is kept."""

    __tablename__ = "sessions"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    token_id: Mapped[int | None] = mapped_column(ForeignKey("tokens.id"), index=True)
    created: Mapped[datetime]
    expires: Mapped[datetime] = mapped_column(index=True)
    seen: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(100))
    ended: Mapped[datetime | None]


class LoginFailureRow(Base):
    """A login that failed a short while ago; older ones are removed."""

    __tablename__ = "login_failures"
    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(64))
    name: Mapped[str | None] = mapped_column(String(64))
