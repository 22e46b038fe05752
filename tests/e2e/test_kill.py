"""The program is killed again and again, at random moments: what the screen has acknowledged is in the log.

A model of the tour lives in this process: the program's own pure rules say what each step must come to. A
step counts as acknowledged once the screen shows all that the model says.
"""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from e2e.terminal import Terminal, environment

from questtour.eventlog.reading import read_records
from questtour.eventlog.verify import verify
from questtour.screens.guide_dialogs import SKIP_REASONS
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.decide import decide, last_step
from questtour.tour.evolve import evolve, fold
from questtour.tour.progress import GroupProgress, Phase, Progress, Visit
from questtour.tour.route import Station
from questtour.tour.score import open_tasks, total_points

ROUNDS = 12
LONGEST = 5
"""So many acknowledged steps at most come before a kill."""
GROUP = "red"
NOTE, SAVED = "Water!", "The note is saved."

Told = list[tuple[str, dict[str, Any]]]
"""Kinds and bodies of events."""


@dataclass(frozen=True)
class Move:
    """A step that makes sense now: what is pressed, each with what must be seen before the next, and why."""

    keys: tuple[tuple[str, str], ...]
    command: c.Command


@dataclass(frozen=True)
class Model:
    """The tour as it must be, and what a screen that shows it must say."""

    progress: Progress
    records: tuple[e.Recorded, ...]

    @property
    def group(self) -> GroupProgress:
        """Return how far the group has come."""
        return self.progress.groups[GROUP]

    @property
    def visit(self) -> Visit:
        """Return the visit under way."""
        assert self.group.current is not None
        return self.group.current

    @property
    def station(self) -> Station:
        """Return the station of the visit under way."""
        return self.progress.route.station(self.visit.station)

    def after(self, command: c.Command) -> "Model":
        """Return the tour as it must be after `command`."""
        progress, records, now = self.progress, list(self.records), datetime.now(UTC)
        for event in decide(progress, command, now):
            last = records[-1]
            record = replace(last, seq=last.seq + 1, time=now, group=GROUP, event=event)
            progress = evolve(progress, record)
            records.append(record)
        return Model(progress, tuple(records))

    # --- what can be done -------------------------------------------------------------------------------

    def move(self, chance: Random, noted: bool) -> Move:
        """Choose a move that makes sense now; a second note is not `noted` in the same terminal.

        Its message stays for seconds, and could not be told from the first one's.
        """
        moves = [each for each in self._moves() if not (noted and isinstance(each.command, c.AddNote))]
        # A tour of three stations would soon be over.
        weights = [1 if isinstance(each.command, c.Leave | c.Skip | c.Finish) else 3 for each in moves]
        return chance.choices(moves, weights)[0]

    def _moves(self) -> Iterator[Move]:
        phase = self.group.phase
        if self._can_undo():
            yield Move((("u", ""),), c.Undo(GROUP, self.records[0].device))
        if phase is Phase.READY:
            # Once the plan was moved, it begins about now, and nothing needs to be asked.
            asks = self.group.plan_start is None
            keys = (("enter", "Start the tour?"), ("1", "")) if asks else (("enter", ""),)
            yield Move(keys, c.Start(GROUP, move_plan=asks))
        if phase in {Phase.WALKING, Phase.AT_STATION}:
            yield Move((("n", "A note for"), (NOTE, NOTE), ("enter", SAVED)), c.AddNote(GROUP, NOTE))
            yield Move((("p", ""),), c.TogglePause(GROUP))
            yield Move((("s", "Why?"), ("3", "")), c.Skip(GROUP, SKIP_REASONS[2]))
        if phase is Phase.WALKING:
            yield Move((("enter", ""),), c.Arrive(GROUP))
        if phase is Phase.AT_STATION:
            yield from self._moves_here()
        if phase is Phase.CLOSING:
            yield Move((("enter", ""),), c.Finish(GROUP))

    def _moves_here(self) -> Iterator[Move]:
        asks = open_tasks(self.station, self.visit)
        leaving = (("enter", "Leave the station?"), ("enter", "")) if asks else (("enter", ""),)
        yield Move(leaving, c.Leave(GROUP))
        yield Move((("+", ""),), c.Adjust(GROUP, 1))
        if len(self.visit.hints) < len(self.station.hints):
            yield Move((("h", ""),), c.ShowHint(GROUP))
        for number, task in enumerate(self.station.tasks, 1):
            key = str(number)
            if task.answer and number in asks:
                answer = task.answer[0].in_("en")
                keys = ((key, "the group's answer"), (answer, answer), ("enter", ""))
                yield Move(keys, c.GiveAnswer(GROUP, number, answer))
            else:
                yield Move(((key, ""),), c.ToggleTask(GROUP, number))

    def _can_undo(self) -> bool:
        """Tell whether there is a step to take back whose undoing can be seen."""
        step = last_step(self.group, self.records[0].device)
        return step is not None and not isinstance(step.event, e.NoteAdded | e.PlanMoved)

    # --- what is to be seen -----------------------------------------------------------------------------

    def missing(self, screen: str) -> list[str]:
        """Return what a screen should say, by this model, and does not."""
        patterns = [*map(re.escape, self._texts()), *self._route(), rf"Points: {self._points()}(?!\d)"]
        missing = [each for each in patterns if not re.search(each, screen, re.MULTILINE)]
        return missing if ("PAUSE" in screen) == self.group.paused else [*missing, f"{self.group.paused=}"]

    def _points(self) -> int:
        return total_points(self.progress.route, self.group)

    def _texts(self) -> list[str]:
        """Return where the group is, its next step, its tasks and hints, as the screen words them."""
        phase = self.group.phase
        if phase is Phase.READY:
            return ["Before the start", "Start the tour"]
        if phase is Phase.CLOSING:
            skipped = any(visit.skipped for visit in self.group.visits)
            return ["The route is done" if skipped else "All stations are done", "Finish the tour"]
        if phase is Phase.FINISHED:
            return ["The tour is over", "Pass the laptop round: the visitors answer the survey"]
        title = self._title(self.station.id)
        if phase is Phase.WALKING:
            return [f"On the way to “{title}”", f"We have arrived: “{title}”"]
        stay = self.station.minutes + self.visit.adjusted
        return [f" “{title}” · room", f"of {stay:g} minutes", *self._tasks(), *self._hints()]

    def _tasks(self) -> list[str]:
        count, done = len(self.station.tasks), self.visit.done
        boxes = [f" {number}  [{'x' if number in done else ' '}] " for number in range(1, count + 1)]
        return [f"Tasks: {len(done)} of {count}", *boxes]

    def _hints(self) -> list[str]:
        shown, hints = sorted(self.visit.hints_shown), self.station.hints
        told = [f"{number}. {hints[number - 1].text.in_('en')}" for number in shown]
        return [f"Hints: {len(shown)} of {len(hints)}", *told]

    def _route(self) -> list[str]:
        """Return patterns of the lines in the route's column: each station with its sign."""
        return [rf"^ +{self._sign(each)} [\d: ]+ {self._title(each)}" for each in self.group.order]

    def _sign(self, station: str) -> str:
        visit = self.group.visit(station)
        if visit is None:
            return "·"
        if visit.ended is not None:
            return "✗" if visit.skipped else "✓"
        return "→" if visit.arrived is None else "►"

    def _title(self, station: str) -> str:
        return self.progress.route.station(station).title.in_("en")


