"""What is said in the terminal after the program has closed."""

import os
import shlex
from pathlib import Path

import pytest

from questtour.reports.commands import export_command


@pytest.mark.parametrize("name", ["tour", "наш тур 1", "it's $HOME"])
def test_the_command_that_makes_tables_can_be_typed_as_it_stands(name):
    log = Path("/logs of mine") / f"{name}.db"
    told = export_command(log)
    if os.name == "nt":
        assert f'"{log}"' in told
    else:
        expected = ["questtour", "export", str(log), "--format", "csv", "--output", name]
        assert shlex.split(told) == expected
