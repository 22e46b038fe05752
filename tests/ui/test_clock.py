"""The clock and the countdown follow the time; each change of state is said, and heard once."""

import pytest
from ui.driving import FakeClock, at, opened
from ui.sheets import everything

from questtour.screens import guide
from questtour.settings import Settings
from questtour.tour.timing import TimerState
from questtour.widgets.now_panel import NowPanel
from questtour.widgets.tour_header import TourHeader

WRAP_UP = "Time to wrap up"
OVER = "The time here is over"


def now(laptop):
    """Return what the panel of the present says, without its big figures."""
    return laptop.words("NowPanel .beside")


async def test_the_header_follows_the_clock_of_the_venue(tmp_path):
    async with opened(tmp_path) as laptop:
        assert laptop.words(TourHeader).endswith("Red · Anya 10:00")
        await laptop.pass_(seconds=59)
        assert laptop.words(TourHeader).endswith("10:00")
        await laptop.pass_(seconds=1)
        assert laptop.words(TourHeader).endswith("10:01")
        await laptop.pass_(hours=14, minutes=4)
        assert laptop.words(TourHeader).endswith("00:05")


async def test_the_countdown_follows_the_clock_and_is_exact_at_the_second(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        figures = laptop.guide.query_one("BigTime")
        assert figures.text == "4:00"
        seen = []
        for _ in range(3):
            await laptop.pass_(seconds=1)
            seen.append((figures.text, laptop.text("BigTime")))
        assert [text for text, _picture in seen] == ["3:59", "3:58", "3:57"]
        assert len({picture for _text, picture in seen}) == 3


async def test_the_screen_looks_at_the_clock_by_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(guide, "LOOK_AGAIN", 0.01)
    async with opened(tmp_path) as laptop:
        laptop.clock.go(minutes=7)
        await laptop.sees("10:07", part=TourHeader)


async def test_every_state_of_the_timer_differs_in_its_words_and_its_ink(tmp_path):
    """So that it can be told on a screen without colours, and by who does not see them."""
    async with opened(tmp_path, everything()) as laptop:
        await laptop.walk_to(1)
        inks = {}

        async def look(state, words):
            await laptop.pass_()
            assert laptop.guide.moment.timing.state is state
            assert now(laptop).startswith(words)
            inks[state] = "".join(sorted(set(laptop.text("BigTime")) - {" ", "\n"}))

        await look(TimerState.RUNNING, "TIME LEFT")
        laptop.clock.go(minutes=5)
        await look(TimerState.WARNING, "TIME TO WRAP UP")
        laptop.clock.go(minutes=1)
        await look(TimerState.OVERTIME, "OVER TIME")
        assert laptop.guide.query_one("BigTime").text.startswith("+")
        await laptop.press("p")
        await look(TimerState.PAUSED, "PAUSE")
        await laptop.press("p")
        laptop.clock.be("10:31")
        await look(TimerState.BREAK, "BREAK")
        assert (
            len({inks[state] for state in (TimerState.RUNNING, TimerState.WARNING, TimerState.PAUSED)}) == 3
        )


async def test_a_walk_that_takes_too_long_is_said(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("enter")
        await laptop.pass_()
        await laptop.sees("STILL TO WALK", part=NowPanel)
        await laptop.pass_(seconds=45)
        await laptop.sees("ALMOST THERE?", part=NowPanel)
        await laptop.pass_(seconds=20)
        await laptop.sees("WALKING TOO LONG", part=NowPanel)


async def test_the_start_of_the_sheet_is_waited_for_in_words(tmp_path):
    async with opened(tmp_path, clock=FakeClock(at("09:55"))) as laptop:
        await laptop.sees("UNTIL THE START", "by the sheet at 10:00", part=NowPanel)
        assert laptop.guide.query_one("BigTime").text == "5:00"
        await laptop.pass_(minutes=6)
        await laptop.sees("READY TO START", part=NowPanel)
        await laptop.pass_(hours=3)
        assert not laptop.guide.query_one("BigTime").display


# --- what is heard ----------------------------------------------------------------------------------------


async def heard(laptop, **span):
    """Let time pass and return how often the bell rang; look twice, for nothing may ring twice."""
    laptop.app.bells = 0
    await laptop.pass_(**span)
    await laptop.pass_()
    await laptop.pilot.pause(0.05)
    return laptop.app.bells


async def test_warning_overtime_and_a_hint_ring_once_each(tmp_path):
    async with opened(tmp_path, everything()) as laptop:
        await laptop.walk_to(1)
        await laptop.press("h", "h")
        assert await heard(laptop, minutes=4) == 0
        assert await heard(laptop, minutes=0.6) == 1
        await laptop.is_told(WRAP_UP)
        assert await heard(laptop, seconds=30) == 0
        laptop.app.clear_notifications()
        assert await heard(laptop, minutes=1) == 3
        await laptop.is_told(OVER)
        assert await heard(laptop, minutes=10) == 0


async def test_a_hint_that_is_due_rings_once(tmp_path):
    async with opened(tmp_path, everything()) as laptop:
        await laptop.walk_to(1)
        assert await heard(laptop, seconds=59) == 0
        assert await heard(laptop, seconds=1) == 1
        assert await heard(laptop, seconds=30) == 0
        await laptop.press("h")
        assert await heard(laptop, seconds=50) == 0
        assert await heard(laptop, seconds=15) == 1


async def test_a_pause_rings_twice_and_its_end_does_not(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(2)
        laptop.app.bells = 0
        await laptop.press("p")
        assert await heard(laptop, seconds=5) == 2
        await laptop.press("p")
        assert await heard(laptop, seconds=5) == 0


async def test_a_walk_that_takes_too_long_is_heard(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("enter")
        assert await heard(laptop, seconds=45) == 1
        assert await heard(laptop, seconds=20) == 3


async def test_a_tour_that_is_resumed_does_not_ring_for_what_was_before(tmp_path):
    clock = FakeClock(at("10:00"))
    async with opened(tmp_path, everything(), clock=clock) as laptop:
        await laptop.walk_to(1)
    clock.go(minutes=20)
    async with opened(tmp_path, everything(), clock=clock) as laptop:
        await laptop.sees("OVER TIME")
        assert await heard(laptop, seconds=5) == 0
        assert OVER not in laptop.words()


@pytest.mark.parametrize("how", ["settings", "palette"])
async def test_no_bell_rings_where_the_sound_is_off(tmp_path, how):
    async with opened(tmp_path, settings=Settings(sound=how == "palette")) as laptop:
        if how == "palette":
            laptop.app.action_switch_sound()
        await laptop.walk_to(1)
        assert await heard(laptop, minutes=3.5) == 0
        await laptop.is_told(WRAP_UP)
        assert await heard(laptop, minutes=1) == 0
        await laptop.press("p")
        assert await heard(laptop) == 0
