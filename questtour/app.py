"""The Textual app: its look, its palette, its language, and which screen comes first. No rules."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work
from textual.binding import Binding
from textual.command import CommandPalette
from textual.screen import Screen
from textual.theme import Theme

from questtour import i18n
from questtour.faults import UserFault
from questtour.files import FileFault
from questtour.i18n import _
from questtour.keys import all_keys, remap, written
from questtour.screens.base import LanguageChanged, bindings
from questtour.screens.host import Desk, Host
from questtour.screens.opening import OpeningScreen
from questtour.screens.palette import ActionCommands
from questtour.screens.question import Question
from questtour.settings_file import remember

if TYPE_CHECKING:
    # The first frame is painted before these are loaded.
    from questtour.launch import Beginning, Company, Others
    from questtour.session import Session
    from questtour.tour.links import Links

VISITORS = "visitors"
"""What a laptop is on a tour that only serves the visitors' form."""

COMPANY = "company"
"""The name of the worker in which simulated people play: it ends only with the tour."""

DARK = Theme(
    name="questtour",
    primary="#2f6fd0",
    secondary="#5aa9a0",
    accent="#e0a030",
    warning="#f0b429",
    error="#ef6351",
    success="#57b26a",
    foreground="#e8eaf0",
    background="#12151c",
    surface="#1a1e28",
    panel="#262c3a",
    dark=True,
)
LIGHT = Theme(
    name="questtour-light",
    primary="#1f5fbf",
    secondary="#2b7a72",
    accent="#a86a00",
    warning="#9a6a00",
    error="#b3261e",
    success="#2e7d4f",
    foreground="#1b1e26",
    background="#f7f8fa",
    surface="#ffffff",
    panel="#e4e8ef",
    dark=False,
)


