"""The pages of the survey that is passed round: the welcome, a question, the thanks."""

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from questtour.i18n import _, language, ngettext
from questtour.keys import BY_ID, all_keys
from questtour.tour.route import Route, SurveyKind
from questtour.tour.survey_questions import Question
from questtour.widgets.survey_tiles import Tiles
from questtour.wording import shown, shown_block


@dataclass(frozen=True, slots=True)
class Count:
    """How many visitors have answered, of how many; nobody may have counted them (0)."""

    answered: int
    visitors: int

    def words(self, person: int) -> str:
        """Say whose turn it is."""
        if person <= self.visitors:
            return _("visitor {n} of {total}").format(n=person, total=self.visitors)
        return _("visitor {n}").format(n=person)

    @property
    def all_answered(self) -> bool:
        """Tell whether nobody is left to ask."""
        return 0 < self.visitors <= self.answered


NEW_LINE = frozenset(all_keys(BY_ID["new_line"].keys))


class Lines(TextArea):
    """What a visitor writes: Enter is done with it, as in a chat, and Ctrl+J begins a new line."""

    class Done(Message):
        """Enter was pressed."""

    def on_key(self, event: events.Key) -> None:
        """Take Enter for the end of the text."""
        if event.key not in {"enter", *NEW_LINE}:
            return
        event.stop()
        event.prevent_default()
        if event.key == "enter":
            self.post_message(self.Done())
        else:
            self.insert("\n")


def _said(text: str, look: str) -> Static:
    return Static(Content(text), classes=look, markup=False)


def begin_words(route: Route, many: int, way_out: str) -> ComposeResult:
    """Yield the welcome: what this is, how long it takes, and that nobody is told who answered what."""
    yield _said(shown(route.title.in_(language())), "loud")
    yield _said(_("Please tell us how the tour was."), "say")
    counted = ngettext("{n} question, two minutes.", "{n} questions, two minutes.", many).format(n=many)
    yield _said(counted + " " + _("Nobody is told who answered what."), "say")
    yield _said(_("Choose with a digit, or with the mouse. You may pass over any question."), "say")
    yield _said("L  –  English" if language() == "ru" else "L  –  по-русски", "say")
    yield _said(way_out, "guide")


def asked(question: Question, text: str) -> ComposeResult:
    """Yield a question with its answers, or with `text`, what was written so far."""
    yield _said(shown_block(question.text), "asked")
    if question.kind is SurveyKind.TEXT:
        yield Lines(text, soft_wrap=True, show_line_numbers=False)
        yield _said(_("In your own words. Enter: done · Ctrl+J: new line"), "how")
        return
    yield Tiles(question)
    yield _said(_("Press the digit, or click · arrows choose, Enter goes on"), "how")


def thanks(count: Count, kept: bool, way_out: str) -> ComposeResult:
    """Yield the thanks, and to whom the laptop goes now."""
    yield _said(_("Thank you!"), "loud")
    if not kept:
        yield _said(_("Nothing was answered, so nothing is kept."), "say")
    if count.visitors:
        told = _("{n} of {total} visitors have answered.")
        yield _said(told.format(n=count.answered, total=max(count.visitors, count.answered)), "say")
    if count.all_answered:
        yield _said(_("That was everybody: give the laptop to your guide."), "say")
    else:
        yield _said(_("Pass the laptop on, please."), "say")
    yield _said(way_out, "guide")
