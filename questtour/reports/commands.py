"""Commands as one types them into a shell."""

import os
import shlex
from pathlib import Path


def export_command(log: Path) -> str:
    """Return the command that makes tables of `log`, as one types it into a shell."""
    # Windows' shells know only double quotes, which no path there can contain.
    quoted = '"{}"'.format if os.name == "nt" else shlex.quote
    return f"questtour export {quoted(str(log))} --format csv --output {quoted(log.stem)}"
