"""What a guide does when the tour is over: lets the visitors answer, and looks back."""

from functools import partial

from questtour.i18n import _
from questtour.screens.guide_news import GuideNews
from questtour.session import Session
from questtour.tour.moment import Moment
from questtour.tour.next_step import Step, afterwards
from questtour.tour.progress import Phase


class GuideFarewell(GuideNews):
    """Leads from the finish through the survey and the look back to the end of the program."""

    def __init__(self, session: Session, group: str) -> None:
        super().__init__(session, group)
        self._seen_to: set[tuple[str, Step]] = set()
        """What was opened for which group: Enter offers it once, so that it never leads in a circle."""

    def step_now(self, moment: Moment) -> Step:
        """Return what Enter does: the next step of the tour, and after it what is still to be done."""
        if moment.step is not Step.NONE or not self._leads:
            return moment.step
        todo = afterwards(self.session.progress, moment.group)
        return next((step for step in todo if (self.group, step) not in self._seen_to), Step.NONE)

    def action_survey(self) -> None:
        """Pass the laptop round among the visitors."""
        if self.own_group.phase not in {Phase.CLOSING, Phase.FINISHED}:
            self.host.tell(_("The visitors answer after the last station."), warning=True)
            return
        # Most of a tour is led without the survey and the form.
        from questtour.screens.survey import SurveyScreen

        self.app.push_screen(SurveyScreen(self.session, self.group), partial(self._saw_to, Step.SURVEY))

    def action_look_back(self) -> None:
        """Let the guide write how it went."""
        if self.own_group.phase not in {Phase.CLOSING, Phase.FINISHED}:
            self.host.tell(_("You look back after the last station."), warning=True)
            return
        if not self._leads:
            self.host.tell(_("Another laptop leads this group now."), warning=True)
            return
        from questtour.screens.look_back import LookBackScreen

        self.app.push_screen(LookBackScreen(self.session, self.group), partial(self._saw_to, Step.LOOK_BACK))

    def _saw_to(self, step: Step, _closed: None = None) -> None:
        self._seen_to.add((self.group, step))
        self.redraw()
