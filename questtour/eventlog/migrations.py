"""The log's tables, step by step: a new version adds a step here and in `schema`, and changes no old one."""

import sqlite3

from sqlite_utils import Database, Migrations

from questtour.eventlog.schema import SET

migrations = Migrations(SET)


@migrations(name="0001_events")
def _events(db: Database) -> None:
    db.execute(
        "CREATE TABLE events(device TEXT, seq INTEGER, time TEXT, clock TEXT, kind TEXT, group_id TEXT,"
        " body TEXT, hash BLOB, signature BLOB, PRIMARY KEY(device, seq))"
    )


def apply(connection: sqlite3.Connection) -> None:
    """Take the log through all steps that it has not been through."""
    # Plug-ins that happen to be installed have no business in the log.
    migrations.apply(Database(connection, execute_plugins=False))
