"""What the visitors' form shows on a laptop: its QR code and address, and how many have answered."""

from collections import Counter
from collections.abc import Iterator

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Digits, Footer, Static

from questtour.faults import UserFault
from questtour.i18n import N_, _, language
from questtour.screens.base import LanguageChanged, ProgressChanged, TourScreen, bindings
from questtour.screens.help import HelpScreen
from questtour.session import Session
from questtour.tour.progress import Progress
from questtour.widgets.line import Line
from questtour.widgets.qr_code import QrCode
from questtour.widgets.rehearsal_mark import rehearsal_mark
from questtour.wording import shown

LOOK_AGAIN = 2.0
"""Seconds between two looks at this computer's addresses: it may come into another network."""

LINES = 6
"""So many groups have a line each; more of them share lines."""

BESIDE = 38
"""Columns that the words beside the code need."""

IDEAS = (
    N_("Visitors point their phone's camera at the code, or type the address into a browser."),
    N_("Each answers once; nobody is told who answered what."),
    N_("The answers are in the tour's log as soon as a phone shows thanks."),
    N_(
        "No phone gets here? This laptop's firewall must let Python through. Guest Wi-Fi often keeps "
        "devices apart: let a phone share its network with the laptop and with the others."
    ),
)


class FormLook(TourScreen[None]):
    """The code, the address and the numbers; how one leaves is for those who inherit."""

    AUTO_FOCUS = ""
    BINDINGS = bindings("next_address", "help", "language")
    DEFAULT_CSS = """
    FormLook {
        .tour { height: 1; padding: 0 1; background: $panel; text-style: bold; }
        #middle { height: 1fr; }
        QrCode { margin: 0 1 0 0; }
        #beside { width: 1fr; height: auto; max-height: 100%; padding: 1 1 0 1; overflow-y: auto; }
        #beside Static { height: auto; margin-bottom: 1; }
        #address { text-style: bold; color: $text-accent; }
        #fault { color: $text-error; text-style: bold; }
        #help { color: $text-muted; }
        Digits { width: 1fr; text-align: center; height: 3; }
        .-hidden { display: none; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._address = ""
        self._fault = ""

    def compose(self) -> ComposeResult:
        """Lay out the tour, the code, the words beside it, the address once more and large."""
        yield Line(classes="tour", fixed=True)
        with Horizontal(id="middle"):
            yield QrCode()
            with Vertical(id="beside"):
                for part in ("fault", "what", "address", "numbers", "help"):
                    yield Static(id=part, markup=False)
        yield Digits(id="large")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Serve the form, and keep looking."""
        self._hear_no_more = self.session.subscribe(lambda _progress: self.post_message(ProgressChanged()))
        self.set_interval(LOOK_AGAIN, self.look)
        self.serve()

    def on_unmount(self) -> None:
        """Listen no longer: the tour goes on without this screen."""
        self._hear_no_more()

    @work
    async def serve(self) -> None:
        """Serve the form where nobody does yet."""
        try:
            await self.host.serve_form(self.session)
        except UserFault as fault:
            self._fault = str(fault)
        self.look()

    def on_resize(self) -> None:
        """Draw the code anew: it is as large as there is room."""
        self.call_after_refresh(self.look)

    @on(ProgressChanged)
    def look(self) -> None:
        """Draw what there is now."""
        found = self._found
        if self._address not in found:
            self._address = next(iter(found), "")
        self._draw(found)

    @on(LanguageChanged)
    def say_anew(self) -> None:
        """Say everything in the other language."""
        self.look()
        self.refresh_bindings()

    @property
    def _found(self) -> tuple[str, ...]:
        """Return the addresses under which the form is served."""
        return self.host.form.addresses if self.host.form is not None else ()

    def _draw(self, found: tuple[str, ...]) -> None:
        tour, progress = self.session.tour, self.session.progress
        title = Content(shown(tour.route.title.in_(language())))
        mark = rehearsal_mark(tour)
        self.query_one(".tour", Line).say(Content.assemble(mark, " ", title) if mark else title)
        fault = self._fault or ("" if found or self.host.form is None else _nowhere())
        what = _("Point the phone's camera at the code, or open in its browser:") if found else ""
        self._say("fault", shown(fault))
        self._say("what", what)
        self._say("address", self._address)
        self._say("numbers", "\n".join(numbers(progress)))
        self._say("help", "\n".join(self._advice(found)) if found else "")
        self._draw_address()

    def _draw_address(self) -> None:
        large = self.query_one(Digits)
        figures = self._address.removeprefix("http://")
        # Letters have no large figures.
        large.set_class(not set(figures) <= set("0123456789.:") or not figures, "-hidden")
        large.update(figures)
        room = self.query_one("#middle").size
        self.query_one(QrCode).show(self._address, Size(max(0, room.width - BESIDE), room.height))

    def _say(self, part: str, text: str) -> None:
        line = self.query_one(f"#{part}", Static)
        line.set_class(not text, "-hidden")
        line.update(Content(text))

    def _advice(self, found: tuple[str, ...]) -> Iterator[str]:
        """Say what to do when a phone does not come here."""
        yield _("It does not open? The phone must be in the Wi-Fi of this laptop, with mobile data off.")
        if len(found) > 1:
            place = found.index(self._address) + 1
            text = _("Or try another address of this laptop: a ({n} of {all}).")
            yield text.format(n=place, all=len(found))

    def action_next_address(self) -> None:
        """Show the next address of this computer, where it has several."""
        found = self._found
        if len(found) < 2:
            self.host.tell(_("This laptop has no other address."), warning=True)
        elif self._address in found:
            self._address = found[(found.index(self._address) + 1) % len(found)]
            self.look()

    def action_help(self) -> None:
        """Say what the keys do."""
        self.app.push_screen(HelpScreen(IDEAS, self.explained))

    explained: tuple[str, ...] = ("next_address", "language", "leave_tour")
    """The actions that the help explains."""


