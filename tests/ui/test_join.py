"""Joining a coordinator's tour: the code, the free groups, and what is said when it cannot be."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from helpers import at, sheet, station
from mesh.halls import SHEET
from mesh.laptops import KEY
from mesh.memory_network import Ether
from textual.widgets import Input, OptionList
from ui.driving import FakeClock, HeardApp, Laptop

from questtour import i18n, joining
from questtour.joining import Entry, meet
from questtour.launch import Beginning
from questtour.meeting import Meeting
from questtour.mesh.codes import spell
from questtour.mesh.news import ClockMeasured, Twin
from questtour.screens.coordinator import CoordinatorScreen
from questtour.screens.guide import GuideScreen
from questtour.screens.host import Desk
from questtour.screens.join import JoinScreen
from questtour.screens.start import StartScreen
from questtour.session import Opening, Session, open_coordinator, open_guide
from questtour.settings import Settings
from questtour.tour import commands as c
from questtour.tour.progress import Phase
from questtour.widgets.message_bar import MessageBar


class RunningClock(FakeClock):
    """A clock that runs: laptops that talk to each other wait for answers."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self._began = time.monotonic()

    def now(self) -> datetime:
        return self.moment + timedelta(seconds=self.monotonic() - self._began)

    def monotonic(self) -> float:
        return time.monotonic()


class Hall:
    """A coordinator without a screen, and a network in memory."""

    def __init__(self, folder: Path, loop: Any, clock: FakeClock) -> None:
        self.folder, self.clock = folder, clock
        self.ether = Ether(loop, Random(3))
        self.session = open_coordinator(folder / "hall.db", clock, SHEET, "Штаб")
        self.meeting: Meeting | None = None
        self._names = 0

    async def network(self, _ways: Any) -> Any:
        self._names += 1
        return self.ether.join(f"laptop {self._names}")

    async def open(self) -> None:
        self.meeting = await meet(self.session, KEY, "coordinator", None, self.network)

    async def close(self) -> None:
        if self.meeting is not None:
            await self.meeting.close()
        self.session.close()


class KnownKey:
    """In place of the derivation of keys, which takes a tenth of a second."""

    @staticmethod
    def from_code(code: str) -> Any:
        return KEY


@pytest.fixture(autouse=True)
def _quickly(monkeypatch):
    monkeypatch.setattr("questtour.screens.join.TourKey", KnownKey)
    monkeypatch.setattr("questtour.meeting.ANSWER_SECONDS", 0.5)


@pytest.fixture
async def hall(tmp_path) -> AsyncIterator[Hall]:
    hall = Hall(tmp_path, asyncio.get_running_loop(), RunningClock(at("10:00")))
    yield hall
    await hall.close()


@asynccontextmanager
async def arriving(
    hall: Hall, entry: Entry | None = None, lang: str = "en", session: Session | None = None
) -> AsyncIterator[Laptop]:
    """Show the program to somebody who joins as `entry` says, leads `session`, or is on the start screen."""
    i18n.use(lang)
    desk = Desk(hall.clock, None, hall.folder / "logs", network=hall.network)
    app = HeardApp(desk, lambda: Beginning(Settings(), session, entry=entry))
    try:
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            laptop = Laptop(app, pilot, hall.clock)
            if session is None:
                await laptop.shows(StartScreen if entry is None else JoinScreen)
            yield laptop
    finally:
        await app.part()


async def test_a_guide_types_the_code_and_takes_a_free_group(hall):
    await hall.open()
    async with arriving(hall) as laptop:
        await laptop.sees("Join a coordinator's tour with its code")
        await laptop.press("end", "up", "enter")
        await laptop.sees("What is the code of the tour?")
        await laptop.press(*"123456789012", "enter")
        await laptop.sees("Which group do you lead?", "G Аня", "H Боря")
        await laptop.press("down", "enter")
        await laptop.shows(GuideScreen)
        assert laptop.session.group == "h"
        await laptop.until(lambda: hall.session.progress.groups["h"].device == laptop.session.device)
        await laptop.sees("● linked (0:0")


async def test_with_code_and_group_on_the_command_line_nothing_is_asked(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY, group="i")) as laptop:
        await laptop.shows(GuideScreen)
        assert laptop.session.group == "i"
        assert laptop.session.progress.devices[laptop.session.device].name == "Вера"


async def test_a_group_that_is_taken_cannot_be_chosen(hall):
    await hall.open()
    await hall.session.do(c.Claim("g", hall.session.device))
    async with arriving(hall, Entry(KEY)) as laptop:
        await laptop.sees("G Аня (led from another laptop)")
        assert laptop.screen.query_one(OptionList).get_option("g").disabled
        await hall.session.do(c.Claim("h", hall.session.device))
        await laptop.sees("H Боря (led from another laptop)")


