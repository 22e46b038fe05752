"""One laptop's part in a tour: what was acknowledged is on the disk, and what is on the disk is known."""

import asyncio
from concurrent.futures import Future

import pytest
from helpers import (
    ARRIVE,
    FINISH,
    FINISH_EARLY,
    LEAVE,
    START,
    HandClock,
    at,
    minutes,
    opened,
    sheet,
    station,
)

from questtour.eventlog.faults import LogFault
from questtour.eventlog.log import Draft, EventLog
from questtour.eventlog.reading import read_records
from questtour.session import Opening, WrongTour, open_guide
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.evolve import fold
from questtour.tour.progress import Phase
from questtour.tour.refusal import Refused


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tour.db"


@pytest.fixture
def session(path, clock):
    session = opened(path, clock)
    yield session
    session.close()


def kinds(path):
    return [record.event.kind for record in read_records(path)]


# --- opening and resuming ---------------------------------------------------------------------------------


def test_a_new_tour_begins_with_its_sheet_its_guide_and_its_group(session, path):
    opening, joined, claimed = read_records(path)
    assert opening.event == e.TourOpened(route=sheet(), utc_offset=180)
    assert (joined.event.name, joined.event.role) == ("Аня", "guide")
    assert joined.event.key
    assert (claimed.event.kind, claimed.group) == ("group.claimed", "g")
    assert {record.device for record in (opening, joined, claimed)} == {session.device}
    assert session.tour.route.id == "t"
    assert session.own_group.phase is Phase.READY


async def test_a_tour_is_resumed_where_it_was(session, path, clock):
    for command in (START, ARRIVE, c.AddNote("g", "x"), LEAVE):
        clock.moment += minutes(2)
        await session.do(command)
    session.close()
    for opening in (None, Opening(sheet(), "g")):
        resumed = open_guide(path, clock, opening)
        assert resumed.progress == session.progress
        assert (resumed.device, resumed.group) == (session.device, "g")
        assert resumed.own_group.current.station == "b"
        resumed.close()
    assert kinds(path).count("tour.opened") == 1


async def test_a_resumed_tour_goes_on_and_takes_back_what_was_done_before(session, path, clock):
    await session.do(START)
    session.close()
    resumed = opened(path, clock)
    await resumed.do(c.Undo("g", resumed.device))
    assert resumed.own_group.phase is Phase.READY
    resumed.close()


def test_a_tour_goes_on_by_the_sheet_that_stands_in_the_log(session, path, clock):
    session.close()
    resumed = opened(path, clock, sheet(station("z")))
    assert resumed.own_group.order == ("a", "b", "c")
    resumed.close()


def test_where_there_is_nothing_to_resume_no_file_is_made(path, clock):
    with pytest.raises(WrongTour, match="holds no tour to resume: start one with `questtour guide`"):
        open_guide(path, clock)
    assert list(path.parent.iterdir()) == []


def test_the_log_of_another_tour_is_refused_and_named(session, path, clock):
    session.close()
    other = {**sheet(), "id": "other"}
    with pytest.raises(WrongTour, match=r"tour\.db is the log of another tour, “t”"):
        opened(path, clock, other)


def test_the_log_of_another_group_is_refused_and_named(path, clock):
    groups = [{"id": "g", "title": "G"}, {"id": "h", "title": "H"}]
    opened(path, clock, sheet(groups=groups)).close()
    with pytest.raises(WrongTour, match=r"tour\.db is the log of the group “g”"):
        opened(path, clock, sheet(groups=groups), group="h")


def test_a_refused_log_can_be_opened_again_at_once(session, path, clock):
    session.close()
    before = kinds(path)
    with pytest.raises(WrongTour):
        opened(path, clock, {**sheet(), "id": "other"})
    opened(path, clock).close()
    assert kinds(path) == before


def test_a_log_without_a_tour_is_begun_but_not_resumed(path, clock):
    EventLog.open(path, clock).close()
    with pytest.raises(WrongTour):
        open_guide(path, clock)
    opened(path, clock).close()
    assert kinds(path) == ["tour.opened", "device.joined", "group.claimed"]


def test_a_second_window_with_the_same_tour_is_refused(session, path, clock):
    with pytest.raises(LogFault, match="in use"):
        opened(path, clock)


# --- doing ------------------------------------------------------------------------------------------------


async def test_what_was_acknowledged_is_on_the_disk_and_is_the_tour(session, path, clock):
    for command in (START, ARRIVE, c.TogglePause("g"), c.Undo("g", session.device), FINISH_EARLY):
        clock.moment += minutes(1)
        done = await session.do(command)
        stored = list(read_records(path))
        assert stored[-len(done) :] == list(done)
        assert fold(stored) == session.progress
    assert session.own_group.phase is Phase.FINISHED


