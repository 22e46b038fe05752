"""Marks the words of click that a user can meet, so that the catalogue holds them in Russian too.

click asks the process-wide gettext, which `questtour.i18n.use` points at our catalogue. Its words are not in
our source, and what is not in the source would fall out of the catalogue when that is brought up to date.
Nothing calls this module: the extractor reads it, and a test can look for each of its words in click's
source.
"""

from questtour.i18n import N_


def ngettext(one: str, many: str) -> tuple[str, str]:
    """Mark a pair of click's words for the catalogue, under the name by which the extractor knows pairs."""
    return one, many


CLICK_WORDS = (
    # help
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Show this message and exit."),
    N_("default: {default}"),
    N_("env var: {var}"),
    N_("required"),
    # faults
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Aborted!"),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("Choose from:\n\t{choices}"),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    # files and folders
    N_("path"),
    N_("file"),
    N_("directory"),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    N_("Could not open file {filename!r}: {message}"),
    N_("unknown error"),
)
"""click's words without a number."""

CLICK_PAIRS = (
    ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)
"""click's words that depend on a number."""
