"""What is seen and done before the tour is read: a frame at once, and no step by chance."""

import subprocess
import sys
from threading import Event

from helpers import at
from ui.driving import FakeClock, HeardApp, Laptop

from questtour import i18n
from questtour.files import FileFault
from questtour.launch import Beginning
from questtour.screens.host import Desk
from questtour.screens.start import StartScreen
from questtour.settings import Settings


def program(folder, begin):
    i18n.use("en")
    return HeardApp(Desk(FakeClock(at("10:00")), None, folder), begin)


def test_the_first_frame_waits_for_no_library_that_reads_or_signs():
    heavy = ("pydantic", "sqlite_utils", "sqlite3", "cryptography", "zenoh", "questtour.tour.route")
    code = f"import sys, questtour.cli, questtour.running; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_a_frame_is_painted_before_the_tour_is_read(tmp_path):
    read = Event()

    def begin():
        assert read.wait(30)
        return Beginning(Settings(sound=False))

    app = program(tmp_path, begin)
    async with app.run_test() as pilot:
        laptop = Laptop(app, pilot, app.desk.clock)
        await laptop.sees("questtour", "Opening the tour…")
        await pilot.press("enter", "ctrl+p")
        read.set()
        await laptop.shows(StartScreen)
        assert not app.sound


async def test_what_keeps_the_program_from_beginning_ends_it_and_is_kept_for_the_terminal(tmp_path):
    def begin():
        raise FileFault("nothing can be written here")

    app = program(tmp_path, begin)
    async with app.run_test() as pilot:
        await Laptop(app, pilot, app.desk.clock).until(lambda: app.fault is not None)
    assert str(app.fault) == "nothing can be written here"