class FormScreen(FormLook):
    """All that `questtour survey` shows."""

    BINDINGS = bindings("leave_tour")


class FormOverTour(FormLook):
    """The same over the coordinator's screen: the form stays on when one goes back."""

    BINDINGS = bindings("leave_form_on", "stop_form")
    explained = ("next_address", "language", "leave_form_on", "stop_form")

    def action_close(self) -> None:
        """Go back to the tour."""
        self.dismiss()
        if self._address:
            self.host.tell(_("The form stays on: {address}").format(address=self._address))

    @work
    async def action_stop_form(self) -> None:
        """Stop the form, and go back to the tour."""
        await self.host.stop_form()
        self.dismiss()
        self.host.tell(_("The form is off; what was answered is kept."))


def _nowhere() -> str:
    return _("This laptop is in no network. Connect it to the Wi-Fi of the phones: the code appears then.")


def numbers(progress: Progress) -> list[str]:
    """Say how many have answered: all together, and of each group."""
    answered = Counter(reply.group for reply in progress.replies)
    groups = progress.route.groups
    present = [group.visitors for group in groups]
    counted = sum(present) if all(present) else 0
    total = _count(_("Answered"), len(progress.replies), counted)
    lines = [
        _count(shown(group.title.in_(language())), answered[group.id], group.visitors) for group in groups
    ]
    if len(lines) < 2:
        return [total]
    return [total, *lines] if len(lines) <= LINES else [total, " · ".join(lines)]


def _count(name: str, answered: int, present: int) -> str:
    """Say how many of those who are there have answered; nobody has counted them where it is 0."""
    if not present:
        return f"{name}: {answered}"
    # Whoever answered was there, even if nobody had counted them.
    return _("{name}: {n} of {all}").format(name=name, n=answered, all=max(present, answered))
