"""A wait at a door, foretold in a rehearsal in a real terminal, and kept from happening by one key."""

import json
import re
from pathlib import Path

from e2e.terminal import Terminal, environment, run

from questtour.eventlog.reading import count_rows, read_records
from questtour.tour import events as e

SHEET = """
id = "jam"
title = "Jam"
start = "10:00"
transfer = 2
stations = [
    { id = "physics", title = "Physics", minutes = 10 },
    { id = "biology", title = "Biology", minutes = 10 },
    { id = "drones", title = "Drones", minutes = 10 },
    { id = "vr", title = "VR", minutes = 10 },
]
groups = [
    { id = "atom", title = "Atom", route = ["physics", "biology", "vr", "drones"] },
    { id = "pixel", title = "Pixel", route = ["drones", "physics", "biology", "vr"] },
]
"""
SLOW = {"atom": {"physics": 24}}
"""Atom stays so many minutes instead of ten; its guide presses + in time, and Pixel comes to its door."""

STEPS = 20
"""So many steps of the rehearsal are more than there are until Atom's guide asks for more time."""


def rehearsal(folder: Path, log: str) -> tuple[str | Path, ...]:
    (folder / "jam.toml").write_text(SHEET)
    (folder / "slow.json").write_text(json.dumps(SLOW))
    given = ("--durations", folder / "slow.json", "--seed", "3", "--log", folder / log)
    return ("rehearse", folder / "jam.toml", *given)


def facts(log: Path, kind: type[e.Event], group: str) -> list[e.Recorded]:
    records = read_records(log)
    return [each for each in records if isinstance(each.event, kind) and each.group == group]


def waits(log: Path, group: str) -> int:
    return sum(each.event.reason == e.DOOR for each in facts(log, e.TimerPaused, group))


def test_an_option_that_is_taken_changes_the_way_and_the_wait_does_not_happen(home: Path) -> None:
    env = environment(home)
    left_alone, helped = home / "left-alone.db", home / "helped.db"
    assert run(*rehearsal(home, left_alone.name), "--headless", env=env).returncode == 0
    assert waits(left_alone, "pixel")
    with Terminal(*rehearsal(home, helped.name), "--speed", "60", env=env, columns=120, lines=40) as terminal:
        terminal.wait_for("REHEARSAL")
        for _ in range(STEPS):
            if facts(helped, e.TimeAdjusted, "atom"):
                break
            known = count_rows(helped)
            terminal.press(".")
            terminal.wait_for(lambda text, known=known: "stands still" in text and count_rows(helped) > known)
        told = terminal.wait_for("WILL WAIT")
        assert re.search(r"Pixel will wait \d+ min before “Physics”", told)
        terminal.press("a")
        options = terminal.wait_for("told: Pixel")
        found = re.search(r"(\d)  “Pixel” in another order: (\w+)", options)
        assert found, options
        digit, first = found.groups()
        terminal.press(digit)
        terminal.wait_for("Done: “Pixel”")
        terminal.press("j")
        terminal.wait_for("The rehearsal is over")
        terminal.press("enter")
        assert terminal.wait_exit() == 0
    (changed,) = facts(helped, e.RouteChanged, "pixel")
    (sent,) = (each for each in read_records(helped) if isinstance(each.event, e.MessageSent))
    assert sent.event.to == ["pixel"]
    read = [each.event for each in read_records(helped) if isinstance(each.event, e.MessageRead)]
    assert (sent.device, sent.seq) in {(each.device, each.seq) for each in read}
    came = [each.event.station for each in facts(helped, e.StationArrived, "pixel")]
    assert came == ["drones", *changed.event.route]
    assert came[1] == first.lower() != "physics"
    assert waits(helped, "pixel") < waits(left_alone, "pixel")
    assert not early_waits(helped, changed)


def early_waits(log: Path, changed: e.Recorded) -> list[e.Recorded]:
    """Return the pauses at doors of Pixel on its changed way until it was where it would have waited."""
    arrived = facts(log, e.StationArrived, "pixel")
    physics = next(each.time for each in arrived if each.event.station == "physics")
    paused = facts(log, e.TimerPaused, "pixel")
    return [each for each in paused if each.event.reason == e.DOOR and changed.time < each.time <= physics]
