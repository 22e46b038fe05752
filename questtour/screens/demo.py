"""A rehearsal on the screen: the same screens as on a real day, with what runs it above them."""

from collections.abc import Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen

from questtour.i18n import N_, _
from questtour.launch import Beginning, Others
from questtour.rehearsal.live import Live
from questtour.screens.base import LanguageChanged, TourScreen, bindings
from questtour.screens.coach import CoachScreen, coach_lines
from questtour.screens.coordinator import HALL_KEYS, IDEAS, MORE_KEYS, CoordinatorScreen
from questtour.screens.demo_end import SummaryScreen, next_lines
from questtour.screens.group_view import EXPLAINED as EXPLAINED_KEYS
from questtour.screens.group_view import GroupViewScreen
from questtour.screens.guide import GuideScreen
from questtour.screens.help import EXPLAINED, HelpScreen
from questtour.screens.help import IDEAS as GUIDE_IDEAS
from questtour.session import Session
from questtour.settings import Settings
from questtour.widgets.demo_bar import DemoBar, tempo

SMOOTH = 0.1
"""Seconds between two looks while the rehearsal's clock runs faster than the real one: a countdown that is
drawn once a second would jump."""

TEMPO_KEYS = ("faster", "slower", "hold", "play_step")
IDEA = N_("This is a rehearsal: the groups are simulated, and the clock is the rehearsal's own.")


class DemoScreen(TourScreen[None]):
    """What a screen has besides in a rehearsal: the bar above it, and the keys that run it.

    It is the second of two bases: Textual gives a screen the style of the first one only.
    """

    BINDINGS = bindings(*TEMPO_KEYS, "play_out")
    live: Live

    def on_mount(self) -> None:
        """Say what one looks at, and look more often than a real tour needs."""
        self.show_bar()
        self._looking = self.set_interval(SMOOTH, self._look_again)

    def _look_again(self) -> None:
        if not self.is_current:
            return
        if self.live.troupe.clock.speed > 1 or self.live.rushing:
            self.look()
        self.show_bar()
        if self.live.ended and self.live.group is None:
            # The last page takes a moment to come: who asked for it again meanwhile would leave the program.
            self._looking.stop()
            self.host.leave()

    def look(self) -> None:
        """Look at the clock, and draw what has changed."""
        raise NotImplementedError

    # --- the bar ----------------------------------------------------------------------------------------

    @on(LanguageChanged)
    def show_bar(self) -> None:
        """Say what one looks at, in the language of the moment."""
        live = self.live
        keys = {
            "faster": _("faster"),
            "slower": _("slower"),
            "hold": _("go on") if live.paused else _("hold"),
            "play_step": _("step"),
            "play_out": _("to the end"),
        }
        if live.group is not None:
            del keys["play_out"]
        pace = tempo(live.speed, paused=live.paused, rushing=live.rushing)
        self.query_one(DemoBar).show(self.what, pace, [*self.tries, *keys.items()])

    @property
    def what(self) -> str:
        """Say what one looks at."""
        raise NotImplementedError

    @property
    def tries(self) -> Sequence[tuple[str, str]]:
        """Return the screen's own keys that a newcomer should try, with a word each."""
        return ()

    # --- keys -------------------------------------------------------------------------------------------

    def action_faster(self) -> None:
        """Run faster."""
        self.live.faster()
        self.show_bar()

    def action_slower(self) -> None:
        """Run more slowly."""
        self.live.slower()
        self.show_bar()

    def action_hold(self) -> None:
        """Stand still, or go on."""
        self.live.hold()
        self.show_bar()

    def action_play_step(self) -> None:
        """Stand still after the next thing that somebody does."""
        self.live.step()
        self.show_bar()

    def action_play_out(self) -> None:
        """Run to the end."""
        self.live.rush()
        self.show_bar()


