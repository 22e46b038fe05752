"""The pieces of the coordinator's screen: groups, stations, the timeline, and what needs attention."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget
from ui.driving import FakeClock, at
from ui.halls import busy_hall, hall_sheet, hear, links_of
from ui.sheets import HOSTILE

from questtour import i18n
from questtour.app import QuestApp
from questtour.launch import Beginning
from questtour.screens.board import BoardScreen
from questtour.screens.host import Desk
from questtour.screens.start import StartScreen
from questtour.session import Session
from questtour.settings import Settings
from questtour.tour import commands as c
from questtour.tour.overview import Need, Overview, survey
from questtour.widgets.attention_list import AttentionList
from questtour.widgets.group_card import GroupCard
from questtour.widgets.groups_table import SORTED, GroupsTable
from questtour.widgets.stations_table import StationsTable
from questtour.widgets.timeline import Timeline

WIDGETS = (GroupsTable, StationsTable, Timeline, AttentionList)


class Frame(App[None]):
    """A widget alone on the screen, and what it told."""

    CSS = "Screen > * { height: 1fr; }"

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_groups_table_opened(self, message: GroupsTable.Opened) -> None:
        self.told.append(message)

    def on_stations_table_opened(self, message: StationsTable.Opened) -> None:
        self.told.append(message)

    def on_attention_list_chosen(self, message: AttentionList.Chosen) -> None:
        self.told.append(message)


class Seen:
    """A widget with a hall before it."""

    def __init__(self, app: Frame, pilot: Pilot[None], session: Session) -> None:
        self.app, self.pilot, self.session = app, pilot, session
        self.widget: Any = app.widget

    def look(self) -> Overview:
        return survey(self.session.progress, self.session.now, links_of(self.session))

    async def show(self, overview: Overview | None = None) -> None:
        self.widget.show(overview or self.look())
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    @property
    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    def line_of(self, text: str) -> str:
        return next(line for line in self.lines if text in line)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(at("10:00"))


@asynccontextmanager
async def seen(
    widget: Widget, folder, clock, groups=6, size=(120, 40), sheet=None, *, now=True
) -> AsyncIterator[Seen]:
    session = busy_hall(folder, clock, groups, sheet)
    app = Frame(widget)
    try:
        async with app.run_test(size=size) as pilot:
            found = Seen(app, pilot, session)
            if now:
                await found.show()
            yield found
    finally:
        session.close()


# --- groups -----------------------------------------------------------------------------------------------


async def test_a_group_is_one_row_of_words(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock) as hall:
        rows = {name: " ".join(hall.line_of(name).split()) for name in ("Atom", "Neuron", "Vector", "Pixel")}
        assert rows["Atom"] == "! Atom → Biology 1:40 12:00 late live 11:37 0/3 0/2 Anya"
        assert rows["Neuron"] == "+ Neuron ► Biology +10:20 over 13:20 late live 11:38 1/3 0/2 Timur"
        assert rows["Vector"] == "Vector ► Drones ‖ 4:00 4:20 late quiet 25 s 11:29 1/3 1/2 Liza"
        assert rows["Pixel"].startswith("‼ Pixel ► VR lab 1:40 ! 2:00 late live")
        assert "lost 3 min" in hall.line_of("Quark")
        assert "not set out" in hall.line_of("Photon")


async def test_a_group_that_nobody_leads_yet_has_not_joined(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock, groups=0) as hall:
        assert sum("not joined" in line for line in hall.lines) == 6


async def test_a_group_is_in_a_break_or_finished(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock) as hall:
        hear(hall.session, "10:36:30", c.Finish("atom", early=True))
        clock.be("10:55")
        await hall.show()
        assert "■ finished" in hall.line_of("Atom")
        assert "○ break 7:00" in hall.line_of("Neuron")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_matters_most_fits_into_eighty_columns(tmp_path, clock, size):
    async with seen(GroupsTable(), tmp_path, clock, size=size) as hall:
        i18n.use("ru")
        await hall.show()
        assert "+10:20 сверх" in hall.line_of("Нейрон")
        assert "отстаёт на 12:00" in hall.line_of("Атом")
        assert "потерян 3 мин" in hall.line_of("Кварк")


async def test_only_what_changed_is_written(tmp_path, clock, monkeypatch):
    async with seen(GroupsTable(), tmp_path, clock) as hall:
        written = []
        monkeypatch.setattr(hall.widget, "update_cell", lambda *cell, **more: written.append(cell[:2]))
        await hall.show()
        assert not written
        hear(hall.session, "10:36:20", c.ToggleTask("vector", 2))
        await hall.show()
        assert written == [("vector", "tasks")]


async def test_a_changed_cell_is_seen(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock) as hall:
        hear(hall.session, "10:36:20", c.ToggleTask("vector", 2))
        await hall.show()
        assert "2/3" in hall.line_of("Vector")


@pytest.mark.parametrize("name", SORTED)
async def test_sorting_keeps_the_cursor_on_its_group(tmp_path, clock, name):
    async with seen(GroupsTable(), tmp_path, clock, groups=50) as hall:
        hall.widget.move_to("pixel3")
        hall.widget.sort_by(name)
        await hall.pilot.pause()
        assert hall.widget.group == "pixel3"
        assert "Pixel 3" in hall.line_of("Pixel 3")
        assert hall.widget.sorted_by == name


async def test_the_cursor_is_seen_after_sorting_and_the_table_stays_scrolled_sideways(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock, 50, (70, 24)) as hall:
        table = hall.widget
        table.move_to("pixel7")
        table.scroll_to(x=20, animate=False)
        await hall.pilot.pause()
        across = table.scroll_offset.x
        assert across > 0
        table.sort_by("where")
        await hall.pilot.pause()
        assert table.group == "pixel7"
        top = table.scroll_offset.y
        assert top <= table.cursor_row < top + table.size.height - table.header_height
        assert table.scroll_offset.x == across


async def test_what_wants_a_look_is_sorted_first(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock) as hall:
        firsts = {}
        for name in SORTED:
            hall.widget.sort_by(name)
            await hall.pilot.pause()
            firsts[name] = next(each for each in hall.lines[1].split() if each.isalpha())
        assert firsts == {
            **{"sheet": "Atom", "sign": "Pixel", "group": "Atom", "guide": "Atom", "where": "Neuron"},
            **{"timer": "Neuron", "offset": "Photon", "link": "Quark", "finish": "Photon"},
            **{"tasks": "Atom", "hints": "Pixel"},
        }


async def test_sorting_goes_round_the_columns_and_a_click_on_a_heading_sorts(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock) as hall:
        names = []
        for _ in SORTED:
            hall.widget.sort_next()
            names.append(hall.widget.sorted_by)
        assert names == [*list(SORTED)[1:], "sheet"]
        await hall.pilot.click(GroupsTable, offset=(hall.lines[0].index("left"), 0))
        await hall.pilot.pause()
        assert hall.widget.sorted_by == "timer"
        assert "▼left" in hall.lines[0]
        await hall.pilot.click(GroupsTable, offset=(hall.lines[0].index("left"), 0))
        assert hall.widget.sorted_by == "sheet"
        with pytest.raises(KeyError):
            hall.widget.sort_by("age")


async def test_the_cursor_follows_its_group_when_the_order_changes_by_itself(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock) as hall:
        hall.widget.sort_by("timer")
        hall.widget.move_to("vector")
        before = hall.widget.cursor_row
        hear(hall.session, "10:36:20", c.TogglePause("vector"))
        hear(hall.session, "10:36:20", c.Adjust("vector", -9))
        await hall.show()
        assert hall.widget.group == "vector"
        assert hall.widget.cursor_row != before


@pytest.mark.parametrize(
    ("text", "count"), [("", 50), ("pixel", 8), ("  NEURON 3 ", 1), ("Liza", 8), ("biology", 18), ("zz", 0)]
)
async def test_a_filter_hides_the_others(tmp_path, clock, text, count):
    async with seen(GroupsTable(), tmp_path, clock, groups=50) as hall:
        hall.widget.filter = text
        await hall.pilot.pause()
        assert hall.widget.row_count == count
        if not count:
            assert hall.widget.group is None
            await hall.press("enter")
            assert not hall.app.told


async def test_a_filter_keeps_the_cursor_on_its_group_as_long_as_it_is_shown(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock, groups=50) as hall:
        hall.widget.move_to("pixel3")
        for text, group in (("pixel", "pixel3"), ("", "pixel3"), ("atom", "atom9")):
            hall.widget.filter = text
            await hall.pilot.pause()
            assert hall.widget.group is not None
            assert hall.widget.group == group or text == "atom"


async def test_marks_are_seen_and_stay(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock) as hall:
        for group in ("quark", "neuron", "pixel", "pixel"):
            hall.widget.move_to(group)
            hall.widget.toggle_mark()
        hall.widget.filter = "quark"
        await hall.show()
        assert hall.widget.marked == ("neuron", "quark")
        assert "▣? Quark" in " ".join(hall.line_of("Quark").split())
        hall.widget.unmark()
        assert not hall.widget.marked


async def test_enter_and_the_mouse_open_a_group(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock) as hall:
        await hall.press("down", "down", "enter")
        await hall.pilot.click(GroupsTable, offset=(8, 4))
        await hall.pilot.pause()
        assert [message.group for message in hall.app.told] == ["vector"]
        await hall.pilot.click(GroupsTable, offset=(8, 5), times=2)
        await hall.pilot.pause()
        assert [message.group for message in hall.app.told] == ["vector", "quark"]


async def test_the_heading_stays_while_fifty_groups_scroll(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock, groups=50, size=(80, 24)) as hall:
        await hall.press("ctrl+end")
        assert "group" in hall.lines[0]
        assert "Neuron 9" in hall.lines[-1]


async def test_the_guides_are_to_the_right_of_eighty_columns(tmp_path, clock):
    async with seen(GroupsTable(), tmp_path, clock, size=(80, 24)) as hall:
        hall.widget.scroll_to(x=40, animate=False)
        await hall.pilot.pause()
        assert "Timur" in hall.line_of("Neuron")


# --- stations ---------------------------------------------------------------------------------------------


async def test_a_station_is_one_row_of_words(tmp_path, clock):
    async with seen(StationsTable(), tmp_path, clock) as hall:
        await hall.session.do(c.CloseStation("drones", "battery flat"))
        await hall.show()
        rows = {name: " ".join(hall.line_of(name).split()) for name in ("Biology", "Drones", "Physics")}
        assert rows["Biology"] == "Biology 218 ► Neuron →Atom 10:38, Quark 10:50 ● full"
        assert rows["Physics"] == "Physics 214 Pixel 10:41, Photon 10:49 ○ free"
        assert rows["Drones"].endswith("✗ CLOSED: battery flat")


async def test_a_station_opens_on_enter(tmp_path, clock):
    async with seen(StationsTable(), tmp_path, clock, size=(80, 24)) as hall:
        await hall.press("down", "enter")
        assert hall.widget.station == "chemistry"
        assert [message.station for message in hall.app.told] == ["chemistry"]


# --- what needs attention ---------------------------------------------------------------------------------


async def test_each_need_says_who_and_what_one_key_does(tmp_path, clock):
    async with seen(AttentionList(), tmp_path, clock) as hall:
        said = [" ".join(line.split()) for line in hall.lines if line.strip()]
        assert said == [
            "‼ HELP 1 min Pixel (Mark) equipment · the sensor is silent · since 10:35",
            "Enter: answer “on my way”",
            "? LOST 3 min Quark (Olya) laptop silent since 10:33",
            "Enter: hand the group over",
            "+ OVER TIME 10 min Neuron (Timur) “Biology” till 10:26",
            "Enter: write “please go on”, or give minutes",
            "! TAKEN Atom (Anya) comes to “Biology” at 10:38, where Neuron still is",
            "Enter: write to the guides, or see what else could be done",
        ]


async def test_a_need_says_how_to_come_there_from_elsewhere(tmp_path, clock):
    async with seen(AttentionList(), tmp_path, clock) as hall:
        hall.widget.blur()
        await hall.pilot.pause()
        assert "Shift+Tab, Enter: answer “on my way”" in "\n".join(hall.lines)


async def test_the_cursor_stays_on_its_need_and_goes_on_when_it_is_done(tmp_path, clock):
    async with seen(AttentionList(), tmp_path, clock) as hall:
        assert hall.widget.need.need is Need.HELP
        await hall.press("down")
        hear(hall.session, "10:36:20", c.CallHelp("vector", "lost"))
        await hall.show()
        assert hall.widget.need.need is Need.LOST
        await hall.press("enter")
        assert [message.need.group for message in hall.app.told] == ["quark"]
        hear(hall.session, "10:36:20", c.Finish("quark", early=True))
        await hall.show()
        assert hall.widget.need.need is Need.OVERTIME


async def test_all_is_well_when_nothing_is_the_matter(tmp_path, clock):
    async with seen(AttentionList(), tmp_path, clock, groups=0) as hall:
        assert hall.lines[0].strip() == "✓ All is well"
        await hall.press("enter")
        assert hall.widget.need is None
        assert not hall.app.told


async def test_what_is_said_anew_keeps_the_cursor(tmp_path, clock):
    async with seen(AttentionList(), tmp_path, clock) as hall:
        await hall.press("down", "down")
        clock.go(minutes=1)
        await hall.show()
        assert "OVER TIME 11 min" in " ".join(hall.lines)
        assert hall.widget.need.group == "neuron"


# --- the timeline -----------------------------------------------------------------------------------------


async def test_each_kind_of_time_has_its_own_sign(tmp_path, clock):
    async with seen(Timeline(), tmp_path, clock) as hall:
        assert "▼10:36" in hall.lines[0]
        assert "─Physics─" in hall.line_of("Atom")
        facts = {line.split()[0]: hall.lines[y + 1] for y, line in enumerate(hall.lines[:13]) if y % 2}
        assert "▒Physics▒" in facts["Atom"]
        assert "█Biology█" in facts["Neuron"]
        assert "!!!!" in facts["Neuron"]
        assert "‖‖" in facts["Vector"]
        assert "░Biology░" in facts["Atom"]
        assert "○○○○" in facts["Atom"]
        line = hall.lines[0].index("▼")
        assert {each[line] for each in hall.lines[1:13]} == {"┃"}
        assert "! over" in hall.lines[-1]


@pytest.mark.parametrize("width", [20, 60, 80, 150])
@pytest.mark.parametrize("groups", [1, 6, 50])
async def test_the_whole_tour_fits_into_any_width(tmp_path, clock, width, groups):
    async with seen(Timeline(), tmp_path, clock, groups=groups, size=(width, 24)) as hall:
        assert "▼10:36" in hall.lines[0]
        assert any("┃" in line for line in hall.lines[1:3])
        await hall.press("end")
        last = list(hall.look().moments.values())[-1].sheet_group.title.in_("en")
        assert any(line.startswith(last[:8]) for line in hall.lines)


async def test_nothing_is_drawn_while_the_timeline_looks_the_same(tmp_path, clock, monkeypatch):
    async with seen(Timeline(), tmp_path, clock) as hall:
        drawn = []
        monkeypatch.setattr(hall.widget, "refresh", lambda *_, **__: drawn.append(1))
        hall.widget.show(hall.look())
        assert not drawn
        clock.go(minutes=5)
        hall.widget.show(hall.look())
        assert drawn


# --- anything may be anywhere -----------------------------------------------------------------------------


def hostile_sheet(text: str) -> dict[str, Any]:
    raw = hall_sheet()
    words = {"en": text, "ru": text}
    raw["title"] = words
    for each in raw["stations"]:
        each |= {"title": words, "room": words}
    for each in raw["groups"]:
        each |= {"title": words, "guide": words}
    raw["breaks"][0]["title"] = words
    return raw


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("kind", WIDGETS)
async def test_texts_that_try_to_break_a_terminal_are_only_texts(tmp_path, clock, kind, text):
    async with seen(kind(), tmp_path, clock, sheet=hostile_sheet(text), size=(80, 24), now=False) as hall:
        await hall.session.do(c.CloseStation("vr", text))
        hear(hall.session, "10:36:20", c.CallHelp("vector", text, text))
        await hall.show()
        drawn = "\n".join(hall.lines)
        assert drawn.strip()
        assert not set(drawn) & {"\u001b", "\u202e", "\u0007", "\u009b"}
        strips = hall.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {80}


@pytest.mark.parametrize("kind", WIDGETS)
async def test_there_may_be_nobody(tmp_path, clock, kind):
    async with seen(kind(), tmp_path, clock, now=False) as hall:
        nobody = replace(hall.look(), moments={}, stations=(), attention=())
        await hall.show(nobody)
        await hall.show()
        await hall.show(nobody)
        await hall.press("down", "enter")
        assert not hall.app.told


@pytest.mark.parametrize("kind", WIDGETS)
@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_everything_is_said_in_the_language_in_use(tmp_path, clock, kind, lang):
    async with seen(kind(), tmp_path, clock) as hall:
        i18n.use(lang)
        await hall.show()
        assert ("Атом" in "".join(hall.lines)) is (lang == "ru")


# --- the board --------------------------------------------------------------------------------------------


@asynccontextmanager
async def board(folder, clock, groups=6, size=(120, 40)) -> AsyncIterator[tuple[Session, QuestApp, Any]]:
    session = busy_hall(folder, clock, groups)
    app = QuestApp(Desk(clock, None, folder), lambda: Beginning(Settings()))
    try:
        async with app.run_test(size=size) as pilot:
            while not isinstance(app.screen, StartScreen):
                await pilot.pause(0.01)
            screen = BoardScreen(session, lambda: links_of(session))
            await app.push_screen(screen)
            await pilot.pause()
            yield session, app, pilot
    finally:
        session.close()


def words_of(app: App[Any]) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


async def test_the_board_tells_nothing_private(tmp_path, clock):
    async with board(tmp_path, clock) as (session, app, pilot):
        await session.do(c.SendMessage("come back"))
        hear(session, "10:36:20", c.AddNote("atom", "a secret"))
        app.screen.tick()
        await pilot.pause()
        shown = words_of(app)
        for private in ("sensor", "HELP", "secret", "come back", "Mark", "lost", "LOST"):
            assert private not in shown
        assert "Pixel" in shown


async def test_the_board_follows_the_tour(tmp_path, clock):
    async with board(tmp_path, clock) as (session, app, pilot):
        await session.do(c.CloseStation("robotics", ""))
        await pilot.pause()
        assert "✗ CLOSED" in words_of(app)


@pytest.mark.parametrize(("groups", "size"), [(0, (120, 40)), (50, (120, 40)), (6, (80, 24)), (50, (60, 20))])
async def test_the_board_has_room_for_any_tour_and_turns_over(tmp_path, clock, groups, size):
    async with board(tmp_path, clock, groups, size) as (session, app, _pilot):
        count = len(session.tour.route.groups)
        assert len(app.screen.query(GroupCard)) == count
        seen_places = set()
        for _ in range(12):
            seen_places.add(app.screen.query_one("#groups").scroll_y)
            app.screen.turn()
            await _pilot.pause()
        assert (len(seen_places) > 1) is (count > 6)


async def test_the_board_is_only_looked_at(tmp_path, clock):
    async with board(tmp_path, clock) as (_session, app, pilot):
        await pilot.press("tab", "enter", "space", "down")
        await pilot.pause()
        assert app.screen.focused is None
        await pilot.press("д")
        await pilot.pause()
        assert "Атом" in words_of(app)
        await pilot.press("й")
        await pilot.pause()
        assert not app.is_running or app._exit
