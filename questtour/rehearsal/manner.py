"""How simulated guides behave: every figure of a rehearsal that is left to chance.

The figures are estimates, to be set right once there are logs of real tours. A factor is lognormal with the
median 1: the middle group keeps to the plan, and being twice as slow is as likely as being twice as fast.
"""

from dataclasses import dataclass
from datetime import timedelta

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Manner:
    """Spreads (standard deviations of logarithms), probabilities (0 to 1) and times."""

    # --- how long ---
    pace: float = 0.06
    """Spread of a group's own pace, drawn once a tour; it is in each of its stays."""
    slowness: float = 0.08
    """Spread of a station's slowness, drawn once a tour; it is in the stay of each group."""
    stay: float = 0.12
    """Spread of a single stay, besides pace and slowness."""
    walk: float = 0.2
    """Spread of a single walk."""
    fallback: float = 0.8
    """What is done where the equipment fails takes so much of the usual time."""
    setting_out: timedelta = 45 * _SECOND
    """Standard deviation of when a group sets out, around the usual walk before its planned start."""
    farewell: tuple[timedelta, timedelta] = (30 * _SECOND, 120 * _SECOND)
    """The last words after the last station."""

    # --- what is forgotten or put right ---
    forget_start: float = 0.1
    """A guide forgets to press *start*, and back-dates it."""
    forget_arrival: float = 0.03
    """A guide forgets to press *arrived*, and back-dates it."""
    remembers: tuple[timedelta, timedelta] = (40 * _SECOND, 150 * _SECOND)
    """So much later a guide who has forgotten presses after all."""
    late_start: float = 0.06
    """A group sets out late: its visitors had to be looked for."""
    lateness: tuple[timedelta, timedelta] = (3 * _MINUTE, 7 * _MINUTE)
    moved_plan: float = 0.5
    """Who sets out late counts the plan from then on."""
    slip: float = 0.03
    """A task is ticked by mistake, and the tick taken away or the step taken back."""

    # --- what is done at a station ---
    solved: float = 0.93
    """A task is done at all."""
    wrong_answer: float = 0.3
    """The first answer to a task is wrong."""
    hint: float = 0.4
    """The next hint is asked for."""
    note: float = 0.15
    """The guide writes something down."""
    more_time: float = 0.5
    """A guide who sees that the planned time will not do presses + in good time."""
    less_time: float = 0.03
    """A guide takes a minute off."""

    # --- what goes wrong ---
    pause: float = 0.04
    """Somebody is called away: a group stands still for some time at a station."""
    pause_length: timedelta = 2 * _MINUTE
    jam: float = 0.015
    """A printer jams: the guide calls for help, and the group stands still."""
    jam_length: timedelta = 6 * _MINUTE
    stop: float = 0.4
    """Spread of how long a pause or a jam takes."""
    call: float = 0.01
    """A guide calls the coordinator for something else."""
    helped: tuple[timedelta, timedelta] = (60 * _SECOND, 150 * _SECOND)
    """So long after a person has answered the call for it a jam is over, if that is sooner."""
    skip: float = 0.01
    """A station is skipped for no reason that anybody could foresee."""
    skip_late: float = 0.25
    """A station is skipped by a group that is behind its plan by `too_late`."""
    too_late: timedelta = 15 * _MINUTE

    # --- who listens ---
    reads: tuple[timedelta, timedelta] = (5 * _SECOND, 70 * _SECOND)
    """So long after it was sent a message is read."""
    answers: tuple[timedelta, timedelta] = (20 * _SECOND, 100 * _SECOND)
    """So long after it the coordinator answers a call."""
    closes: float = 0.5
    """The coordinator closes a station whose printer has jammed."""
    closed: tuple[timedelta, timedelta] = (8 * _MINUTE, 20 * _MINUTE)
    """So long it stays closed."""


PUNCTUAL = Manner(
    pace=0.0,
    slowness=0.0,
    stay=0.0,
    walk=0.0,
    fallback=1.0,
    setting_out=timedelta(),
    farewell=(timedelta(), timedelta()),
    forget_start=0.0,
    forget_arrival=0.0,
    late_start=0.0,
    slip=0.0,
    pause=0.0,
    jam=0.0,
    call=0.0,
    skip=0.0,
    skip_late=0.0,
    more_time=0.0,
    less_time=0.0,
)
"""Everybody keeps to the plan to the second, and nothing goes wrong."""
