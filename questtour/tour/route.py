"""The route sheet: stations, groups, orders and times of one tour (DESIGN §4).

The models are frozen values and say what one field may hold; what concerns the whole sheet (a station that
is named but not described, ids used twice, a plan that ends too late) is checked where a sheet is read,
`questtour.tour.route_reading`. Clock times are `timedelta` since local midnight, durations are minutes.

Where the format leaves it open, this holds:

- Needed are: the sheet's id, title, start, one station and one group at least; a station's id, title and
  minutes; the text of a task and of a hint; a group's id and title; a transfer's from, to and minutes; a
  break's title, at and minutes; a survey question's id, text and kind. Everything else may be left out.
- The minutes of a stay and of a break are more than 0. Walks, `warn` and `after` may be 0.
- `visitors` is 0 where nobody counted them. An empty text is the same as none.
- A tour has 100 stations and 100 groups at most.
"""

from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from questtour.i18n import N_
from questtour.tour.pauses import rests_by_goal
from questtour.tour.route_values import (
    MOST,
    Clock,
    Count,
    Flag,
    Id,
    MaybeText,
    Minutes,
    Pause,
    Reference,
    Text,
    Words,
    folded_answer,
    story_points,
)

__all__ = [
    "Break",
    "Group",
    "Hint",
    "Keep",
    "Route",
    "Station",
    "StoryPoint",
    "SurveyKind",
    "SurveyQuestion",
    "Task",
    "Text",
    "Transfer",
]


class _Part(BaseModel):
    """A table of the sheet."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Keep(StrEnum):
    """How dear a story point is when time is short."""

    MUST = "must"
    NICE = "nice"
    IF_TIME = "if-time"


class StoryPoint(_Part):
    """Something to tell at a station."""

    text: Words = Field(description=N_("What to tell, in Markdown."), examples=[N_("How it works")])
    keep: Keep = Field(
        Keep.MUST,
        description=N_("How dear the point is when time is short: must, nice or if-time."),
        examples=["nice"],
    )


Story = Annotated[
    tuple[StoryPoint, ...],
    BeforeValidator(story_points, json_schema_input_type=Words | list[Words | StoryPoint]),
]
"""What is told at a station: a text, or a list in which a plain text is a point that must be told."""


class Task(_Part):
    """Something for the group to do at a station."""

    text: Words = Field(
        description=N_("What the group is to do."), examples=[N_("Predict the temperature of the mixture")]
    )
    answer: tuple[Words, ...] = Field(
        (),
        description=N_("Right answers. The guide types the group's answer, and it is checked."),
        examples=[["35", "35 °C"]],
    )
    points: Count = Field(1, description=N_("Points for the task."), examples=[2])

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(folded_answer(wording) for answer in self.answer for wording in answer.wordings())

    def accepts(self, answer: str) -> bool | None:
        """Tell whether `answer` is right; None if the sheet gives no answer to check by.

        The wording in any language is right. These differences do not count: upper and lower case, spaces,
        a decimal comma or point, other commas and points, ё and е, the many hyphens and minus signs.
        """
        return folded_answer(answer) in self._folded if self.answer else None


class Hint(_Part):
    """Help with a station's tasks, in the order of the sheet."""

    text: Words = Field(description=N_("What the hint says."), examples=[N_("Are the masses equal?")])
    after: Pause | None = Field(
        None, description=N_("Suggest the hint this many minutes after the arrival."), examples=[3]
    )
    cost: Count = Field(0, description=N_("Points that the hint costs."), examples=[1])


