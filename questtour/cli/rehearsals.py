"""Commands that rehearse a tour with simulated groups."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from questtour.cli.common import LOG_OPTION, ROUTE, beginning, command, desk_for, run, tell, told_faults
from questtour.cli.values import Day, Number, TimeOfDay
from questtour.clock import SystemClock
from questtour.i18n import N_, _
from questtour.mesh.ways import Ways
from questtour.settings_file import data_folder
from questtour.speech import INTERRUPTED, language_option, option
from questtour.wording import hours_minutes

if TYPE_CHECKING:
    # Only this command waits for them.
    from questtour.rehearsal.casting import Casting
    from questtour.rehearsal.live import Live
    from questtour.rehearsal.troupe import Troupe

PLAY_OPTION = option("--play", metavar=N_("GROUP"), help=N_("Lead this group yourself: its id or its title."))

MOST_GROUPS = 250
"""As many as a sheet may have: `tour.route_values.MOST`, which would make every start slow."""


@command(help=N_("Rehearse a tour with simulated groups. ROUTE is a file, or a sheet that ships."))
@ROUTE
@option(
    "--seed",
    metavar=N_("N"),
    type=Number(whole=True),
    default=1,
    show_default=True,
    help=N_("The number for all that is left to chance: the same number, the same events."),
)
@option(
    "--speed",
    metavar=N_("X"),
    type=Number(0, above=True),
    default=1,
    show_default=True,
    help=N_("How many times as fast as usual."),
)
@PLAY_OPTION
@option("--headless", is_flag=True, help=N_("Show nothing, and play as fast as the computer can."))
@option(
    "--durations",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_('True minutes as JSON: {"atom": {"physics": 12.5}, "transfers": {"atom": {"physics": 4}}}.'),
)
@option(
    "--until",
    metavar=N_("HH:MM"),
    type=TimeOfDay(),
    help=N_("Stop at this time of the rehearsal's day."),
)
@option(
    "--groups",
    metavar=N_("N"),
    type=Number(1, MOST_GROUPS, whole=True),
    help=N_("The number of groups instead of the sheet's."),
)
@option(
    "--date",
    "day",
    metavar=N_("YYYY-MM-DD"),
    type=Day(),
    help=N_("The rehearsal's day; by default 2026-05-14, so that every day makes the same events."),
)
@LOG_OPTION
@language_option
def rehearse(
    route: str,
    *,
    seed: int,
    speed: float,
    play: str | None,
    headless: bool,
    durations: Path | None,
    until: timedelta | None,
    groups: int | None,
    day: date | None,
    log: Path | None,
) -> None:
    """Play a rehearsal, and say how it went."""
    if headless and play is not None:
        raise click.UsageError(_("--play needs the screen: leave out --headless."))
    with told_faults():
        sheet, casting = _cast(route, groups, seed, day, durations)
        stop = None if until is None else _moment(casting.day, until)
        if headless:
            _play(sheet, casting, _place(sheet, casting, log), stop)
            return
        cast = _with_person(sheet, casting, play)
    run(
        desk_for(log, Ways()),
        lambda: beginning().rehearsed(lambda: _opened_live(sheet, cast, log, speed, stop)),
    )


@command(help=N_("See the program at work: simulated groups, sped up. Nothing to set up, nothing is kept."))
@PLAY_OPTION
@option(
    "--speed",
    metavar=N_("X"),
    type=Number(0, above=True),
    help=N_("How many times as fast as usual; by default 30, or 10 with --play."),
)
@option(
    "--log", metavar=N_("LOG"), type=click.Path(path_type=Path), help=N_("Keep the event log in this file.")
)
@language_option
def demo(*, play: str | None, speed: float | None, log: Path | None) -> None:
    """Coordinate the sheet that ships, or lead a group of it, among simulated people."""

    def opened() -> "Live":
        from questtour.rehearsal.demo import open_demo

        return open_demo(play, speed, log)

    run(desk_for(log, Ways()), lambda: beginning().rehearsed(opened, kept=log is not None))


def _cast(
    route: str, groups: int | None, seed: int, day: date | None, durations: Path | None
) -> tuple[dict[str, object], "Casting"]:
    """Return the sheet by which the rehearsal is played, and what else it is played with."""
    from questtour.library import named_sheet
    from questtour.rehearsal import casting as cast
    from questtour.rehearsal.durations import Durations, read_durations
    from questtour.tour.route_reading import route_from

    sheet = named_sheet(route)
    raw = sheet.raw if groups is None else cast.with_groups(sheet.raw, groups)
    played = route_from(raw) if groups is not None else sheet.route
    given = Durations() if durations is None else read_durations(durations, played)
    return raw, cast.Casting(seed, day or cast.DAY, durations=given)


def _with_person(sheet: dict[str, object], casting: "Casting", play: str | None) -> "Casting":
    """Give the person a part: the group `play`, an id or a title, or the coordinator's."""
    from questtour.launch import find_group
    from questtour.tour.route_reading import route_from

    if play is None:
        return replace(casting, coordinated=True)
    return replace(casting, played=frozenset({find_group(route_from(sheet), play).id}))


