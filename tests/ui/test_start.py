"""The first screen: go on with a tour, or choose a route sheet and a group."""

import os

import pytest
import tomlkit
from textual.widgets import OptionList
from ui.driving import FakeClock, at, opened, raw_sheet, started
from ui.sheets import everything

from questtour.launch import launch
from questtour.library import find_sheet, read_sheet_file
from questtour.recent import recent_sheets, remember_sheet
from questtour.screens.guide import GuideScreen
from questtour.screens.start import StartScreen
from questtour.session import Opening, open_guide
from questtour.tour import commands as c
from questtour.tour.progress import Phase

KVANTORIUM, SHORT = "Kvantorium", "A quarter-hour trial"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Return the current folder, which is empty; the logs are elsewhere."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def logs(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    return folder


def write_sheet(path, title="All at once"):
    path.write_text(tomlkit.dumps({**everything(), "title": title}), encoding="utf-8")
    return path


def choices(laptop):
    """Return the lines that can be chosen, without the last ones: those about other laptops, and the demo."""
    options = laptop.screen.query_one(OptionList)
    lines = [str(options.get_option_at_index(n).prompt) for n in range(options.option_count)]
    if any(word in lines[-1] for word in ("Look back", "Оглянуться")):
        del lines[-1]
    if any(word in lines[-1] for word in ("demo", "демо")):
        del lines[-1]
    assert any(word in lines[-1] for word in ("coordinat", "штаб"))
    return lines[:-1]


async def test_the_sheets_that_ship_are_offered_and_a_group_is_chosen_by_key(here, logs):
    async with started(logs) as laptop:
        await laptop.sees("Which tour?", KVANTORIUM, SHORT, "short.toml")
        assert len(choices(laptop)) == 2
        await laptop.press("down", "enter")
        await laptop.sees("Which group do you lead?", "Red", "Blue")
        await laptop.press("down", "enter")
        await laptop.shows(GuideScreen)
        assert laptop.session.group == "blue"
        assert laptop.session.log_path.parent == logs
        assert laptop.session.log_path.name == "2026-05-14-short-blue.db"


async def test_a_sheet_and_a_group_are_chosen_by_mouse(here, logs):
    async with started(logs) as laptop:
        await laptop.click(OptionList, 3, 1)
        await laptop.sees("Which group do you lead?")
        await laptop.click(OptionList, 3, 0)
        await laptop.shows(GuideScreen)
        assert (laptop.session.tour.route.id, laptop.session.group) == ("short", "red")


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_lines_are_numbered_and_chosen_by_their_digit(here, logs, lang):
    async with started(logs, lang=lang) as laptop:
        assert [line[:2] for line in choices(laptop)] == ["1 ", "2 "]
        await laptop.press("8", "9")
        assert type(laptop.screen) is StartScreen
        await laptop.press("2")
        await laptop.until(lambda: len(choices(laptop)) == 2 and "short.toml" not in laptop.words())
        assert [line[:2] for line in choices(laptop)] == ["1 ", "2 "]
        await laptop.press("2")
        await laptop.shows(GuideScreen)
        assert (laptop.session.tour.route.id, laptop.session.group) == ("short", "blue")


async def test_a_tour_is_gone_on_with_by_its_digit(here, logs):
    async with opened(logs) as laptop:
        await laptop.walk_to(1)
        clock = laptop.clock
    async with started(logs, clock=clock) as laptop:
        assert [line[:2] for line in choices(laptop)] == ["1 ", "2 ", "3 "]
        await laptop.press("1")
        await laptop.shows(GuideScreen)
        assert laptop.phase is Phase.AT_STATION


async def test_a_digit_held_down_chooses_a_sheet_but_not_its_group(here, logs):
    async with started(logs) as laptop:
        for _ in range(5):
            laptop.clock.go(milliseconds=90)
            laptop.send("2")
            await laptop.settled()
        await laptop.sees("Which group do you lead?")


async def test_enter_held_down_chooses_a_sheet_but_not_its_group(here, logs):
    async with started(logs) as laptop:
        for _ in range(5):
            laptop.clock.go(milliseconds=90)
            laptop.send("enter")
            await laptop.settled()
        await laptop.sees("Which group do you lead?")


async def test_after_a_finished_tour_of_today_one_hears_that_this_is_a_new_one(here, logs):
    clock = FakeClock(at("10:00"))
    session = launch(read_sheet_file(find_sheet("short")), "red", clock, logs)
    await session.do(c.Start("red"))
    await session.do(c.Finish("red", early=True))
    session.close()
    async with started(logs, clock=clock) as laptop:
        await laptop.sees(SHORT)
        await laptop.press("1", "1")
        await laptop.is_told("Today's tour of this group is finished. This is a new one.")


async def test_escape_goes_back_to_the_sheets_and_no_further(here, logs):
    async with started(logs) as laptop:
        await laptop.press("escape")
        await laptop.sees("Which tour?")
        assert "Back" not in laptop.words("Footer")
        await laptop.press("enter", "escape")
        await laptop.sees("Which tour?", SHORT)
        assert type(laptop.screen) is StartScreen