class Station(_Part):
    """A lab or workshop with a story, tasks, hints and a planned stay."""

    id: Id = Field(description=N_("The station's short name: letters, digits, - _"), examples=["physics"])
    title: Words = Field(description=N_("The station's name as people read it."), examples=[N_("Physics")])
    room: MaybeText = Field(None, description=N_("Where the station is."), examples=["214"])
    minutes: Minutes = Field(description=N_("The planned stay, in minutes."), examples=[10])
    capacity: int = Field(
        1, strict=True, ge=1, le=1000, description=N_("How many groups fit in at once."), examples=[2]
    )
    equipment: tuple[Words, ...] = Field(
        (), description=N_("What must stand ready."), examples=[[N_("Thermometer")]]
    )
    story: Story = Field(
        (),
        description=N_(
            "What the guide tells, in Markdown: a text, or a list of points in the order of telling."
        ),
        examples=[N_("How it works")],
    )
    exchange: MaybeText = Field(
        None,
        description=N_("The question that makes the visitors teach us."),
        examples=[N_("How do you show this at your school?")],
    )
    key: MaybeText = Field(
        None, description=N_("The fragment of the code word that the group collects here."), examples=["K"]
    )
    fallback: MaybeText = Field(
        None,
        description=N_("What to do when the equipment is out of order."),
        examples=[N_("Show the recording")],
    )
    tasks: tuple[Task, ...] = Field((), description=N_("What the group does here."))
    hints: tuple[Hint, ...] = Field((), description=N_("Hints, in the order in which they are given."))

    @property
    def stay(self) -> timedelta:
        """The planned stay."""
        return timedelta(minutes=self.minutes)


class Group(_Part):
    """The visitors led by one guide."""

    id: Id = Field(description=N_("The group's short name: letters, digits, - _"), examples=["atom"])
    title: Words = Field(description=N_("The group's name as people read it."), examples=[N_("Atom")])
    guide: MaybeText = Field(None, description=N_("Who leads the group."), examples=[N_("Anna")])
    visitors: Count = Field(0, description=N_("How many visitors the group has."), examples=[8])
    route: tuple[Reference, ...] = Field(
        (),
        min_length=1,
        description=N_(
            "The stations in the order of the visits. Without it they are rotated so that groups do not meet."
        ),
        examples=[["physics", "chemistry"]],
        json_schema_extra={"uniqueItems": True},
    )
    start: Clock | None = Field(
        None, description=N_("When the group starts, if not with the others."), examples=["10:05"]
    )


class Transfer(_Part):
    """How long the walk between two stations takes."""

    origin: Reference = Field(
        alias="from", description=N_("The station where the walk begins."), examples=["physics"]
    )
    goal: Reference = Field(alias="to", description=N_("The station where the walk ends."), examples=["vr"])
    minutes: Pause = Field(description=N_("How long the walk takes, in minutes."), examples=[5])
    one_way: Flag = Field(
        False, description=N_("true if the walk back does not take as long."), examples=[True]
    )


class Break(_Part):
    """A time in which groups stand still: lunch, or a talk in the hall."""

    title: Words = Field(description=N_("What the break is for."), examples=[N_("Lunch")])
    at: Clock = Field(description=N_("When the break begins."), examples=["12:00"])
    minutes: Minutes = Field(description=N_("How long the break takes, in minutes."), examples=[30])
    groups: tuple[Reference, ...] = Field(
        (),
        min_length=1,
        description=N_("The groups that have the break; without it, all of them."),
        examples=[["atom"]],
        json_schema_extra={"uniqueItems": True},
    )

    @property
    def end(self) -> timedelta:
        """When the break is over, since local midnight."""
        return self.at + timedelta(minutes=self.minutes)


class SurveyKind(StrEnum):
    """How a visitor answers a question."""

    SCALE = "scale"
    YES_NO = "yes-no"
    CHOICE = "choice"
    TEXT = "text"


