"""What visitors are asked, and how their answers are read.

The built-in questions are those of the article on reverse mentoring at the school technopark «Кванториум» of
Gymnasium No. 3 in Yaroslavl, so that a school can lay its own figures beside the published ones. A sheet's
own `[[survey]]` replaces them.

An answer stands in `survey.answered` under its question's id: a scale's as a whole number from 1 to 5, a
yes-no as true or false, a choice as the option's number from 1, a text as it was written. What nobody
answered is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questtour.i18n import N_, _, language
from questtour.tour.route import Route, SurveyKind

MOST_TEXT = 2000
"""Characters of an answer that are shown; the log keeps more of it."""

MOST_KEPT = 4000
"""Characters of a text that come into the log: two dense pages, which nobody types on a tour."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question in the language in use."""

    id: str
    text: str
    kind: SurveyKind
    options: tuple[str, ...] = ()
    published: str = ""
    """What the article reports of its visitors; empty where it gives no figure."""


_BUILT_IN = (
    Question("form", N_("The material was presented in an unusual way"), SurveyKind.SCALE, (), "97.3"),
    Question("novelty", N_("The form of the tour was new to me"), SurveyKind.SCALE, (), "86.1"),
    Question("content", N_("The content was rich, and just enough of it"), SurveyKind.SCALE, (), "99.6"),
    Question(
        "pupils", N_("I liked how the pupils explained and told about things"), SurveyKind.SCALE, (), "78.1"
    ),
    Question("satisfaction", N_("On the whole I am content with the tour"), SurveyKind.SCALE, (), "96.4"),
    Question("school", N_("Would you hold such a tour at your school?"), SurveyKind.YES_NO),
    Question(
        "motivation",
        N_("How much do you want to go on learning in this way?"),
        SurveyKind.CHOICE,
        (N_("very much"), N_("rather yes"), N_("rather not")),
        N_("high"),
    ),
    Question(
        "quality",
        N_("How good was the tour?"),
        SurveyKind.CHOICE,
        (N_("excellent"), N_("good"), N_("fair"), N_("poor")),
        N_("excellent"),
    ),
    Question("words", N_("What would you like to tell us?"), SurveyKind.TEXT),
)


def questions(route: Route) -> tuple[Question, ...]:
    """Return what the visitors of `route` are asked, in the language in use."""
    if route.survey:
        spoken = language()
        return tuple(
            Question(
                each.id,
                each.text.in_(spoken),
                each.kind,
                tuple(option.in_(spoken) for option in each.options),
            )
            for each in route.survey
        )
    return tuple(map(_spoken, _BUILT_IN))


def _spoken(question: Question) -> Question:
    published = question.published
    if published[:1].isdigit():
        published = _("{percent} %").format(percent=published.replace(".", _(".")))
    else:
        published = _(published)
    return Question(question.id, _(question.text), question.kind, tuple(map(_, question.options)), published)


def read_answer(question: Question, answer: Any) -> int | bool | str | None:  # noqa: ANN401 - any JSON
    """Return the answer as its question means it; None for none, and for what makes no sense."""
    if question.kind is SurveyKind.YES_NO:
        return answer if isinstance(answer, bool) else None
    if question.kind is SurveyKind.TEXT:
        text = answer.strip() if isinstance(answer, str) else ""
        return text or None
    highest = 5 if question.kind is SurveyKind.SCALE else len(question.options)
    if isinstance(answer, bool) or not isinstance(answer, int):
        return None
    return answer if 1 <= answer <= highest else None


def clean_answers(route: Route, answers: Mapping[str, Any]) -> dict[str, int | bool | str]:
    """Return those of `answers` that are answers to what the visitors of `route` are asked."""
    read = {each.id: read_answer(each, answers.get(each.id)) for each in questions(route)}
    kept = {name: keepable(each) if isinstance(each, str) else each for name, each in read.items()}
    return {name: answer for name, answer in kept.items() if answer not in {None, ""}}


def keepable(text: str) -> str:
    """Return a text as the log takes it: without space around it, not too long, and all of it characters."""
    # Half of a pair of surrogates, as a broken phone may send it, cannot be written anywhere.
    whole = text[: 2 * MOST_KEPT].encode("utf-8", "replace").decode()
    return whole.strip()[:MOST_KEPT].rstrip()


def answer_text(question: Question, answer: int | bool | str) -> str:
    """Return an answer that was read, in words."""
    if isinstance(answer, bool):
        return _("yes") if answer else _("no")
    if isinstance(answer, int) and question.kind is SurveyKind.CHOICE:
        return question.options[answer - 1]
    return str(answer)
