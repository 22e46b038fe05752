"""A guide's whole tour in a real terminal, by keys alone, and what is exported of it afterwards."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from e2e.terminal import Terminal, environment, run, words

from questtour.keys import TWINS
from questtour.library import find_sheet, read_sheet_file
from questtour.screens.guide_dialogs import SKIP_REASONS
from questtour.tour.route import Route, Station, Task
from questtour.tour.timetable import orders

WRONG = "777"


@dataclass(frozen=True)
class Way:
    """One way to lead the tour: who, in which language and layout, on which screen."""

    language: str
    group: str
    columns: int
    lines: int
    caps_in_cyrillic: bool
    note: str


LATIN = Way("en", "red", 80, 24, False, "Cups leaked [2 of 3] :-(")
CYRILLIC = Way("ru", "blue", 120, 40, True, "ЧАШКИ ТЕКЛИ [2 ИЗ 3] :-(")


class Guide:
    """A guide who presses keys, believes only the screen, and writes down what it acknowledged."""

    def __init__(self, way: Way, home: Path) -> None:
        self.way = way
        self.home = home
        self.log = home.parent / "tour.db"
        self.seen: list[tuple[str, dict[str, Any]]] = []
        """Kind and body of every event that the screen has acknowledged, in order."""
        self.points = 0
        self.env = environment(home, way.language)
        self.say = words(way.language).gettext
        sheet = find_sheet("short")
        self.route: Route = read_sheet_file(sheet).route
        self.order = orders(self.route)[way.group]
        language = ("--lang", way.language)
        self.terminal = Terminal(
            *("guide", sheet, "--group", way.group, "--log", self.log, *language),
            env=self.env,
            columns=way.columns,
            lines=way.lines,
        )

    def stations(self) -> Iterator[Station]:
        return map(self.route.station, self.order)

    def title(self, station: Station) -> str:
        return station.title.in_(self.way.language)

    def press(self, letter: str) -> None:
        """Press the key that has the Latin `letter` on it."""
        self.terminal.press(TWINS[letter].upper() if self.way.caps_in_cyrillic else letter)

    def sees(self, text: str, **values: object) -> None:
        """Wait for a text of the catalogue."""
        self.terminal.wait_for(self.say(text).format(**values))

    def next_is(self, text: str, **values: object) -> None:
        """Wait until the bar at the bottom says that this is what Enter does."""
        wanted = rf"^ +Enter +{re.escape(self.say(text).format(**values))}(  ·|$)"
        self.terminal.wait_for(lambda screen: re.search(wanted, screen, re.MULTILINE))

    def has_points(self, more: int) -> None:
        """Wait until the points have grown by so many."""
        self.points += more
        wanted = re.escape(self.say("Points: {n}").format(n=self.points))
        self.terminal.wait_for(lambda screen: re.search(rf"{wanted}(?!\d)", screen))

    def saw(self, kind: str, **body: object) -> None:
        self.seen.append((kind, body))

    # --- the steps of a tour ----------------------------------------------------------------------------

    def start(self) -> None:
        self.next_is("Start the tour")
        self.seen += [("tour.opened", {}), ("device.joined", {"role": "guide"}), ("group.claimed", {})]
        self.terminal.press("enter")
        self.sees("Start now, and count the plan from now")
        self.terminal.press("enter")
        self.next_is("We have arrived: “{title}”", title=self.title(next(self.stations())))
        self.seen += [("plan.moved", {}), ("group.started", {})]

    def arrive(self, station: Station, onward: Station) -> None:
        self.terminal.press("enter")
        self.next_is("Leave for “{title}”", title=self.title(onward))
        self.saw("station.arrived", station=station.id)

    def do_task(self, station: Station, number: int) -> None:
        task = station.tasks[number - 1]
        self.terminal.press(str(number))
        if task.answer:
            self.answer(station, number)
        else:
            self.terminal.wait_for(f" {number}  [x]")
            self.saw("task.done", station=station.id, task=number)
        self.has_points(task.points)

    def answer(self, station: Station, number: int) -> None:
        """Give a wrong answer, and then the right one."""
        asked = self.say("Task {n}: the group's answer").format(n=number)
        self.terminal.wait_for(asked)
        self.terminal.type(WRONG)
        self.terminal.press("enter")
        self.sees("“{answer}” is not it. Try once more?", answer=WRONG)
        self.saw("task.answered", station=station.id, task=number, answer=WRONG, correct=False)
        right = self.typed(station.tasks[number - 1])
        self.terminal.type(right)
        self.terminal.press("enter")
        self.terminal.wait_until_gone(asked)
        self.saw("task.answered", station=station.id, task=number, answer=right, correct=True)

    def typed(self, task: Task) -> str:
        """Return the task's answer as this guide's keyboard gives it; with Caps Lock in capitals."""
        answers = [each.in_(self.way.language) for each in task.answer]
        if not self.way.caps_in_cyrillic:
            return answers[0]
        return next(each for each in answers if re.fullmatch("[а-яё]+", each)).upper()

    def untick(self, station: Station, number: int) -> None:
        self.terminal.press(str(number))
        self.terminal.wait_for(f" {number}  [ ]")
        self.has_points(-station.tasks[number - 1].points)
        self.saw("task.undone", station=station.id, task=number)

    def tick_next(self, station: Station, number: int) -> None:
        self.terminal.press("space")
        self.terminal.wait_for(f" {number}  [x]")
        self.has_points(station.tasks[number - 1].points)
        self.saw("task.done", station=station.id, task=number)

    def hint(self, station: Station, number: int) -> None:
        hint = station.hints[number - 1]
        self.press("h")
        self.terminal.wait_for(f"{number}. {hint.text.in_(self.way.language)}")
        self.has_points(-hint.cost)
        self.saw("hint.shown", station=station.id, hint=number)

    def note(self, station: Station) -> None:
        """Write a note; two steps down it is an idea."""
        self.press("n")
        self.sees("A note for the look back")
        self.terminal.type(self.way.note)
        self.terminal.press("down", "down", "enter")
        self.sees("The note is saved.")
        self.saw("note.added", station=station.id, text=self.way.note, tag="idea")

    def pause_and_go_on(self) -> None:
        self.press("p")
        self.sees("PAUSE")
        self.saw("timer.paused")
        self.press("p")
        self.terminal.wait_until_gone(self.say("PAUSE"))
        self.saw("timer.resumed")

    def leave(self, station: Station, onward: Station) -> None:
        self.terminal.press("enter")
        self.next_is("We have arrived: “{title}”", title=self.title(onward))
        self.saw("station.left", station=station.id)

    def leave_with_open_tasks(self, station: Station, onward: Station) -> None:
        """Be asked, think better of it, and then leave all the same."""
        self.terminal.press("enter")
        self.sees("Leave the station?")
        self.terminal.press("escape")
        self.terminal.wait_until_gone(self.say("Leave the station?"))
        self.terminal.press("enter")
        self.sees("Leave the station?")
        self.leave(station, onward)

    def skip(self, station: Station) -> None:
        self.press("s")
        self.sees("Skip “{title}”? Why?", title=self.title(station))
        self.terminal.press("2")
        self.next_is("Finish the tour")
        self.saw("station.skipped", station=station.id, reason=self.say(SKIP_REASONS[1]))

    def finish(self) -> None:
        self.terminal.press("enter")
        self.next_is("Pass the laptop round: the visitors answer the survey")
        self.saw("group.finished")

    def close(self) -> None:
        self.press("q")
        assert self.terminal.wait_exit() == 0
        told = self.terminal.text.replace("\n", "")
        assert str(self.log) in told
        assert f"questtour export {self.log} --format csv --output {self.log.stem}" in told

    # --- afterwards -------------------------------------------------------------------------------------

    def run(self, *arguments: str | Path) -> str:
        """Run another command of the program and return what it prints; it must succeed."""
        done = run(*arguments, "--lang", self.way.language, env=self.env)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout


def walk(guide: Guide) -> None:
    """Lead the group through the whole route, with all that can happen on the way."""
    first, second, third = guide.stations()
    guide.start()
    guide.arrive(first, second)
    guide.hint(first, 1)
    for number in range(1, len(first.tasks) + 1):
        guide.do_task(first, number)
    guide.note(first)
    guide.leave(first, second)
    guide.arrive(second, third)
    guide.pause_and_go_on()
    plain = next(number for number, task in enumerate(second.tasks, 1) if not task.answer)
    guide.do_task(second, plain)
    guide.untick(second, plain)
    guide.tick_next(second, plain)
    guide.hint(second, 1)
    guide.hint(second, 2)
    guide.leave_with_open_tasks(second, third)
    guide.skip(third)
    guide.finish()
    guide.close()


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def check_csv(guide: Guide, folder: Path) -> None:
    first, second, third = guide.stations()
    visits = table(folder / "visits.csv")
    assert [(row["station"], row["outcome"], row["tasks_done"], row["hints_shown"]) for row in visits] == [
        (first.id, "visited", str(len(first.tasks)), "1"),
        (second.id, "visited", "1", "2"),
        (third.id, "skipped", "0", "0"),
    ]
    assert {row["group"] for row in visits} == {guide.way.group}
    assert sum(int(row["points"]) for row in visits) == guide.points
    # The plan was counted from the start: it says that the group arrives at three, and not at ten.
    assert [row["planned_arrival"][11:13] for row in visits] == [visits[0]["arrived"][11:13]] * 3
    answered = {
        (row["station"], int(row["task"])): (row["answers"], row["attempts"], row["done"])
        for row in table(folder / "tasks.csv")
        if row["attempts"] != "0"
    }
    assert answered == {
        (first.id, number): (f"{WRONG} | {guide.typed(task)}", "2", "1")
        for number, task in enumerate(first.tasks, 1)
        if task.answer
    }
    shown = [(row["station"], row["hint"]) for row in table(folder / "hints.csv") if row["shown"] == "1"]
    assert shown == [(first.id, "1"), (second.id, "1"), (second.id, "2")]
    notes = [(row["station"], row["tag"], row["text"]) for row in table(folder / "notes.csv")]
    assert notes == [(first.id, "idea", guide.way.note)]


def check_events(guide: Guide, path: Path) -> None:
    """Find in the exported events each step that was seen on the screen, in its order, and no other."""
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [event["kind"] for event in events] == [kind for kind, _body in guide.seen]
    for event, (_kind, body) in zip(events, guide.seen, strict=True):
        assert event["body"] | body == event["body"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))


@pytest.mark.parametrize("way", [LATIN, CYRILLIC], ids=["latin-80x24", "cyrillic-caps-lock-120x40"])
def test_a_whole_tour_is_led_by_keys_and_every_step_is_in_the_export(way: Way, home: Path) -> None:
    guide = Guide(way, home)
    with guide.terminal:
        walk(guide)
    tables, lines = home / "tables", home / "events.jsonl"
    assert str(tables) in guide.run("export", guide.log, "--format", "csv", "--output", tables)
    assert str(lines) in guide.run("export", guide.log, "--format", "jsonl", "--output", lines)
    check_csv(guide, tables)
    check_events(guide, lines)
    assert guide.say("All is as it was written.") in guide.run("verify", guide.log).splitlines()


def test_the_screen_speaks_russian_to_a_guide_with_a_russian_system(home: Path) -> None:
    say = words("ru").gettext
    with Terminal("guide", "short", "--group", "СИНИЕ", env=environment(home, "ru")) as terminal:
        terminal.wait_for(say("Start the tour"))
        for text in ("Проба на четверть часа", "Синие · Тимур", "Здравствуйте!", say("Before the start")):
            terminal.wait_for(text)