async def test_sheets_of_the_current_folder_and_those_used_last_come_first(here, logs, tmp_path):
    write_sheet(here / "Наш лист.toml", "Ours")
    remember_sheet(logs, write_sheet(tmp_path / "old.toml", "Used before"))
    remember_sheet(logs, write_sheet(tmp_path / "new.toml", "Used last"))
    remember_sheet(logs, tmp_path / "gone.toml")
    async with started(logs) as laptop:
        titles = [line[2:].split("  ")[0] for line in choices(laptop)]
        assert titles[:3] == ["Used last", "Used before", "Ours"]
        assert [title.split()[0] for title in titles[3:]] == [KVANTORIUM, "A"]
        await laptop.sees("Наш лист.toml")
        await laptop.press("down", "down", "enter", "enter")
        await laptop.shows(GuideScreen)
    assert recent_sheets(logs)[0] == (here / "Наш лист.toml").resolve()


async def test_a_sheet_that_is_used_last_and_lies_here_is_offered_once(here, logs):
    remember_sheet(logs, write_sheet(here / "a.toml"))
    async with started(logs) as laptop:
        assert len([line for line in choices(laptop) if "a.toml" in line]) == 1


async def test_files_that_are_no_good_sheets_do_no_harm(here, logs):
    (here / "broken.toml").write_text('id = "x"\n[[stations]]\nminutes = -1\n')
    (here / "syntax.toml").write_text("[[stations]\n= = =")
    (here / "binary.toml").write_bytes(b"[[stations]]\n\xff\xfe\x00\x01" * 100)
    (here / "other.toml").write_text("[tool]\nx = 1\n")
    (here / "folder.toml").mkdir()
    os.mkfifo(here / "pipe.toml")
    (here / "dead.toml").symlink_to(here / "nowhere")
    (logs / "recent-sheets").write_bytes(b"\xff\xfe\x00 nonsense \n/no/such/sheet.toml\n")
    (logs / "junk.db").write_bytes(b"this is no database" * 50)
    (logs / "empty.db").touch()
    async with started(logs) as laptop:
        assert len(choices(laptop)) == 2
        await laptop.sees(SHORT)


async def test_a_tour_that_is_not_finished_is_offered_first_and_goes_on_where_it_stopped(here, logs):
    async with opened(logs) as laptop:
        await laptop.walk_to(1)
        await laptop.press("2")
        left, clock = laptop.group, laptop.clock
    async with started(logs, clock=clock) as laptop:
        assert choices(laptop)[0] == "1 Go on: “Red”, A quarter-hour trial, opened 14.05 10:00"
        await laptop.press("enter")
        await laptop.shows(GuideScreen)
        assert laptop.group == left
        await laptop.sees("Tasks: 1 of 2")


async def test_a_finished_tour_is_not_offered(here, logs):
    async with opened(logs) as laptop:
        await laptop.press("enter", *["s", "1"] * 3, "enter")
        assert laptop.phase is Phase.FINISHED
    async with started(logs) as laptop:
        assert len(choices(laptop)) == 2
        assert "Go on" not in laptop.words()


async def test_a_log_that_another_window_holds_is_one_line_and_another_choice_works(here, logs):
    other = open_guide(logs / "a.db", FakeClock(), Opening(raw_sheet("short"), "red"))
    try:
        async with started(logs) as laptop:
            await laptop.press("enter")
            await laptop.sees("is in use by another program.", part="#fault")
            assert type(laptop.screen) is StartScreen
            await laptop.press("down", "enter")
            assert laptop.words("#fault") == ""
            await laptop.press("enter")
            await laptop.shows(GuideScreen)
    finally:
        other.close()


async def test_a_folder_that_cannot_be_made_is_one_line(here, tmp_path):
    (tmp_path / "file").write_text("")
    async with started(tmp_path / "file" / "logs") as laptop:
        await laptop.press("enter", "enter")
        await laptop.until(lambda: laptop.words("#fault"))
        assert str(tmp_path / "file") in laptop.words("#fault").replace(" ", "")
        assert type(laptop.screen) is StartScreen


@pytest.mark.parametrize("key", ["q", "й", "ctrl+q"])
async def test_who_has_no_tour_yet_leaves_without_a_question(here, logs, key):
    async with started(logs) as laptop:
        await laptop.press(key)
        await laptop.until(lambda: laptop.app.return_code == 0)


async def test_many_sheets_are_scrolled_through(here, logs):
    for number in range(40):
        write_sheet(here / f"{number:02}.toml", f"Sheet {number:02}")
    async with started(logs) as laptop:
        assert len(choices(laptop)) == 42
        assert [line[:2] for line in choices(laptop)[7:11]] == ["8 ", "9 ", "  ", "  "]
        assert "Sheet 39" not in laptop.words()
        await laptop.press("end", "up", "up", "up", "up")
        await laptop.sees("Sheet 39")
        await laptop.press("enter", "enter")
        await laptop.shows(GuideScreen)
        assert laptop.session.tour.route.title.in_("en") == "Sheet 39"