class QuestApp(Host, inherit_bindings=False):
    """The program on a guide's laptop."""

    TITLE = "questtour"
    COMMANDS = {ActionCommands}
    COMMAND_PALETTE_DISPLAY = "Ctrl+P"
    CSS = """
    /* A message hides neither the present nor what Enter does: it stands where the way is. */
    ToastRack { align: left bottom; margin-bottom: 2; }
    ToastHolder { align-horizontal: left; }
    Toast { width: 29; max-width: 100%; padding: 0 1; }
    GuideScreen.-wide Toast { width: 39; }
    GuideScreen.-tall ToastRack { margin-bottom: 4; }
    """
    BINDINGS = [
        *bindings("command_palette", "quit_program", priority=True),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(self, desk: Desk, begin: "Callable[[], Beginning]", theme: object = None) -> None:
        """Take what reads the tour, on a thread and after the first frame, and the theme's name."""
        super().__init__(desk)
        self.session: Session | None = None
        self.company: Company | None = None
        self.fault: UserFault | None = None
        """Why the program could not begin."""
        self._begin = begin
        self._told = False
        self._for_visitors = False
        """Whether the program was started for the visitors' form alone."""
        for known in (DARK, LIGHT):
            self.register_theme(known)
        self.theme = theme if isinstance(theme, str) and theme in self.available_themes else DARK.name

    def get_default_screen(self) -> Screen[None]:
        """Return what is seen before the tour is."""
        return OpeningScreen()

    def on_mount(self) -> None:
        """Read the tour as soon as something is seen."""
        self.call_after_refresh(self._read)

    @work(thread=True)
    def _read(self) -> None:
        try:
            beginning = self._begin()
        except UserFault as fault:
            self.fault = fault
            self.call_from_thread(self.exit)
        else:
            # Who leaves meanwhile must find the log that was opened, to close it.
            self.session = beginning.session
            self.meeting = beginning.company.others if beginning.company is not None else None
            self.call_from_thread(self._go_on, beginning)

    def _go_on(self, beginning: "Beginning") -> None:
        settings = beginning.settings
        self.sound = settings.sound
        self._for_visitors = beginning.for_visitors
        remap(settings.keys)
        self.set_keymap({name: _with_twins(keys) for name, keys in settings.keys.items()})
        if beginning.company is not None:
            self.rehearse(beginning.company)
        elif beginning.page is not None:
            self.push_screen(beginning.page())
        elif beginning.entry is not None:
            from questtour.screens.join import JoinScreen

            if beginning.session is not None:
                # Who finds nobody to join goes on alone.
                self.push_screen(self._screen_for(beginning.session))
            self.push_screen(JoinScreen(beginning.entry, beginning.session))
        elif beginning.session is not None:
            self.show_tour(beginning.session)
        else:
            # Most starts name the tour on the command line and never need this screen.
            from questtour.screens.start import StartScreen

            self.push_screen(StartScreen(beginning.sheet))

    def rehearse(self, company: "Company") -> None:
        """Show a rehearsal from now on, with those who are simulated in it."""
        self.company, self.session, self.meeting = company, company.session, company.others
        self.push_screen(company.first_screen())
        self.run_worker(company.play(), name=COMPANY)

    def show_tour(self, session: "Session", meeting: "Others | None" = None) -> None:
        """Show the tour of `session` from now on, among others where there is a `meeting`."""
        self.session, self.meeting = session, meeting
        if meeting is not None or session.tour_key is None:
            self.push_screen(self._screen_for(session))
        else:
            self._meet_again(session)

    def _screen_for(self, session: "Session") -> Screen[None]:
        # Each start needs one of these screens.
        role = session.role
        if role == VISITORS or self._for_visitors:
            from questtour.screens.visitors_form import FormScreen

            return FormScreen(session)
        if role == "coordinator" or (session.coordinates and session.group is None):
            from questtour.screens.coordinator import CoordinatorScreen

            return CoordinatorScreen(session, self.meeting)
        if role == "board":
            from questtour.screens.board import BoardScreen

            return BoardScreen(session, lambda: self.links)
        from questtour.screens.guide import GuideScreen

        return GuideScreen(session, session.own_group.id)

    def action_switch_role(self) -> None:
        """Go from the own group to the whole tour, or back, where this laptop has both."""
        from questtour.screens.coordinator import CoordinatorScreen
        from questtour.screens.guide import GuideScreen

        session = self.session
        if session is None or not session.coordinates or session.group is None or self.meeting is None:
            self.tell(_("This laptop does not both lead a group and coordinate."), warning=True)
        elif isinstance(self.screen, CoordinatorScreen):
            self.switch_screen(GuideScreen(session, session.group))
        else:
            self.switch_screen(CoordinatorScreen(session, self.meeting))

    @property
    def links(self) -> "Links":
        """Return how fresh what is known of the other laptops is."""
        return self.meeting.links if self.meeting is not None else {}

    @work
    async def _meet_again(self, session: "Session") -> None:
        """Meet the others of a tour that this laptop is part of; a guide need not wait for them."""
        from questtour.joining import key_of, meet

        waits = session.role != "guide" or session.group is None
        if not waits:
            self.push_screen(self._screen_for(session))
        try:
            if (key := key_of(session)) is not None:
                self.meeting = await meet(session, key, session.role, self.desk.ways, self.desk.open_network)
        except UserFault as fault:
            self.alarm(str(fault))
        if waits:
            self.push_screen(self._screen_for(session))

    def leave_joining(self) -> None:
        """Go back to where one was before one wanted to join a tour."""
        self.pop_screen()
        if len(self.screen_stack) == 1:
            self.exit()

    async def part(self) -> None:
        """Send the visitors away, leave the others, and let go of the log."""
        try:
            await self.stop_form()
            if self.meeting is not None:
                await self.meeting.close()
        finally:
            if self.session is not None:
                self.session.close()

    # --- the palette, and what is found there -----------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let nothing lead out of the screens that visitors see; the focus may go round in them."""
        return action in {"focus_next", "focus_previous"} if self.with_guests else True

    def action_command_palette(self) -> None:
        """Open the palette, in the user's language."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("What do you want to do?"), id="--command-palette"))

    def action_help_quit(self) -> None:
        """Say how one leaves: Ctrl+C copies here, and must not end a tour."""
        self.tell(_("To leave the program press {key}.").format(key=written("leave_tour")))

    def action_switch_language(self) -> None:
        """Speak the other language."""
        other = "en" if i18n.language() == "ru" else "ru"
        i18n.use(other)
        self._remember("language", other)
        for screen in self.screen_stack:
            screen.post_message(LanguageChanged())

    def action_switch_theme(self) -> None:
        """Change between dark and light."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name
        self._remember("theme", self.theme)

    def action_switch_sound(self) -> None:
        """Ring, or keep silent."""
        self.sound = not self.sound
        self._remember("sound", self.sound)
        self.tell(_("The sound is on.") if self.sound else _("The sound is off."))

    def action_save_picture(self) -> None:
        """Save what is seen as an SVG file."""
        try:
            path = self.save_screenshot(path=str(self.desk.folder))
        except OSError as error:
            self.alarm(_("The picture could not be saved: {why}").format(why=error))
        else:
            self.tell(_("Saved: {path}").format(path=path))

    def _remember(self, name: str, value: str | bool) -> None:
        if self.desk.settings_path is None:
            return
        try:
            remember(self.desk.settings_path, name, value)
        except (FileFault, OSError, ValueError) as error:
            self.tell(_("The choice could not be remembered: {why}").format(why=error), warning=True)

    # --- leaving ----------------------------------------------------------------------------------------

    def action_quit_program(self) -> None:
        """Leave; ask first while a tour is under way."""
        if self.session is None or self.session.is_over or self.session.tour.rehearsal:
            # A rehearsal is played anew, and nobody waits for it.
            self.leave()
        elif not isinstance(self.screen, Question):
            text = _("Everything is saved. The same command goes on where you stopped.")
            question = Question(_("Leave the program?"), text, _("Quit"), _("Stay"))
            self.push_screen(question, self._leave_if)

    def _leave_if(self, leave: bool | None) -> None:
        if leave:
            self.exit()

    def leave(self) -> None:
        """Leave the program; where there is something to tell before, tell that first."""
        last = self.company.last_screen() if self.company is not None and not self._told else None
        self._told = True
        if last is None:
            self.exit()
        else:
            self.clear_notifications()
            self.push_screen(last)


def _with_twins(keys: str) -> str:
    """Return a key map's `keys` (several with commas) with all their twins."""
    return ",".join(all_keys(key.strip() for key in keys.split(",")))
