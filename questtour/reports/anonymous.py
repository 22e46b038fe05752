"""Reports without names: each person has one pseudonym throughout an export.

What names people in a log are the guides in the sheet and the users of laptops; visitors give no names. Their
names, and each part of a name, are replaced wherever they stand as words of their own, in free texts too and
in all cases of Russian. Diminutives, and people whom no sheet and no laptop names, are not known, and stay.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from questtour.eventlog.rows import Row, whole
from questtour.i18n import _
from questtour.reports.name_forms import forms
from questtour.reports.sources import Source
from questtour.tour.events import DeviceJoined, TourOpened
from questtour.tour.reflection_form import CHANGE_STATION

NAMING = frozenset({TourOpened.kind, DeviceJoined.kind})
"""The kinds of event in which people are named."""

SHORTEST = 2
"""Letters of the shortest part of a name that is replaced by itself: initials are in many texts."""

SHORT = 3
"""A part with fewer letters is replaced only where it begins with a capital: “Li” is somebody."""

CODES = frozenset(
    {
        *("at", "device", "finish_by", "form", "from", "groups", "id", "key", "kind", "role", "route"),
        *("start", "station", "tag", "time", "to", "tour", CHANGE_STATION),
    }
)
"""The fields of events and sheets that the program reads, and no person: ids, kinds and times."""


class Pseudonyms:
    """Who is called what in an export."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self._called: dict[str, str] = {}
        """By a name, or a part of one, in small letters; for some languages as it is written too."""
        self._ids: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._pattern: re.Pattern[str] | None = None
        self._twice: re.Pattern[str] | None = None
        """A pseudonym that stands beside itself."""
        self._groups: list[tuple[int, str]] = []

    def learn(self, rows: Iterable[Row]) -> None:
        """Take the names in `rows`, which are of the kinds `NAMING`."""
        for row in rows:
            body = _json(row.body)
            if not isinstance(body, dict):
                continue
            if row.kind == DeviceJoined.kind:
                self._person([body.get("name")], body.get("role") == "coordinator")
            elif isinstance(body.get("route"), dict):
                self._sheet(body["route"])
        self._hide_ids()
        for name, called in list(self._called.items()):
            # A name as it is written goes before another's form that looks the same.
            for form in forms(name):
                self._called.setdefault(form, called)
        whole = sorted(self._called, key=len, reverse=True)
        words = "|".join(re.escape(name) for name in whole)
        self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None
        given = "|".join(
            re.escape(each) for each in sorted(set(self._called.values()), key=len, reverse=True)
        )
        self._twice = re.compile(rf"(?<!\w)({given})(?: \1(?!\w))+") if given else None

    def _sheet(self, route: dict[str, Any]) -> None:
        groups = route.get("groups")
        for group in groups if isinstance(groups, list) else ():
            guide = group.get("guide") if isinstance(group, dict) else None
            self._person(guide.values() if isinstance(guide, dict) else [guide], False)
        for number, group in enumerate(groups if isinstance(groups, list) else (), 1):
            own = group.get("id") if isinstance(group, dict) else None
            if isinstance(own, str):
                self._groups.append((number, own))

    def _hide_ids(self) -> None:
        """Call those groups otherwise whose ids hold a person's name, by an id that a sheet can hold.

        Who is named may join after the sheet was read.
        """
        for number, own in self._groups:
            if any(name in own.lower() for name in self._called):
                self._ids.setdefault(own, f"group-{number}-{len(self._ids) + 1}")

    def _person(self, names: Iterable[Any], coordinator: bool) -> None:
        """Give one person, called so in different languages, a pseudonym."""
        written = [" ".join(name.split()) for name in names if isinstance(name, str) and name.strip()]
        known = [name.lower() for name in written]
        # Some letters have no small form that is told to be the same: «İ» is one of them.
        known += [name for name in written if not _alike(name.lower(), name)]
        if not known:
            return
        called = next((self._called[name] for name in known if name in self._called), None)
        if called is None:
            text = _("Coordinator {n}") if coordinator else _("Mentor {n}")
            self._counts[text] = self._counts.get(text, 0) + 1
            called = text.format(n=self._counts[text])
        for name in known:
            self._called.setdefault(name, called)
            for part in re.findall(r"\w+", name):
                if len(part) >= SHORTEST and not part.isdigit():
                    self._called.setdefault(part, called)

    def text(self, text: str) -> str:
        """Return `text` without names."""
        if text in self._ids:
            return self._ids[text]
        if self._pattern is None or self._twice is None:
            return text
        bare = self._pattern.sub(lambda found: self._instead(found[0]), text)
        # First name and surname in another case than in the sheet are two words, and one person.
        return self._twice.sub(r"\1", bare) if bare != text else text

    def _instead(self, found: str) -> str:
        if len(found) < SHORT and not found[0].isupper():
            return found
        known = self._called.get(found) or self._called.get(found.lower())
        # The pattern knows more ways to write a letter great or small than one can look up.
        return known or next(called for name, called in self._called.items() if _alike(name, found))

    def row(self, row: Row) -> Row:
        """Return `row` without names; without its hash and signature too, by which one could guess them."""
        body = _json(row.body)
        bare = self.text(row.body) if body is None else json.dumps(self._bare(body), ensure_ascii=False)
        group = None if row.group_id is None else self._ids.get(row.group_id, row.group_id)
        return replace(row, body=whole(bare), group_id=group, hash=b"", signature=b"")

    def _bare(self, node: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(node, str):
            return self.text(node)
        if isinstance(node, list):
            return [self._bare(each) for each in node]
        if isinstance(node, dict):
            # Groups too are keys in some.
            return {
                self._ids.get(name, name): self._code(each) if name in CODES else self._bare(each)
                for name, each in node.items()
            }
        return node

    def _code(self, node: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(node, str):
            return self._ids.get(node, node)
        if isinstance(node, list):
            return [self._code(each) for each in node]
        return self._bare(node)


def _alike(name: str, found: str) -> bool:
    return re.fullmatch(re.escape(name), found, re.IGNORECASE) is not None


def _json(body: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def anonymous(given: Sequence[Source]) -> tuple[Source, ...]:
    """Return the tours without names; raises LogFault."""
    hidden = Pseudonyms()
    hidden.learn(row for each in given for row in each.rows(NAMING))
    # A file may be called after its guide.
    return tuple(Source(str(number), each.paths, hidden.row) for number, each in enumerate(given, 1))
