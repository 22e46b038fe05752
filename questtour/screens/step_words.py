"""What a step is called when it is taken back, so that the guide knows it again."""

from questtour.i18n import N_, _, language
from questtour.tour import events as e
from questtour.tour.route import Route
from questtour.wording import shown

STEP_NAMES: dict[type, str] = {
    e.GroupStarted: N_("the start"),
    e.PlanMoved: N_("the moved plan"),
    e.StationArrived: N_("the arrival at “{title}”"),
    e.StationLeft: N_("the leaving of “{title}”"),
    e.StationSkipped: N_("the skipping of “{title}”"),
    e.TaskDone: N_("the tick of task {task}"),
    e.TaskUndone: N_("the unticking of task {task}"),
    e.TaskAnswered: N_("the answer to task {task}"),
    e.HintShown: N_("hint {hint}"),
    e.NoteAdded: N_("the note “{text}”"),
    e.TimerPaused: N_("the pause"),
    e.TimerResumed: N_("the end of the pause"),
    e.TimeAdjusted: N_("the changed minutes"),
    e.TimeCorrected: N_("the time set right"),
    e.RouteChanged: N_("the changed route"),
    e.HelpCalled: N_("the call for help"),
    e.GroupFinished: N_("the finish"),
}
LAST_STEP = N_("the last step")

ENOUGH = 40
"""Letters by which anybody knows a title or a note again; a message must not hide the screen."""


def step_name(route: Route, event: e.Event | e.Unknown) -> str:
    """Name the step that `event` was, with its station, task, hint or text."""
    station = getattr(event, "station", "")
    return _(STEP_NAMES.get(type(event), LAST_STEP)).format(
        title=_short(route.station(station).title.in_(language())) if station else "",
        task=getattr(event, "task", ""),
        hint=getattr(event, "hint", ""),
        text=_short(getattr(event, "text", "")),
    )


def _short(text: str) -> str:
    text = shown(text)
    return text if len(text) <= ENOUGH else text[: ENOUGH - 1].rstrip() + "…"
