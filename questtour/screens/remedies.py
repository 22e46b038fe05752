"""Carries out what a coordinator chose to do about a wait, a lateness or a closed station."""

from datetime import timedelta

from questtour.i18n import _, ngettext
from questtour.screens.group_actions import GroupActions
from questtour.screens.ways_out import WaysOut
from questtour.tour import commands as c
from questtour.tour.foreseen import trouble
from questtour.tour.options import Option, Remedy, carried_out
from questtour.tour.overview import Attention, Need
from questtour.tour.refusal import Refused
from questtour.widgets.option_words import option_title

AS_IT_IS = {Remedy.WAIT, Remedy.FALLBACK}
"""These leave the trouble as it is: who has chosen one of them has decided about it."""


class Remedies(GroupActions):
    """Offers options, and gives the commands of the one that is chosen."""

    _decided: dict[str, timedelta]
    """The needs, by their keys, that were left as they are, each with the wait of that time."""

    async def offer_options(self, need: Attention) -> None:
        """Let an option be chosen, and carry it out."""
        option = await self.app.push_screen_wait(WaysOut(self.session, trouble(need)))
        # Who is over time is so whatever was decided about being late.
        decided = option is not None and option.remedy in AS_IT_IS and need.need is not Need.OVERTIME
        if option is not None and await self.carry_out(option) and decided:
            self._decided[need.key] = need.wait
            self.tick()

    def tick(self) -> None:
        """Look at the clock."""

    async def carry_out(self, option: Option) -> bool:
        """Give all commands of an option, in their order, or none; tell what was done, or why it was not."""
        title = option_title(self.session.progress, option)
        try:
            carried_out(self.session.progress, option.commands, self.session.now)
        except Refused as refused:
            self.host.tell(_("Nothing was changed: {why}").format(why=refused), warning=True)
            return False
        for place, command in enumerate(option.commands):
            why = await self.refusal(command)
            if why is not None:
                self._tell_half(option.commands[:place], why)
                return False
        told = self.titles(option.cost.told)
        self.host.tell(_("Done: {what} · told: {groups}").format(what=title, groups=told))
        return True

    def _tell_half(self, done: tuple[c.Command, ...], why: str) -> None:
        """Say how far it came: somebody has changed the tour at the same moment, or the log failed."""
        if not done:
            self.host.tell(_("Nothing was changed: {why}").format(why=why), warning=True)
            return
        count = len(done)
        text = ngettext(
            "Only {n} step was done, for {groups}: {why}",
            "Only {n} steps were done, for {groups}: {why}",
            count,
        )
        groups = list(dict.fromkeys(group for command in done for group in _touched(command)))
        self.host.tell(text.format(n=count, groups=self.titles(groups), why=why), warning=True)


def _touched(command: c.Command) -> tuple[str, ...]:
    if isinstance(command, c.SendMessage):
        return command.to
    return (command.group,) if command.group is not None else ()
