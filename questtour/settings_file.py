"""The user's settings as a file: where it is, and what stands in it, unjudged.

It is read before the first frame is painted, so it knows nothing of models: those take longer to load.
"""

import tomllib
from pathlib import Path
from typing import Any

import platformdirs

from questtour.faults import UserFault
from questtour.files import folder, whole_file
from questtour.i18n import LANGUAGES, _

APP = "questtour"

CRASH = "crash.txt"
"""Beside the logs: what broke the program last."""


class SettingsFault(UserFault):
    """The settings cannot be used; the text is one line for a person."""


def settings_path() -> Path:
    """Return where the settings are read from; the file need not exist."""
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "settings.toml"


def data_folder() -> Path:
    """Return the folder where logs are kept by default; it need not exist."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def read_settings(path: Path) -> dict[str, Any]:
    """Read what stands in `path`; a file that is not there says nothing.

    Raises:
        SettingsFault: the file cannot be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        problem = _("Settings {path} cannot be read ({why}): mend or delete that file.")
        raise SettingsFault(problem.format(path=path, why=error)) from error


def language_of(raw: dict[str, Any]) -> str | None:
    """Return the language that the settings name, where the program speaks it."""
    named = raw.get("language")
    return named if isinstance(named, str) and named in LANGUAGES else None


def remember(path: Path, name: str, value: str | bool) -> None:
    """Write one setting into the file `path`, leaving the rest of it and its comments as they are.

    Raises:
        FileFault: the file cannot be written.
        OSError, ValueError: what stands in it cannot be read.
    """
    # Only somebody who changes a setting waits for the writer of TOML.
    import tomlkit

    document = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.exists() else tomlkit.document()
    document[name] = value
    folder(path.parent)
    with whole_file(path, "utf-8") as file:
        file.write(tomlkit.dumps(document))
