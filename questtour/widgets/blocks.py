"""What the middle of a guide's screen says, as a list of blocks: made anew at every look, drawn by change."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from questtour.i18n import _, language, ngettext
from questtour.keys import written
from questtour.tour.guidance import CAN_WAIT, due, next_hint
from questtour.tour.moment import Moment
from questtour.tour.progress import Phase, Visit
from questtour.tour.route import Hint, Station, Text
from questtour.tour.score import code_word, holds_fragment, total_points
from questtour.tour.timing import Pace
from questtour.wording import duration, shown, shown_block


class Look(StrEnum):
    """How a block is drawn."""

    HEADING = "heading"
    PROSE = "prose"
    POINT = "point"
    TASK = "task"
    LINE = "line"
    HINT = "hint"
    FOLD = "fold"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the middle; `key` stays the same while only its text or state changes."""

    key: str
    look: Look
    text: str
    number: int = 0
    done: bool = False


def blocks(moment: Moment, *, unfolded: bool) -> list[Block]:
    """Return what there is to say; `unfolded` shows the points of the story that could wait."""
    by_phase = {
        Phase.READY: _before,
        Phase.WALKING: _walking,
        Phase.AT_STATION: lambda at: _at_station(at, unfolded),
        Phase.CLOSING: _closing,
        Phase.FINISHED: _finished,
    }
    return list(by_phase[moment.phase](moment))


def _prose(key: str, text: Text | None, look: Look = Look.PROSE) -> Iterator[Block]:
    if text is not None and (words := shown_block(text.in_(language()))):
        yield Block(key, look, words)


def _lines(key: str, text: Text | None) -> Iterator[Block]:
    """Show a text that is no Markdown by the route sheet's format."""
    if text is not None and (words := shown_block(text.in_(language()))):
        yield Block(key, Look.LINE, words)


def _before(moment: Moment) -> Iterator[Block]:
    yield from _prose("welcome", moment.tour.route.welcome)
    if not moment.plan:
        return
    first = moment.tour.route.station(moment.plan[0].station)
    yield Block("first", Look.HEADING, _("First station"))
    yield Block("first-title", Look.LINE, _place(first))


def _place(station: Station) -> str:
    title = _("“{title}”").format(title=shown(station.title.in_(language())))
    return ", ".join(filter(None, [title, room_words(station)]))


def room_words(station: Station) -> str:
    """Say where a station is: a number needs the word *room* before it, a name does not."""
    room = shown(station.room.in_(language())) if station.room else ""
    return _("room {room}").format(room=room) if room[:1].isdecimal() else room


def _walking(moment: Moment) -> Iterator[Block]:
    station = moment.station
    if station is None:
        return
    yield Block(f"go-{station.id}", Look.HEADING, _("Lead the group to"))
    yield Block(f"place-{station.id}", Look.CALL, _place(station))
    yield from _closed(moment, station)
    if station.equipment:
        things = ", ".join(shown(each.in_(language())) for each in station.equipment)
        yield Block(f"things-{station.id}", Look.LINE, _("Waiting there: {things}").format(things=things))
    if count := len(station.tasks):
        tasks = ngettext("{n} task", "{n} tasks", count).format(n=count)
        yield Block(f"tasks-{station.id}", Look.LINE, tasks)
    yield from _last_fragment(moment)


def _last_fragment(moment: Moment) -> Iterator[Block]:
    visits = [visit for visit in moment.group.visits if visit.ended is not None]
    if not visits:
        return
    station = moment.tour.route.station(visits[-1].station)
    if station.key is not None and holds_fragment(station, visits[-1]):
        piece = _("You carry away a piece of the code word: {piece}")
        yield Block("won", Look.CALL, piece.format(piece=shown(station.key.in_(language()))))


def _closed(moment: Moment, station: Station) -> Iterator[Block]:
    if station.id in moment.closed:
        yield Block("closed", Look.CALL, _("This station is closed. Do this instead:"))
        yield from _lines("fallback", station.fallback)


def _at_station(moment: Moment, unfolded: bool) -> Iterator[Block]:
    station, visit = moment.station, moment.visit
    if station is None or visit is None:
        return
    yield from _closed(moment, station)
    yield from _story(station, moment.timing.pace, unfolded)
    yield from _tasks(station, visit)
    yield from _fragment(station, visit)
    yield from _hints(moment, station, visit)
    if station.exchange is not None:
        yield Block("exchange", Look.HEADING, _("Ask them"))
        yield from _lines("exchange-text", station.exchange)
    if station.fallback is not None and station.id not in moment.closed:
        yield Block("fallback", Look.HEADING, _("If the equipment fails"))
        yield from _lines("fallback-text", station.fallback)