class SurveyQuestion(_Part):
    """A question that the visitors are asked at the end."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"kind": {"const": "choice"}}, "required": ["kind"]},
            "then": {"required": ["options"]},
            "else": {"properties": {"options": False}},
        }
    )

    id: Id = Field(description=N_("The question's short name: letters, digits, - _"), examples=["novelty"])
    text: Words = Field(description=N_("The question."), examples=[N_("Was the form new to you?")])
    kind: SurveyKind = Field(
        description=N_("How it is answered: scale (1 to 5), yes-no, choice or text."), examples=["scale"]
    )
    options: tuple[Words, ...] = Field(
        (),
        min_length=2,
        description=N_("What can be chosen, for the kind choice only."),
        examples=[[N_("Physics"), N_("Chemistry")]],
    )


class Route(_Part):
    """A whole route sheet."""

    id: Id = Field(description=N_("The tour's short name: letters, digits, - _"), examples=["kvantorium"])
    title: Words = Field(description=N_("The tour's name as people read it."), examples=[N_("Quest tour")])
    venue: MaybeText = Field(
        None, description=N_("Where the tour takes place."), examples=[N_("School No. 2")]
    )
    start: Clock = Field(description=N_("When the tour starts."), examples=["10:00"])
    finish_by: Clock | None = Field(None, description=N_("The plan must end by then."), examples=["12:00"])
    transfer: Pause = Field(
        3,
        description=N_("Minutes of walking between stations, unless [[transfers]] says otherwise."),
        examples=[3],
    )
    warn: Pause = Field(
        2, description=N_("Minutes before a station's end when the timer turns to warning."), examples=[2]
    )
    welcome: MaybeText = Field(
        None, description=N_("Told before the first station, in Markdown."), examples=[N_("Welcome!")]
    )
    farewell: MaybeText = Field(
        None, description=N_("Told at the end, in Markdown."), examples=[N_("Thank you for coming!")]
    )
    stations: tuple[Station, ...] = Field(
        min_length=1, max_length=MOST, description=N_("The labs and workshops that are visited.")
    )
    groups: tuple[Group, ...] = Field(
        min_length=1, max_length=MOST, description=N_("The groups, each with its guide.")
    )
    transfers: tuple[Transfer, ...] = Field(
        (), description=N_("Walks that take longer or shorter than the others.")
    )
    breaks: tuple[Break, ...] = Field((), description=N_("Times in which groups stand still."))
    survey: tuple[SurveyQuestion, ...] = Field(
        (),
        description=N_(
            "Questions for the visitors at the end; where there are none, built-in ones are asked."
        ),
    )

    def station(self, station_id: str) -> Station:
        """Return the station with that id; KeyError if there is none."""
        return self._stations[station_id]

    def group(self, group_id: str) -> Group:
        """Return the group with that id; KeyError if there is none."""
        return self._groups[group_id]

    def start_of(self, group_id: str) -> timedelta:
        """Return when the group sets out by the sheet, since local midnight; KeyError if there is none."""
        own = self._groups[group_id].start
        return self.start if own is None else own

    def walk(self, origin: str, goal: str) -> timedelta:
        """Return how long the walk takes from the station `origin` to the station `goal`, both ids."""
        return self._walks.get((origin, goal), self._usual_walk)

    def breaks_for(self, group_id: str) -> tuple[Break, ...]:
        """Return the group's breaks, the earliest first; KeyError if there is no such group."""
        return self._breaks[group_id]

    def rests_for(self, group_id: str, goal: str | None = None) -> tuple[Break, ...]:
        """Return the breaks that hold on the way to the station `goal`, or during a stay (see `pauses`)."""
        own = self._rests[group_id]
        return own.get(goal, own[None])

    def paused_before(self, group_id: str) -> tuple[str, ...]:
        """Return the stations before which a plan has put pauses of the group."""
        return tuple(goal for goal in self._rests[group_id] if goal is not None)

    @cached_property
    def _stations(self) -> dict[str, Station]:
        return {station.id: station for station in self.stations}

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {group.id: group for group in self.groups}

    @cached_property
    def _usual_walk(self) -> timedelta:
        return timedelta(minutes=self.transfer)

    @cached_property
    def _walks(self) -> dict[tuple[str, str], timedelta]:
        walks = {(station.id, station.id): timedelta() for station in self.stations}
        # A walk given for one way only is the more exact word, so it is entered last.
        for way in sorted(self.transfers, key=lambda way: way.one_way):
            takes = timedelta(minutes=way.minutes)
            walks[way.origin, way.goal] = takes
            if not way.one_way:
                walks[way.goal, way.origin] = takes
        return walks

    @cached_property
    def _breaks(self) -> dict[str, tuple[Break, ...]]:
        in_order = sorted(self.breaks, key=lambda pause: (pause.at, pause.end))
        return {
            group.id: tuple(pause for pause in in_order if not pause.groups or group.id in pause.groups)
            for group in self.groups
        }

    @cached_property
    def _rests(self) -> dict[str, dict[str | None, tuple[Break, ...]]]:
        return {group: rests_by_goal(own, self.stations) for group, own in self._breaks.items()}
