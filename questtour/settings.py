"""The user's settings: a small TOML file, and where the program keeps what it writes."""

import tomllib
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from questtour.files import folder, whole_file
from questtour.i18n import _

APP = "questtour"


class SettingsFault(Exception):
    """The settings cannot be used; the text is one line for a person."""


class Settings(BaseModel):
    """What a user can choose once and for all, in `settings.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Literal["ru", "en"] | None = None
    """The language of the screens; without it the system's language."""
    theme: str = "questtour"
    """The name of a theme: `questtour`, `questtour-light`, or one of Textual's own."""
    sound: bool = True
    """Whether the terminal's bell rings when time runs out."""
    keys: dict[str, str] = Field(default_factory=dict)
    """Other keys for an action, by its id, several with commas: `hint = "f5"`. `questtour info` lists ids."""


def settings_path() -> Path:
    """Return where the settings are read from; the file need not exist."""
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "settings.toml"


def data_folder() -> Path:
    """Return the folder where logs are kept by default; it need not exist."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def load_settings(path: Path) -> Settings:
    """Read the settings in `path`; a file that is not there means none were chosen.

    Raises:
        SettingsFault: the file cannot be read or does not fit.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        problem = _("Settings {path} cannot be read ({why}): mend or delete that file.")
        raise SettingsFault(problem.format(path=path, why=error)) from error
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, each["loc"])) for each in error.errors())
        known = ", ".join(Settings.model_fields)
        problem = _("Settings {path} do not fit in: {fields}. What can be set: {known}.")
        raise SettingsFault(problem.format(path=path, fields=fields, known=known)) from error


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