def _story(station: Station, pace: Pace, unfolded: bool) -> Iterator[Block]:
    waiting = [point for point in station.story if point.keep in CAN_WAIT[pace]]
    for number, point in enumerate(station.story, 1):
        if unfolded or point not in waiting:
            yield from _prose(f"{station.id}-point-{number}", point.text, Look.POINT)
    if waiting and unfolded:
        yield Block(
            "fold", Look.FOLD, "▾ " + _("{key}: fold away what can wait").format(key=written("unfold"))
        )
    elif waiting:
        count = ngettext("{n} point can wait", "{n} points can wait", len(waiting)).format(n=len(waiting))
        yield Block("fold", Look.FOLD, f"▸ {count} · " + _("{key}: show").format(key=written("unfold")))


def _tasks(station: Station, visit: Visit) -> Iterator[Block]:
    if not station.tasks:
        return
    done, count = len(visit.done), len(station.tasks)
    yield Block("tasks", Look.HEADING, _("Tasks: {done} of {count}").format(done=done, count=count))
    for number, task in enumerate(station.tasks, 1):
        text = shown(task.text.in_(language()))
        if task.answer and number not in visit.done:
            text += " " + _("(type the answer)")
        yield Block(f"{station.id}-task-{number}", Look.TASK, text, number, number in visit.done)


def _fragment(station: Station, visit: Visit) -> Iterator[Block]:
    if station.key is not None and holds_fragment(station, visit):
        piece = _("All done! The piece of the code word is: {piece}")
        yield Block("won", Look.CALL, piece.format(piece=shown(station.key.in_(language()))))


def _hints(moment: Moment, station: Station, visit: Visit) -> Iterator[Block]:
    if not station.hints:
        return
    told, count = visit.hints_shown, len(station.hints)
    yield Block("hints", Look.HEADING, _("Hints: {told} of {count}").format(told=len(told), count=count))
    for number in sorted(told):
        text = shown(station.hints[number - 1].text.in_(language()))
        yield Block(f"{station.id}-hint-{number}", Look.HINT, f"{number}. {text}")
    offered = next_hint(station, visit)
    # Who has done all tasks needs no more; a station without tasks may have hints all the same.
    if offered is not None and (moment.open_tasks or not station.tasks):
        yield _offer(moment, *offered)


def _offer(moment: Moment, number: int, hint: Hint) -> Block:
    free = _("free")
    price = (
        ngettext("costs {n} point", "costs {n} points", hint.cost).format(n=hint.cost) if hint.cost else free
    )
    if due(moment) == number:
        text = _("Time for a hint: press {key} ({price})").format(key=written("hint"), price=price)
        return Block("offer", Look.CALL, text)
    text = _("{key}: hint {number} ({price})").format(key=written("hint"), number=number, price=price)
    return Block("offer", Look.LINE, text)


def _word(moment: Moment) -> Iterator[Block]:
    pieces = code_word(moment.tour.route, moment.group, language())
    if pieces:
        word = " ".join(shown(piece.text) or "·" for piece in pieces)
        yield Block("word", Look.CALL, _("Your pieces of the code word: {word}").format(word=word))


def _afterwards(moment: Moment) -> Iterator[Block]:
    if not moment.tour.rehearsal:
        text = _("{survey}: the visitors' survey · {look_back}: how it went")
        keys = text.format(survey=written("survey"), look_back=written("look_back"))
        yield Block("afterwards", Look.LINE, keys)


def _closing(moment: Moment) -> Iterator[Block]:
    yield from _word(moment)
    yield from _afterwards(moment)
    yield from _prose("farewell", moment.tour.route.farewell)


def _finished(moment: Moment) -> Iterator[Block]:
    group = moment.group
    been = sum(visit.arrived is not None and not visit.skipped for visit in group.visits)
    yield Block("thanks", Look.HEADING, _("Thank you! The tour is over."))
    if group.started is not None and group.finished is not None:
        took = _("It took {time}.").format(time=duration(group.finished - group.started))
        yield Block("took", Look.LINE, took)
    stations = ngettext("{n} station visited", "{n} stations visited", been).format(n=been)
    points = _("Points: {n}").format(n=total_points(moment.tour.route, group))
    yield Block("sum", Look.LINE, f"{stations} · {points}")
    yield from _word(moment)
    yield from _afterwards(moment)
    yield from _prose("farewell", moment.tour.route.farewell)
