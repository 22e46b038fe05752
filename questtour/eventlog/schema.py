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


def known() -> set[str]:
    """Return the names of the migrations that this version has."""
    with Database(memory=True, execute_plugins=False) as empty:
        return {each.name for each in migrations.pending(empty)}


def applied(db: Database) -> set[str]:
    """Return the names of the migrations that the log in `db` has been through.

    In plain SQL, and not by `migrations.applied`: what is bent in the file must show as an `sqlite3.Error`.
    """
    rows = db.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [migrations.name])
    return {name for (name,) in rows}


def bring_up_to_date(db: Database) -> None:
    """Apply the migrations that the log in `db` has not been through yet."""
    if known() - applied(db):
        migrations.apply(db)
