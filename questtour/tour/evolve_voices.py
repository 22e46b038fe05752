"""What people said afterwards: visitors in the survey, guides when they looked back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from questtour.tour import events as e
from questtour.tour.progress import Progress, SurveyReply, WrittenReflection


def _answered(progress: Progress, record: e.Recorded, event: e.SurveyAnswered) -> Progress:
    """Take a visitor's form; one that was handed in twice counts once."""
    if event.form and any(each.form == event.form for each in progress.replies):
        return progress
    reply = SurveyReply(record.id, record.group, event.answers, record.time, event.form)
    return replace(progress, replies=(*progress.replies, reply))


def _written(progress: Progress, record: e.Recorded, event: e.ReflectionWritten) -> Progress:
    """Take what a guide wrote; who writes again about the same group has thought better of it."""
    new = WrittenReflection(record.id, record.group, event.answers, record.time)
    kept = (
        each for each in progress.written if (each.id.device, each.group) != (record.device, record.group)
    )
    return replace(progress, written=(*kept, new))


def withdrawn(progress: Progress, undone: e.EventId) -> Progress:
    """Return `progress` without what its writer took back; the same object where that is none of these."""
    replies = tuple(each for each in progress.replies if each.id != undone)
    written = tuple(each for each in progress.written if each.id != undone)
    if (len(replies), len(written)) == (len(progress.replies), len(progress.written)):
        return progress
    return replace(progress, replies=replies, written=written)


VOICES: dict[type, Callable[[Progress, e.Recorded, Any], Progress]] = {
    e.SurveyAnswered: _answered,
    e.ReflectionWritten: _written,
}
