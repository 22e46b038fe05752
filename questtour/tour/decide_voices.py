"""What comes of it when visitors hand in the survey, or guides look back."""

from collections.abc import Callable
from typing import Any

from questtour.i18n import _
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.progress import Progress
from questtour.tour.reflection_form import clean_reflection
from questtour.tour.refusal import Refused, refuse_unless
from questtour.tour.route import Route
from questtour.tour.survey_questions import clean_answers

Events = tuple[e.Event, ...]


def _asked(progress: Progress, group: str | None) -> Route:
    """Return the sheet that says what is asked, where `group` is one of the tour's, or none is meant."""
    if progress.tour is None or (group is not None and group not in progress.tour.orders):
        raise Refused(_("There is no group “{group}” on this tour.").format(group=group))
    return progress.tour.route


def _answer(progress: Progress, command: c.AnswerSurvey) -> Events:
    answers = clean_answers(_asked(progress, command.group), command.answers)
    if command.form and any(reply.form == command.form for reply in progress.replies):
        return ()
    # An empty form would count as a visitor who was heard.
    refuse_unless(bool(answers), _("No question is answered yet."))
    return (e.SurveyAnswered(answers=answers, form=command.form),)


def _write(progress: Progress, command: c.WriteReflection) -> Events:
    answers = clean_reflection(_asked(progress, command.group), command.answers)
    refuse_unless(bool(answers), _("Nothing is written yet."))
    return (e.ReflectionWritten(answers=answers),)


ABOUT_ANYBODY: dict[type, Callable[[Progress, Any], Events]] = {
    c.AnswerSurvey: _answer,
    c.WriteReflection: _write,
}
