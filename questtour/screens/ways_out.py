"""What one could do about a wait, a lateness or a closed station: found on a thread, chosen by one key."""

import asyncio

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option as Line

from questtour.i18n import _
from questtour.keys import written
from questtour.screens.base import Dialog, bindings
from questtour.session import Session
from questtour.tour.options import Option, Trouble, options
from questtour.tour.options_search import is_told
from questtour.tour.progress import Phase
from questtour.widgets.hall_words import names
from questtour.widgets.option_words import option_costs, option_title, trouble_text

DIGITS = 9


class WaysOut(Dialog[Option]):
    """Returns the option that was chosen, or None by Esc: then nothing is changed."""

    BINDINGS = bindings("unlock")
    DEFAULT_CSS = """
    WaysOut {
        & > .box { width: 96; }
        & .lock { height: auto; color: $text-muted; }
        & OptionList { max-height: 16; &:focus { border: none; } }
    }
    """

    def __init__(self, session: Session, trouble: Trouble) -> None:
        super().__init__()
        self._session, self._trouble = session, trouble
        self._found: tuple[Option, ...] = ()
        self._told = tuple(
            group.id
            for group in session.progress.on_sheet
            if is_told(group) and group.phase is not Phase.FINISHED
        )
        self._unlocked = False

    def compose(self) -> ComposeResult:
        """Lay out what it is about, and that the options are being sought."""
        with Vertical(classes="box"):
            title = trouble_text(self._session.progress, self._trouble)
            yield Static(Content(title), classes="title", markup=False)
            yield Static(Content(_("finding out what could be done…")), classes="text", markup=False)
            lines = OptionList()
            lines.display = False
            yield lines
            yield Static(Content(self._lock_line()), classes="lock", markup=False)
            keys = _("digit, or ↑ ↓ and Enter: do it and tell the guides · Esc: change nothing")
            yield Static(Content(keys), classes="key-line", markup=False)

    def on_mount(self) -> None:
        """Seek the options, once that is painted."""
        self.call_after_refresh(self._seek)

    def _lock_line(self) -> str:
        """Say whose way stays as its guide was told, and which key changes that; empty where nobody was."""
        if not self._told:
            return ""
        text = (
            _("May be told anew: {groups} · {key}: keep to what they were told")
            if self._unlocked
            else _("Stays as its guide was told: {groups} · {key}: may be changed too")
        )
        return text.format(groups=names(self._session.progress, self._told), key=written("unlock"))

    def action_unlock(self) -> None:
        """Offer to change also what guides were told, or keep to it again."""
        if self._told:
            self._unlocked = not self._unlocked
            self.query_one(".lock", Static).update(Content(self._lock_line()))
            self._seek()

    @work(exclusive=True)
    async def _seek(self) -> None:
        session, unlock = self._session, self._told if self._unlocked else ()
        found = await asyncio.to_thread(
            options, session.progress, session.now, unlock=unlock, about=self._trouble
        )
        self.show(found)

    def show(self, found: tuple[Option, ...]) -> None:
        """Show the options, the first one under the cursor."""
        self._found = found
        said = self.query_one(".text", Static)
        said.display = not found
        said.update(Content(_("Nothing can be done about it now.")))
        lines = self.query_one(OptionList)
        lines.display = bool(found)
        lines.clear_options()
        lines.add_options(Line(self._line(place, option)) for place, option in enumerate(found, 1))
        if found:
            lines.highlighted = 0
            lines.focus()

    def _line(self, place: int, option: Option) -> Content:
        progress = self._session.progress
        digit = f"{place}  " if place <= DIGITS else "   "
        title, costs = option_title(progress, option), option_costs(progress, option)
        return Content.assemble(digit, (title, "bold"), f"\n   {costs}")

    def on_key(self, event: events.Key) -> None:
        """Choose by digit."""
        number = int(event.key) if event.key.isdecimal() else 0
        if 1 <= number <= min(DIGITS, len(self._found)):
            event.stop()
            self.dismiss(self._found[number - 1])

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Return the option under the cursor."""
        self.dismiss(self._found[event.option_index])
