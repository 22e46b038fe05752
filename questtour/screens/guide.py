"""The guide's screen: what now, how long still, what next. It draws a moment and forwards wishes."""

from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer

from questtour.i18n import _, language
from questtour.logbook import is_another
from questtour.screens.alarm import Alarm
from questtour.screens.base import LanguageChanged, ProgressChanged, bindings, settable
from questtour.screens.foresight import Foresight
from questtour.screens.guide_farewell import GuideFarewell
from questtour.screens.step_words import step_name
from questtour.session import Session
from questtour.tour import commands as c
from questtour.tour.decide import last_step
from questtour.tour.doors import pause_reason
from questtour.tour.foreseen import foreseen
from questtour.tour.moment import Moment
from questtour.tour.next_step import Step, command_for
from questtour.tour.progress import Phase
from questtour.tour.slack import advice, knows_others
from questtour.widgets.blocks import Look
from questtour.widgets.message_bar import MessageBar
from questtour.widgets.next_bar import NextBar
from questtour.widgets.now_panel import NowPanel
from questtour.widgets.route_panel import RoutePanel
from questtour.widgets.station_panel import BlockView, StationPanel
from questtour.widgets.tour_header import TourHeader

LOOK_AGAIN = 0.25
"""Seconds between two looks at the clock; what has not changed is not drawn."""


