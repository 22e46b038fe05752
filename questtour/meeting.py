"""A session in the mesh: what one laptop records reaches the others, and theirs comes here.

Here the event log and the mesh meet, who do not know each other: rows go in and out verbatim.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from questtour.eventlog.faults import LogFault
from questtour.eventlog.rows import Row
from questtour.faults import UserFault
from questtour.i18n import _, language
from questtour.mesh.codes import TourKey, spell
from questtour.mesh.network import Network
from questtour.mesh.news import ClockJumped, ClockMeasured, Dropped, News, Peer, StoreTrouble, Twin
from questtour.mesh.node import Laptop, Node
from questtour.mesh.places import EVERY_TOUR, topic_in
from questtour.mesh.rows import Head, SentRow, StoredRow
from questtour.mesh.store import Receipt, Refusal, StoreFault
from questtour.session import Session
from questtour.tour import events as e
from questtour.tour.commands import Claim
from questtour.tour.links import Link, Links, Standing
from questtour.tour.progress import Progress
from questtour.tour.refusal import Refused

ANSWER_SECONDS = 4.0
"""To wait for anybody with the same join code: laptops in one network find each other in one or two."""

TOUR_SECONDS = 10.0
"""How long to wait for the tour from those who were found."""

CATCH_UP_SECONDS = 2.0
"""To wait for all that the others know, before a group is chosen."""

LOOK_SECONDS = 0.05
"""Between two looks whether what is waited for has come."""

CLOCK_STEP = 0.5
"""Seconds: a clock that is found to be wrong by less than that more than before is not recorded anew."""


class NotJoined(UserFault):
    """There is no tour to join; the text is one line that says why, and what to do."""


class _LogStore:
    """The event log, as the mesh wants to see it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def digest(self) -> Mapping[str, Head]:
        try:
            heads = await self._session.heads()
        except LogFault as fault:
            raise StoreFault(str(fault)) from fault
        return {device: Head.of(seq, hash_) for device, (seq, hash_) in heads.items()}

    async def rows_after(self, device: str, seq: int, limit: int) -> Sequence[StoredRow]:
        try:
            return await self._session.rows_after(device, seq, limit)
        except LogFault as fault:
            raise StoreFault(str(fault)) from fault

    async def receive(self, rows: Sequence[SentRow]) -> Receipt:
        try:
            received = await self._session.receive([Row(*row.columns) for row in rows])
        except LogFault as fault:
            raise StoreFault(str(fault)) from fault
        held = {row.id for row in received.held}
        refused = [Refusal(device, seq, reason.value) for device, seq, reason in received.refused]
        return Receipt([row for row in rows if (row.device, row.seq) in held], refused)