async def test_enter_takes_the_first_group_that_is_free(hall):
    await hall.open()
    await hall.session.do(c.Claim("g", hall.session.device))
    async with arriving(hall, Entry(KEY)) as laptop:
        await laptop.sees("1 G Аня (led from another laptop)", "2 H Боря")
        await laptop.press("1", "enter")
        await laptop.shows(GuideScreen)
        assert laptop.session.group == "h"


async def test_a_digit_takes_the_group_with_that_number(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY)) as laptop:
        await laptop.sees("3 I Вера")
        await laptop.press("3")
        await laptop.shows(GuideScreen)
        assert laptop.session.group == "i"


async def test_who_finds_no_group_free_reads_that_a_spare_laptop_may_wait(hall):
    await hall.open()
    for group in ("g", "h", "i"):
        await hall.session.do(c.Claim(group, hall.session.device))
    async with arriving(hall, Entry(KEY)) as laptop:
        await laptop.sees("All groups are led already. Stay here as a spare")
        await laptop.press("enter")
        await hall.session.do(c.HandOver("h", laptop.screen._session.device))
        await laptop.shows(GuideScreen)
        assert laptop.session.group == "h"


async def test_a_wrong_code_of_the_command_line_stands_there_to_be_mended(hall):
    async with arriving(hall, Entry(KEY)) as laptop:
        await laptop.sees("Nobody answers to this code")
        assert laptop.screen.query_one(Input).value == spell(KEY.code)


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "Nobody answers to this code"), ("ru", "На этот код никто не отвечает")]
)
async def test_nobody_there_is_said_in_one_line_and_one_can_try_again(hall, lang, words):
    async with arriving(hall, Entry(KEY), lang) as laptop:
        await laptop.sees(words)
        await hall.open()
        await laptop.press(*"123456789012", "enter")
        await laptop.sees("G Аня")


async def test_a_sheet_of_another_tour_is_refused_by_name(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY, sheet="kvantorium")) as laptop:
        await laptop.sees("This code belongs to the tour “t”")


async def test_a_spare_laptop_leads_as_soon_as_the_coordinator_gives_it_a_group(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY)) as laptop:
        await laptop.sees("Which group do you lead?")
        spare = next(each for each in hall.session.progress.devices if each != hall.session.device)
        await hall.session.do(c.Start("g"))
        await hall.session.do(c.HandOver("g", spare))
        await laptop.shows(GuideScreen)
        assert (laptop.session.group, laptop.phase) == ("g", Phase.WALKING)


async def test_what_the_coordinator_says_rings_and_stays_until_it_is_read(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY, group="g")) as laptop:
        await laptop.shows(GuideScreen)
        await hall.session.do(c.SendMessage("Осталось [/5] минут", ("g",)))
        await laptop.sees("✉ Coordinator: Осталось [/5] минут")
        await laptop.until(lambda: laptop.app.bells >= 2)
        await laptop.press("m")
        await laptop.until(lambda: hall.session.progress.messages[0].read_by == {laptop.session.device})
        await laptop.press("escape")
        await laptop.until(lambda: not laptop.guide.query_one(MessageBar).display)


async def test_a_call_for_help_is_heard_and_answered(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY, group="g")) as laptop:
        await laptop.shows(GuideScreen)
        await laptop.press("c")
        await laptop.sees("The coordinator hears it at once.")
        await laptop.press("1")
        await laptop.is_told("The coordinator has been called.")
        await laptop.until(lambda: bool(hall.session.progress.calls))
        await hall.session.do(c.AnswerHelp(hall.session.progress.calls[0].id))
        await laptop.is_told("The coordinator has heard your call: help comes.")


async def test_who_gets_the_own_group_back_is_not_told_of_a_second_one(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY, group="g")) as laptop:
        await laptop.shows(GuideScreen)
        own = laptop.session.device
        await laptop.until(lambda: hall.session.progress.groups["g"].device == own)
        await hall.session.do(c.HandOver("g", hall.session.device))
        await laptop.until(lambda: not laptop.session.progress.led_by(own))
        await hall.session.do(c.HandOver("g", own))
        await laptop.is_told("You lead “G” now.")


async def test_a_group_that_was_handed_over_is_led_here_no_more(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY, group="g")) as laptop:
        await laptop.shows(GuideScreen)
        await hall.session.do(c.HandOver("g", hall.session.device))
        await laptop.is_told("“G” is led from another laptop now: nothing counts here any more.")
        await laptop.press("p")
        await laptop.is_told("Another laptop leads this group now.")
        laptop.app.clear_notifications()
        await laptop.sees("! “G” is led from another laptop now: nothing counts here any more.")
        assert laptop.session.progress.groups["g"].phase is Phase.READY


