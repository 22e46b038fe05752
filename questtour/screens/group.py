"""A screen that shows one group: it looks at the moment and gives commands."""

from questtour.screens.giving import GivingScreen
from questtour.session import Session
from questtour.tour.moment import Moment, look
from questtour.tour.progress import GroupProgress


class GroupScreen(GivingScreen):
    """Knows the group; what it shows is for those who inherit."""

    def __init__(self, session: Session, group: str) -> None:
        super().__init__(session)
        self.group = group

    @property
    def own_group(self) -> GroupProgress:
        """Return how far the group has come."""
        return self.session.progress.groups[self.group]

    @property
    def moment(self) -> Moment:
        """Look at the group now."""
        return look(self.session.progress, self.group, self.session.now)
