"""What somebody who helps from afar would ask for first."""

import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from questtour import __version__
from questtour.i18n import LANGUAGES, _, language
from questtour.keys import ACTIONS
from questtour.library import shipped_sheets
from questtour.recent import FILE as RECENT
from questtour.settings import Settings
from questtour.settings_file import CRASH, data_folder, settings_path

LIBRARIES = ("textual", "rich", "pydantic", "sqlite-utils", "cryptography")

EXTRAS = {"plan": "ortools", "report": "altair", "web": "aiohttp"}
"""What can be installed besides, each with a library that it brings."""


def info_lines(settings: Settings) -> Iterator[str]:
    """Say versions, paths, terminal and language, a line each."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    size = shutil.get_terminal_size()
    yield f"questtour {__version__}"
    yield f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.platform()}"
    yield libraries
    yield _("extras: {names}").format(names=", ".join(map(_extra, EXTRAS)))
    yield _("language: {name}").format(name=LANGUAGES[language()])
    yield _("settings: {path}").format(path=_with_state(settings_path()))
    yield _("logs: {path}").format(path=_with_state(data_folder()))
    yield _("sheets used last: {path}").format(path=_with_state(data_folder() / RECENT))
    yield _("what broke last: {path}").format(path=_with_state(data_folder() / CRASH))
    for sheet in shipped_sheets():
        yield _("route sheet: {path}").format(path=sheet)
    terminal = os.environ.get("TERM_PROGRAM") or os.environ.get("TERM", "?")
    yield _("terminal: {name}, {columns}×{rows}").format(name=terminal, columns=size.columns, rows=size.lines)
    yield _("theme: {name}").format(name=settings.theme)
    yield _("actions whose keys can be set: {ids}").format(ids=", ".join(action.id for action in ACTIONS))


def _extra(name: str) -> str:
    return name if find_spec(EXTRAS[name]) is not None else _("{name} (not installed)").format(name=name)


def _with_state(path: Path) -> str:
    return str(path) if path.exists() else _("{path} (not there yet)").format(path=path)
