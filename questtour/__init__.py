"""questtour leads groups of visitors through school labs on a quest tour, live, in a terminal."""

__version__ = "0.1.0"
