"""What the guide's screen asks before it acts: one question, one line, one choice at a time."""

from datetime import timedelta

from textual import work

from questtour.i18n import N_, _, language, ngettext
from questtour.screens.answer import AnswerDialog
from questtour.screens.choice import ChoiceDialog
from questtour.screens.group import GroupScreen
from questtour.screens.help import HelpScreen
from questtour.screens.messages import MessagesScreen
from questtour.screens.note import NoteDialog
from questtour.screens.question import Question
from questtour.screens.route_sheet import RouteSheetScreen
from questtour.screens.set_time import SetTimeDialog
from questtour.tour import commands as c
from questtour.tour.moment import Moment
from questtour.wording import hours_minutes, shown

FAR_OFF = timedelta(minutes=30)
"""A start so far from the sheet's time is a try, or a tour that was moved: the guide is asked."""

SKIP_REASONS = (
    N_("No time left"),
    N_("The equipment does not work"),
    N_("The station is taken"),
    N_("The group wants something else"),
)
CALL_REASONS = (
    N_("Somebody feels unwell"),
    N_("The equipment does not work"),
    N_("We are lost, or the room is locked"),
)


class GuideDialogs(GroupScreen):
    """The questions of the guide's screen."""

    async def may_leave(self, moment: Moment) -> bool:
        """Ask before leaving tasks undone."""
        count = len(moment.open_tasks)
        if not count:
            return True
        text = ngettext("{n} task is still open.", "{n} tasks are still open.", count).format(n=count)
        return await self._asked(_("Leave the station?"), text, _("Leave"), _("Stay"))

    async def plan_to_move(self, moment: Moment) -> bool | None:
        """Ask whether the plan counts from now, where now is far from the sheet's start; None: not yet."""
        if abs(moment.timing.remaining) < FAR_OFF:
            return False
        planned = hours_minutes(moment.wall(moment.now + moment.timing.remaining))
        now = hours_minutes(moment.wall(moment.now))
        text = _("The sheet starts at {planned}, and it is {now}.").format(planned=planned, now=now)
        choices = [
            _("Start now, and count the plan from now"),
            _("Start now, and keep the times of the sheet"),
        ]
        chosen = await self.app.push_screen_wait(ChoiceDialog(_("Start the tour?"), text, choices))
        return None if chosen is None else chosen == choices[0]

    async def _asked(self, title: str, text: str, yes: str, no: str) -> bool:
        answer = await self.app.push_screen_wait(Question(title, text, yes, no))
        return answer is True

    @work
    async def ask_answer(self, number: int) -> None:
        """Ask for the group's answer until it is right or the guide gives up."""
        station = self.moment.station
        if station is None:
            return
        task = station.tasks[number - 1]
        tried = ""
        while True:
            dialog = AnswerDialog(number, shown(task.text.in_(language())), tried)
            answer = await self.app.push_screen_wait(dialog)
            if answer is None:
                return
            if answer is AnswerDialog.WITHOUT:
                await self.give(c.ToggleTask(self.group, number))
                return
            if not await self.give(c.GiveAnswer(self.group, number, answer)):
                return
            if task.accepts(answer):
                self.host.tell(_("Right! The task is done."))
                return
            tried = answer

    @work
    async def action_note(self) -> None:
        """Take a note."""
        written = await self.app.push_screen_wait(NoteDialog())
        if written is not None and await self.give(c.AddNote(self.group, *written)):
            self.host.tell(_("The note is saved."))

    @work
    async def action_skip(self) -> None:
        """Skip the station, with a reason."""
        station = self.moment.station
        if station is None:
            # There is nothing to ask; the rules say why.
            await self.give(c.Skip(self.group))
            return
        question = _("Skip “{title}”? Why?").format(title=shown(station.title.in_(language())))
        reasons = [_(reason) for reason in SKIP_REASONS]
        reason = await self.app.push_screen_wait(ChoiceDialog(question, "", reasons, free=True))
        if reason is not None:
            await self.give(c.Skip(self.group, reason))

    @work
    async def action_finish_early(self) -> None:
        """End the tour here and now."""
        count = len(self.moment.group.ahead)
        text = ngettext(
            "{n} station ahead will be skipped.", "{n} stations ahead will be skipped.", count
        ).format(n=count)
        if await self._asked(_("End the tour now?"), text, _("End it"), _("Go on")):
            await self.give(c.Finish(self.group, early=True))

    @work
    async def action_call(self) -> None:
        """Call the coordinator."""
        text = _("No coordinator is connected: the call is only written down. Fetch a teacher.")
        if self.coordinator_hears:
            text = _("The coordinator hears it at once.")
        reasons = [_(reason) for reason in CALL_REASONS]
        dialog = ChoiceDialog(_("What do you need help with?"), text, reasons, free=True)
        reason = await self.app.push_screen_wait(dialog)
        if reason is not None and await self.give(c.CallHelp(self.group, reason)):
            self._tell_called()

    @property
    def coordinator_hears(self) -> bool:
        """Tell whether a coordinator's laptop is heard now."""
        raise NotImplementedError

    def _tell_called(self) -> None:
        if self.coordinator_hears:
            self.host.tell(_("The coordinator has been called."))
        else:
            text = _("Written down. No coordinator is connected: fetch a teacher.")
            self.host.tell(text, warning=True)

    @work
    async def action_set_time(self) -> None:
        """Set a forgotten start, arrival or leaving right."""
        corrected = await self.app.push_screen_wait(SetTimeDialog(self.session, self.group))
        if corrected is not None and await self.give(c.CorrectTime(self.group, *corrected)):
            self.host.tell(_("The time is set right."))

    def action_route_sheet(self) -> None:
        """Show the whole route sheet."""
        self.app.push_screen(RouteSheetScreen(self.session, self.group))

    def action_messages(self) -> None:
        """Show the coordinator's messages."""
        self.app.push_screen(MessagesScreen(self.session, self.group))

    def action_help(self) -> None:
        """Say what every key does."""
        self.app.push_screen(HelpScreen())
