"""The command line in the user's language: click's commands and options with texts looked up when shown."""

import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NoReturn

import click

from questtour import __version__
from questtour.i18n import LANGUAGES, N_, _, system_language, use
from questtour.wording import shown

INTERRUPTED = 130
"""The status of a program that Ctrl+C ended, as shells have it: 128 and the signal's number."""


class _Spoken:
    """Keeps its help in English and says it in the language in use."""

    _help: str | None = None

    @property
    def help(self) -> str | None:
        """Return the help in the language in use."""
        return _(self._help) if self._help else self._help

    @help.setter
    def help(self, text: str | None) -> None:
        self._help = text


class Command(_Spoken, click.Command):
    """A command that speaks the user's language."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the parts of the usage line; click's own and ours are in the catalogue."""
        return [_(piece) for piece in super().collect_usage_pieces(ctx)]

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help, whole however long it is: click would cut it."""
        return super().get_short_help_str(max(limit, len(self.help or "") + 1))


class Option(_Spoken, click.Option):
    """An option that speaks the user's language."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the option's value in the help."""
        return _(super().make_metavar(ctx))


class Argument(click.Argument):
    """An argument whose name is in the catalogue."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the argument in usage lines and errors."""
        return _(super().make_metavar(ctx))


class Group(Command, click.Group):
    """A group of commands that speaks the user's language."""

    command_class = Command
    sections: Mapping[str, Sequence[str]] = {}
    """The names of the commands under their headings, in the order in which one needs them."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings."""
        for heading, names in self.sections.items():
            with formatter.section(_(heading)):
                formatter.write_dl([(name, self.commands[name].get_short_help_str()) for name in names])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; Ctrl+C ends it with a word of ours, and not as if it had failed."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\n" + _("Stopped."), err=True)
            sys.exit(INTERRUPTED)


USAGE_PIECES = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."), N_("[COMMAND] [ARGS]..."))


def option(*names: str, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - click's own types
    """Add an option whose help is in the catalogue."""
    return click.option(*names, cls=Option, **settings)


def _chosen(_context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        use(value)


def language_option(command: Any) -> Any:  # noqa: ANN401 - click's own types
    """Add `--lang`; it is read before everything else, so that even the help follows it."""
    help_text = N_("The language: ru or en; by default the system's.")
    choice = click.Choice(sorted(LANGUAGES, reverse=True))
    given = option("--lang", type=choice, is_eager=True, expose_value=False, callback=_chosen, help=help_text)
    return given(command)


def _told(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"questtour {__version__}")
        context.exit()


def version_option(command: Any) -> Any:  # noqa: ANN401 - click's own types
    """Add `--version`; click's own has its words translated before the language is known."""
    help_text = N_("Show the version and exit.")
    given = option(
        "--version", is_flag=True, is_eager=True, expose_value=False, callback=_told, help=help_text
    )
    return given(command)


def speak_early(arguments: list[str], chosen: str | None) -> None:
    """Choose the language before click reads the line: its first words may already be an error.

    `chosen` is the language of the settings, if any.
    """
    use(chosen or system_language())
    for name, value in pairwise(arguments):
        if name == "--lang" and value in LANGUAGES:
            use(value)
    for argument in arguments:
        if argument.startswith("--lang=") and argument[7:] in LANGUAGES:
            use(argument[7:])


def fail(*lines: str) -> NoReturn:
    """Say what is wrong, a line each, on the error stream, and end with status 1."""
    for line in lines:
        click.echo(shown(line), err=True)
    sys.exit(1)


def say(*lines: str) -> None:
    """Say lines on the standard output; what others wrote in them cannot steer the terminal."""
    for line in lines:
        click.echo(shown(line))