async def test_events_happen_when_the_clock_says(session, clock):
    clock.moment = at("10:07")
    (started,) = await session.do(START)
    assert started.time == session.own_group.started == at("10:07")


async def test_what_is_refused_leaves_no_trace(session, path):
    told = []
    session.subscribe(told.append)
    before, stored = session.progress, kinds(path)
    with pytest.raises(Refused):
        await session.do(FINISH)
    assert session.progress is before
    assert kinds(path) == stored
    assert told == []


async def test_who_wants_to_hear_no_more_is_told_nothing(session):
    told = []
    hear_no_more = session.subscribe(told.append)
    hear_no_more()
    await session.do(START)
    assert told == []


async def test_listeners_are_told_once_a_command_and_see_the_tour_as_it_is_now(session):
    told = []
    session.subscribe(told.append)
    await session.do(START)
    await session.do(FINISH_EARLY)
    assert [progress.groups["g"].phase for progress in told] == [Phase.WALKING, Phase.FINISHED]
    assert told[-1] is session.progress


class FullDisk:
    """Takes the place of the log, once: nothing can be written."""

    def __init__(self, session):
        self.session, self.log = session, session._log
        session._log = self

    def append(self, _drafts):
        self.session._log = self.log
        future = Future()
        future.set_exception(LogFault("the disk is full"))
        return future


async def test_when_the_disk_fails_nothing_has_happened_and_the_next_try_may_succeed(session, path):
    told = []
    session.subscribe(told.append)
    before = session.progress
    FullDisk(session)
    with pytest.raises(LogFault, match="disk is full"):
        await session.do(START)
    assert session.progress is before
    assert told == []
    await session.do(START)
    assert session.own_group.phase is Phase.WALKING
    assert kinds(path)[-1] == "group.started"


async def test_a_key_pressed_twice_starts_the_tour_once(session, path):
    first, second = await asyncio.gather(session.do(START), session.do(START), return_exceptions=True)
    assert [record.event.kind for record in first] == ["group.started"]
    assert isinstance(second, Refused)
    assert kinds(path).count("group.started") == 1


async def test_commands_that_come_at_once_are_carried_out_one_after_the_other(session, path):
    await asyncio.gather(*(session.do(command) for command in (START, ARRIVE, LEAVE, ARRIVE, LEAVE)))
    assert session.own_group.current.station == "c"
    assert fold(read_records(path)) == session.progress


class SlowDisk:
    """Writes, but acknowledges only when told to."""

    def __init__(self, session):
        self.log, self.future = session._log, Future()
        session._log = self

    def append(self, drafts):
        self.records = self.log.append(drafts).result()
        return self.future


async def test_whoever_stops_waiting_does_not_make_the_tour_forget_what_is_on_the_disk(session, path):
    disk = SlowDisk(session)
    doing = asyncio.create_task(session.do(START))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    doing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await doing
    session._log = disk.log
    disk.future.set_result(disk.records)
    with pytest.raises(Refused, match="already set out"):
        await session.do(START)
    assert fold(read_records(path)) == session.progress


@pytest.mark.parametrize(
    "text",
    ["[bold]x[/]", "👩‍🔬", "שלום", "x" * 5000, "a\0b", "\x1b[31m", "a\ud800b", "'; DROP TABLE events; --"],
)
async def test_whatever_people_type_is_kept_and_breaks_nothing(session, path, text):
    await session.do(c.AddNote("g", text))
    (note,) = session.own_group.notes
    assert note.text == text.replace("\ud800", "�")
    assert fold(read_records(path)) == session.progress


async def test_nothing_is_acknowledged_after_the_end(session):
    session.close()
    with pytest.raises(LogFault):
        await session.do(START)
    assert session.own_group.phase is Phase.READY


def test_closing_twice_does_no_harm(session):
    session.close()
    session.close()


async def test_an_undo_by_the_session_is_exact(session):
    before = []
    for command in (START, ARRIVE, c.Adjust("g", 2), LEAVE):
        before.append(session.own_group)
        await session.do(command)
    while before:
        await session.do(c.Undo("g", session.device))
        assert session.own_group == before.pop()


def test_a_log_in_which_a_group_is_claimed_that_the_sheet_lacks_can_still_be_led_on(session, path, clock):
    session.close()
    with EventLog.open(path, clock) as log:
        log.append([Draft(e.GroupClaimed(), "nobody")]).result()
    resumed = open_guide(path, clock)
    assert resumed.group == "g"
    resumed.close()
