"""The way from the visitors' survey back into the tour: the guide's name is typed."""

from questtour.i18n import _
from questtour.keys import TWINS
from questtour.screens.one_line import LineDialog
from questtour.tour.route import Group, Text

_LATIN = {russian: latin for latin, russian in TWINS.items()}


class WayOut(LineDialog):
    """Returns the name once it is right; Esc goes back to the visitors."""

    with_guests = True

    def __init__(self, group: Group, half: bool) -> None:
        """Take the group as the sheet describes it, and whether a form is begun and not handed in."""
        text = _("Type the guide's name as it stands in the route sheet, and press Enter.")
        if not group.guide:
            text = _("Type the group's name as it stands in the route sheet, and press Enter.")
        if half:
            text += "\n" + _("The form that somebody has begun is thrown away.")
        wrong = _("That is another name. Visitors go back with Esc.")
        passwords = _names(group)
        super().__init__(
            _("For the guide: back to the tour"),
            text,
            "",
            lambda line: "" if _keys(line) in passwords else wrong,
        )


def _names(group: Group) -> frozenset[str]:
    """Return what opens the way: the guide's name or its first word, else the group's; its id always."""
    titles = _all(group.guide) or _all(group.title)
    firsts = {title.split()[0] for title in titles if title.split()}
    return frozenset(map(_keys, {*titles, *firsts, group.id}))


def _all(text: Text | None) -> set[str]:
    return {words for _lang, words in text.by_language} if text else set()


def _keys(name: str) -> str:
    """Return on which keys a name is typed: layout, capitals, spaces and the dots of ё do not count."""
    small = " ".join(name.casefold().replace("ё", "е").split())
    return "".join(_LATIN.get(letter, letter) for letter in small)
