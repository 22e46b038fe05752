"""Who may say what (DESIGN §6): only then does an event change the tour.

The laptop that opened the tour is the coordinator's, and so are those that it appoints. A group is led by the
laptop that claimed it first, or by the one that a coordinator put in its place.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from questtour.tour import events as e
from questtour.tour.progress import Objection

COORDINATORS = frozenset(
    {
        e.MessageSent,
        e.HelpAnswered,
        e.StationClosed,
        e.StationOpened,
        e.CoordinatorAppointed,
        e.GroupHanded,
    }
)
"""What only a coordinator may say."""

ABOUT_ANY_GROUP = frozenset(
    {
        e.GroupHanded,
        e.GroupStarted,
        e.PlanMoved,
        e.StationLeft,
        e.StationSkipped,
        e.TimeAdjusted,
        e.NoteAdded,
        e.TimeCorrected,
        e.TimerPaused,
        e.TimerResumed,
        e.RouteChanged,
        e.GroupFinished,
        e.EventUndone,
    }
)
"""What a coordinator may say about a group that another laptop leads."""

ABOUT_ITSELF = frozenset(
    {
        e.TourOpened,
        e.DeviceJoined,
        e.MessageRead,
        e.ClockMeasured,
        e.ClockJumped,
        e.SurveyAnswered,
        e.Unknown,
    }
)
"""What every laptop may say; a second opening and an unknown kind have no effect.

Visitors answer the survey on whichever laptop of the tour is at hand, and nobody's progress hangs on it.
"""


def objection(record: e.Recorded, coordinators: frozenset[str], holder: str | None) -> Objection | None:
    """Return why `record` must change nothing, or None.

    `coordinators` are the coordinators' laptops at that point of the log; `holder` is the laptop that leads
    the group which `record` is about, if any.
    """
    kind = type(record.event)
    if record.group is not None and record.device == holder and kind not in COORDINATORS:
        return None
    if kind in ABOUT_ITSELF:
        return None
    coordinating = record.device in coordinators
    if kind in COORDINATORS:
        return None if coordinating else Objection.NOT_COORDINATOR
    if kind is e.GroupClaimed:
        return None if holder is None else Objection.TAKEN
    if coordinating and (record.group is None or kind in ABOUT_ANY_GROUP):
        return None
    return Objection.NOT_ITS_GROUP


def opener_of(records: Sequence[e.Recorded], own: str | None = None) -> str | None:
    """Return the laptop whose opening of the tour holds, or None where nobody opened it.

    A guide who set out alone has opened a tour too. The laptop `own` goes by what it said when it joined,
    and until then by its own opening, which nobody takes from it: neither a coordinator's tour nor a guide's
    is at the mercy of whoever knows the code. Others go by what most laptops said, then by the coordinator's
    role, then by who came first.
    """
    openings: dict[str, int] = {}
    joined: dict[str, e.DeviceJoined] = {}
    for place, record in enumerate(records):
        if isinstance(record.event, e.TourOpened):
            openings.setdefault(record.device, place)
        elif isinstance(record.event, e.DeviceJoined):
            joined[record.device] = record.event
    if len(openings) < 2:
        return next(iter(openings), None)
    if own is not None and (chosen := _named(joined.get(own)) or own) in openings:
        return chosen
    return _most_named(openings, joined)


def _named(joined: e.DeviceJoined | None) -> str | None:
    return None if joined is None else joined.tour


def _most_named(openings: dict[str, int], joined: dict[str, e.DeviceJoined]) -> str:
    named = Counter(joining.tour for device, joining in joined.items() if joining.tour != device)

    def rank(device: str) -> tuple[int, bool, int]:
        coordinator = device in joined and joined[device].role == "coordinator"
        return named[device], coordinator, -openings[device]

    return max(openings, key=rank)


def looks_back(records: Iterable[e.Recorded]) -> bool:
    """Tell whether `records` can change what earlier events mean: then the whole log is folded anew."""
    kinds = (e.TourOpened, e.DeviceJoined, e.ClockMeasured, e.ClockJumped)
    return any(isinstance(record.event, kinds) for record in records)