class Meeting:
    """One laptop's place in the mesh: `open` it, and `close` it before the session."""

    def __init__(self, session: Session, key: TourKey, network: Network, who: Laptop) -> None:
        """Take an open session and an open network, which is closed with the meeting, on the running loop."""
        self.session, self.key = session, key
        self.standing = Standing()
        self._others: set[str] = set()
        self._listeners: list[Callable[[News], object]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._measured: float | None = None
        self._node = Node(who, key, network, store=_LogStore(session), clock=session.clock, tell=self._take)
        network.watch(EVERY_TOUR, self._seen)

    async def open(self) -> None:
        """Meet the others; raises LogFault where the log cannot be read."""
        try:
            await self._node.start()
        except StoreFault as fault:
            raise NotJoined(str(fault)) from fault
        self.session.carry(self._node.appended)
        self.session.subscribe(self._follow)
        self._follow(self.session.progress)

    async def close(self) -> None:
        """Leave the others."""
        await self._node.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def subscribe(self, listener: Callable[[News], object]) -> None:
        """Call `listener` with all news of the mesh, on the event loop's thread."""
        self._listeners.append(listener)

    @property
    def code(self) -> str:
        """Return the tour's join code as it is dictated."""
        return spell(self.key.code)

    @property
    def peers(self) -> tuple[Peer, ...]:
        """Return the other laptops as they are known now."""
        return self._node.peers

    @property
    def links(self) -> Links:
        """Return how fresh what is known of each laptop is; the times are the tour's."""
        mono, now = self.session.clock.monotonic(), self.session.now
        links = {peer.device: _link(peer, mono, now) for peer in self._node.peers}
        return {**links, self.session.device: Link(now)}

    # --- joining ----------------------------------------------------------------------------------------

    async def find_tour(self, sheet: str | None = None) -> str:
        """Wait until the tour is known here that the laptops with this code are on; return who opened it.

        `sheet` is the id of the route sheet that it should be, if that matters. Raises NotJoined, LogFault.
        """
        opener = await self._opener()
        # Who has taken which group comes with the rest; who cannot be reached any more does not keep us.
        await self._until(lambda: self._node.caught_up, CATCH_UP_SECONDS)
        found = self.session.to_join.route.id
        if sheet is not None and found != sheet:
            text = _(
                "This code belongs to the tour “{found}”, and your sheet is “{sheet}”: ask for its code."
            )
            raise NotJoined(text.format(found=found, sheet=sheet))
        self._follow(self.session.progress)
        return opener

    async def _opener(self) -> str:
        """Return the laptop whose opening of the tour the others go by."""
        if not await self._until(lambda: self._found() or bool(self.peers), ANSWER_SECONDS):
            raise NotJoined(self._nobody())
        if not await self._until(self._found, TOUR_SECONDS):
            raise NotJoined(_("Nobody has opened the tour yet: start `questtour coordinate` first."))
        return self.session.to_join.opener or ""

    def _found(self) -> bool:
        return self.session.to_join.tour is not None

    def _nobody(self) -> str:
        if self._others:
            return _(
                "There is another tour in this network, but none with this code: look at the code once more."
            )
        return _(
            "Nobody answers to this code. Is the coordinator's laptop on, in the same network? "
            "Where laptops cannot see each other, use --connect."
        )

    async def take_part(self, opener: str, name: str = "", role: str = "guide") -> None:
        """Say who this laptop is, and whose opening of the tour holds here; raises LogFault."""
        own = self.session.progress.devices.get(self.session.device)
        if own is None or (own.tour, own.name, own.role) != (opener, name, role):
            key = self.session.public_key
            await self.session.note(e.DeviceJoined(name=name, role=role, key=key, tour=opener))

    async def lead(self, group: str, opener: str) -> None:
        """Lead `group` from this laptop, as its guide; raises Refused and LogFault."""
        route = self.session.to_join.route
        if group not in {each.id for each in route.groups}:
            raise Refused(_("There is no group “{group}” on this tour.").format(group=group))
        guide = route.group(group).guide
        # Who leads which group is decided on the tour that the others are on.
        await self.take_part(opener, guide.in_(language()) if guide else "")
        await self.session.do(Claim(group, self.session.device))

    async def _until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Wait until something `holds`; tell whether it did in time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not holds():
            if loop.time() >= deadline:
                return False
            await asyncio.sleep(LOOK_SECONDS)
        return True

    # --- news -------------------------------------------------------------------------------------------

    def _follow(self, progress: Progress) -> None:
        """Measure this laptop's clock against that of whoever opened the tour."""
        self._node.follow(progress.opener)

    def _seen(self, place: str, stands: bool) -> None:
        topic = topic_in(place)
        if topic != self.key.topic:
            (self._others.add if stands else self._others.discard)(topic)

    def _take(self, news: News) -> None:
        match news:
            case Dropped(reason, count):
                self.standing.dropped[reason] = count
            case Twin(device=device):
                self.standing.twins.add(device)
            case StoreTrouble(text):
                self.standing.trouble = text
            case ClockMeasured(offset=offset):
                self._clock_measured(offset)
            case ClockJumped(seconds=seconds):
                self._measured = None
                self._note(e.ClockJumped(seconds=seconds))
        for listener in self._listeners:
            listener(news)

    def _clock_measured(self, offset: float) -> None:
        if abs(offset) > e.CENTURY:
            # No clock is so wrong: whoever answered made it up, or has lost the time altogether.
            return
        if self._measured is None or abs(offset - self._measured) >= CLOCK_STEP:
            self._measured = offset
            self._note(e.ClockMeasured(offset=offset))

    def _note(self, event: e.Event) -> None:
        task = asyncio.get_running_loop().create_task(self._record(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _record(self, event: e.Event) -> None:
        try:
            await self.session.note(event)
        except LogFault as fault:
            self.standing.trouble = str(fault)


def _link(peer: Peer, mono: float, now: datetime) -> Link:
    return Link(now - timedelta(seconds=max(mono - peer.heard, 0.0)), peer.alive)
