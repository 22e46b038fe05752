"""What the coordinator has told this group."""

from contextlib import suppress

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from questtour.eventlog.faults import LogFault
from questtour.i18n import _
from questtour.screens.base import Dialog, LanguageChanged
from questtour.session import Session
from questtour.tour.commands import ReadMessage
from questtour.tour.refusal import Refused
from questtour.tour.tidings import messages_to, unread
from questtour.wording import hours_minutes, shown


class MessagesScreen(Dialog[None]):
    """The messages to this group, the last one first."""

    def __init__(self, session: Session, group: str) -> None:
        super().__init__()
        self._session, self._group = session, group

    def compose(self) -> ComposeResult:
        """Lay out the messages."""
        with VerticalScroll(classes="box"):
            yield Static(Content(_("Messages from the coordinator")), classes="title", markup=False)
            lines = list(self._lines())
            if not lines:
                text = _("None yet.")
                if self._session.progress.opener == self._session.device:
                    text = _("None. This tour is led from one laptop: no coordinator is connected.")
                lines = [Content(text)]
            for line in lines:
                yield Static(line, markup=False)
            yield Static(Content(_("Esc: back")), classes="key-line", markup=False)

    @work
    async def on_mount(self) -> None:
        """Say that what is shown was read."""
        device = self._session.device
        for message in unread(self._session.progress, self._group, device):
            # What cannot be written now is still unread the next time.
            with suppress(LogFault, Refused):
                await self._session.do(ReadMessage(message.id))

    @on(LanguageChanged)
    async def say_anew(self) -> None:
        """Say everything in the other language."""
        await self.recompose()

    def _lines(self) -> list[Content]:
        own = messages_to(self._session.progress, self._group)
        tour = self._session.tour
        return [
            Content.assemble((hours_minutes(tour.on_wall(each.time)), "bold"), "  ", shown(each.text))
            for each in reversed(own)
        ]
