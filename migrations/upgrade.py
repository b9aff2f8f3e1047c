"""Runs the migrations from Python, so that no ini file has to be found."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine.url import make_url

# One number for "Yinuo is migrating", so that two processes do not do it at once.
_PG_LOCK = 5006_5005


def config(connection: sa.engine.Connection) -> Config:
    """Alembic's configuration for a connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def upgrade(url: str) -> None:
    """Bring the database at `url` to the newest version; nothing happens when it is there already."""
    database = make_url(url).database
    if url.startswith("sqlite") and database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": _PG_LOCK})
        command.upgrade(config(connection), "head")
    engine.dispose()
