"""What the guide writes after the finish: five prompts, and a draft that no crash takes."""

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Select, TextArea

from questtour.drafts import Drafts
from questtour.files import FileFault
from questtour.i18n import _, language
from questtour.screens.base import LanguageChanged, bindings
from questtour.screens.giving import GivingScreen
from questtour.session import Session
from questtour.tour import commands as c
from questtour.tour.reflection_form import CHANGE, CHANGE_STATION, PROMPTS, clean_reflection
from questtour.widgets.key_bar import KeyBar
from questtour.widgets.line import Line
from questtour.wording import shown

KEEP_AFTER = 1.0
"""Seconds after which what was typed is on the disk: a crash takes no more than that."""


class LookBackScreen(GivingScreen):
    """The guide's form, or the coordinator's; Esc leaves it with the draft kept."""

    CSS_PATH = "look_back.tcss"
    AUTO_FOCUS = "TextArea"
    BINDINGS = [*bindings("close_form"), *bindings("save_form", priority=True)]

    def __init__(self, session: Session, group: str | None) -> None:
        """Take the group that is looked back at; None for the tour as a whole."""
        super().__init__(session)
        self.group = group
        self._drafts = Drafts(session.log_path)
        draft = self._drafts.read(group)
        self._restored = draft is not None
        self._texts = draft if draft is not None else self._written()
        self._unkept = False

    def _written(self) -> dict[str, str]:
        """Return what was saved from this laptop before; whoever writes again goes on from there."""
        for each in self.session.progress.written:
            if (each.group, each.id.device) == (self.group, self.session.device):
                return clean_reflection(self.session.tour.route, each.answers)
        return {}

    def compose(self) -> ComposeResult:
        """Lay out the prompts, each with room to write, and what the keys do."""
        yield Line(classes="head")
        with VerticalScroll(id="form", can_focus=False):
            for key in PROMPTS:
                yield TextArea(self._texts.get(key, ""), id=key, highlight_cursor_line=False)
                if key == CHANGE:
                    yield self._station()
        with Horizontal(id="foot"):
            yield KeyBar("Esc", "close")
            yield KeyBar("Ctrl+S", "save_form", classes="-main")

    def _station(self) -> Select[str]:
        chosen = self._texts.get(CHANGE_STATION, "")
        known = chosen if chosen in [each.id for each in self.session.tour.route.stations] else Select.NULL
        return Select(self._titles(), value=known, compact=True)

    def _titles(self) -> list[tuple[Content, str]]:
        stations = self.session.tour.route.stations
        return [(Content(shown(each.title.in_(language()))), each.id) for each in stations]

    def on_mount(self) -> None:
        """Say what this is, and keep what is typed."""
        self._dress()
        self.set_interval(KEEP_AFTER, self.keep)

    def _dress(self) -> None:
        told = _("How did it go? Tab: the next field · what you do not know, leave empty")
        if self._restored:
            told = _("Your draft is here again · Tab: the next field")
        self.query_one(".head", Line).say(Content(told))
        for number, (key, prompt) in enumerate(PROMPTS.items(), 1):
            self.query_one(f"#{key}", TextArea).border_title = Content(f"{number}  {_(prompt)}")
        self.query_one(Select).prompt = _("No station chosen (Enter: choose one)")
        close, save = self.query(KeyBar)
        close.show(_("Later: the draft stays"))
        save.show(_("Save"))

    # --- what is typed ----------------------------------------------------------------------------------

    @on(TextArea.Changed)
    @on(Select.Changed)
    def changed(self) -> None:
        """Note what is typed; the draft is kept a moment later."""
        texts = {area.id or "": area.text for area in self.query(TextArea)}
        station = self.query_one(Select).value
        if isinstance(station, str):
            texts[CHANGE_STATION] = station
        filled = {key: text for key, text in texts.items() if text}
        if filled != self._texts:
            self._texts, self._unkept = filled, True

    def keep(self) -> None:
        """Keep the draft; where the disk does not take it, say so."""
        if not self._unkept:
            return
        self._unkept = False
        try:
            self._drafts.keep(self.group, self._texts)
        except FileFault as fault:
            self.host.tell(_("The draft could not be kept: {why}").format(why=fault), warning=True)

    def on_unmount(self, _event: events.Unmount) -> None:
        """Keep the draft however the screen is left."""
        self.keep()

    # --- leaving ----------------------------------------------------------------------------------------

    @on(KeyBar.Pressed)
    async def bar_pressed(self, message: KeyBar.Pressed) -> None:
        """Do what the bar's key does."""
        await self.run_action(message.action)

    def action_close(self) -> None:
        """Close the form; the draft is there when it is opened again."""
        self.keep()
        self.dismiss(None)

    @work(exclusive=True)
    async def action_save_form(self) -> None:
        """Put what is written into the log, and forget the draft; once, however long the key is held."""
        if self.app.screen is not self:
            return
        told = self._written()
        same = bool(told) and clean_reflection(self.session.tour.route, self._texts) == told
        if not same and not await self.give(c.WriteReflection(self.group, self._texts)):
            return
        self._unkept = False
        try:
            self._drafts.drop(self.group)
        except FileFault as fault:
            self.host.tell(str(fault), warning=True)
        else:
            self.host.tell(_("Saved for the circle of reflection."))
        self.dismiss(None)

    @on(LanguageChanged)
    def say_anew(self) -> None:
        """Say everything in the other language; what is written stays."""
        select = self.query_one(Select)
        chosen = select.value
        select.set_options(self._titles())
        select.value = chosen
        self._dress()