def _opened_live(
    sheet: dict[str, object], casting: "Casting", log: Path | None, speed: float, until: datetime | None
) -> "Live":
    from questtour.rehearsal.live import open_live

    return open_live(_place(sheet, casting, log), sheet, casting, speed, until, soon=bool(casting.played))


def _place(sheet: dict[str, object], casting: "Casting", log: Path | None) -> Path:
    """Return where the log goes: to `log`, or to a new one in the data folder.

    Its name bears the day that was asked for, else today's: the day that all rehearsals have says nothing.
    """
    from questtour.logbook import REHEARSAL, new_log
    from questtour.rehearsal.casting import DAY

    clock = SystemClock()
    day = clock.local(clock.now()) if casting.day == DAY else datetime.combine(casting.day, time(), UTC)
    return log or new_log(data_folder(), str(sheet["id"]), REHEARSAL, day)


def _moment(day: date, since_midnight: timedelta) -> datetime:
    return datetime.combine(day, time(), UTC) + since_midnight


def _play(sheet: dict[str, object], casting: "Casting", path: Path, until: datetime | None) -> None:
    """Play to the end, or until Ctrl+C; then say how it went so far, and end the program."""
    clock = SystemClock()
    began = clock.monotonic()
    with _dropped_if_stopped(path):
        from questtour.rehearsal.troupe import open_troupe

        with open_troupe(path, sheet, casting) as troupe:
            stopped = _stopped(troupe, until)
        begun = any(group.started for group in troupe.progress.on_sheet)
        if stopped and not begun:
            raise KeyboardInterrupt
    if stopped:
        wall = hours_minutes(troupe.hall.tour.on_wall(troupe.clock.now()))
        tell(
            _("Stopped at {time} of the rehearsal's day. The log is whole as far as it goes.").format(
                time=wall
            )
        )
    _tell(troupe, clock.monotonic() - began)
    if stopped:
        sys.exit(INTERRUPTED)


def _stopped(troupe: "Troupe", until: datetime | None) -> bool:
    """Play, and tell whether Ctrl+C ended it."""
    from questtour.reports.meter import meter

    with meter(_("Rehearsal"), SystemClock()) as step:
        troupe.hall.subscribe(lambda _progress: step.reach(*troupe.visits))
        try:
            asyncio.run(troupe.play(until))
        except KeyboardInterrupt:
            return True
    return False


@contextmanager
def _dropped_if_stopped(path: Path) -> Iterator[None]:
    """Leave no log at `path`, if it is a new one, where Ctrl+C comes before anybody has set out."""
    new = not path.exists()
    try:
        yield
    except KeyboardInterrupt:
        if new:
            # Only who stops so early waits for it.
            from questtour.eventlog.files import remove

            remove(path)
        tell(_("Stopped before anybody had set out: no log is kept."))
        sys.exit(INTERRUPTED)


def _tell(troupe: "Troupe", seconds: float) -> None:
    """Print how it went; what differs from one time to the next goes to the error stream."""
    from rich.console import Console

    from questtour.eventlog.reading import count_rows
    from questtour.rehearsal.summary import count_line, summary_table
    from questtour.reports.commands import what_next

    log = troupe.hall.log_path
    events = count_rows(log)
    Console().print(summary_table(troupe.progress, troupe.clock.now()))
    click.echo(count_line(troupe.progress, events))
    rate = _("{rate} events a second. The log: {path}")
    tell(rate.format(rate=round(events / max(seconds, 1e-9)), path=log))
    for line in what_next(log):
        tell(line)


REHEARSALS = (demo, rehearse)
