"""A session as the visitors' form sees it."""

from collections.abc import Mapping
from typing import Any

from questtour.faults import UserFault
from questtour.session import Session
from questtour.tour.commands import AnswerSurvey
from questtour.tour.progress import SurveyReply
from questtour.tour.refusal import Refused
from questtour.tour.route import Route


class NotTaken(UserFault):
    """The tour does not take these answers; the text says why."""


class SessionVisitors:
    """Answers go into the session's tour; whose they are, nobody knows."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._replies: tuple[SurveyReply, ...] = ()
        self._forms: frozenset[str] = frozenset()

    @property
    def route(self) -> Route | None:
        """Return the route sheet; None while the tour is not known yet."""
        tour = self._session.progress.tour
        return None if tour is None else tour.route

    @property
    def rehearsal(self) -> bool:
        """Tell whether it is a rehearsal."""
        tour = self._session.progress.tour
        return tour is not None and tour.rehearsal

    @property
    def id(self) -> str:
        """Return the laptop that opened the tour: its key was made for this tour alone."""
        return self._session.progress.opener or ""

    def answered(self, form: str) -> bool:
        """Tell whether this form has been answered, on whichever laptop."""
        replies = self._session.progress.replies
        if replies is not self._replies:
            self._replies, self._forms = replies, frozenset(reply.form for reply in replies)
        return form in self._forms

    async def answer(self, group: str | None, answers: Mapping[str, Any], form: str) -> None:
        """Record a visitor's answers; raises LogFault and NotTaken."""
        try:
            await self._session.do(AnswerSurvey(group, answers, form))
        except Refused as refused:
            raise NotTaken(str(refused)) from refused
