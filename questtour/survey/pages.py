"""The form's pages: plain HTML that needs no script and nothing from elsewhere."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from questtour.i18n import LANGUAGES, _, language
from questtour.paper import html_of
from questtour.survey.posted import NO, YES
from questtour.tour.route import Route, SurveyKind
from questtour.tour.survey_questions import MOST_TEXT, Question, questions

STEPS = 5
"""Of a scale."""


@dataclass(frozen=True, slots=True)
class Told:
    """A page that says something."""

    heading: str
    text: str
    back: bool = False
    """Whether there is a way to the beginning."""
    done: bool = False
    """Whether the answers are safe, so that the phone can forget them."""


def groups_page(route: Route, *, rehearsal: bool = False) -> str:
    """Return the page on which one's group is chosen, in the language in use."""
    spoken = language()
    groups = [(group.id, group.title.in_(spoken)) for group in route.groups]
    return _page("groups.html", route, rehearsal, heading=_("Which group were you in?"), groups=groups)


def form_page(
    route: Route,
    group: str | None,
    form: str,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
    *,
    rehearsal: bool = False,
) -> str:
    """Return the form of `group` with the id `form`, in the language in use; `typed` stands in its fields.

    `problem` says why what was sent was not taken.
    """
    filled = typed or {}
    return _page(
        "form.html",
        route,
        rehearsal,
        heading=_("How was the tour?"),
        group=_group_line(route, group) if len(route.groups) > 1 else "",
        form=form,
        problem=problem,
        asked=[_drawn(question, filled.get(question.id, "")) for question in questions(route)],
        longest=MOST_TEXT,
        script=_text("draft.js"),
    )


def told_page(told: Told, route: Route | None = None, *, rehearsal: bool = False) -> str:
    """Return a page that says one thing, in the language in use."""
    script = _text("forget.js") if told.done else ""
    named = {"heading": told.heading, "text": told.text, "back": told.back, "script": script}
    return _page("told.html", route, rehearsal, **named)


def security_policy() -> str:
    """Return the Content-Security-Policy of all pages: their own style and scripts, and nothing else.

    Browsers that know no hashes of styles take any style of the page itself.
    """
    scripts = " ".join(_hash(_text(name)) for name in ("draft.js", "forget.js"))
    return (
        f"default-src 'none'; style-src 'unsafe-inline' {_hash(_text('form.css'))}; script-src {scripts}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _page(template: str, route: Route | None, rehearsal: bool, **fields: object) -> str:
    other = next(code for code in LANGUAGES if code != language())
    return html_of(
        __package__,
        template,
        {},
        language=language(),
        other=other,
        other_name=LANGUAGES[other],
        tour=route.title.in_(language()) if route is not None else "",
        rehearsal=rehearsal,
        style=_text("form.css"),
        words=_words(),
        **fields,
    )


def _group_line(route: Route, group: str | None) -> str:
    """Say whose form it is: who has touched the wrong line sees it."""
    return _("Group: {group}").format(group=route.group(group).title.in_(language())) if group else ""


def _words() -> dict[str, str]:
    return {
        "about": _("It takes two minutes. Leave out what you do not want to answer."),
        "least": _("not at all"),
        "most": _("completely"),
        "send": _("Send"),
        "nameless": _("Nobody is told who answered what: neither names nor addresses are kept."),
        "back": _("To the form"),
        "other": _("Another group"),
        "rehearsal": _("Rehearsal"),
    }


def _drawn(question: Question, typed: str) -> dict[str, object]:
    """Return what the template draws of a question."""
    look = "scale" if question.kind is SurveyKind.SCALE else "list"
    choices = [(value, label, value == typed) for value, label in _choices(question)]
    return {"id": question.id, "text": question.text, "look": look, "choices": choices, "typed": typed}


def _choices(question: Question) -> list[tuple[str, str]]:
    """Return the values that can be chosen, with their labels; none for a text."""
    match question.kind:
        case SurveyKind.SCALE:
            return [(str(step), str(step)) for step in range(1, STEPS + 1)]
        case SurveyKind.YES_NO:
            return [(YES, _("yes")), (NO, _("no"))]
        case SurveyKind.CHOICE:
            return [(str(number), option) for number, option in enumerate(question.options, 1)]
        case SurveyKind.TEXT:
            return []


@cache
def _text(name: str) -> "_Own":
    return _Own((resources.files(__package__) / "templates" / name).read_text(encoding="utf-8").strip())


class _Own(str):
    """A text of ours, which stands in a page as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
