"""A screen that gives commands to the session, and tells what came of them."""

from questtour.eventlog.faults import LogFault
from questtour.screens.base import TourScreen
from questtour.session import Session
from questtour.tour.commands import Command
from questtour.tour.refusal import Refused
from questtour.widgets import hall_words


class GivingScreen(TourScreen[None]):
    """Holds the session; what it shows is for those who inherit."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    async def give(self, command: Command) -> bool:
        """Give a command to the session; tell the user why where it cannot be carried out."""
        why = await self.refusal(command)
        if why:
            self.host.tell(why, warning=True)
        return why is None

    async def refusal(self, command: Command) -> str | None:
        """Give a command and return why it was refused, or None; a log that fails is told at once."""
        try:
            await self.session.do(command)
        except Refused as refused:
            return str(refused)
        except LogFault as fault:
            self.host.alarm(str(fault))
            return ""
        return None

    def group_title(self, group: str) -> str:
        """Return how the sheet calls a group."""
        return hall_words.group_title(self.session.progress, group)

    def station_title(self, station: str) -> str:
        """Return how the sheet calls a station."""
        return hall_words.station_title(self.session.progress, station)
