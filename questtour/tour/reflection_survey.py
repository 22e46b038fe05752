"""The survey's figures, each with its denominator."""

from dataclasses import dataclass

from questtour.tour.progress import Progress
from questtour.tour.route import Route, SurveyKind
from questtour.tour.survey_questions import Question, questions, read_answer

FEW = 10
"""With fewer answers a share says little: one visitor moves it by more than ten hundredths."""


@dataclass(frozen=True, slots=True)
class QuestionLook:
    """What was answered to one question."""

    question: Question
    answered: int
    present: int | None
    """Visitors by the sheet of the groups that set out; None where nobody counted them."""
    counts: tuple[int, ...]
    """How often each step of a scale, *yes* and *no*, or each option was chosen."""
    lines: tuple[str, ...]
    """What was written, for a text."""

    @property
    def few(self) -> bool:
        """Tell whether the answers are too few to make much of their shares."""
        return self.answered < FEW

    @property
    def share(self) -> float | None:
        """Return the share of 4 and 5, from 0 to 1, for a scale that somebody answered."""
        if self.question.kind is not SurveyKind.SCALE or not self.answered:
            return None
        return sum(self.counts[3:]) / self.answered


@dataclass(frozen=True, slots=True)
class SurveyLook:
    """What the visitors answered."""

    replies: int
    present: int | None
    questions: tuple[QuestionLook, ...]


def survey_look(progress: Progress, route: Route) -> SurveyLook:
    """Add up the visitors' answers; the questions are told in the language in use."""
    present = _present(progress, route)
    looks = tuple(_question(progress, question, present) for question in questions(route))
    return SurveyLook(len(progress.replies), present, looks)


def _present(progress: Progress, route: Route) -> int | None:
    counted = [route.group(group.id).visitors for group in progress.on_sheet if group.started is not None]
    if not counted or not all(counted):
        return None
    return sum(counted)


def _question(progress: Progress, question: Question, present: int | None) -> QuestionLook:
    read = [read_answer(question, reply.answers.get(question.id)) for reply in progress.replies]
    given = [answer for answer in read if answer is not None]
    lines = tuple(answer for answer in given if isinstance(answer, str))
    return QuestionLook(question, len(given), present, _counts(question, given), lines)


def _counts(question: Question, given: list[int | bool | str]) -> tuple[int, ...]:
    if question.kind is SurveyKind.YES_NO:
        return given.count(True), given.count(False)
    if question.kind is SurveyKind.TEXT:
        return ()
    steps = 5 if question.kind is SurveyKind.SCALE else len(question.options)
    return tuple(given.count(step) for step in range(1, steps + 1))
