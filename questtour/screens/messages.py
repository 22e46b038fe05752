"""What the coordinator has told this group."""

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from questtour.i18n import _
from questtour.screens.base import Dialog, LanguageChanged
from questtour.session import Session
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
                text = _("None. This tour is led from one laptop: no coordinator is connected.")
                lines = [Content(text)]
            for line in lines:
                yield Static(line, markup=False)
            yield Static(Content(_("Esc: back")), classes="key-line", markup=False)

    @on(LanguageChanged)
    async def say_anew(self) -> None:
        """Say everything in the other language."""
        await self.recompose()

    def _lines(self) -> list[Content]:
        own = [
            message
            for message in self._session.progress.messages
            if not message.to or self._group in message.to
        ]
        tour = self._session.tour
        return [
            Content.assemble((hours_minutes(tour.on_wall(each.time)), "bold"), "  ", shown(each.text))
            for each in reversed(own)
        ]
