"""When a timer changes its state, it is heard, not only seen; what calls for action is said too."""

from questtour.i18n import _
from questtour.keys import written
from questtour.screens.host import Host
from questtour.tour.guidance import due
from questtour.tour.moment import Moment
from questtour.tour.progress import Phase
from questtour.tour.timing import TimerState

RINGS = {TimerState.WARNING: 1, TimerState.PAUSED: 2, TimerState.OVERTIME: 3}
"""How often the bell rings when a timer comes into a state."""


class Alarm:
    """Remembers the last state, so that each change sounds once."""

    def __init__(self) -> None:
        self._state: tuple[str | None, TimerState] | None = None
        self._hint: tuple[str, int] | None = None

    def begin(self, moment: Moment) -> None:
        """Take the moment as known: a tour that is resumed does not ring for what was before."""
        self._state, self._hint = self._key(moment), self._due(moment)

    def sound(self, moment: Moment, app: Host) -> None:
        """Ring and say what has changed since the last moment."""
        if (state := self._key(moment)) != self._state:
            self._state = state
            if rings := RINGS.get(moment.timing.state):
                app.ring(rings)
            if words := self._words(moment):
                app.tell(words, warning=True)
        if (hint := self._due(moment)) != self._hint:
            self._hint = hint
            if hint is not None:
                app.ring(1)
                app.tell(_("Time for a hint: press {key}.").format(key=written("hint")))

    @staticmethod
    def _key(moment: Moment) -> tuple[str | None, TimerState]:
        return (moment.visit.station if moment.visit else None), moment.timing.state

    @staticmethod
    def _due(moment: Moment) -> tuple[str, int] | None:
        number = due(moment)
        return (moment.visit.station, number) if number is not None and moment.visit else None

    @staticmethod
    def _words(moment: Moment) -> str:
        if moment.phase is Phase.AT_STATION and moment.timing.state is TimerState.WARNING:
            return _("Time to wrap up: the next group may be on its way.")
        if moment.phase is Phase.AT_STATION and moment.timing.state is TimerState.OVERTIME:
            return _("The time here is over: take leave and go on.")
        return ""