async def test_a_log_of_a_tour_with_others_meets_them_again_by_itself(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY, group="g")) as laptop:
        await laptop.shows(GuideScreen)
    async with arriving(hall) as laptop:
        await laptop.sees("Go on: “G”")
        await laptop.press("1")
        await laptop.shows(GuideScreen)
        await laptop.sees("● linked (0:0")


def test_a_second_program_on_one_laptop_gets_a_log_of_its_own(tmp_path):
    clock = FakeClock(at("10:00"))
    first, second = (joining.member_log(tmp_path, KEY, clock) for _turn in range(2))
    assert first.log_path != second.log_path
    first.close()
    again = joining.member_log(tmp_path, KEY, clock)
    assert again.device == first.device
    again.close()
    second.close()


async def test_two_laptops_that_go_on_with_one_log_are_told(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY, group="g")) as laptop:
        await laptop.shows(GuideScreen)
        laptop.app.meeting._take(Twin(laptop.session.device))
        laptop.guide.tick()
        await laptop.is_told("Another laptop goes on with a copy of this log")


def alone(hall: Hall, raw: dict[str, Any], group: str) -> Session:
    return open_guide(hall.folder / "alone.db", hall.clock, Opening(raw, group, "Аня"))


async def test_a_tour_begun_alone_joins_from_the_command_line_and_goes_on(hall):
    await hall.open()
    session = alone(hall, SHEET, "g")
    await session.do(c.Start("g"))
    async with arriving(hall, Entry(KEY, group="g"), session=session) as laptop:
        await laptop.shows(GuideScreen)
        await laptop.until(lambda: hall.session.progress.groups["g"].phase is Phase.WALKING)
        assert session.progress.opener == hall.session.device


async def test_who_finds_nobody_to_join_goes_on_alone(hall):
    async with arriving(hall, Entry(KEY, group="g"), session=alone(hall, SHEET, "g")) as laptop:
        await laptop.sees("Nobody answers to this code")
        await laptop.press("escape")
        await laptop.shows(GuideScreen)


async def test_a_tour_by_another_sheet_does_not_join_and_stays_what_it_is(hall):
    await hall.open()
    raw = sheet(station("q"), groups=[{"id": "z", "title": "Z"}], id="own")
    session = alone(hall, raw, "z")
    async with arriving(hall, session=session) as laptop:
        await laptop.shows(GuideScreen)
        laptop.guide.action_join_tour()
        await laptop.sees("What is the code")
        await laptop.press(*"123456789012", "enter")
        await laptop.sees("This code belongs to the tour “t”")
        await laptop.press("escape")
        await laptop.shows(GuideScreen)
        assert (session.progress.opener, session.group) == (session.device, "z")


async def test_a_group_that_the_coordinators_sheet_does_not_have_is_refused(hall):
    await hall.open()
    raw = sheet(station("q"), groups=[{"id": "z", "title": "Z"}])
    session = alone(hall, raw, "z")
    async with arriving(hall, Entry(KEY, group="z"), session=session) as laptop:
        await laptop.sees("There is no group “z” on this tour.")
        assert session.group == "z"


async def test_who_leaves_while_joining_leaves_no_log_in_use(hall):
    opening = asyncio.Event()

    async def never(_ways: Any) -> Any:
        opening.set()
        await asyncio.Event().wait()

    desk = Desk(hall.clock, None, hall.folder / "logs", network=never)
    app = HeardApp(desk, lambda: Beginning(Settings(), entry=Entry(KEY)))
    async with app.run_test():
        await asyncio.wait_for(opening.wait(), 5)
    await app.part()
    session = joining.member_log(hall.folder / "logs", KEY, hall.clock)
    assert session.log_path.stem.count("-") == 1
    session.close()


async def test_a_clock_that_cannot_be_so_wrong_is_not_recorded(hall):
    await hall.open()
    seen = hall.session.progress
    hall.meeting._take(ClockMeasured(1e12, 0.1))
    await asyncio.sleep(0.1)
    assert hall.session.progress is seen


async def test_a_guide_who_was_made_a_second_coordinator_goes_from_the_group_to_the_tour_and_back(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY, group="g")) as laptop:
        await laptop.shows(GuideScreen)
        await hall.session.do(c.Appoint(laptop.session.device))
        await laptop.is_told("This laptop coordinates too now")
        laptop.app.action_switch_role()
        await laptop.shows(CoordinatorScreen)
        laptop.app.action_switch_role()
        await laptop.shows(GuideScreen)


async def test_a_spare_laptop_that_was_made_a_second_coordinator_shows_the_tour(hall):
    await hall.open()
    async with arriving(hall, Entry(KEY)) as laptop:
        await laptop.sees("Which group do you lead?")
        spare = next(each for each in hall.session.progress.devices if each != hall.session.device)
        await hall.session.do(c.Appoint(spare))
        await laptop.shows(CoordinatorScreen)
