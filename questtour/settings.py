"""What a user can choose once and for all, as a model that says what does not fit."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from questtour.i18n import _
from questtour.keys import BY_ID
from questtour.settings_file import SettingsFault, read_settings


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


def load_settings(path: Path) -> Settings:
    """Read the settings in `path`; a file that is not there means none were chosen.

    Raises:
        SettingsFault: the file cannot be read or does not fit.
    """
    raw = read_settings(path)
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, each["loc"])) for each in error.errors())
        known = ", ".join(Settings.model_fields)
        problem = _("Settings {path} do not fit in: {fields}. What can be set: {known}.")
        raise SettingsFault(problem.format(path=path, fields=fields, known=known)) from error
    if unknown := sorted(set(settings.keys) - set(BY_ID)):
        text = _("Settings {path} name keys for actions that there are not: {ids}. See `questtour info`.")
        raise SettingsFault(text.format(path=path, ids=", ".join(unknown)))
    return settings
