"""Reads what a browser posts: nothing that comes from outside is believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from questtour.tour.route import SurveyKind
from questtour.tour.survey_questions import Question, read_answer

MOST_FIELDS = 400
"""A form has a field a question, and the form's id."""

FORM = "form"
ANSWER = "a."
"""Begins the name of a question's field; the question's id follows."""

YES, NO = "yes", "no"


class NotAForm(Exception):
    """What was posted is no form that a browser would send."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A filled-in form."""

    form: str
    """The form's id as it came."""
    typed: Mapping[str, str]
    """What stands in the fields, by the questions' ids, to fill them in again."""
    answers: Mapping[str, int | bool | str]
    """What it means, as `survey_questions` has it; without what makes no sense."""


def read_posted(body: bytes, asked: Sequence[Question]) -> Posted:
    """Read the `body` of a posted form; fields that nobody asked for are left out. Raises NotAForm."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="replace",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise NotAForm from error
    fields = dict(pairs)
    typed = {each.id: _lines(fields.get(ANSWER + each.id, "")) for each in asked}
    read = {each.id: read_answer(each, _meant(each, typed[each.id])) for each in asked}
    answers = {name: answer for name, answer in read.items() if answer is not None}
    return Posted(fields.get(FORM, ""), {name: text for name, text in typed.items() if text}, answers)


def _lines(text: str) -> str:
    """Return `text` with the line ends that browsers make of it."""
    return text.replace("\r\n", "\n")


def _meant(question: Question, typed: str) -> int | bool | str | None:
    """Return the value that a field's text stands for."""
    if question.kind is SurveyKind.TEXT:
        return typed
    if question.kind is SurveyKind.YES_NO:
        return {YES: True, NO: False}.get(typed)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else None