class DemoHallScreen(CoordinatorScreen, DemoScreen):
    """The coordinator's."""

    def __init__(self, live: Live) -> None:
        self.live = live
        super().__init__(live.session, live)

    def compose(self) -> ComposeResult:
        """Lay out the bar, and the screen as it is on a real day."""
        yield DemoBar()
        yield from super().compose()

    def look(self) -> None:
        """Look at the clock, and draw what has changed."""
        self.tick()

    @property
    def what(self) -> str:
        """Say what one looks at."""
        return _("You coordinate, the program leads the groups; time runs fast.")

    @property
    def tries(self) -> Sequence[tuple[str, str]]:
        """Return what to try first."""
        return (("way_save", _("group")), ("attend", _("answer")))

    def open_group(self, group: str) -> None:
        """Show what the guide of `group` sees."""
        self.app.push_screen(DemoGroupScreen(self.live, group))

    def action_help(self) -> None:
        """Say what every key does."""
        keys = (*TEMPO_KEYS, "play_out", *HALL_KEYS[:-2], *MORE_KEYS, *HALL_KEYS[-2:])
        self.app.push_screen(HelpScreen((IDEA, *IDEAS), keys))


class DemoGroupScreen(GroupViewScreen, DemoScreen):
    """What the guide of a group sees."""

    def __init__(self, live: Live, group: str) -> None:
        self.live = live
        super().__init__(live.session, group, lambda: live.links)

    def compose(self) -> ComposeResult:
        """Lay out the bar, and the screen as it is on a real day."""
        yield DemoBar()
        yield from super().compose()

    def look(self) -> None:
        """Look at the clock, and draw what has changed."""
        self.draw()

    @property
    def what(self) -> str:
        """Say what one looks at."""
        return _("This is what the guide of this group sees.")

    @property
    def tries(self) -> Sequence[tuple[str, str]]:
        """Return how one goes back."""
        return (("dismiss", _("all groups")),)

    def action_help(self) -> None:
        """Say what every key does."""
        self.app.push_screen(HelpScreen((IDEA,), (*TEMPO_KEYS, "play_out", *EXPLAINED_KEYS)))


class DemoGuideScreen(GuideScreen, DemoScreen):
    """The guide's, for the person who leads a group."""

    def __init__(self, live: Live, group: str) -> None:
        self.live = live
        super().__init__(live.session, group)

    def compose(self) -> ComposeResult:
        """Lay out the bar, and the screen as it is on a real day."""
        yield DemoBar()
        yield from super().compose()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let nobody run to the end of a tour that waits for the person's own group."""
        return action != "play_out" and super().check_action(action, parameters)

    def look(self) -> None:
        """Look at the clock, and draw what has changed."""
        self.tick()

    @property
    def what(self) -> str:
        """Say what one looks at."""
        return _("You lead “{group}”; all others are simulated.").format(group=self.group_title(self.group))

    @property
    def tries(self) -> Sequence[tuple[str, str]]:
        """Return what to try first."""
        return (("next_step", _("next step")), ("help", _("all keys")))

    def action_help(self) -> None:
        """Say what every key does."""
        keys = (*EXPLAINED[:-2], *TEMPO_KEYS, *EXPLAINED[-2:])
        self.app.push_screen(HelpScreen((IDEA, *GUIDE_IDEAS), keys))


class OnStage:
    """A rehearsal on the screen from its first look to the last word: a `launch.Company`."""

    def __init__(self, live: Live, *, kept: bool) -> None:
        """Take an open rehearsal, and whether its log stays."""
        self.live, self.kept = live, kept

    @property
    def session(self) -> Session:
        """Return the session of the person's laptop."""
        return self.live.session

    @property
    def others(self) -> Others:
        """Return the person's place among the simulated laptops."""
        return self.live

    async def play(self) -> None:
        """Play until the tour is over."""
        await self.live.play()

    def first_screen(self) -> Screen[None]:
        """Return the coordinator's screen, or the guide's for who leads a group."""
        live = self.live
        return DemoHallScreen(live) if live.group is None else DemoGuideScreen(live, live.group)

    def last_screen(self) -> Screen[None] | None:
        """Return how it went, for who has led a group or seen the end."""
        live = self.live
        if live.group is not None:
            return CoachScreen(live, kept=self.kept) if tuple(coach_lines(live)) else None
        return SummaryScreen(live, kept=self.kept) if live.ended else None

    def parting(self) -> Iterable[str]:
        """Return what stays in the terminal: how the pace went, and what to do next."""
        return (*coach_lines(self.live), *next_lines(self.live, kept=self.kept))


def on_stage(live: Live, settings: Settings, *, kept: bool) -> Beginning:
    """Begin with the rehearsal `live`, whose log stays if it is `kept`."""
    return Beginning(settings, live.session, company=OnStage(live, kept=kept))