def told(records: Iterable[e.Recorded]) -> Told:
    """Return what happened, without the moments, which the model cannot know."""
    return [(each.event.kind, {**each.event.body(), "start": None}) for each in records]


def read(log: Path) -> Model:
    """Return the tour that the log holds; a log that was never made holds none."""
    records = tuple(read_records(log)) if log.exists() else ()
    return Model(fold(records), records)


def opened(log: Path, home: Path) -> Terminal:
    """Start the program as its user does each time: with the very same words."""
    line = ("guide", "short", "--group", GROUP, "--log", log)
    return Terminal(*line, env=environment(home), columns=120, lines=40)


def take(move: Move, model: Model, terminal: Terminal) -> Model:
    """Take a step and wait until the screen has acknowledged it."""
    for keys, seen in move.keys:
        terminal.press(keys)
        if seen:
            terminal.wait_for(seen)
    after = model.after(move.command)
    see(after, terminal)
    return after


def see(model: Model, terminal: Terminal) -> None:
    """Wait until the screen says all that the model says."""
    try:
        terminal.wait_for(lambda screen: not model.missing(screen))
    except AssertionError as error:
        raise AssertionError(f"Not shown: {model.missing(terminal.text)}\n{error}") from None


def play(model: Model, terminal: Terminal, chance: Random) -> tuple[Model, Model]:
    """Take random steps, then press one more key and wait for nothing but the kill.

    Returns the tour that was acknowledged, and how it may be if the last key came through.
    """
    noted = False
    for _ in range(chance.randint(0, LONGEST)):
        move = model.move(chance, noted)
        model = take(move, model, terminal)
        noted = noted or isinstance(move.command, c.AddNote)
    last = model.move(chance, noted)
    terminal.press(last.keys[0][0])
    time.sleep(chance.uniform(0, 0.1))
    return model, model.after(last.command) if len(last.keys) == 1 else model


@pytest.mark.parametrize("seed", [1])
def test_killed_at_any_moment_it_goes_on_with_every_step_that_was_acknowledged(
    seed: int, home: Path, tmp_path: Path
) -> None:
    chance, log = Random(seed), tmp_path / "tour.db"
    with opened(log, home) as terminal:
        terminal.wait_for("Start the tour")
    model = read(log)
    for _ in range(ROUNDS):
        with opened(log, home) as terminal:
            see(model, terminal)
            acknowledged, possible = play(model, terminal, chance)
            terminal.kill()
        model = read(log)
        assert told(model.records) in (told(acknowledged.records), told(possible.records))
        assert verify(log).good


def test_killed_while_it_makes_a_new_log_it_makes_it_the_next_time(home: Path, tmp_path: Path) -> None:
    chance = Random(2)
    for number in range(6):
        folder = tmp_path / str(number)
        folder.mkdir()
        log = folder / "tour.db"
        with opened(log, home) as terminal:
            while terminal.process.poll() is None and not any(folder.iterdir()):
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.1))
        assert len(read(log).records) in {0, 3}
        with opened(log, home) as terminal:
            terminal.wait_for("Start the tour")
        kinds = [kind for kind, _body in told(read(log).records)]
        assert kinds == ["tour.opened", "device.joined", "group.claimed"]
        assert verify(log).good
