"""Which steps have made a log's tables. The steps themselves stand in `migrations`."""

import sqlite3

SET = "questtour"
"""The name under which a log keeps which of our steps it has been through."""

STEPS = ("0001_events",)
"""The steps that this version knows: most logs have been through all, and need not load what does them."""


def known() -> set[str]:
    """Return the names of the steps that this version has."""
    return set(STEPS)


def applied(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the steps that the log has been through."""
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [SET])
    return {name for (name,) in rows}


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Take the log through the steps that it has not been through yet."""
    if known() - applied(connection):
        make_tables(connection)


def make_tables(connection: sqlite3.Connection) -> None:
    """Take a log, which may be an empty database, through all steps."""
    # sqlite-utils takes 40 ms and some megabytes, which a guide who goes on with a tour need not wait for.
    from questtour.eventlog.migrations import apply

    apply(connection)
