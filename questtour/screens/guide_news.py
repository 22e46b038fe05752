"""A guide's screen among others: what the coordinator says and does, and how it stands with the link."""

from questtour.i18n import N_, _
from questtour.screens.guide_dialogs import GuideDialogs
from questtour.session import Session
from questtour.tour import commands as c
from questtour.tour.links import LinkState, state_of
from questtour.tour.tidings import Heard, Tiding, heard, unread
from questtour.widgets.link_words import link_words
from questtour.widgets.message_bar import MessageBar
from questtour.wording import shown

TAKEN_AWAY = N_("“{name}” is led from another laptop now: nothing counts here any more.")


class GuideNews(GuideDialogs):
    """Tells of what others did, and answers what the coordinator's side of the screen needs."""

    def __init__(self, session: Session, group: str) -> None:
        super().__init__(session, group)
        self._known = session.progress
        self._warned: set[str] = set()

    @property
    def link(self) -> str:
        """Say whether the coordinator is heard; nothing where this tour has none."""
        opener = self.session.progress.opener
        if opener is None or opener == self.session.device:
            return ""
        meeting = self.host.meeting
        return link_words(meeting.links if meeting is not None else {}, opener, self.session.now)

    @property
    def coordinator_hears(self) -> bool:
        """Tell whether a coordinator's laptop is heard now."""
        meeting = self.host.meeting
        others = self.session.progress.coordinators - {self.session.device}
        if meeting is None:
            return False
        links, now = meeting.links, self.session.now
        return any(state_of(links, each, now) is LinkState.LIVE for each in others)

    @property
    def _leads(self) -> bool:
        """Tell whether the group shown is led from this laptop."""
        return self.own_group.device == self.session.device

    @property
    def _taken_away(self) -> str:
        return _(TAKEN_AWAY).format(name=self.group_title(self.group))

    def show_unread(self) -> None:
        """Show what was told and not read yet."""
        told = unread(self.session.progress, self.group, self.session.device)
        self.query_one(MessageBar).show(told, "" if self._leads else self._taken_away)

    def hear(self) -> None:
        """Tell what others have done since this was asked last."""
        before, self._known = self._known, self.session.progress
        if before is self._known:
            return
        for each in heard(before, self._known, self.group, self.session.device):
            self._tell(each)

    def hear_of_the_mesh(self) -> None:
        """Tell once of each trouble that keeps this laptop's events from the others."""
        meeting = self.host.meeting
        if meeting is None:
            return
        troubles = {meeting.standing.trouble} - {""}
        if self.session.device in meeting.standing.twins:
            troubles.add(_("Another laptop goes on with a copy of this log: close one of the two."))
        for trouble in troubles - self._warned:
            self.host.alarm(trouble)
        self._warned |= troubles

    def _tell(self, news: Heard) -> None:
        if news.tiding is Tiding.MESSAGE:
            # It stands in the bar until it is read.
            self.host.ring(2)
            return
        name = news.about
        if news.tiding in {Tiding.CLOSED, Tiding.REOPENED}:
            name = self.station_title(news.about)
        elif news.about:
            name = self.group_title(news.about)
        words = {
            Tiding.HELP_COMES: _("The coordinator has heard your call: help comes."),
            Tiding.CLOSED: _("“{name}” is out of order: {why}"),
            Tiding.REOPENED: _("“{name}” works again."),
            Tiding.REROUTED: _("The coordinator changed your route: look at it."),
            Tiding.TAKEN_AWAY: _(TAKEN_AWAY),
            Tiding.APPOINTED: _("This laptop coordinates too now: Ctrl+P, “Lead / coordinate”."),
            Tiding.GIVEN: _("You lead “{name}” too now: {key} goes from group to group."),
        }
        if len(self.session.progress.led_by(self.session.device)) == 1:
            words[Tiding.GIVEN] = _("You lead “{name}” now.")
        self.host.ring(2)
        text = words[news.tiding].format(name=name, why=shown(news.text), key="g")
        if news.tiding is Tiding.TAKEN_AWAY:
            self.host.alarm(text)
        else:
            self.host.tell(text, warning=news.tiding is not Tiding.HELP_COMES)

    async def give(self, command: c.Command) -> bool:
        """Give a command, unless another laptop leads the group now."""
        if not self._leads:
            self.host.tell(_("Another laptop leads this group now."), warning=True)
            return False
        return await super().give(command)

    def action_join_tour(self) -> None:
        """Join the tour of a coordinator with its code, and bring along what happened so far."""
        if self.host.meeting is not None:
            self.host.tell(_("This laptop has joined a tour already."), warning=True)
            return
        # Who sets out alone needs none of it.
        from questtour.screens.join import JoinScreen

        self.app.push_screen(JoinScreen(None, self.session))

    def action_switch_group(self) -> None:
        """Go to the next group that this laptop leads."""
        led = self.session.progress.led_by(self.session.device)
        if len(led) < 2 and self.group in led:
            self.host.tell(_("This laptop leads no other group."), warning=True)
        elif led:
            place = led.index(self.group) if self.group in led else -1
            self.group = led[(place + 1) % len(led)]
            self.redraw()

    def redraw(self) -> None:
        """Draw the tour as it is now."""
        raise NotImplementedError
