"""What was not written did not happen: a fault of the disk is said in one line, and the next try works."""

from concurrent.futures import Future
from pathlib import Path

import pytest
from ui.driving import log_of, opened

from questtour.eventlog.faults import FULL, LogFault, fault
from questtour.screens.guide import GuideScreen
from questtour.tour import events as e
from questtour.tour.progress import Phase
from questtour.widgets.next_bar import NextBar

LINE = "the disk is full, nothing was written. Free some space and try again; the log is safe."


@pytest.fixture
def disk_full(monkeypatch):
    """Return a switch: while it is on, the log of a session cannot be written."""

    class Switch:
        def on(self, session):
            def refuse(_drafts):
                future = Future()
                future.set_exception(fault(FULL, Path("tour.db")))
                return future

            monkeypatch.setattr(log_of(session), "append", refuse)

        off = staticmethod(monkeypatch.undo)

    return Switch()


STEPS = {
    "enter": "We have arrived: “Physics”",
    "n x enter": "a note",
    "p": "a pause",
    "s 1": "a skip",
    "c 1": "a call",
    "u": "an undo",
}
"""Keys on the way to a station, each with what comes of it."""


@pytest.mark.parametrize("keys", STEPS, ids=STEPS.values())
async def test_a_step_that_could_not_be_written_is_not_shown_and_works_the_next_time(
    tmp_path, disk_full, keys
):
    async with opened(tmp_path) as laptop:
        await laptop.press("enter")
        before, bar = laptop.session.progress, laptop.words(NextBar)
        assert bar == "Enter We have arrived: “Physics”"
        disk_full.on(laptop.session)
        await laptop.press(*keys.split())
        await laptop.is_told(LINE)
        assert laptop.session.progress is before
        assert laptop.words(NextBar) == bar
        assert laptop.phase is Phase.WALKING
        disk_full.off()
        laptop.app.clear_notifications()
        await laptop.press(*keys.split())
        assert laptop.session.progress is not before
        assert type(laptop.screen) is GuideScreen


async def test_an_answer_or_a_tick_that_was_not_written_is_not_shown(tmp_path, disk_full):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        disk_full.on(laptop.session)
        await laptop.press("2", "h", "1", *"20", "enter")
        await laptop.is_told(LINE)
        assert laptop.tasks_done() == set()
        assert "Right!" not in laptop.words()
        await laptop.sees("Tasks: 0 of 2", "Points: 0", "2 tasks open")
        disk_full.off()
        await laptop.press("2", "h", "1", *"20", "enter")
        assert laptop.tasks_done() == {1, 2}
        assert len(laptop.happened(e.HintShown)) == 1


async def test_a_start_that_could_not_be_written_leaves_the_group_where_it_is(tmp_path, disk_full):
    async with opened(tmp_path) as laptop:
        laptop.clock.be("15:00")
        disk_full.on(laptop.session)
        await laptop.press("enter", "1")
        await laptop.is_told(LINE)
        await laptop.sees("Start the tour", part=NextBar)
        disk_full.off()
        await laptop.press("enter", "1")
        assert laptop.phase is Phase.WALKING


async def test_a_fault_rings_and_stays_in_sight(tmp_path, disk_full):
    async with opened(tmp_path) as laptop:
        disk_full.on(laptop.session)
        await laptop.press("enter")
        await laptop.until(lambda: laptop.app.bells == 3)
        await laptop.press("enter", "enter")
        assert len(laptop.screen.query("Toast")) == 1, "tries do not pile up and hide the screen"
        await laptop.sees("Start the tour", part=NextBar)
        await laptop.is_told(LINE)


async def test_a_log_that_was_taken_away_is_said_at_once(tmp_path):
    async with opened(tmp_path) as laptop:
        (tmp_path / "tour.db").unlink()
        await laptop.press("enter")
        await laptop.is_told("was moved or deleted while the program ran")
        assert laptop.phase is Phase.READY


async def test_what_was_acknowledged_is_on_the_disk(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        await laptop.press("2", "h")
        kinds = [record.event.kind for record in log_of(laptop.session).records()]
        assert kinds[-4:] == ["group.started", "station.arrived", "task.done", "hint.shown"]


def test_a_fault_of_the_log_is_one_line():
    assert isinstance(fault(FULL, Path("x")), LogFault)
    assert "\n" not in str(fault(FULL, Path("x")))
