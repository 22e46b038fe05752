"""`questtour rehearse --headless` as a real process."""

import signal
import subprocess
import time
from pathlib import Path

import pytest
from e2e.terminal import environment, hears_signals, questtour, run

from questtour.eventlog.reading import read_records
from questtour.eventlog.verify import verify

PATIENCE = 30.0

MANY = 200
MIDDLE = 1_500_000
"""Bytes of a log in which a rehearsal of `MANY` groups is well under way; most of it is still to come."""


def rehearse(home: Path, *more: str | Path, language: str = "en") -> subprocess.CompletedProcess[str]:
    return run("rehearse", "short", "--headless", *more, env=environment(home, language))


def test_it_prints_how_it_went_the_same_for_the_same_seed_and_leaves_a_sound_log(
    home: Path, tmp_path: Path
) -> None:
    logs = [tmp_path / "one.db", tmp_path / "two.db"]
    first, second = (rehearse(home, "--seed", "5", "--log", log) for log in logs)
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout == second.stdout
    assert all(word in first.stdout for word in ("Red", "Blue", "3/3", "2 groups"))
    assert "events a second" in first.stderr
    assert all(verify(log).good for log in logs)
    exported = []
    for log in logs:
        output = log.with_suffix(".jsonl")
        run("export", log, "--format", "jsonl", "--output", output, env=environment(home))
        exported.append(output.read_bytes())
    assert exported[0] == exported[1]


def test_what_was_asked_for_is_played_into_a_new_log_in_the_data_folder(home: Path, tmp_path: Path) -> None:
    durations = tmp_path / "durations.json"
    durations.write_text('{"red": {"physics": 2.5}}')
    given = ("--date", "2027-03-01", "--until", "10:08", "--groups", "3", "--durations", durations)
    done = rehearse(home, *given, language="ru")
    assert done.returncode == 0, done.stderr
    assert "3 группы" in done.stdout
    (log,) = (home / "data" / "questtour").glob("*-short-@rehearsal.db")
    times = [record.time for record in read_records(log)]
    assert f"{min(times):%Y-%m-%d}" == f"{max(times):%Y-%m-%d}" == "2027-03-01"
    assert f"{max(times):%H:%M}" <= "10:08"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--durations", "nowhere.json"), "nowhere.json"),
        (("--log", "taken.txt"), "taken.txt"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(home: Path, more: tuple[str, str], words: str) -> None:
    taken = home / "taken.txt"
    taken.write_text("a letter")
    done = rehearse(home, *more)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert taken.read_text() == "a letter"


def test_ctrl_c_leaves_a_log_that_is_whole_as_far_as_it_goes(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "stopped.db"
    line = questtour("rehearse", "kvantorium", "--headless", "--groups", str(MANY), "--log", log)
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    own = {**pipes, "preexec_fn": hears_signals}
    with subprocess.Popen(line, env=environment(home), cwd=home, encoding="utf-8", **own) as process:
        end = time.monotonic() + PATIENCE
        while not (log.exists() and log.stat().st_size > MIDDLE) and time.monotonic() < end:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        printed, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert told.startswith("Stopped at ")
    assert "Traceback" not in told
    assert f"{MANY} groups" in printed
    assert verify(log).good
    kinds = {record.event.kind for record in read_records(log)}
    assert "station.arrived" in kinds
    finished = [record for record in read_records(log) if record.event.kind == "group.finished"]
    assert len(finished) < MANY
