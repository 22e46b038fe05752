"""What the coordinator is asked before something is done: what to write, which station, which laptop."""

import re
from collections.abc import Sequence

from questtour.i18n import N_, _
from questtour.screens.choice import ChoiceDialog
from questtour.screens.devices import device_line, device_name
from questtour.screens.giving import GivingScreen
from questtour.screens.one_line import LineDialog
from questtour.screens.place import PlaceDialog
from questtour.screens.question import Question
from questtour.tour.links import Links
from questtour.wording import hours_minutes, shown

FIVE_LEFT = N_("5 minutes left")
COME_BACK = N_("Come back to the hall")
LUNCH = N_("Lunch at {time}")
CLOSE_REASONS = (
    N_("The equipment does not work"),
    N_("The room is locked"),
    N_("There is nobody to lead it"),
)
SKIP_REASONS = (N_("No time left"), N_("The station is taken"), N_("The equipment does not work"))
_TIME = re.compile(r"([01]?\d|2[0-3])[:.\s-]?([0-5]\d)")


def wrong_time(line: str) -> str:
    """Say what is wrong with a time of the day, if anything."""
    return "" if _TIME.fullmatch(line) else _("Type the time as 13:30.")


def wrong_minutes(line: str) -> str:
    """Say what is wrong with a number of minutes, if anything."""
    right = line.isdecimal() and 1 <= int(line) <= 120
    return "" if right else _("Type a number of minutes from 1 to 120.")


class Asking(GivingScreen):
    """The questions; what comes of the answers is for those who inherit."""

    @property
    def links(self) -> Links:
        """Return how fresh what is known of the laptops is."""
        return {}

    def titles(self, groups: Sequence[str]) -> str:
        """Return the titles of `groups` in one line."""
        return ", ".join(map(self.group_title, groups))

    async def asked(self, title: str, text: str, yes: str, no: str) -> bool:
        """Ask one question."""
        return await self.app.push_screen_wait(Question(title, text, yes, no)) is True

    async def ask_place(self, title: str, lines: Sequence[str], text: str = "") -> int | None:
        """Let one of several lines be chosen; return its place."""
        return await self.app.push_screen_wait(PlaceDialog(title, text, lines))

    async def ask_reason(self, title: str, reasons: Sequence[str]) -> str | None:
        """Ask why."""
        ready = [_(reason) for reason in reasons]
        return await self.app.push_screen_wait(ChoiceDialog(title, "", ready, free=True))

    async def ask_message(self, groups: Sequence[str]) -> str | None:
        """Ask what to write to `groups`; none means all."""
        to = _("Message to: {groups}").format(groups=self.titles(groups))
        lunch = _(LUNCH).format(time="…")
        ready = [_(FIVE_LEFT), lunch, _(COME_BACK)]
        dialog = ChoiceDialog(to if groups else _("Message to all groups"), "", ready, free=True)
        text = await self.app.push_screen_wait(dialog)
        return await self._ask_lunch() if text == lunch else text

    async def _ask_lunch(self) -> str | None:
        line = LineDialog(_("Lunch at what time?"), "", self._next_break(), wrong_time)
        typed = await self.app.push_screen_wait(line)
        found = _TIME.fullmatch(typed) if typed else None
        return _(LUNCH).format(time=f"{int(found[1])}:{found[2]}") if found else None

    def _next_break(self) -> str:
        """Return when the sheet's next break begins, which is most often what is meant."""
        now = self.session.tour.on_wall(self.session.now)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        breaks = [midnight + each.at for each in self.session.tour.route.breaks]
        return hours_minutes(min((each for each in breaks if each > now), default=now))

    async def ask_minutes(self) -> int | None:
        """Ask how many minutes lie between two groups' starts."""
        text = _("The first one sets out now; the plans of the others are moved.")
        dialog = LineDialog(_("How many minutes between two groups?"), text, "5", wrong_minutes)
        typed = await self.app.push_screen_wait(dialog)
        return None if typed is None else int(typed)

    async def ask_station(self, title: str, stations: Sequence[str]) -> str | None:
        """Let a station be chosen; return its id."""
        closed = self.session.progress.closed
        lines = [
            self.station_title(each) + (_(" · closed: {reason}").format(reason=shown(closed[each])))
            if each in closed
            else self.station_title(each)
            for each in stations
        ]
        place = await self.ask_place(title, lines)
        return None if place is None else stations[place]

    async def ask_device(self, title: str, devices: Sequence[str], text: str = "") -> str | None:
        """Let a laptop be chosen; return its id."""
        progress, now = self.session.progress, self.session.now
        lines = [device_line(progress, each, self.links, now) for each in devices]
        place = await self.ask_place(title, lines, text)
        return None if place is None else devices[place]

    def device_name(self, device: str) -> str:
        """Return whose laptop it is."""
        return device_name(self.session.progress, device)
