"""The program is killed again and again, at random moments: what the screen has acknowledged is in the log."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from e2e.terminal import Terminal, environment
from questtour.eventlog.reading import read_records
from questtour.eventlog.verify import verify
from questtour.tour.evolve import fold
from questtour.tour.progress import GroupProgress, Phase, Progress, Visit
from questtour.tour.route import Station
from questtour.tour.score import open_tasks, total_points

ROUNDS = 14
GROUP = "red"
LEAVING = "Leave the station?"


def kinds(log: Path) -> list[str]:
    """Return what stands in the log, kind by kind; a log that was not made yet is empty."""
    return [record.event.kind for record in read_records(log)] if log.exists() else []


class Tour:
    """The tour as the log tells it, and what a screen that shows it must say."""

    def __init__(self, log: Path) -> None:
        self.progress: Progress = fold(read_records(log))
        self.group: GroupProgress = self.progress.groups[GROUP]

    @property
    def visit(self) -> Visit:
        """Return the visit under way."""
        assert self.group.current is not None
        return self.group.current

    @property
    def station(self) -> Station:
        """Return the station of the visit under way."""
        return self.progress.route.station(self.visit.station)

    def title(self, station: str) -> str:
        """Return a station's title in the language of these tests."""
        return self.progress.route.station(station).title.in_("en")

    def shown_by(self, screen: str) -> bool:
        """Tell whether a screen says all that the log says, and nothing else."""
        lines = screen.splitlines()
        points = re.search(r"Points: (-?\d+)", screen)
        return (
            all(text in screen for text in self._texts())
            and all(any(re.match(line, each) for each in lines) for line in self._lines())
            and points is not None
            and int(points[1]) == total_points(self.progress.route, self.group)
            and ("PAUSE" in screen) == self.group.paused
        )

    def _texts(self) -> list[str]:
        """Return texts that the screen must hold: where the group is, its next step, its tasks and hints."""
        if self.group.phase is Phase.READY:
            return ["Before the start", "Start the tour"]
        if self.group.phase is Phase.CLOSING:
            return ["All stations are done", "Finish the tour"]
        if self.group.phase is Phase.FINISHED:
            return ["The tour is over", "Close: everything is saved"]
        title = self.title(self.station.id)
        if self.group.phase is Phase.WALKING:
            return [f"On the way to “{title}”", f"We have arrived: “{title}”"]
        return [f" “{title}” · room", *self._tasks(), *self._hints()]

    def _tasks(self) -> list[str]:
        count, done = len(self.station.tasks), self.visit.done
        boxes = [f" {number}  [{'x' if number in done else ' '}] " for number in range(1, count + 1)]
        return [f"Tasks: {len(done)} of {count}", *boxes]

    def _hints(self) -> list[str]:
        shown, hints = sorted(self.visit.hints_shown), self.station.hints
        told = [f"{number}. {hints[number - 1].text.in_('en')}" for number in shown]
        return [f"Hints: {len(shown)} of {len(hints)}", *told]

    def _lines(self) -> list[str]:
        """Return patterns of the lines in the route's column: each station with its sign."""
        return [f" {self._sign(station)} .*{self.title(station)}" for station in self.group.order]

    def _sign(self, station: str) -> str:
        visit = self.group.visit(station)
        if visit is None:
            return "·"
        if visit.ended is not None:
            return "✗" if visit.skipped else "✓"
        return "→" if visit.arrived is None else "►"


class Hand:
    """A hand that presses random keys, each valid as the tour stands, and watches what the screen says."""

    def __init__(self, terminal: Terminal, log: Path, chance: Random) -> None:
        self.terminal = terminal
        self.log = log
        self.chance = chance
        self.said: set[str] = set()
        """Messages that still stand on the screen and would be taken for the next one of that kind."""

    def act(self) -> list[str]:
        """Take one random step and return the kinds of the events that the screen has acknowledged."""
        return self.chance.choice(self._choices(Tour(self.log)))()

    def press_one(self) -> None:
        """Press one key of the next step and do not wait for anything."""
        self.terminal.press(self.chance.choice(["enter", "1", "2", "h", "p", "+", "u"]))

    def _choices(self, tour: Tour) -> list[Callable[[], list[str]]]:
        choices = [self._onward(tour)] * 2 + [each for each in (self._note, self._undo) if self._is_new(each)]
        if tour.group.phase in {Phase.WALKING, Phase.AT_STATION}:
            choices += [self._pause(tour), self._skip(tour)]
        if tour.group.phase is Phase.AT_STATION:
            choices += [self._longer(tour), self._task(tour), self._task(tour), self._hint(tour)]
        return choices

    def _is_new(self, step: Callable[[], list[str]]) -> bool:
        return step.__name__ not in self.said

    def _onward(self, tour: Tour) -> Callable[[], list[str]]:
        steps = {Phase.READY: self._start, Phase.CLOSING: self._finish, Phase.FINISHED: self._undo_finish}
        if step := steps.get(tour.group.phase):
            return step
        return self._arrive if tour.group.phase is Phase.WALKING else lambda: self._leave(tour)

    def _start(self) -> list[str]:
        self.terminal.press("enter")
        self.terminal.wait_for("Start the tour?")
        self.terminal.press("1")
        self.terminal.wait_for("On the way to")
        return ["plan.moved", "group.started"]

    def _arrive(self) -> list[str]:
        self.terminal.press("enter")
        self.terminal.wait_for("Leave")
        return ["station.arrived"]
