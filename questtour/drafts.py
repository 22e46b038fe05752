"""What a guide has begun to write and not saved yet: kept beside the log, so that no crash takes it.

A draft is nobody's but its writer's: it is no event, goes to no other laptop, and is gone once the event is
in the log.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from questtour.eventlog.files import beside
from questtour.files import whole_file, worded

SUFFIX = ".draft"


class Drafts:
    """The drafts beside one log, one for each group and one for the whole tour."""

    def __init__(self, log: Path) -> None:
        self.path = beside(log, SUFFIX)

    def read(self, group: str | None) -> dict[str, str] | None:
        """Return the draft about `group`, the texts by their keys; None for none, and for what is damaged."""
        found = self._all().get(group or "")
        if not isinstance(found, dict):
            return None
        return {key: text for key, text in found.items() if isinstance(text, str)}

    def keep(self, group: str | None, texts: Mapping[str, str]) -> None:
        """Keep the draft about `group`; raises FileFault."""
        self._write({**self._all(), group or "": dict(texts)})

    def drop(self, group: str | None) -> None:
        """Forget the draft about `group`; raises FileFault."""
        kept = {name: texts for name, texts in self._all().items() if name != (group or "")}
        if kept:
            self._write(kept)
        else:
            with worded(self.path):
                self.path.unlink(missing_ok=True)

    def _all(self) -> dict[str, object]:
        # A file that cannot be read holds no draft: whoever writes anew loses nothing that was to be had.
        with suppress(OSError, ValueError):
            found = json.loads(self.path.read_text("utf-8"))
            if isinstance(found, dict):
                return found
        return {}

    def _write(self, drafts: Mapping[str, object]) -> None:
        with whole_file(self.path, "utf-8") as file:
            # Escaped, so that even half a pair of surrogates can be written.
            json.dump(drafts, file)


def has_draft(log: Path) -> bool:
    """Tell whether something that was begun to be written waits beside `log`."""
    return beside(log, SUFFIX).is_file()
