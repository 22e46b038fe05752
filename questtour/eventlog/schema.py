"""The log's tables, step by step: a new version adds a migration, and never changes an old one.

This module loads sqlite-utils, which takes 40 to 50 ms; it is imported where a log is opened.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("questtour")


@migrations(name="0001_events")
def _events(db: Database) -> None:
    db.execute(
        "CREATE TABLE events(device TEXT, seq INTEGER, time TEXT, clock TEXT, kind TEXT, group_id TEXT,"
        " body TEXT, hash BLOB, signature BLOB, PRIMARY KEY(device, seq))"
    )


def applied(db: Database) -> set[str]:
    """Return the names of the migrations that the log in `db` has been through."""
    return {each.name for each in migrations.applied(db)}


def unknown(db: Database) -> set[str]:
    """Return the names of the migrations in `db` that this version does not have: a newer one's."""
    # What could be pending in an empty database is everything that this version knows.
    with Database(memory=True, execute_plugins=False) as empty:
        known = {each.name for each in migrations.pending(empty)}
    return applied(db) - known
