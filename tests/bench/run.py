"""Runs every bench, or those named, and prints one table: `python tests/bench/run.py [idle folding …]`."""

import os
import platform
import sys
from importlib import import_module

from figures import Figure, show

BENCHES = (
    "first_paint",
    "key_to_paint",
    "appends",
    "idle",
    "folding",
    "forecasting",
    "key_to_hall",
    "among_others",
    "hall",
    "many_groups",
    "planning",
)


def main(names: list[str]) -> None:
    """Run the benches one after another: two at a time would measure each other."""
    if unknown := set(names) - set(BENCHES):
        sys.exit(f"no such bench: {', '.join(sorted(unknown))}; there are: {', '.join(BENCHES)}")
    before = os.getloadavg()[0]
    figures: list[Figure] = []
    for name in names or BENCHES:
        print(f"{name} …", file=sys.stderr)
        figures += import_module(name).measure()
    show(figures)
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores, load {before:.1f} at the beginning")


if __name__ == "__main__":
    main(sys.argv[1:])
