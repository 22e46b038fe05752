"""The coordinator's screen: who is where, who is late, who calls; and what to do about it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Footer, Input

from questtour.eventlog.verify import Reason
from questtour.i18n import N_, _
from questtour.mesh.news import Drop, News
from questtour.screens.base import LanguageChanged, ProgressChanged, bindings, settable
from questtour.screens.devices import device_name
from questtour.screens.foresight import Foresight
from questtour.screens.group_view import GroupViewScreen
from questtour.screens.hall_actions import HallActions
from questtour.screens.help import HelpScreen
from questtour.session import Session
from questtour.tour.foreseen import foresee
from questtour.tour.links import Link, Links
from questtour.tour.overview import Overview, survey
from questtour.widgets.attention_list import AttentionList
from questtour.widgets.groups_table import GroupsTable
from questtour.widgets.hall_header import HallHeader
from questtour.widgets.line import Line
from questtour.widgets.panel_tabs import PanelTab, PanelTabs
from questtour.widgets.stations_table import StationsTable
from questtour.widgets.timeline import Timeline
from questtour.wording import shown

if TYPE_CHECKING:
    from questtour.launch import Others

LOOK_AGAIN = 1.0
"""Seconds between two looks at the clock; what has not changed is not drawn."""

Panel = Literal["groups", "stations", "timeline"]
PANELS = {"groups": N_("Groups"), "stations": N_("Stations"), "timeline": N_("Timeline")}

IDEAS = (
    N_("What needs attention stands on top, the most urgent first: “a” deals with it."),
    N_("Other keys are about the group under the cursor, or about all that are marked with Space."),
    N_("Letters work in both layouts and with Caps Lock. The mouse works too."),
)
HALL_KEYS = ("attend", "tell_group", "tell_all", "start_groups", "station_state", "help", "leave_tour")
"""What the footer names, the most urgent first."""
MORE_KEYS = (
    *("mark", "group_more", "group_less", "skip_ahead", "change_route", "hand_over", "undo_for_group"),
    *("open_group", "sent", "laptops", "find_group", "sort_groups", "join_code", "visitors_form"),
    *("look_back", "end_tour"),
    *("show_groups", "show_stations", "show_timeline", "all_groups"),
)


def reason_words(reason: str) -> str:
    """Say why something was dropped; it is the mesh's reason, or the log's."""
    for kind in (Drop, Reason):
        if reason in set(kind):
            return kind(reason).text
    return shown(reason)


class CoordinatorScreen(HallActions):
    """The whole tour at a glance."""

    CSS_PATH = "coordinator.tcss"
    AUTO_FOCUS = "GroupsTable"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]
    BINDINGS = [*bindings(*HALL_KEYS, *MORE_KEYS), *settable("switch_role")]

    def __init__(self, session: Session, meeting: "Others | None" = None) -> None:
        """Take the coordinator's session, and its place among the other laptops, if there are any."""
        super().__init__(session)
        self._meeting = meeting
        self._panel: Panel = "groups"
        self._code_large: bool | None = None
        """What the user wants; until then it is large while nobody has joined."""
        self._heard = {call.id for call in session.progress.calls}
        self._overview: Overview | None = None
        self._due = False
        self._decided = {}

    def compose(self) -> ComposeResult:
        """Lay out header, what needs attention, groups, stations, timeline and the keys."""
        yield HallHeader(self._meeting.code if self._meeting else "")
        yield Line(classes="notices")
        yield AttentionList()
        yield PanelTabs(PANELS)
        yield Input(id="find", placeholder=_("a word of the group, its guide or its place; Esc: all groups"))
        with Vertical(id="groups"):
            yield GroupsTable()
        with Vertical(id="below"):
            with Vertical(id="stations"):
                yield StationsTable()
            with Vertical(id="timeline"):
                yield Timeline()
        yield Line(classes="dropped")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Draw the first moment, listen, and keep looking at the clock."""
        self._foresight = Foresight(self.session, self.host.desk.clock)
        self._draw()
        self.session.subscribe(lambda _progress: self.post_message(ProgressChanged()))
        if self._meeting is not None:
            self._meeting.subscribe(self._news)
        self.set_interval(LOOK_AGAIN, self.tick)

    def _news(self, _news: News) -> None:
        self.post_message(ProgressChanged())

    @property
    def links(self) -> Links:
        """Return how fresh what is known of the laptops is."""
        if self._meeting is not None:
            return self._meeting.links
        return {self.session.device: Link(self.session.now)}

    # --- drawing ----------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Look at the clock."""
        self._draw()

    @on(ProgressChanged)
    def changed(self) -> None:
        """Draw once for all the news that lie in the queue, and ring for a new call."""
        self._ring_for_calls()
        if not self._due:
            self._due = True
            self.call_later(self._draw)

    @on(LanguageChanged)
    def say_anew(self) -> None:
        """Say everything in the other language."""
        self.query_one("#find", Input).placeholder = _(
            "a word of the group, its guide or its place; Esc: all groups"
        )
        self._draw()
        self.refresh_bindings()

    def _draw(self) -> None:
        """Look at the tour, and show what has changed."""
        self._due = False
        if self._foresight.due:
            self.run_worker(self._look_ahead(), group="foresight")
        overview = survey(self.session.progress, self.session.now, self.links, self._overview)
        overview = foresee(overview, self._foresight.forecast, self._decided)
        self._overview = overview
        self.query_one(HallHeader).show(overview, large=self._code_is_large)
        self.query_one(AttentionList).show(overview)
        self.query_one(PanelTabs).show(self._panel)
        self.query_one(GroupsTable).show(overview)
        self.query_one(StationsTable).show(overview)
        self.query_one(Timeline).show(overview)
        self._say(".notices", [Content(f"! {each}") for each in self._notices()])
        self._say(".dropped", [Content(" · ".join(self._dropped()))] if any(self._dropped()) else [])

    async def _look_ahead(self) -> None:
        """Make a forecast, and draw it."""
        await self._foresight.make()
        self._draw()

    def _say(self, part: str, lines: list[Content]) -> None:
        line = self.query_one(part, Line)
        line.set_class(bool(lines), "-some")
        line.say(Content("\n").join(lines))

    def _notices(self) -> Iterator[str]:
        """Tell what is wrong with this laptop's log, and which laptops run copies of one."""
        standing = self._meeting.standing if self._meeting else None
        if standing is None:
            return
        if standing.trouble:
            yield shown(standing.trouble)
        known = self.session.progress.devices
        for device in sorted(standing.twins):
            name = device_name(self.session.progress, device) if device in known else device[:6]
            text = _("Two laptops run copies of the log of “{name}”: close the program on one of them.")
            yield text.format(name=name)

    def _dropped(self) -> Iterator[str]:
        """Tell how much was not taken in, and why."""
        words = _("rejected {n}: {why}")
        dropped = self._meeting.standing.dropped if self._meeting else {}
        for reason, count in dropped.items():
            yield words.format(n=count, why=reason_words(reason))
        for objection, count in self.session.progress.rejected.items():
            yield words.format(n=count, why=objection.text)

    def _ring_for_calls(self) -> None:
        for call in self.session.progress.calls:
            if call.id in self._heard:
                continue
            self._heard.add(call.id)
            # Who led a group by another sheet before joining brings along calls about it.
            if call.answered is None and call.group is not None and call.group in self.session.tour.orders:
                why = " · ".join(filter(None, (shown(call.reason), shown(call.text))))
                self.host.ring(2)
                text = _("“{group}” calls: {why}").format(group=self.group_title(call.group), why=why)
                self.host.tell(text, warning=True)

    # --- the join code ----------------------------------------------------------------------------------

    @property
    def _code_is_large(self) -> bool:
        if self._code_large is not None:
            return self._code_large
        return set(self.session.progress.devices) <= {self.session.device}

    def action_join_code(self) -> None:
        """Show the join code large, or small again."""
        if self._meeting is None or not self._meeting.code:
            self.host.tell(_("This tour has no network, and so no join code."), warning=True)
        self._code_large = not self._code_is_large
        self._draw()

    # --- what is looked at ------------------------------------------------------------------------------

    @property
    def group_here(self) -> str | None:
        """Return the group under the cursor."""
        return self.query_one(GroupsTable).group

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the groups that are marked, or the one under the cursor."""
        return self.query_one(GroupsTable).marked or super().chosen

    @property
    def station_here(self) -> str | None:
        """Return the station under the cursor while one is in their table."""
        table = self.query_one(StationsTable)
        return table.station if table.has_focus_within else None

    def action_show(self, panel: Panel) -> None:
        """Go to a panel; where there is no room for all, the others make way."""
        self._panel = panel
        for each in ("stations", "timeline"):
            self.set_class(panel == each, f"-{each}")
        self.query_one(PanelTabs).show(panel)
        # What was hidden can have the focus only when it is laid out.
        self.call_after_refresh(self._focus_on, panel)

    def _focus_on(self, panel: Panel) -> None:
        inside = self.query_one(f"#{panel}").query("*")
        target = next((each for each in inside if each.focusable), None)
        if target is not None:
            target.focus()

    @on(PanelTab.Pressed)
    def tab_pressed(self, message: PanelTab.Pressed) -> None:
        """Go where the click points."""
        self.run_worker(self.run_action(f"show({message.panel!r})"))

    def action_mark(self) -> None:
        """Mark the group under the cursor, or take the mark away."""
        self.query_one(GroupsTable).toggle_mark()

    # --- attention --------------------------------------------------------------------------------------

    def action_attend(self) -> None:
        """Deal with the line under the cursor, or with what is most urgent."""
        attention = self.query_one(AttentionList)
        urgent = self._overview.attention[:1] if self._overview else ()
        need = attention.need if attention.has_focus_within else None
        need = need or next(iter(urgent), None)
        if need is None:
            self.host.tell(_("Nothing needs attention now."))
        else:
            self.run_worker(self.attend_to(need))

    @on(AttentionList.Chosen)
    def need_chosen(self, message: AttentionList.Chosen) -> None:
        """Deal with the line that was chosen."""
        self.run_worker(self.attend_to(message.need))

    # --- other screens ----------------------------------------------------------------------------------

    def open_group(self, group: str) -> None:
        """Show what the guide of `group` sees."""
        self.app.push_screen(GroupViewScreen(self.session, group, lambda: self.links, self._foresight))

    @on(GroupsTable.Opened)
    def group_opened(self, message: GroupsTable.Opened) -> None:
        """Open the group that was chosen."""
        self.open_group(message.group)

    def action_open_group(self) -> None:
        """Open the group under the cursor."""
        if self.group_here is not None:
            self.open_group(self.group_here)

    @on(StationsTable.Opened)
    def station_opened(self, message: StationsTable.Opened) -> None:
        """Ask whether to close the station that was chosen, or to open it again."""
        self.run_worker(self.close_or_open(message.station))

    def action_help(self) -> None:
        """Say what every key does."""
        self.app.push_screen(HelpScreen(IDEAS, (*HALL_KEYS[:-2], *MORE_KEYS, *HALL_KEYS[-2:])))

    # --- fewer groups, or in another order ----------------------------------------------------------------

    def action_sort_groups(self) -> None:
        """Sort by the next column."""
        self.query_one(GroupsTable).sort_next()

    def action_find_group(self) -> None:
        """Let a word be typed that the groups must have."""
        self.action_show("groups")
        line = self.query_one("#find", Input)
        line.add_class("-open")
        self.call_after_refresh(line.focus)

    @on(Input.Changed, "#find")
    def found(self, event: Input.Changed) -> None:
        """Show only the groups that have the word."""
        self.query_one(GroupsTable).filter = event.value
        self._draw()

    @on(Input.Submitted, "#find")
    def find_done(self) -> None:
        """Go on in the table."""
        self.query_one(GroupsTable).focus()

    def action_close(self) -> None:
        """Show all groups again, none of them marked."""
        line = self.query_one("#find", Input)
        line.value = ""
        line.remove_class("-open")
        table = self.query_one(GroupsTable)
        table.unmark()
        self.action_show("groups")
