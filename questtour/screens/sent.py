"""What the coordinator has told, and who has read it; who called for help, and how soon that was answered."""

from collections.abc import Iterator

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from questtour.i18n import _, language
from questtour.screens.base import Dialog, LanguageChanged, ProgressChanged, bindings
from questtour.session import Session
from questtour.tour.progress import HelpCall, Message, Progress
from questtour.wording import duration, hours_minutes, shown


def titles(progress: Progress, groups: list[str]) -> str:
    """Return the titles of groups in one line."""
    return ", ".join(shown(progress.route.group(each).title.in_(language())) for each in groups)


def readers(progress: Progress, message: Message) -> tuple[list[str], list[str]]:
    """Return the groups whose laptops have shown a message to their guides, and those that have not."""
    to = message.to or tuple(group.id for group in progress.route.groups)
    read = [each for each in to if progress.groups[each].device in message.read_by]
    return read, [each for each in to if each not in read]


class SentScreen(Dialog[None]):
    """Messages and calls, the last one first."""

    BINDINGS = bindings("close_sent")
    DEFAULT_CSS = """
    SentScreen .box { width: 90; }
    SentScreen Static { height: auto; }
    SentScreen .more { color: $text-muted; padding-left: 7; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """Lay out messages and calls."""
        progress = self._session.progress
        with VerticalScroll(classes="box") as box:
            box.border_title = Content(_("Messages and calls"))
            box.border_subtitle = Content(_("Esc: back"))
            yield from self._part(
                _("Calls for help"), [self._call(each) for each in reversed(progress.calls)]
            )
            sent = [self._message(each) for each in reversed(progress.messages)]
            yield from self._part(_("Your messages"), sent)

    def on_mount(self) -> None:
        """Show what comes while this is open."""
        self._hear_no_more = self._session.subscribe(lambda _progress: self.post_message(ProgressChanged()))

    def on_unmount(self) -> None:
        """Listen no longer: the tour goes on without this screen."""
        self._hear_no_more()

    @on(ProgressChanged)
    @on(LanguageChanged)
    async def say_anew(self) -> None:
        """Say everything as it is now."""
        await self.recompose()

    def _part(self, title: str, lines: list[tuple[Content, Content]]) -> Iterator[Static]:
        yield Static(Content(title), classes="title", markup=False)
        for line, more in lines:
            yield Static(line, markup=False)
            yield Static(more, classes="more", markup=False)
        if not lines:
            yield Static(Content(_("None yet.")), markup=False)

    def _clock(self, each: Message | HelpCall) -> tuple[str, str]:
        return hours_minutes(self._session.tour.on_wall(each.time)), "bold"

    def _message(self, message: Message) -> tuple[Content, Content]:
        progress = self._session.progress
        to = titles(progress, list(message.to)) if message.to else _("to all")
        line = Content.assemble(self._clock(message), "  ", (to, "bold"), ": ", shown(message.text))
        read, waiting = readers(progress, message)
        more = _("read by {n} of {all}").format(n=len(read), all=len(read) + len(waiting))
        if waiting:
            more += " · " + _("not yet: {groups}").format(groups=titles(progress, waiting))
        return line, Content(f"✓ {more}" if not waiting else more)

    def _call(self, call: HelpCall) -> tuple[Content, Content]:
        who = titles(self._session.progress, [call.group]) if call.group else ""
        why = " · ".join(filter(None, (shown(call.reason), shown(call.text))))
        line = Content.assemble(self._clock(call), "  ", (who, "bold"), ": ", why)
        if call.answered is None:
            age = duration(self._session.now - call.time)
            return line, Content(_("! not answered for {time}").format(time=age))
        return line, Content(_("✓ answered after {time}").format(time=duration(call.answered - call.time)))
