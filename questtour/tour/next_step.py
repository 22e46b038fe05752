"""The obvious next step: what one key does now."""

from enum import StrEnum

from questtour.tour import commands as c
from questtour.tour.progress import GroupProgress, Phase, Progress


class Step(StrEnum):
    """What a guide would do next."""

    START = "start"
    ARRIVE = "arrive"
    LEAVE = "leave"
    FINISH = "finish"
    SURVEY = "survey"
    LOOK_BACK = "look-back"
    NONE = "none"


_STEPS = {
    Phase.READY: Step.START,
    Phase.WALKING: Step.ARRIVE,
    Phase.AT_STATION: Step.LEAVE,
    Phase.CLOSING: Step.FINISH,
    Phase.FINISHED: Step.NONE,
}

_COMMANDS: dict[Step, type[c.Command]] = {
    Step.START: c.Start,
    Step.ARRIVE: c.Arrive,
    Step.LEAVE: c.Leave,
    Step.FINISH: c.Finish,
}


def next_step(group: GroupProgress) -> Step:
    """Return the obvious next step of the group."""
    return _STEPS[group.phase]


def command_for(group: GroupProgress) -> c.Command | None:
    """Return the command that takes the obvious next step, or None at the end of the tour."""
    step = next_step(group)
    return None if step is Step.NONE else _COMMANDS[step](group.id)


def afterwards(progress: Progress, group: GroupProgress) -> tuple[Step, ...]:
    """Return what is still to be done after the group's finish, the next first.

    The visitors answer before they go, then the guide looks back. A rehearsal has no visitors.
    """
    tour = progress.tour
    if tour is None or tour.rehearsal or group.phase is not Phase.FINISHED:
        return ()
    visitors = tour.route.group(group.id).visitors
    answered = any(reply.group == group.id for reply in progress.replies)
    looked_back = any(each.group == group.id for each in progress.written)
    survey = (Step.SURVEY,) if visitors and not answered else ()
    return survey if looked_back else (*survey, Step.LOOK_BACK)
