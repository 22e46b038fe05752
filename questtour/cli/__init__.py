"""The command line. Each command imports what it alone needs, so that a guide's screen starts fast."""

import sys

try:
    from questtour.cli.program import main
except KeyboardInterrupt:
    # Ctrl+C while the program is still being loaded: nothing has begun that one could tell of.
    sys.exit(130)

__all__ = ["main"]
