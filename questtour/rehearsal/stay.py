"""What a simulated group does at a station, planned when it comes there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from questtour.rehearsal.chance import Chance, whole_seconds
from questtour.rehearsal.manner import Manner
from questtour.rehearsal.phrases import Phrases
from questtour.tour import commands as c
from questtour.tour.route import Station, Task

MINUTE = timedelta(minutes=1)
SLIP = timedelta(seconds=4)
"""So soon one sees that one has pressed the wrong key."""
STOP_LEAST = timedelta(seconds=20)
"""For less nobody presses pause."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Something to do when the group has been at the station for so long, pauses and breaks not counted."""

    at: timedelta
    command: c.Command
    stop: timedelta | None = None
    """How long a pause that begins here lasts."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One group's stay at a station."""

    group: str
    device: str
    station: Station
    length: timedelta
    """How long it really takes, pauses and breaks not counted."""
    chance: Chance
    """The draws of this group at this station."""
    manner: Manner
    phrases: Phrases

    def beats(self) -> list[Beat]:
        """Return all that will be done here, in its order; leaving comes last."""
        inner = [*self._tasks(), *self._hints(), *self._words(), *self._stops(), *self._minutes()]
        # Python sorts stably: what comes at the same moment stays in the order above.
        inner.sort(key=lambda beat: beat.at)
        return [*inner, Beat(self.length, c.Leave(self.group))]

    def _at(self, share: float) -> timedelta:
        return whole_seconds(self.length * share)

    def _tasks(self) -> Iterator[Beat]:
        tasks = self.station.tasks
        for number, task in enumerate(tasks, 1):
            if not self.chance.happens(self.manner.solved, "solved", str(number)):
                continue
            at = self._at(0.15 + 0.8 * (number - 0.6 * self.chance.uniform("done", str(number))) / len(tasks))
            yield from self._slip(number, at) if not task.answer else ()
            yield from self._answers(number, task, at)

    def _answers(self, number: int, task: Task, at: timedelta) -> Iterator[Beat]:
        """Do a task: tick it or, where the sheet has an answer, give that, perhaps not at the first try."""
        if not task.answer:
            yield Beat(at, c.ToggleTask(self.group, number))
            return
        wrong = [text for text in self.phrases.wrong_answers if not task.accepts(text)]
        if wrong and self.chance.happens(self.manner.wrong_answer, "wrong", str(number)):
            text = self.chance.choice(wrong, "wrong answer", str(number))
            yield Beat(whole_seconds(at * 0.7), c.GiveAnswer(self.group, number, text))
        yield Beat(at, c.GiveAnswer(self.group, number, task.answer[0].wordings()[0]))

    def _slip(self, number: int, at: timedelta) -> Iterator[Beat]:
        """Tick a task too early, and take that away or back."""
        if not self.chance.happens(self.manner.slip, "slip", str(number)) or at <= 4 * SLIP:
            return
        tick = c.ToggleTask(self.group, number)
        takes_back = self.chance.happens(0.5, "takes back", str(number))
        yield Beat(at - 3 * SLIP, tick)
        yield Beat(at - 2 * SLIP, c.Undo(self.group, self.device) if takes_back else tick)

    def _hints(self) -> Iterator[Beat]:
        for number, hint in enumerate(self.station.hints, 1):
            if not self.chance.happens(self.manner.hint, "hint", str(number)):
                return
            usual = self._at(number / (len(self.station.hints) + 1))
            at = usual if hint.after is None else max(usual, timedelta(minutes=hint.after))
            if at >= self.length:
                return
            yield Beat(at, c.ShowHint(self.group))

    def _words(self) -> Iterator[Beat]:
        if self.chance.happens(self.manner.note, "note"):
            tag, text = self.chance.choice(self.phrases.notes, "note text")
            yield Beat(self._at(0.2 + 0.7 * self.chance.uniform("note at")), c.AddNote(self.group, text, tag))
        if self.chance.happens(self.manner.call, "call"):
            reason, text = self.chance.choice(self.phrases.calls, "call text")
            yield Beat(
                self._at(0.1 + 0.8 * self.chance.uniform("call at")), c.CallHelp(self.group, reason, text)
            )

    def _stops(self) -> Iterator[Beat]:
        if self.chance.happens(self.manner.jam, "jam"):
            reason, text = self.phrases.jam
            at = self._at(0.2 + 0.4 * self.chance.uniform("jam at"))
            yield Beat(at, c.CallHelp(self.group, reason, text))
            yield self._stop(at, self.manner.jam_length, text)
        elif self.chance.happens(self.manner.pause, "pause"):
            reason = self.chance.choice(self.phrases.called_away, "pause reason")
            yield self._stop(
                self._at(0.2 + 0.6 * self.chance.uniform("pause at")), self.manner.pause_length, reason
            )

    def _stop(self, at: timedelta, usual: timedelta, reason: str) -> Beat:
        length = whole_seconds(usual * self.chance.factor(self.manner.stop, "stop"))
        return Beat(at, c.TogglePause(self.group, reason), stop=max(STOP_LEAST, length))

    def _minutes(self) -> Iterator[Beat]:
        """Give the stay more minutes when they will be needed, or now and then one less."""
        planned = self.station.stay
        more, early = ceil((self.length - planned) / MINUTE), planned - MINUTE
        if more > 1 and early > timedelta() and self.chance.happens(self.manner.more_time, "more time"):
            yield Beat(early, c.Adjust(self.group, more))
        elif planned > 3 * MINUTE and self.chance.happens(self.manner.less_time, "less time"):
            yield Beat(self._at(0.3), c.Adjust(self.group, -1))
