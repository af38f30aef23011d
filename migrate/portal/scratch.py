"""A database for one run's sorting and looking up: on disk when it is large, gone with its connection."""

import sqlite3


def scratch(tables: str) -> sqlite3.Connection:
    """A database with these tables that nobody else sees and that leaves nothing behind."""
    database = sqlite3.connect("")  # the empty name: a file that is gone with the connection
    database.execute("PRAGMA cache_size = -2000")
    database.execute("PRAGMA journal_mode = OFF")
    database.executescript(tables)
    return database
