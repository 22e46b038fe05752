"""The simulated coordinator: answers calls for help, closes what is broken, speaks to everybody."""

from datetime import datetime, timedelta
from heapq import heappop, heappush

from questtour.rehearsal.guide import World
from questtour.session import Session
from questtour.tour import commands as c
from questtour.tour.evolve_group import planned_start
from questtour.tour.progress import HelpCall, Progress
from questtour.tour.refusal import Refused
from questtour.tour.timing import plan

BEFORE = timedelta(minutes=3)
"""So long before the first group's start everybody is greeted."""

FIRST = -1
"""The coordinator acts before the guides that act at the same moment."""


class Hall:
    """Coordinates a rehearsal by giving the commands that a person would give."""

    number = FIRST

    def __init__(self, session: Session, world: World) -> None:
        """Take the session that opened the tour, and what all share."""
        self.session = session
        self._world = world
        self._chance = world.chance.of("hall")
        self._intended: list[tuple[datetime, int, c.TourCommand]] = []
        self._calls_seen = 0
        self._speeches()

    async def act(self) -> datetime | None:
        """Do what is due now; return when something else will be, or None until somebody calls."""
        for call in self.session.progress.calls[self._calls_seen :]:
            self._calls_seen += 1
            self._hear(call)
        while self._intended and self._intended[0][0] <= self.session.now:
            command = heappop(self._intended)[2]
            try:
                await self.session.do(command)
            except Refused:
                # A guide has taken the call back, or the station is as it should be already.
                continue
        return self._intended[0][0] if self._intended and not self.session.is_over else None

    def _intend(self, moment: datetime, command: c.TourCommand) -> None:
        heappush(self._intended, (moment, len(self._intended) + 1000 * self._calls_seen, command))

    def _speeches(self) -> None:
        """Greet everybody, and tell the time when half of the planned tour is over."""
        progress, now = self.session.progress, self.session.now
        starts = [planned_start(self.session.tour, group, now) for group in progress.on_sheet]
        ends = [plan(self.session.tour, group, now)[-1].leave for group in progress.on_sheet]
        phrases = self._world.phrases
        self._intend(min(starts) - BEFORE, c.SendMessage(phrases.welcome))
        self._intend(min(starts) + (max(ends) - min(starts)) / 2, c.SendMessage(phrases.half_time))

    def _hear(self, call: HelpCall) -> None:
        manner = self._world.manner
        name = f"{call.group}-{call.id.seq}"
        answer = call.time + self._chance.between(*manner.answers, "answers", name)
        self._intend(answer, c.AnswerHelp(call.id))
        station = _station_of(self.session.progress, call)
        jam = (call.reason, call.text) == self._world.phrases.jam
        if station and jam and self._chance.happens(manner.closes, "closes", name):
            self._intend(answer, c.CloseStation(station, call.text))
            again = answer + self._chance.between(*manner.closed, "closed", name)
            self._intend(again, c.OpenStation(station))


def _station_of(progress: Progress, call: HelpCall) -> str:
    current = progress.groups[call.group].current if call.group is not None else None
    return current.station if current is not None else ""
