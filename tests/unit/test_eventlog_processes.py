"""A log has one writer at a time, and what a killed one acknowledged is there."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import questtour
from questtour.clock import SystemClock
from questtour.eventlog.faults import LogFault
from questtour.eventlog.log import Draft, EventLog
from questtour.eventlog.reading import count_rows
from questtour.eventlog.verify import verify
from questtour.tour.events import GroupStarted


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "тур.db"


def opening(path: Path) -> None:
    EventLog.open(path, SystemClock()).close()


def refused(path: Path) -> str:
    """Open the log, which must fail, and return what is said."""
    with pytest.raises(LogFault) as caught:
        opening(path)
    return str(caught.value)


def test_a_second_log_in_the_same_program_is_refused(path):
    with EventLog.open(path, SystemClock()) as log:
        assert "in use by another program" in refused(path)
        log.append([Draft(GroupStarted())]).result()
    opening(path)


GUIDE = """
import sys
from pathlib import Path
from questtour.clock import SystemClock
from questtour.eventlog.log import Draft, EventLog
from questtour.tour.events import DeviceJoined, TaskDone

log = EventLog.open(Path(sys.argv[1]), SystemClock())
log.append([Draft(DeviceJoined(key=log.public_key))]).result()
for task in range(int(sys.argv[2])):
    (record,) = log.append([Draft(TaskDone(station="physics", task=task), "atom")]).result()
    print(record.seq, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def guide(path: Path) -> Iterator[Callable[[int], "subprocess.Popen[str]"]]:
    """Another program that appends events to the log, tells each one's number, and stays."""
    started: list[subprocess.Popen[str]] = []

    def start(events: int) -> "subprocess.Popen[str]":
        environment = {**os.environ, "PYTHONPATH": str(Path(questtour.__file__).parents[1])}
        command = [sys.executable, "-c", GUIDE, str(path), str(events)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, env=environment, **pipes))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.communicate()


def test_a_second_program_on_the_same_log_is_refused_until_the_first_one_ends(path, guide):
    first = guide(1)
    assert first.stdout.readline() == "2\n"
    assert "in use by another program" in refused(path)
    assert count_rows(path) == 2, "it can be read all the while"
    first.communicate("")
    opening(path)


def test_after_a_kill_every_acknowledged_event_is_there(path, guide):
    killed = guide(1_000_000)
    acknowledged = [int(killed.stdout.readline()) for _ in range(100)]
    killed.kill()
    acknowledged += [
        int(line) for line in killed.stdout.read().splitlines(keepends=True) if line.endswith("\n")
    ]
    with EventLog.open(path, SystemClock()) as log:
        assert len(log.records()) >= acknowledged[-1]
        log.append([Draft(GroupStarted())]).result()
    assert verify(path).good
