"""The program's command line as a whole."""

import sys
from io import TextIOWrapper
from pathlib import Path

import click

from questtour.cli.common import LOG_OPTION, beginning, command, desk_for, run, told_faults
from questtour.cli.live import LIVE
from questtour.cli.logs import LOGS
from questtour.cli.rehearsals import REHEARSALS
from questtour.cli.revising import REVISING
from questtour.cli.sheets import SHEETS
from questtour.i18n import N_, _
from questtour.mesh.ways import Ways
from questtour.settings_file import SettingsFault, language_of, read_settings, settings_path
from questtour.speech import Group, language_option, say, speak_early, version_option


@click.group(
    cls=Group,
    invoke_without_command=True,
    help=N_("Leads groups of visitors through school labs on a quest tour, live."),
    context_settings={"help_option_names": ["--help", "-h"]},
)
@LOG_OPTION
@language_option
@version_option
@click.pass_context
def cli(context: click.Context, log: Path | None) -> None:
    """Show the start screen when no command is named."""
    if context.invoked_subcommand is not None and log is not None:
        raise click.UsageError(
            _("Write --log after the command: questtour {command} --log LOG").format(
                command=context.invoked_subcommand
            )
        )
    if context.invoked_subcommand is None:
        run(desk_for(log, Ways()), lambda: beginning().asked())


@command(help=N_("Show versions, every path, the terminal and the language."))
@language_option
def info() -> None:
    """Print what somebody who helps would ask for."""
    from questtour.reports.info import info_lines
    from questtour.settings import Settings, load_settings

    try:
        settings = load_settings(settings_path())
    except SettingsFault as fault:
        settings = Settings()
        say(str(fault))
    say(*info_lines(settings))


cli.sections = {
    N_("Before the day"): ("check", "plan", "sheets", "rehearse", "demo"),
    N_("On the day"): ("guide", "coordinate", "board", "survey", "relay", "forecast"),
    N_("Afterwards"): ("review", "export", "revise", "merge", "verify"),
    N_("For helpers"): ("schema", "info"),
}
for each in (*LIVE, *REHEARSALS, *SHEETS, *LOGS, *REVISING, info):
    cli.add_command(each)


def main() -> None:
    """Run the program; the language is chosen first, for even a misuse is told in it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console or a file in an old encoding must not turn a finished job into an error.
            stream.reconfigure(errors="replace")
    speak_early(sys.argv[1:], None)
    if "info" not in sys.argv[1:]:
        with told_faults():
            speak_early(sys.argv[1:], language_of(read_settings(settings_path())))
    cli(prog_name="questtour")
