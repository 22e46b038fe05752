"""A simulated guide: looks at the tour as it is, does what is due, and says when to look again.

Nothing is read from the route sheet that the tour itself tells: a guide whose way was changed, or whose group
was paused or sent to another station, goes on from there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from questtour.rehearsal.casting import Casting
from questtour.rehearsal.chance import Chance, whole_seconds
from questtour.rehearsal.doors import Doors
from questtour.rehearsal.durations import Durations
from questtour.rehearsal.manner import Manner
from questtour.rehearsal.phrases import Phrases
from questtour.rehearsal.stay import Beat, Stay
from questtour.session import Session
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.events import DOOR, EventId
from questtour.tour.evolve_group import planned_start
from questtour.tour.progress import GroupProgress, Phase, Progress, Tour, Visit
from questtour.tour.refusal import Refused
from questtour.tour.timing import VERY_LATE, go_on, heading, moving, rests, timing, walk

CLAIMS = timedelta(minutes=5)
"""So long after the opening all guides have taken their groups."""
A_MOMENT = timedelta(seconds=5)
"""Whoever is refused looks again so soon."""
SHORT = timedelta(seconds=20)
"""A time that is not worth being set right."""


@dataclass(frozen=True, slots=True)
class World:
    """What all who take part in a rehearsal share."""

    doors: Doors
    casting: Casting
    chance: Chance
    phrases: Phrases
    freed: Callable[[str], None]
    """Tells who waits at a station's door that there may be room now."""

    @property
    def manner(self) -> Manner:
        """Return how everybody behaves."""
        return self.casting.manner

    @property
    def durations(self) -> Durations:
        """Return what is not left to chance."""
        return self.casting.durations


