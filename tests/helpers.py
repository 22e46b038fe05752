"""What the unit tests share: sheets, a clock of their own, a tour told step by step, and random journeys."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from questtour.session import Opening, Session, open_guide
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.decide import correctable, decide
from questtour.tour.evolve import evolve
from questtour.tour.moment import Moment, look
from questtour.tour.next_step import command_for
from questtour.tour.progress import GroupProgress, Progress
from questtour.tour.refusal import Refused

MOSCOW = 180.0
"""The venue's wall clock is so many minutes ahead of UTC."""

MIDNIGHT = datetime(2026, 5, 13, 21, tzinfo=UTC)
"""The venue's midnight."""

GUIDE, OTHER = "guide", "other"
"""Two laptops: the one that opened the tour and leads the group, and one that it made a coordinator's."""


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def at(wall: str) -> datetime:
    """Return the moment (UTC) when the venue's clock shows `10:05` or `10:05:30`."""
    hour, minute, second = [*map(int, wall.split(":")), 0][:3]
    return MIDNIGHT + timedelta(hours=hour, minutes=minute, seconds=second)


def station(name: str, length: float = 10, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name.upper(), "minutes": length, **more}


def sheet(*stations: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a sheet: by default it starts at 10:00, with walks of 3 minutes and one group, `g`."""
    named = list(stations) or [station("a"), station("b"), station("c")]
    group = {"id": "g", "title": "G", "guide": "Аня", "route": [each["id"] for each in named]}
    return {"id": "t", "title": "T", "start": "10:00", "stations": named, "groups": [group], **more}


class Tale:
    """A tour told step by step: no disk, and a clock that the test sets."""

    def __init__(self, raw: dict[str, Any] | None = None, group: str = "g") -> None:
        self.group_id = group
        self.now = at("09:50")
        self.records: list[e.Recorded] = []
        self.progress = Progress()
        self.record(e.TourOpened(route=raw or sheet(), utc_offset=MOSCOW), group=None)
        self.record(e.CoordinatorAppointed(device=OTHER), group=None)
        self.record(e.GroupClaimed())

    @property
    def group(self) -> GroupProgress:
        return self.progress.groups[self.group_id]

    def look(self, now: datetime | None = None) -> Moment:
        return look(self.progress, self.group_id, now or self.now)

    def record(
        self, event: e.Event | e.Unknown, device: str = GUIDE, group: str | None = "own"
    ) -> e.Recorded:
        """Let `device` record `event` now, about the tale's group if not told otherwise."""
        seq = 1 + sum(each.device == device for each in self.records)
        clock = f"{len(self.records):06}-{device}"
        record = e.Recorded(device, seq, self.now, clock, self.group_id if group == "own" else group, event)
        self.records.append(record)
        self.progress = evolve(self.progress, record)
        return record

    def do(self, command: c.Command, device: str = GUIDE) -> list[e.Recorded]:
        """Give `command` now; raises Refused."""
        events = decide(self.progress, command, self.now)
        return [self.record(event, device, command.group) for event in events]

    def tell(self, wall: str, *wishes: c.Command | e.Event) -> "Tale":
        """At the time `wall` give these commands, or record these events."""
        self.now = at(wall)
        for wish in wishes:
            if isinstance(wish, e.Event):
                self.record(wish)
            else:
                self.do(wish)
        return self

    def why_not(self, command: c.Command) -> str:
        """Return the words in which `command` is refused; it changes nothing."""
        try:
            events = decide(self.progress, command, self.now)
        except Refused as refusal:
            return str(refusal)
        raise AssertionError(f"{command} was not refused: {events}")


START, MOVED_START = c.Start("g"), c.Start("g", move_plan=True)
ARRIVE, LEAVE, SKIP, FINISH = c.Arrive("g"), c.Leave("g"), c.Skip("g", "why"), c.Finish("g")
FINISH_EARLY = c.Finish("g", early=True, reason="rain")
PAUSE, HINT, UNDO = c.TogglePause("g"), c.ShowHint("g"), c.Undo("g", GUIDE)


class HandClock:
    """A clock that stands still until it is moved; its wall is three hours ahead of UTC."""

    def __init__(self, now: datetime | None = None) -> None:
        self.moment = now or at("09:50")

    def now(self) -> datetime:
        return self.moment

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(timezone(minutes(MOSCOW)))

    def monotonic(self) -> float:
        return self.moment.timestamp()


def opened(path: Path, clock: HandClock, raw: dict[str, Any] | None = None, group: str = "g") -> Session:
    """Open a tour on the disk, or resume the one that is there."""
    return open_guide(path, clock, Opening(raw or sheet(), group, "Аня"))


# --- random sheets and journeys ---------------------------------------------------------------------------

HALVES = st.integers(1, 16).map(lambda count: count / 2)
TASK, ASKED = {"text": "x"}, {"text": "y", "answer": ["35"], "points": 2}
TASKS = st.sampled_from([[TASK, ASKED], [ASKED, TASK, ASKED], [TASK], []])
HINTS = st.sampled_from(
    [[{"text": "h", "after": 1}, {"text": "i", "cost": 1}], [{"text": "h", "cost": 2}], []]
)
CLOCKS = st.integers(0, 25).map(lambda minute: f"10:{minute:02}")


@st.composite
def sheets(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a small sheet: breaks, walks of several lengths, groups that start one after another."""
    names = list("abcd")[: draw(st.integers(1, 4))]
    stations = [station(name, draw(HALVES), tasks=draw(TASKS), hints=draw(HINTS)) for name in names]
    groups = [{"id": "g", "title": "G"}, {"id": "h", "title": "H"}][: draw(st.integers(1, 2))]
    for group in groups:
        if draw(st.booleans()):
            group["route"] = draw(st.permutations(names))  # type: ignore[assignment]
        if draw(st.booleans()):
            group["start"] = draw(CLOCKS)
    walks = [
        {"from": names[0], "to": other, "minutes": draw(HALVES), "one_way": draw(st.booleans())}
        for other in names[1:]
        if draw(st.booleans())
    ]
    rest = st.fixed_dictionaries(
        {"title": st.just("tea"), "at": CLOCKS, "minutes": HALVES},
        optional={"groups": st.just(["g"])},
    )
    return {
        "id": "t",
        "title": "T",
        "start": "10:00",
        "transfer": draw(st.integers(0, 3)),
        "stations": stations,
        "groups": groups,
        "transfers": walks,
        "breaks": draw(st.lists(rest, max_size=2)),
    }


@dataclass(frozen=True, slots=True)
class Wish:
    """A step of a journey: after so many seconds (below zero: the clock is put back) somebody wants this."""

    after: int
    what: str
    number: int = 0
    other: bool = False

    def command(self, group: GroupProgress, now: datetime) -> c.Command:
        """Return the command, fitted to where the group is; many of them make no sense there."""
        own, places = group.id, (*group.order, "nowhere")
        place = places[self.number % len(places)]
        known = correctable(group, now)
        picked = known[self.number % len(known)] if known else None
        wanted = picked.record.id if picked else e.EventId(GUIDE, self.number)
        when = (picked.time if picked else now) + seconds(self.number * 7 - 30)
        commands: dict[str, c.Command] = {
            "next": command_for(group) or c.Start(own),
            "start": c.Start(own, move_plan=self.number % 2 == 1),
            "elsewhere": c.Arrive(own, place),
            "leave": c.Leave(own),
            "skip": c.Skip(own, " no time "),
            "finish": c.Finish(own),
            "early": c.Finish(own, early=True),
            "task": c.ToggleTask(own, self.number),
            "answer": c.GiveAnswer(own, self.number, "35" if self.number % 2 else "36"),
            "hint": c.ShowHint(own),
            "note": c.AddNote(own, f"note {self.number}", e.NoteTag.IDEA),
            "pause": c.TogglePause(own),
            "adjust": c.Adjust(own, self.number - 4),
            "correct": c.CorrectTime(own, wanted, when),
            "wrong id": c.CorrectTime(own, e.EventId("nobody", self.number), when),
            "call": c.CallHelp(own, "lost"),
            "undo": c.Undo(own, OTHER if self.other else GUIDE),
            "no group": c.Start("nobody"),
        }
        return commands[self.what]


STEPS = ("start", "elsewhere", "leave", "skip", "finish", "early")
DETAILS = ("task", "task", "answer", "answer", "hint", "note", "pause", "adjust", "correct")
WRONG = ("wrong id", "no group", "call")


def wishes(*, undo: bool = True, others: bool = True, back: bool = True) -> st.SearchStrategy[list[Wish]]:
    """Draw a journey; with `undo`, with steps of the `others`' laptop, with clocks put `back` or without."""
    # The obvious next step comes often, so that journeys get somewhere.
    what = ("next",) * 9 + STEPS + DETAILS * 2 + WRONG + ("undo",) * (4 if undo else 0)
    after = st.one_of(st.integers(0, 400), st.integers(-200 if back else 0, 60))
    by_other = st.sampled_from([False, False, others])
    wish = st.builds(Wish, after, st.sampled_from(what), st.integers(0, 5), by_other)
    # Long or short, chosen first: else nearly all journeys end before they have begun.
    return st.sampled_from([0, 8, 16, 24]).flatmap(lambda least: st.lists(wish, min_size=least, max_size=30))


def walk(tale: Tale, steps: list[Wish]) -> Iterator[tuple[GroupProgress, c.Command]]:
    """Take the steps one by one; after each give the group as it was before, and the command.

    What makes no sense is refused in words, and changes nothing.
    """
    tale.now = at("10:00")
    for step in steps:
        tale.now += seconds(step.after)
        before, whole, length = tale.group, tale.progress, len(tale.records)
        command = step.command(before, tale.now)
        try:
            tale.do(command, OTHER if step.other else GUIDE)
        except Refused as refusal:
            assert str(refusal)
            assert "\n" not in str(refusal)
            assert tale.progress is whole
            assert len(tale.records) == length
        yield before, command


def walked(raw: dict[str, Any], steps: list[Wish]) -> Tale:
    """Return the tale of a whole journey."""
    tale = Tale(raw)
    for _step in walk(tale, steps):
        pass
    return tale


# --- random logs ------------------------------------------------------------------------------------------

PLACES = st.sampled_from(["a", "b", "c", "nowhere", ""])
GROUPS = st.sampled_from(["g", "h", "nobody", None])
DEVICES = st.sampled_from([GUIDE, OTHER, "third"])
TIMES = st.one_of(
    st.integers(-3600, 2 * 3600).map(lambda count: at("10:00") + seconds(count)),
    st.datetimes(datetime(1970, 1, 2), datetime(2199, 1, 1), timezones=st.just(UTC)),
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
SMALL = sheet(
    station("a", tasks=[{"text": "x"}]),
    station("b", 2.5, hints=[{"text": "h"}]),
    station("c"),
    groups=[{"id": "g", "title": "G"}, {"id": "h", "title": "H", "start": "10:05"}],
    breaks=[{"title": "tea", "at": "10:08", "minutes": 5}],
)
FIELDS = {
    "route": st.lists(PLACES, max_size=4),
    "station": PLACES,
    "device": DEVICES,
    "seq": st.integers(-1, 12),
    "time": TIMES,
    "start": TIMES,
    "task": st.integers(-1, 3),
    "hint": st.integers(-1, 3),
    "minutes": st.floats(-100, 100),
    "offset": st.floats(-1e5, 1e5) | st.floats(-3e9, 3e9),
    "seconds": st.floats(-1e5, 1e5) | st.floats(-3e9, 3e9),
    "tour": st.none() | DEVICES,
    "utc_offset": st.floats(-720, 840),
    "to": st.lists(st.sampled_from(["g", "nobody"]), max_size=2),
    "text": st.text(max_size=5),
    "answers": st.dictionaries(st.text(max_size=5), ANY_JSON, max_size=2),
}
OPENINGS = st.one_of(
    st.just(SMALL), sheets(), st.dictionaries(st.sampled_from(list(SMALL)), ANY_JSON), st.just({})
)


def events_of(kind: type[e.Event]) -> st.SearchStrategy[e.Event]:
    fields = {name: FIELDS[name] for name in kind.model_fields if name in FIELDS}
    if kind is e.TourOpened:
        fields["route"] = OPENINGS
    needed = {name for name, field in kind.model_fields.items() if field.is_required()} - set(fields)
    more = {name: st.from_type(kind.model_fields[name].annotation) for name in needed}
    return st.builds(kind, **fields, **more)


ANY_EVENT = st.one_of(
    st.just(e.GroupStarted()),
    st.sampled_from([e.StationArrived, e.StationLeft, e.StationSkipped]).flatmap(events_of),
    st.sampled_from([e.EventUndone, e.TimeCorrected]).flatmap(events_of),
    st.sampled_from(list(e.KINDS.values())).flatmap(events_of),
    st.builds(e.Unknown, st.text(max_size=5), st.dictionaries(st.text(max_size=3), ANY_JSON, max_size=2)),
)


@st.composite
def logs(draw: st.DrawFn) -> list[e.Recorded]:
    """Draw a log in which anything may stand anywhere, often after a good opening."""
    events = draw(st.lists(st.tuples(DEVICES, TIMES, GROUPS, ANY_EVENT), max_size=25))
    if draw(st.booleans()):
        place = draw(st.integers(0, len(events)))
        events.insert(place, (GUIDE, at("9:50"), None, e.TourOpened(route=SMALL, utc_offset=MOSCOW)))
    seqs = dict.fromkeys((GUIDE, OTHER, "third"), 0)
    records = []
    for number, (device, time, group, event) in enumerate(events):
        seqs[device] += 1
        records.append(e.Recorded(device, seqs[device], time, f"{number:06}", group, event))
    return records
