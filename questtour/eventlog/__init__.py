"""The event log: one SQLite file a laptop, only ever added to, every event chained and signed."""
