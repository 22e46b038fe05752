"""A screen that leads one group: it looks at the moment and gives commands."""

from questtour.eventlog.faults import LogFault
from questtour.screens.base import TourScreen
from questtour.session import Session
from questtour.tour.commands import Command
from questtour.tour.moment import Moment, look
from questtour.tour.progress import GroupProgress
from questtour.tour.refusal import Refused


class GroupScreen(TourScreen[None]):
    """Holds the session; what it shows is for those who inherit."""

    def __init__(self, session: Session, group: str) -> None:
        super().__init__()
        self.session = session
        self.group = group

    @property
    def own_group(self) -> GroupProgress:
        """Return how far the group has come."""
        return self.session.progress.groups[self.group]

    @property
    def moment(self) -> Moment:
        """Look at the group now."""
        return look(self.session.progress, self.group, self.session.now)

    async def give(self, command: Command) -> bool:
        """Give a command to the session; tell the guide why where it cannot be carried out."""
        try:
            await self.session.do(command)
        except Refused as refusal:
            self.host.tell(str(refusal), warning=True)
            return False
        except LogFault as fault:
            self.host.alarm(str(fault))
            return False
        return True
