"""The visitors' survey on the guide's laptop: passed from hand to hand, one question at a time.

Visitors hold the laptop here, so nothing leads into the tour but `WayOut`, which asks for the guide's name.
A form comes into the log when it is handed in, whole, and says nothing of who filled it in. What somebody
has begun and left is thrown away with the guide's return: they did not say that it may be kept.
"""

import secrets

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from questtour.eventlog.faults import LogFault
from questtour.i18n import _, language, use
from questtour.keys import written
from questtour.screens.base import TourScreen, bindings
from questtour.screens.host import HOLD
from questtour.screens.numbered import DIGITS
from questtour.screens.way_out import WayOut
from questtour.session import Session
from questtour.tour import commands as c
from questtour.tour.refusal import Refused
from questtour.tour.route import SurveyKind
from questtour.tour.survey_questions import Question, questions, read_answer
from questtour.widgets.key_bar import KeyBar
from questtour.widgets.line import Line
from questtour.widgets.survey_pages import Count, Lines, asked, begin_words, thanks
from questtour.widgets.survey_tiles import Tile, Tiles, lines_of

WELCOME = -1
"""The page before the first question; the one after the last says thank you."""


class SurveyScreen(TourScreen[None]):
    """Asks one visitor after another until the guide takes the laptop back."""

    with_guests = True
    CSS_PATH = "survey.tcss"
    AUTO_FOCUS = ""
    BINDINGS = [
        *DIGITS,
        *bindings("guest_none", "guest_on", "guest_back", "guest_up", "guest_down", "guest_language"),
        *bindings("guide_returns", priority=True),
    ]

    def __init__(self, session: Session, group: str) -> None:
        super().__init__()
        self.session, self.group = session, group
        self._guides_language = language()
        self._last_digit = (0, float("-inf"))
        self._begin()

    def _begin(self) -> None:
        """Take a new form; its random name lets the log know it again, and nobody else."""
        self._form = secrets.token_hex(8)
        self._answers: dict[str, int | bool | str] = {}
        self._place = WELCOME
        self._kept = False
        use(self._guides_language)

    # --- what is shown ----------------------------------------------------------------------------------

    @property
    def asked(self) -> tuple[Question, ...]:
        """Return the questions in the visitor's language."""
        return questions(self.session.tour.route)

    @property
    def question(self) -> Question | None:
        """Return the question of this page; the first and the last page have none."""
        return self.asked[self._place] if 0 <= self._place < len(self.asked) else None

    @property
    def count(self) -> Count:
        """Return how many of the group's visitors have answered, on this laptop or on phones."""
        replies = self.session.progress.replies
        answered = sum(reply.group == self.group for reply in replies)
        return Count(answered, self.session.tour.route.group(self.group).visitors)

    def compose(self) -> ComposeResult:
        """Lay out the page, and what Enter and Esc do under it."""
        with Horizontal(id="head"):
            yield Line(classes="where")
            yield Line(classes="who")
        with VerticalScroll(id="page", can_focus=False):
            yield from self._page()
        yield Line(classes="fault")
        with Horizontal(id="foot"):
            yield KeyBar("Esc", "guest_back")
            yield KeyBar("Enter", "guest_on", classes="-main")

    def _page(self) -> ComposeResult:
        if self.question is not None:
            answer = self._answers.get(self.question.id)
            yield from asked(self.question, answer if isinstance(answer, str) else "")
        elif self._place == WELCOME:
            yield from begin_words(self.session.tour.route, len(self.asked), self._way_out)
        else:
            yield from thanks(self.count, self._kept, self._way_out)

    @property
    def _way_out(self) -> str:
        return _("For the guide: {key} leads back to the tour").format(key=written("guide_returns"))

    def on_mount(self) -> None:
        """Show the first page."""
        self._dress()

    async def _turn(self) -> None:
        """Show the page that it has come to."""
        await self.recompose()
        self._dress()

    def _dress(self) -> None:
        """Fill in what depends on the answer; a text is ready to be typed."""
        count = self.count
        person = count.answered if self._place == len(self.asked) and self._kept else count.answered + 1
        where = _("question {n} of {total}").format(n=self._place + 1, total=len(self.asked))
        self.query_one(".where", Line).say(Content(where if self.question else _("Survey")))
        self.query_one(".who", Line).say(Content(count.words(person)))
        for lines in self.query(Lines):
            lines.focus()
        self._show_answer()

    def _show_answer(self, fault: str = "") -> None:
        for tiles in self.query(Tiles):
            tiles.mark(self._number)
        back, onward = self.query(KeyBar)
        last = self._place >= len(self.asked)
        back.show("" if last or self._place == WELCOME else _("Back"))
        onward.show(self._onward)
        self.query_one(".fault", Line).say(Content(fault))

    @property
    def _onward(self) -> str:
        if self._place == WELCOME:
            return _("Begin")
        if self.question is None:
            return _("The next visitor")
        if self._place == len(self.asked) - 1:
            return _("Hand in the answers")
        return _("Go on") if self.question.id in self._answers else _("Pass over this question")

    @property
    def _number(self) -> int | None:
        """Return which of the answers is chosen, from 1."""
        answer = self._answers.get(self.question.id) if self.question is not None else None
        if isinstance(answer, bool):
            return 1 if answer else 2
        return answer if isinstance(answer, int) else None

    # --- what visitors do -------------------------------------------------------------------------------

    def _choose(self, number: int | None) -> bool:
        """Let the answer be the one with that number, or none; tell whether there is such an answer."""
        question = self.question
        if question is None or question.kind is SurveyKind.TEXT:
            return False
        answer = number == 1 if question.kind is SurveyKind.YES_NO and number in {1, 2} else number
        if number is None:
            self._answers.pop(question.id, None)
        elif (read := read_answer(question, answer)) is not None:
            self._answers[question.id] = read
        else:
            return False
        self._show_answer()
        return True

    async def action_choose(self, number: int) -> None:
        """Answer with that number and go on, once however long the digit is held."""
        now = self.host.desk.clock.monotonic()
        (digit, since), self._last_digit = self._last_digit, (number, now)
        if digit == number and now - since < HOLD:
            return
        await self._answered(number)

    async def _answered(self, number: int) -> None:
        # After the last question one can still change one's mind: the form is handed in by Enter alone.
        if self._choose(number) and self._place < len(self.asked) - 1:
            self._place += 1
            await self._turn()

    @on(Tile.Chosen)
    async def tile_clicked(self, message: Tile.Chosen) -> None:
        """Answer as by the digit."""
        await self._answered(message.number)

    def action_guest_up(self) -> None:
        """Choose the answer after the one that is chosen."""
        self._step(+1)

    def action_guest_down(self) -> None:
        """Choose the answer before the one that is chosen."""
        self._step(-1)

    def _step(self, step: int) -> None:
        if self.question is None or not (many := len(lines_of(self.question))):
            return
        now = self._number
        self._choose(((now or 0) + step - 1) % many + 1 if now else 1 if step > 0 else many)

    def action_guest_none(self) -> None:
        """Take the answer away."""
        self._choose(None)

    def _keep_text(self) -> None:
        question = self.question
        if question is None or question.kind is not SurveyKind.TEXT:
            return
        text = read_answer(question, self.query_one(Lines).text)
        if text is None:
            self._answers.pop(question.id, None)
        else:
            self._answers[question.id] = text

    @on(Lines.Changed)
    def typed(self) -> None:
        """Say what Enter does to what is written."""
        self._keep_text()
        self._show_answer()

    @on(KeyBar.Pressed)
    async def bar_pressed(self, message: KeyBar.Pressed) -> None:
        """Do what the bar's key does."""
        await self.run_action(message.action)

    @on(Lines.Done)
    async def action_guest_on(self) -> None:
        """Go on: to the next question, to the thanks, to the next visitor."""
        self._keep_text()
        if self._place == len(self.asked):
            self._begin()
        elif self._place < len(self.asked) - 1:
            self._place += 1
        elif not await self._hand_in():
            return
        await self._turn()

    async def action_guest_back(self) -> None:
        """Go back to the question before; what was handed in is beyond reach."""
        self._keep_text()
        if WELCOME < self._place < len(self.asked):
            self._place -= 1
            await self._turn()

    async def _hand_in(self) -> bool:
        """Put the form into the log and thank; say where the disk does not take it."""
        try:
            await self.session.do(c.AnswerSurvey(self.group, self._answers, self._form))
        except Refused:
            # Nothing is answered: that is an answer too, but no form.
            self._kept = False
        except LogFault as fault:
            self._show_answer(f"{fault} {_('Call your guide.')}")
            return False
        else:
            self._kept = True
        self._place, self._answers = len(self.asked), {}
        return True

    async def action_guest_language(self) -> None:
        """Ask this visitor in the other language; the next one is asked in the guide's again."""
        if self.question is None:
            use("en" if language() == "ru" else "ru")
            await self._turn()

    # --- the guide --------------------------------------------------------------------------------------

    @work
    async def action_guide_returns(self) -> None:
        """Ask for the guide's name, and go back to the tour."""
        if self.app.screen is not self:
            return
        self._keep_text()
        dialog = WayOut(self.session.tour.route.group(self.group), bool(self._answers))
        if await self.app.push_screen_wait(dialog) is None:
            for lines in self.query(Lines):
                lines.focus()
            return
        use(self._guides_language)
        self.dismiss(None)
        self.host.call_later(self.host.speak_up)
