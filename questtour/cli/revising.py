"""The command that makes the next sheet out of what happened."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from questtour.cli.common import NEW_SHEET, ROUTE, command, tell_replaced, told_faults
from questtour.files import is_file
from questtour.i18n import N_, _, ngettext
from questtour.speech import Argument, fail, language_option, option, say

if TYPE_CHECKING:
    # Only this command waits for them.
    from questtour.tour.reflection import Reflection
    from questtour.tour.revision import Suggestion
    from questtour.tour.route import Route


@command(help=N_("Revise a sheet by what happened: minutes, walks, hints, tasks and stations."))
@ROUTE
@click.argument("more", cls=Argument, metavar=N_("[LOG]…"), nargs=-1, type=click.Path(path_type=Path))
@option(
    "--from",
    "logs",
    metavar=N_("LOG…"),
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help=N_("The logs of tours by this sheet."),
)
@NEW_SHEET
@option("--interactive", is_flag=True, help=N_("Ask about each change."))
@language_option
def revise(
    *, route: str, more: tuple[Path, ...], logs: tuple[Path, ...], output: Path, interactive: bool
) -> None:
    """Say what the facts suggest, and write a sheet with it."""
    from rich.console import Console

    from questtour.library import sheet_to_plan
    from questtour.reports.revised import diff, revised_text, write_revised
    from questtour.reports.sources import sources
    from questtour.sheet_writing import spare
    from questtour.tour.reflection import reflect
    from questtour.tour.revision import suggest

    with told_faults():
        path, text, sheet = sheet_to_plan(route)
        found = reflect([source.progress() for source in sources((*logs, *more))])
        _check(found, sheet.route)
        suggested = suggest(sheet.route, [look.progress for look in found.tours])
        spare(path, output, sheet.route.id)
        earlier = is_file(output)
        chosen = _chosen(sheet.route, suggested, interactive)
        written = revised_text(text, chosen)
        write_revised(path, output, written, sheet.route.id)
    Console().print(diff(text, written, str(path), str(output)), end="", soft_wrap=True)
    count = len(chosen)
    say(ngettext("{n} change → {path}", "{n} changes → {path}", count).format(n=count, path=output))
    if earlier:
        tell_replaced(output)
    say(_("Now plan it: questtour plan {path} --output NEW.toml").format(path=output))


def _check(found: "Reflection", route: "Route") -> None:
    for look in found.tours:
        if look.tour.route.id != route.id:
            text = _("A log is of the tour “{other}”, and this sheet is “{own}”. Give logs of its own tours.")
            fail(text.format(other=look.tour.route.id, own=route.id))
    if found.rehearsal:
        click.echo(_("These are rehearsals: the simulated groups' times, and nobody real's."), err=True)


def _chosen(route: "Route", suggested: "tuple[Suggestion, ...]", interactive: bool) -> "list[Suggestion]":
    """Return what is to be written; what nobody can write for the author is said."""
    from questtour.reports.revision_words import advice, sureness

    chosen = []
    for each in suggested:
        line = f"{advice(route, each)} ({sureness(each)})"
        if each.after is None or not interactive:
            say(line)
        if each.after is not None and (not interactive or _agreed(line)):
            chosen.append(each)
    if not suggested:
        say(_("The facts suggest no change."))
    return chosen


YES, NO = ("", "y", "yes", "д", "да"), ("n", "no", "н", "нет", "т")
"""Answers in both languages; `т` is on the key of `n`. `н` is on that of `y`, but means no."""


def _agreed(line: str) -> bool:
    """Ask until the answer is yes or no; Enter alone is yes."""
    asked = line + " " + _("[Y/n]")
    while True:
        told = click.prompt(asked, default="", show_default=False, prompt_suffix=" ")
        answer = told.strip().casefold()
        if answer in {*YES, *NO}:
            return answer in YES
        say(_("Answer y for yes or n for no; Enter is yes."))


REVISING = (revise,)
