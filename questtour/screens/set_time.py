"""Setting a forgotten start, arrival or leaving right: which one, and when it really was."""

import re
from datetime import UTC, datetime, timedelta

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from questtour.i18n import _, language
from questtour.screens.base import Dialog, bindings
from questtour.session import Session
from questtour.tour import events as e
from questtour.tour.commands import CorrectTime
from questtour.tour.decide import Correctable, correctable, decide
from questtour.tour.refusal import Refused
from questtour.wording import hours_minutes, shown

HALF_A_DAY = timedelta(hours=12)

_WALL_TIME = re.compile(r"(\d{1,2})\D?(\d\d)")
"""Any sign may stand between: under the Russian layout the key of the colon gives a letter."""


def read_wall_time(text: str, near: datetime) -> datetime | None:
    """Read `10:42`, `10.42`, `1042` or `-3` (minutes ago) as the moment on a wall clock that shows `near`.

    A time that is half a day ahead, or more, was meant to be yesterday's. Returns None for what is no time.
    """
    text = text.strip().replace("−", "-")
    if text.startswith("-") and text[1:].isdecimal() and len(text) < 6:
        return near - timedelta(minutes=int(text[1:]))
    match = _WALL_TIME.fullmatch(text)
    hour, minute = (int(match[1]), int(match[2])) if match else (24, 0)
    if hour > 23 or minute > 59:
        return None
    moment = near.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return moment if moment - near < HALF_A_DAY else moment - timedelta(days=1)


class SetTimeDialog(Dialog[tuple[e.EventId, datetime]]):
    """Returns the event and its true time (UTC), or None by Esc."""

    BINDINGS = bindings("tag_up", "tag_down", priority=True)

    def __init__(self, session: Session, group: str) -> None:
        super().__init__()
        self._session, self._tour, self._group = session, session.tour, group
        self._steps = correctable(session.progress.groups[group], session.now)

    def compose(self) -> ComposeResult:
        """Lay out the steps and the time."""
        with Vertical(classes="box"):
            yield Static(Content(_("Which time is wrong?")), classes="title", markup=False)
            if not self._steps:
                yield Static(Content(_("Nothing has happened yet.")), classes="text", markup=False)
            else:
                yield OptionList(*(Option(Content(self._line(step))) for step in self._steps))
                yield Input(placeholder=_("Really at, e.g. 10:42, or -3 for three minutes ago"))
                yield Static(Content(""), id="problem", markup=False)
            keys = _("↑ ↓: which · Enter: set the time · Esc: back")
            yield Static(Content(keys), classes="key-line", markup=False)

    def on_mount(self) -> None:
        """Begin with the last step and its time."""
        if self._steps:
            self.query_one(OptionList).can_focus = False
            self.query_one(OptionList).highlighted = 0
            self.query_one(Input).focus()

    def _line(self, step: Correctable) -> str:
        when = hours_minutes(self._tour.on_wall(step.time))
        event = step.record.event
        if isinstance(event, e.StationArrived | e.StationLeft):
            title = shown(self._tour.route.station(event.station).title.in_(language()))
            name = _("arrived at “{title}”") if isinstance(event, e.StationArrived) else _("left “{title}”")
            return f"{when}  {name.format(title=title)}"
        return f"{when}  " + _("start")

    def action_next_tag(self, step: int) -> None:
        """Choose the step below, or above."""
        if self._steps:
            steps = self.query_one(OptionList)
            steps.highlighted = ((steps.highlighted or 0) + step) % len(self._steps)

    @on(OptionList.OptionSelected)
    def clicked(self) -> None:
        """Go on typing after a click."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def written(self, event: Input.Submitted) -> None:
        """Return the time, or say why it cannot be."""
        now = self._session.now
        step = self._steps[self.query_one(OptionList).highlighted or 0]
        wall = read_wall_time(event.value, self._tour.on_wall(now))
        if wall is None:
            self._say(_("Write a time such as 10:42, or -3."))
            return
        moment = (wall - self._tour.utc_offset).replace(tzinfo=UTC)
        wish = CorrectTime(self._group, step.record.id, moment)
        try:
            decide(self._session.progress, wish, now)
        except Refused as refusal:
            self._say(str(refusal))
        else:
            self.dismiss((step.record.id, moment))

    def _say(self, problem: str) -> None:
        self.query_one("#problem", Static).update(Content.styled(problem, "bold"))