class GuideScreen(GuideFarewell):
    """One group's tour, led from this laptop."""

    CSS_PATH = "guide.tcss"
    # Space is for the next open task: no task has the focus unless Tab brought it there.
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]
    BINDINGS = [
        *bindings("next_step", "tick_next", "hint", "note", "pause", "undo", "more_time", "less_time"),
        *bindings(*(f"task_{number}" for number in range(1, 10))),
        *bindings("skip", "call", "messages", "route_sheet", "set_time", "unfold"),
        *bindings("scroll_down", "scroll_up", "help", "leave_tour"),
        *bindings("switch_group", "survey", "look_back"),
        *settable("finish_early", "join_tour", "switch_role"),
    ]

    def __init__(self, session: Session, group: str) -> None:
        super().__init__(session, group)
        self.unfolded = False
        self._alarm = Alarm()
        self._footer_for: tuple[Phase, str] | None = None

    def compose(self) -> ComposeResult:
        """Lay out header, route, the present, and the keys."""
        yield TourHeader()
        yield MessageBar()
        with Horizontal(id="body"):
            yield RoutePanel()
            with Vertical():
                yield NowPanel()
                yield StationPanel()
        yield NextBar()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Draw the first moment and keep looking at the clock."""
        self._foresight = Foresight(self.session, self.host.desk.clock)
        self._alarm.begin(self._draw())
        self.show_unread()
        self.session.subscribe(lambda _progress: self.post_message(ProgressChanged()))
        self.set_interval(LOOK_AGAIN, self.tick)
        if self.own_group.phase is Phase.READY:
            self._tell_another()

    @work(thread=True)
    def _tell_another(self) -> None:
        """Tell a new tour from the one that the same command went on with, until that was finished."""
        tour, group = self.session.tour, self.group
        if is_another(self.session.log_path, tour.route.id, group):
            text = _("Today's tour of this group is finished. This is a new one.")
            self.app.call_from_thread(partial(self.host.tell, text, warning=True))

    def on_resize(self) -> None:
        """Draw again: the size of the figures depends on the room there is."""
        if self.is_mounted:
            self._draw()

    def tick(self) -> None:
        """Look at the clock: draw what has changed and sound what is due."""
        self.hear_of_the_mesh()
        self._alarm.sound(self._draw(), self.host)

    def _draw(self) -> Moment:
        """Look at the group, show what has changed, and return the moment that was shown."""
        moment = self.moment
        roomy = self.has_class("-wide") and self.has_class("-tall")
        expected = self._foresight.forecast
        self._look_ahead()
        self.query_one(TourHeader).show(moment, self.link)
        self.query_one(RoutePanel).show(foreseen(moment, expected))
        self.query_one(NowPanel).show(moment, large=roomy, advice=advice(moment, expected))
        self.query_one(NextBar).show(moment, self.step_now(moment))
        self.query_one(StationPanel).show(moment, unfolded=self.unfolded)
        return moment

    def _look_ahead(self) -> None:
        """Let a forecast be made when it is time, where others are known; it is drawn at the next look."""
        if knows_others(self.session.progress, self.group) and self._foresight.due:
            self.run_worker(self._foresight.make(), group="foresight")

    @on(ProgressChanged)
    @on(LanguageChanged)
    def redraw(self) -> None:
        """Draw the tour as it is now."""
        self.hear()
        self.show_unread()
        self._draw()
        # The footer is built anew for it, which takes longer than all the rest: only where it will differ.
        footer_for = (self.own_group.phase, language())
        if footer_for != self._footer_for:
            self._footer_for = footer_for
            self.refresh_bindings()

    @on(MessageBar.Pressed)
    def messages_pressed(self) -> None:
        """Open the messages."""
        self.action_messages()

    # --- the obvious next step --------------------------------------------------------------------------

    @on(NextBar.Pressed)
    def bar_pressed(self) -> None:
        """Do what Enter does."""
        self.action_next_step()

    def action_next_step(self) -> None:
        """Do the obvious next step."""
        self.run_worker(self._next_step())

    async def _next_step(self) -> None:
        moment = self.moment
        command, step = command_for(moment.group), self.step_now(moment)
        if step is Step.SURVEY:
            self.action_survey()
        elif step is Step.LOOK_BACK:
            self.action_look_back()
        elif command is None:
            self.host.leave()
        elif step is Step.START:
            await self._start(moment)
        elif step is not Step.LEAVE or await self.may_leave(moment):
            self.unfolded = False
            if await self.give(command):
                self.query_one(StationPanel).scroll_home(animate=False)

    async def _start(self, moment: Moment) -> None:
        move = await self.plan_to_move(moment)
        if move is not None:
            await self.give(c.Start(self.group, move_plan=move))

    # --- small steps ------------------------------------------------------------------------------------

    async def action_task(self, number: int) -> None:
        """Tick a task, take the tick away, or ask for the answer that it needs."""
        moment = self.moment
        station = moment.station
        if station is not None and number in moment.open_tasks and station.tasks[number - 1].answer:
            self.ask_answer(number)
            return
        if await self.give(c.ToggleTask(self.group, number)):
            self.query_one(StationPanel).reveal(number)

    async def action_tick_next(self) -> None:
        """Tick the task that has the focus, or the first one that is open."""
        focused = self.query_one(StationPanel).focused_task
        opened = self.moment.open_tasks
        number = focused or (opened[0] if opened else None)
        if number is None:
            self.host.tell(_("There is no open task here."), warning=True)
        else:
            await self.action_task(number)

    @on(BlockView.Chosen)
    async def block_clicked(self, message: BlockView.Chosen) -> None:
        """Do what a click on a block asks for."""
        block = message.block
        if block.look is Look.TASK:
            await self.action_task(block.number)
        elif block.look is Look.FOLD:
            self.action_unfold()
        elif block.key == "offer":
            await self.action_hint()

    async def action_hint(self) -> None:
        """Show the next hint."""
        if await self.give(c.ShowHint(self.group)):
            # The hint is drawn when the news of it has come; only then can one scroll to it.
            self.call_later(self.query_one(StationPanel).reveal_hint)

    async def action_pause(self) -> None:
        """Stop the timer, or let it go on; before a door that others keep shut, the log says so."""
        await self.give(c.TogglePause(self.group, pause_reason(self.session.progress, self.group)))

    async def action_more_time(self) -> None:
        """Give the stay one minute more."""
        await self.give(c.Adjust(self.group, +1))

    async def action_less_time(self) -> None:
        """Give the stay one minute less."""
        await self.give(c.Adjust(self.group, -1))

    async def action_undo(self) -> None:
        """Take back the last step and say which."""
        progress, device = self.session.progress, self.session.device
        step = last_step(self.own_group, device, progress.calls)
        if await self.give(c.Undo(self.group, device)) and step is not None:
            name = step_name(progress.route, step.event)
            self.host.tell(_("Taken back: {step}").format(step=name))

    def action_unfold(self) -> None:
        """Show what could wait, or fold it away again."""
        self.unfolded = not self.unfolded
        self._draw()

    def action_scroll_down(self) -> None:
        """Read further down."""
        self.query_one(StationPanel).scroll_relative(y=4, animate=False)

    def action_scroll_up(self) -> None:
        """Read further up."""
        self.query_one(StationPanel).scroll_relative(y=-4, animate=False)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """Grey out what makes no sense now; pressing it all the same says why."""
        active = super().active_bindings
        return {
            key: each._replace(enabled=self._makes_sense(each.binding.action)) for key, each in active.items()
        }

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Forbid what has no key that could say why: the early end of a tour that is not under way."""
        return action != "finish_early" or self._makes_sense("skip")

    def _makes_sense(self, action: str) -> bool:
        phase = self.own_group.phase
        if action.partition("(")[0] in {"hint", "more_time", "less_time", "task", "tick_next"}:
            return phase is Phase.AT_STATION
        if action in {"survey", "look_back"}:
            return phase in {Phase.CLOSING, Phase.FINISHED}
        return action not in {"pause", "skip"} or phase in {Phase.WALKING, Phase.AT_STATION}