class Guide:
    """Leads one group by giving the commands that a person would give."""

    def __init__(self, number: int, group: str, session: Session, world: World) -> None:
        """Take the group's id, the session of the guide's own laptop and what all share."""
        self.number = number
        self.group = group
        self.session = session
        self._world = world
        self._chance = world.chance.of("group", group)
        self._claims = session.now + self._chance.between(timedelta(), CLAIMS, "claims")
        self._scene: tuple[Phase, str, int] | None = None
        """Where the group was when the guide planned what comes next."""
        self._beats: list[Beat] = []
        self._goes_on: datetime | None = None
        """When a pause of the guide's own is over."""
        self._went_in: datetime | None = None
        """When the group came in, if the guide has forgotten to say so."""
        self._set_out: datetime | None = None
        """When the group set out, if the guide has forgotten to say so."""

    async def act(self) -> datetime | None:
        """Do what is due now; return when to look again, or None if only others can change anything."""
        if self._own.device not in {None, self.session.device}:
            return None
        try:
            read = await self._read()
            step = await self._step()
        except Refused:
            # Somebody else, a coordinator perhaps, has changed the tour in the same moment.
            return self._now + A_MOMENT
        return min((moment for moment in (read, step) if moment is not None), default=None)

    # --- what the guide sees ----------------------------------------------------------------------------

    @property
    def _now(self) -> datetime:
        return self.session.now

    @property
    def _progress(self) -> Progress:
        return self.session.progress

    @property
    def _tour(self) -> Tour:
        return self.session.tour

    @property
    def _own(self) -> GroupProgress:
        return self._progress.groups[self.group]

    def _done(self, visit: Visit, since: datetime) -> timedelta:
        """Return how long the group has walked or stayed, pauses and breaks not counted."""
        held = rests(self._tour, self._own, self._now, heading(visit))
        return moving(visit, held, since, self._now)

    def _after(self, duration: timedelta) -> datetime:
        return go_on(self._tour, self._own, self._now, duration, heading(self._own.current))

    # --- what the guide does ----------------------------------------------------------------------------

    async def _read(self) -> datetime | None:
        """Read a message when its time has come; return when the next one will be read."""
        if self._own.device is None:
            return None
        due = [
            (message.time + self._reading_time(message.id), message.id)
            for message in self._progress.messages
            if self.session.device not in message.read_by and (not message.to or self.group in message.to)
        ]
        if not due or self._own.phase is Phase.FINISHED:
            return None
        moment, message = min(due)
        if moment > self._now:
            return moment
        await self.session.do(c.ReadMessage(message))
        return self._now

    def _reading_time(self, message: EventId) -> timedelta:
        return self._chance.between(*self._world.manner.reads, "reads", str(message.seq))

    async def _step(self) -> datetime | None:
        group = self._own
        current = group.current
        scene = (group.phase, current.station if current else "", len(group.visits))
        if scene != self._scene:
            self._turn_to(scene)
        if group.phase is Phase.READY:
            return await self._before_start(group)
        if current is not None and group.phase is Phase.WALKING:
            return await self._walk(group, current)
        if current is not None and group.phase is Phase.AT_STATION:
            return await self._stay(current)
        return await self._end(group)

    def _turn_to(self, scene: tuple[Phase, str, int]) -> None:
        """Forget what was planned for another place."""
        self._scene, self._beats, self._goes_on, self._went_in = scene, [], None, None
        left = self._world.doors.go(self.group)
        if left is not None:
            # The tour does not tell that there is one less at the door, or in the room.
            self._world.freed(left)

    async def _before_start(self, group: GroupProgress) -> datetime:
        if group.device is None:
            if self._now >= self._claims:
                await self.session.do(c.Claim(self.group, self.session.device))
            return max(self._claims, self._now)
        start = max(self._start(group), self._claims)
        if self._set_out is None and self._now < start:
            return start
        late, moves = self._late, self._chance.happens(self._world.manner.moved_plan, "moves plan")
        forgets = self._forgetting("start", self._world.manner.forget_start, self._walk_length(group))
        if forgets and not late:
            self._set_out = self._set_out or self._now
            if self._now < self._set_out + forgets:
                return self._set_out + forgets
        return await self._press_start(move_plan=late and moves)

    async def _press_start(self, move_plan: bool) -> datetime:
        records = await self.session.do(c.Start(self.group, move_plan))
        if self._set_out is not None:
            await self._back_date(records[-1], self._set_out)
            self._set_out = None
        return self._now

    @property
    def _late(self) -> bool:
        return self._chance.happens(self._world.manner.late_start, "late start")

    def _start(self, group: GroupProgress) -> datetime:
        """Return when the group sets out: so that it is at its first station when the plan says."""
        usual = timedelta(minutes=self._tour.route.transfer)
        there = planned_start(self._tour, group, self._now)
        manner = self._world.manner
        if self._late:
            return there - usual + self._chance.between(*manner.lateness, "lateness")
        return there - usual + self._chance.shift(manner.setting_out, "sets out")

    async def _walk(self, group: GroupProgress, visit: Visit) -> datetime | None:
        if self._went_in is not None:
            return await self._remember_arrival(group, visit.station)
        reason = self._skips(group, visit.station)
        if reason:
            await self.session.do(c.Skip(self.group, reason))
            return self._now
        length = self._walk_length(group)
        left = length - self._done(visit, visit.set_out or self._now)
        if left > timedelta():
            return await self._keep_walking(visit, left)
        if not self._world.doors.may_enter(self._progress, visit.station, self.group):
            self._world.doors.wait(self.group, visit.station)
            if not visit.paused:
                await self.session.do(c.TogglePause(self.group, DOOR))
            return None
        return await self._enter(group, visit)

    async def _keep_walking(self, visit: Visit, left: timedelta) -> datetime | None:
        if visit.at_door:
            # The group was sent elsewhere while it waited.
            await self.session.do(c.TogglePause(self.group))
            return self._now
        return None if visit.paused else self._after(left)

    async def _enter(self, group: GroupProgress, visit: Visit) -> datetime:
        length = self._stay_length(visit.station)
        if not visit.pauses and self._forgetting("arrival", self._world.manner.forget_arrival, length / 3):
            self._went_in = self._now
            self._world.doors.go(self.group)
            self._world.doors.enter_unsaid(self.group, visit.station)
            return await self._remember_arrival(group, visit.station)
        await self.session.do(c.Arrive(self.group))
        return self._now

    async def _remember_arrival(self, group: GroupProgress, station: str) -> datetime:
        came = self._went_in or self._now
        delay = self._forgetting("arrival", self._world.manner.forget_arrival, self._stay_length(station) / 3)
        if self._now < came + delay:
            return came + delay
        records = await self.session.do(c.Arrive(self.group, station))
        await self._back_date(records[-1], came)
        return self._now

    async def _back_date(self, record: e.Recorded, moment: datetime) -> None:
        await self.session.do(c.CorrectTime(self.group, record.id, moment))

    async def _stay(self, visit: Visit) -> datetime | None:
        if visit.paused:
            return await self._stand_still()
        if not self._beats:
            self._beats = self._planned_stay(visit.station).beats()
        done = self._done(visit, visit.arrived or self._now)
        beat = self._beats[0]
        if beat.at > done:
            return self._after(beat.at - done)
        self._beats = self._beats[1:] or [beat]
        if beat.stop is not None:
            self._goes_on = self._now + beat.stop
        await self.session.do(beat.command)
        return self._now

    async def _stand_still(self) -> datetime | None:
        self._goes_on = self._helped_by(self._goes_on)
        if self._goes_on is None or self._now < self._goes_on:
            return self._goes_on
        self._goes_on = None
        await self.session.do(c.TogglePause(self.group))
        return self._now

    def _helped_by(self, goes_on: datetime | None) -> datetime | None:
        """Return when a pause until `goes_on` is over: sooner where a person has answered the call for it."""
        pause = self._own.current.pauses[-1] if self._own.current is not None else None
        if goes_on is None or pause is None or not self._world.casting.coordinated:
            return goes_on
        answers = [call.answered for call in self._progress.calls if call.group == self.group]
        helped = [
            answer + self._chance.between(*self._world.manner.helped, "helped", pause.reason)
            for answer in answers
            if answer is not None and answer >= pause.start
        ]
        return min([goes_on, *helped])

    async def _end(self, group: GroupProgress) -> datetime | None:
        if group.phase is Phase.FINISHED:
            return None
        moment = (group.last_left or self._now) + self._chance.between(
            *self._world.manner.farewell, "farewell"
        )
        if self._now < moment:
            return moment
        await self.session.do(c.Finish(self.group))
        return self._now

    # --- what chance decides ----------------------------------------------------------------------------

    def _forgetting(self, what: str, probability: float, longest: timedelta) -> timedelta:
        """Return after how long a forgotten key is pressed, `longest` at most; 0 where none is forgotten."""
        names = (what, *(self._scene or ())[1:2])
        if not self._chance.happens(probability, "forgets", *names):
            return timedelta()
        delay = min(
            self._chance.between(*self._world.manner.remembers, "remembers", *names), whole_seconds(longest)
        )
        return delay if delay >= SHORT else timedelta()

    def _walk_length(self, group: GroupProgress) -> timedelta:
        """Return how long the walk under way takes; before the start, the walk to the first station."""
        goal = group.current.station if group.current is not None else next(iter(group.ahead), "")
        given = self._world.durations.walk(self.group, goal)
        if given is not None:
            return given
        return whole_seconds(
            walk(self._tour, group) * self._chance.factor(self._world.manner.walk, "walk", goal)
        )

    def _stay_length(self, station: str) -> timedelta:
        given = self._world.durations.stay(self.group, station)
        if given is not None:
            return given
        manner = self._world.manner
        factor = (
            self._chance.factor(manner.pace, "pace")
            * self._world.chance.factor(manner.slowness, "slowness", station)
            * self._chance.factor(manner.stay, "stay", station)
            * (manner.fallback if station in self._progress.closed else 1.0)
        )
        return max(timedelta(seconds=1), whole_seconds(self._tour.route.station(station).stay * factor))

    def _planned_stay(self, station: str) -> Stay:
        return Stay(
            self.group,
            self.session.device,
            self._tour.route.station(station),
            self._stay_length(station),
            self._chance.of("at", station),
            self._world.manner,
            self._world.phrases,
        )

    def _skips(self, group: GroupProgress, station: str) -> str:
        """Return why the station on the way is skipped, or an empty text."""
        manner, phrases = self._world.manner, self._world.phrases
        closed = station in self._progress.closed
        if closed and not self._tour.route.station(station).fallback:
            return phrases.closed
        if self._world.durations.stay(self.group, station) is not None or not group.ahead:
            return ""
        if self._chance.happens(manner.skip, "skips", station):
            return phrases.other_skip
        if not self._chance.happens(manner.skip_late, "skips when late", station):
            return ""
        late = timing(self._tour, group, self._now).offset
        return phrases.no_time if late >= max(manner.too_late, VERY_LATE) else ""
