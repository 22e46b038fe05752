"""Joining a tour: type its code, wait a moment, choose a group."""

import asyncio
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from questtour.faults import UserFault
from questtour.i18n import N_, _, language
from questtour.joining import Entry, meet, member_log
from questtour.launch import find_group
from questtour.meeting import Meeting
from questtour.mesh.codes import TourKey, spell
from questtour.screens.base import LanguageChanged, bindings
from questtour.screens.host import Desk
from questtour.screens.numbered import DIGITS, NumberedScreen, numbered
from questtour.session import Session
from questtour.tour.progress import Progress
from questtour.tour.refusal import Refused
from questtour.wording import shown

SPARE = N_("All groups are led already. Stay here as a spare: the coordinator can give you a group.")


class JoinScreen(NumberedScreen):
    """Asks for the code where it is not known, finds the tour, and offers the groups that are free."""

    BINDINGS = [
        *bindings("dismiss", "language"),
        *DIGITS,
    ]
    DEFAULT_CSS = """
    JoinScreen {
        #name { text-style: bold; color: $text-accent; width: 100%; text-align: center; height: 1; }
        #asking { width: 76; max-width: 100%; height: auto; }
        #what { height: auto; margin: 1 0; text-style: bold; }
        .-hidden { display: none; }
    }
    """

    def __init__(self, entry: Entry | None = None, session: Session | None = None) -> None:
        """Join as `entry` says, or ask for the code; with `session`, a tour that was begun alone joins."""
        super().__init__()
        self._entry = entry
        self._given = session
        self._session: Session | None = None
        self._meeting: Meeting | None = None
        self._opener = ""
        self._leading = False
        self._fault = ""
        self._busy = entry is not None

    def compose(self) -> ComposeResult:
        """Lay out the question, the code, the groups."""
        yield Static("questtour", id="name")
        with Vertical(id="asking"):
            yield Static(id="what", markup=False)
            known = spell(self._entry.key.code) if self._entry and self._entry.key.code else ""
            yield Input(known, placeholder="1234 5678 9012", max_length=40)
            yield OptionList(classes="-hidden")
            yield Static(id="fault", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Join at once where the code is known."""
        self.show()
        if self._entry is not None:
            self.join(self._entry)

    @on(LanguageChanged)
    def show(self) -> None:
        """Say what there is to do now, in the language of the moment."""
        choosing = self._meeting is not None and bool(self._opener)
        question = _("What is the code of the tour? The coordinator's screen shows its 12 digits.")
        if choosing:
            question = _("Which group do you lead?") if self._any_free else _(SPARE)
        elif self._busy:
            question = _("Looking for the tour…")
        self.query_one("#what", Static).update(Content(question))
        self.query_one("#fault", Static).update(Content(shown(self._fault)))
        code, groups = self.query_one(Input), self.query_one(OptionList)
        code.set_class(choosing or self._busy, "-hidden")
        groups.set_class(not choosing, "-hidden")
        if choosing:
            self._offer(groups)
        elif not self._busy:
            code.focus()
        self.refresh_bindings()

    @property
    def _any_free(self) -> bool:
        if self._session is None:
            return False
        return any(group.device is None for group in self._session.progress.groups.values())

    def _offer(self, groups: OptionList) -> None:
        if self._session is None:
            return
        highlighted = groups.highlighted
        groups.clear_options()
        progress = self._session.progress
        free = []
        for place, group in enumerate(progress.route.groups):
            held = progress.groups[group.id].device is not None
            line = numbered(place + 1, _group_line(progress, group.id))
            groups.add_option(Option(line, id=group.id, disabled=held))
            free += [] if held else [place]
        # Enter on a group that is taken would do nothing at all.
        groups.highlighted = highlighted if highlighted in free else next(iter(free), None)
        groups.focus()

    # --- what is done -----------------------------------------------------------------------------------

    @on(Input.Submitted)
    @work(exclusive=True)
    async def typed(self, event: Input.Submitted) -> None:
        """Join with the code that was typed."""
        self._set(busy=True)
        try:
            key = await asyncio.to_thread(TourKey.from_code, event.value)
        except UserFault as fault:
            self._set(fault=str(fault))
            return
        role = self._entry.role if self._entry else "guide"
        sheet = self._entry.sheet if self._entry else None
        if self._given is not None:
            # What happened so far means something by its own sheet only.
            sheet = self._given.tour.route.id
        self.join(Entry(key, role, sheet))

    @work(exclusive=True)
    async def join(self, entry: Entry) -> None:
        """Find the tour, and go on with it or ask for the group."""
        self._entry = entry
        self._set(busy=True)
        try:
            await self._find(entry)
            await self._go_on(entry)
        except (UserFault, Refused) as fault:
            self._set(fault=str(fault))
            if self._opener == "":
                await self._give_up()

    async def _find(self, entry: Entry) -> None:
        desk = self.host.desk
        if self._session is None:
            self._session = self._given or await _opened(desk, entry.key)
        session = self._session
        self._meeting = await meet(session, entry.key, entry.role, desk.ways, desk.open_network)
        self._opener = await self._meeting.find_tour(entry.sheet)
        session.keep_tour_key(dict(entry.key.fields()))
        session.subscribe(lambda _progress: self.call_later(self._progressed))

    async def _go_on(self, entry: Entry) -> None:
        if self._session is None or self._meeting is None:
            return
        if entry.role != "guide":
            await self._meeting.take_part(self._opener, "", entry.role)
            self._done()
        elif own := self._session.group:
            await self._lead(own)
        elif entry.group is not None:
            await self._lead(find_group(self._session.tour.route, entry.group).id)
        else:
            self._set()

    async def _lead(self, group: str) -> None:
        if self._meeting is None:
            return
        self._leading = True
        try:
            await self._meeting.lead(group, self._opener)
        finally:
            self._leading = False
        self._done()

    def _done(self) -> None:
        session, meeting = self._session, self._meeting
        if session is None or meeting is None:
            return
        # From here on the app looks after both.
        self._session = self._meeting = None
        if self._given is None:
            self.host.show_tour(session, meeting)
        else:
            self.host.meeting = meeting
            self.dismiss()

    def _progressed(self) -> None:
        if self._meeting is None or self._session is None or self._leading or not self.is_current:
            return
        if self._session.coordinates:
            # A spare laptop that waits here was made a second coordinator's.
            self._done()
        elif self._session.group is not None:
            # The coordinator gave a group to this laptop, which waits here as a spare one.
            self._take(self._session.group)
        else:
            # Somebody may have taken the group under the cursor.
            self.show()

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Lead the group that was chosen."""
        if not self._leading:
            self._take(event.option_id or "")

    @work(exclusive=True)
    async def _take(self, group: str) -> None:
        try:
            await self._lead(group)
        except (UserFault, Refused) as fault:
            self._set(fault=str(fault))

    async def _give_up(self) -> None:
        """Let go of a tour that was not found."""
        if self._meeting is not None:
            await self._meeting.close()
        if self._session is not None and self._session is not self._given:
            self._session.close()
        self._session = self._meeting = None

    def _set(self, *, busy: bool = False, fault: str = "") -> None:
        self._busy, self._fault = busy, fault
        self.show()

    @work
    async def action_close(self) -> None:
        """Go back to where one was."""
        await self._give_up()
        self.host.leave_joining()

    async def on_unmount(self) -> None:
        """Let go of what nobody goes on with."""
        await self._give_up()


async def _opened(desk: Desk, key: TourKey) -> Session:
    """Open this laptop's log, which takes a while; who leaves meanwhile lets go of it again."""
    opened = partial(member_log, desk.folder, key, desk.clock, desk.log)
    opening = asyncio.get_running_loop().run_in_executor(None, opened)
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_close_opened)
        raise


def _close_opened(opening: asyncio.Future[Session]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


def _group_line(progress: Progress, group: str) -> Content:
    sheet = progress.route.group(group)
    guide = shown(sheet.guide.in_(language())) if sheet.guide else ""
    line: list[str | tuple[str, str]] = [shown(sheet.title.in_(language())), (f"  {guide}", "dim")]
    holder = progress.devices.get(progress.groups[group].device or "")
    if holder is not None:
        line.append("  " + _("(led from another laptop)"))
    return Content.assemble(*line)
