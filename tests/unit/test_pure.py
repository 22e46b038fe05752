"""The tour's rules are pure: they load nothing that draws, stores or sends."""

import json
import pkgutil
import subprocess
import sys

import pytest

import questtour.tour

MODULES = sorted(module.name for module in pkgutil.iter_modules(questtour.tour.__path__, "questtour.tour."))
WORLD = {"textual", "rich", "sqlite3", "sqlite_utils", "zenoh", "cryptography"}
BELOW = {"questtour.faults", "questtour.i18n", "questtour.wording"}
"""What the rules may know: the catalogue, and how times are worded."""


def loaded_with(*modules: str) -> set[str]:
    """Return all that a fresh process loads with `modules`."""
    program = (
        "import importlib, json, sys\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "print(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *modules], capture_output=True, text=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout))


@pytest.fixture(scope="module")
def loaded():
    return loaded_with(*MODULES)


def test_the_rules_load_nothing_that_draws_stores_or_sends(loaded):
    assert set(MODULES) <= loaded
    assert not loaded & WORLD


def test_the_rules_know_nothing_of_the_rest_of_the_program(loaded):
    own = {name for name in loaded if name.startswith("questtour.")}
    assert own - BELOW == {*MODULES, "questtour.tour"}


def test_a_rule_that_opened_a_database_would_be_noticed():
    assert loaded_with("sqlite3") & WORLD == {"sqlite3"}
