"""How long exports take: a long log as csv, and a report of 12 groups at 12 stations.

    python tests/bench/reporting.py [EVENTS]

Prints seconds, the most memory (MB) and, for the csv, what a million events would take at that pace.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from questtour.eventlog.database import atomic, making
from questtour.eventlog.rows import INSERT

BEGIN = datetime(2026, 5, 14, 7, tzinfo=UTC)
STATIONS = [{"id": f"s{n}", "title": f"S{n}", "minutes": 10, "tasks": [{"text": "x"}] * 5} for n in range(12)]


def sheet(groups):
    led = [{"id": f"g{n}", "title": f"G{n}", "guide": f"Guide {n}"} for n in range(groups)]
    return {"id": "t", "title": "T", "start": "10:00", "stations": STATIONS, "groups": led}


def events(count, groups=50):
    """Yield kinds, groups and bodies of a tour that never tires: visits, ticks, pauses and notes."""
    yield "tour.opened", None, {"route": sheet(groups), "utc_offset": 180}
    for group in range(groups):
        yield "group.claimed", f"g{group}", {}
        yield "group.started", f"g{group}", {}
    made = 1 + 2 * groups
    while made < count:
        number = made // groups
        kind, body = (
            ("task.done", {"station": f"s{number % 12}", "task": 1 + number % 5}),
            ("task.undone", {"station": f"s{number % 12}", "task": 1 + number % 5}),
            ("hint.shown", {"station": f"s{number % 12}", "hint": 1}),
            ("station.arrived", {"station": f"s{number // 40 % 12}"}),
            ("station.left", {"station": f"s{number // 40 % 12}"}),
        )[number % 5]
        if number % 50 == 49:
            kind, body = "note.added", {"station": f"s{number % 12}", "text": f"note {number}", "tag": "idea"}
        yield kind, f"g{made % groups}", body
        made += 1


def long_log(path, count):
    with making(path) as db, atomic(db):
        db.executemany(INSERT, (row(number, *each) for number, each in enumerate(events(count), 1)))


def row(number, kind, group, body):
    when = f"{BEGIN + timedelta(milliseconds=20 * number):%Y-%m-%dT%H:%M:%S.%fZ}"
    clock = f"{when}-000000-device"
    return "device", number, when, clock, kind, group, json.dumps(body), bytes(32), bytes(64)


def timed(*line):
    """Run the program in a process of its own; return seconds and the most memory of any so far, in MB."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "questtour", *map(str, line)], check=True, capture_output=True)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.monotonic() - began, most


def main(count):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        long_log(folder / "long.db", count)
        took, most = timed("export", folder / "long.db", "--format", "csv", "--output", folder / "out")
        print(f"csv of {count} events: {took:.1f} s, {most:.0f} MB; a million: {took / count * 1e6:.0f} s")
        (folder / "twelve.toml").write_text(toml(), encoding="utf-8")
        timed("rehearse", folder / "twelve.toml", "--headless", "--log", folder / "twelve.db")
        for form in ("xlsx", "xapi", "html"):
            took, most = timed(
                "export", folder / "twelve.db", "--format", form, "--output", folder / f"o.{form}"
            )
            size = (folder / f"o.{form}").stat().st_size / 1e6
            print(f"{form} of 12 × 12: {took:.1f} s, {most:.0f} MB at most so far, {size:.2f} MB written")


def toml():
    lines = ['id = "t"', 'title = "T"', 'start = "10:00"']
    for each in STATIONS:
        lines += [
            "[[stations]]",
            *(f"{name} = {json.dumps(each[name])}" for name in ("id", "title", "minutes")),
        ]
        lines += ['[[stations.tasks]]\ntext = "x"'] * 5
    for each in sheet(12)["groups"]:
        lines += ["[[groups]]", *(f"{name} = {json.dumps(value)}" for name, value in each.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
