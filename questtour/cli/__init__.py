"""The command line. Each command imports what it alone needs, so that a guide's screen starts fast."""

from questtour.cli.program import main

__all__ = ["main"]
