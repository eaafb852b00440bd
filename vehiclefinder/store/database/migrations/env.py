"""Run by Alembic: on the program's connection or, from the command line, on the database of ``-x url=...``."""

from typing import Any

from alembic import context
from alembic.util import CommandError
from sqlalchemy import URL, make_url

from vehiclefinder.store.database.engine import make_engine
from vehiclefinder.store.database.migrations.steps import is_modelled
from vehiclefinder.store.database.schema.tables import TABLES


def _run(**target: Any) -> None:
    # SQLite changes hardly anything of a table in place; where it does not, revisions copy the table ("batch").
    context.configure(
        target_metadata=TABLES,
        include_name=is_modelled,
        render_as_batch=True,
        user_module_prefix="",  # for a new revision: its template imports the one column type of our own
        **target,
    )
    with context.begin_transaction():
        context.run_migrations()


def _url() -> URL:
    arguments = context.get_x_argument(as_dictionary=True)
    if "url" not in arguments:
        raise CommandError("name a database: alembic -x url=sqlite:////tmp/scratch.db ...")
    return make_url(arguments["url"])


if "connection" in context.config.attributes:
    _run(connection=context.config.attributes["connection"])
elif context.is_offline_mode():
    _run(url=_url(), literal_binds=True)
else:
    with make_engine(_url()).execution_options(write=True).begin() as connection:
        _run(connection=connection)
