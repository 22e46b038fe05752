"""Exports: each figure reckoned a second time from the bare events, and files that anybody can read."""

import asyncio
import csv
import io
import json

import pytest
from helpers import (
    ARRIVE,
    FINISH,
    FINISH_EARLY,
    HINT,
    LEAVE,
    MOVED_START,
    PAUSE,
    SKIP,
    START,
    UNDO,
    HandClock,
    Tale,
    at,
    minutes,
    opened,
    sheet,
    sheets,
    station,
    walked,
    wishes,
)
from hypothesis import given
from retold import Retold

from questtour import i18n
from questtour.eventlog.faults import LogFault
from questtour.eventlog.reading import read_rows
from questtour.eventlog.verify import Verdict
from questtour.files import FileFault, whole_file
from questtour.reports.export import export_csv, export_jsonl
from questtour.reports.info import info_lines
from questtour.reports.tables import TABLES
from questtour.reports.verdict import verdict_lines
from questtour.settings import Settings
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.progress import Progress

VISITS = (
    "tour, group, guide, position, station, planned_arrival, arrived, left, planned_minutes, spent_seconds, "
    "paused_seconds, overrun_seconds, transfer_seconds, tasks_done, tasks_total, hints_shown, points, outcome"
)
TABLE = {table.name: table for table in TABLES}


def rows(tale, name="visits"):
    return list(TABLE[name].rows(tale.progress))


# --- the same figures, reckoned in another way ------------------------------------------------------------

RICH = [
    station("a", 10, tasks=[{"text": "x"}, {"text": "y", "answer": ["35"], "points": 3}]),
    station("b", 7.5, tasks=[{"text": "x"}], hints=[{"text": "h"}, {"text": "i", "cost": 2}]),
    station("c", 5),
]
WALKS = [{"from": "a", "to": "b", "minutes": 4}, {"from": "c", "to": "b", "minutes": 2, "one_way": True}]
RAW = sheet(*RICH, transfers=WALKS, breaks=[{"title": "tea", "at": "10:06", "minutes": 10}])


def as_planned():
    return (
        Tale(RAW)
        .tell("10:00", START, ARRIVE)
        .tell("10:20", c.ToggleTask("g", 1), c.GiveAnswer("g", 2, "36"), c.GiveAnswer("g", 2, "35"), LEAVE)
        .tell("10:24", ARRIVE, HINT)
        .tell("10:31:30", HINT, LEAVE)
        .tell("10:34:30", ARRIVE)
        .tell("10:39:30", LEAVE, FINISH)
    )


def with_everything_that_goes_wrong():
    tale = Tale(RAW).tell("10:02", START).tell("10:04", PAUSE).tell("10:08", c.Arrive("g", "b"))
    tale.tell("10:17", PAUSE).tell("10:19", PAUSE, c.ToggleTask("g", 1), c.ToggleTask("g", 1), HINT)
    tale.tell("10:40", LEAVE, UNDO).tell("10:41", LEAVE).tell("10:44", SKIP).tell("10:45", ARRIVE)
    arrival = tale.records[-1]
    return tale.tell("10:50", c.CorrectTime("g", arrival.id, at("10:44:30")), c.AddNote("g", "x"))


def ended_early_after_a_moved_start():
    return (
        Tale(RAW)
        .tell("13:57", MOVED_START)
        .tell("14:00", ARRIVE)
        .tell("14:15", LEAVE)
        .tell("14:16", FINISH_EARLY)
    )


def given_up_half_way():
    return Tale(RAW).tell("10:00", START, ARRIVE).tell("10:05", SKIP).tell("10:07", ARRIVE)


SCRIPTED = [
    Tale,
    as_planned,
    with_everything_that_goes_wrong,
    ended_early_after_a_moved_start,
    given_up_half_way,
]


@pytest.mark.parametrize("script", SCRIPTED)
def test_visits_hold_what_the_events_add_up_to(script):
    tale = script(RAW) if script is Tale else script()
    assert rows(tale) == list(Retold(tale, RAW, "abc").rows())


@given(sheets(), wishes())
def test_visits_hold_what_the_events_add_up_to_whatever_people_do(raw, steps):
    order = Tale(raw).group.order
    tale = walked(raw, steps)
    assert rows(tale) == list(Retold(tale, raw, order).rows())


def test_a_tour_by_the_plan_has_no_overrun():
    told = rows(as_planned())
    assert [each["overrun_seconds"] for each in told] == [0, 0, 0]
    assert [each["spent_seconds"] for each in told] == [600, 450, 300]
    assert [each["paused_seconds"] for each in told] == [600, 0, 0]
    assert [each["transfer_seconds"] for each in told] == [0, 240, 180]
    assert [each["planned_arrival"] for each in told] == [each["arrived"] for each in told]
    assert [each["points"] for each in told] == [4, -2, 0]
    assert {each["outcome"] for each in told} == {"visited"}


def test_what_was_planned_for_a_visited_station_stays_so_after_an_early_end():
    first, *ahead = rows(ended_early_after_a_moved_start())
    assert first["planned_arrival"] == first["arrived"] == "2026-05-14T14:00:00+03:00"
    assert [(each["station"], each["outcome"]) for each in ahead] == [("b", "skipped"), ("c", "skipped")]


def test_a_correction_changes_what_was_spent_and_overrun():
    tale = Tale(sheet(station("a"))).tell("10:00", START)
    tale.now = at("10:09")
    (arrival,) = tale.do(ARRIVE)
    tale.tell("10:15", LEAVE)
    assert (rows(tale)[0]["spent_seconds"], rows(tale)[0]["overrun_seconds"]) == (360, -240)
    tale.do(c.CorrectTime("g", arrival.id, at("10:02")))
    assert (rows(tale)[0]["spent_seconds"], rows(tale)[0]["overrun_seconds"]) == (780, 180)
    assert rows(tale)[0]["arrived"] == "2026-05-14T10:02:00+03:00"


def test_no_duration_is_below_zero_when_the_clock_was_put_back():
    tale = Tale(RAW).tell("10:00", START, ARRIVE).tell("9:40", LEAVE).tell("9:30", ARRIVE)
    first, second, _third = rows(tale)
    assert (first["spent_seconds"], first["paused_seconds"]) == (0, 0)
    assert second["transfer_seconds"] == 0


def test_a_group_that_nobody_led_on_this_laptop_has_no_rows():
    groups = [{"id": "g", "title": "G"}, {"id": "h", "title": "H"}]
    tale = Tale(sheet(groups=groups))
    for name in ("visits", "tasks", "hints"):
        assert {each["group"] for each in rows(tale, name)} <= {"g"}


def test_a_log_without_a_tour_gives_empty_tables():
    for table in TABLES:
        assert list(table.rows(Progress())) == []


def test_tasks_tell_when_each_was_done_and_what_was_answered():
    done, answered, open_task = rows(as_planned(), "tasks")
    assert (done["done"], done["done_at"], done["points"]) == (1, "2026-05-14T10:20:00+03:00", 1)
    assert (answered["answers"], answered["attempts"], answered["points"]) == ("36 | 35", 2, 3)
    assert (open_task["station"], open_task["done"], open_task["done_at"], open_task["points"]) == (
        "b",
        0,
        "",
        0,
    )


def test_hints_tell_when_each_was_told_and_what_it_cost():
    first, second = rows(as_planned(), "hints")
    assert (first["shown"], first["seconds_after_arrival"], first["cost"]) == (1, 0, 0)
    assert (second["shown_at"], second["seconds_after_arrival"], second["cost"]) == (
        "2026-05-14T10:31:30+03:00",
        450,
        2,
    )
    assert rows(Tale(RAW), "hints")[0]["seconds_after_arrival"] is None


def test_notes_are_kept_with_their_time_and_tag():
    (note,) = rows(with_everything_that_goes_wrong(), "notes")
    assert note == {
        "tour": "t",
        "group": "g",
        "guide": "Аня",
        "station": "c",
        "time": "2026-05-14T10:50:00+03:00",
        "tag": "note",
        "text": "x",
    }


def test_texts_of_the_sheet_are_told_in_the_language_in_use():
    tale = Tale(sheet(station("a", tasks=[{"text": {"ru": "Раз", "en": "One"}}])))
    assert rows(tale, "tasks")[0]["text"] == "One"
    i18n.use("ru")
    assert rows(tale, "tasks")[0]["text"] == "Раз"


def test_the_columns_of_visits_are_those_that_were_promised():
    assert TABLE["visits"].columns == tuple(VISITS.split(", "))


@pytest.mark.parametrize("name", TABLE)
def test_every_row_has_exactly_the_columns_of_its_table(name):
    for script in (as_planned, with_everything_that_goes_wrong):
        for row in rows(script(), name):
            assert tuple(row) == TABLE[name].columns


# --- files ------------------------------------------------------------------------------------------------

NASTY = 'He said "35, or; so"\r\nand\tleft, שלום 👩‍🔬 =1+1'


@pytest.fixture
async def log(tmp_path):
    """Lead a short tour on the disk."""
    clock = HandClock()
    session = opened(tmp_path / "log.db", clock, RAW)
    for command in (START, ARRIVE, c.AddNote("g", NASTY), c.AddNote("g", "[bold]x"), LEAVE, SKIP):
        clock.moment += minutes(1)
        await session.do(command)
    session.close()
    return session.log_path


def read_csv(path, delimiter=","):
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(
        csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True, delimiter=delimiter)
    )


def test_csv_is_a_folder_of_tables(log, tmp_path):
    export_csv(log, tmp_path / "deep" / "out")
    assert sorted(path.name for path in (tmp_path / "deep" / "out").iterdir()) == [
        *("events.csv", "help.csv", "hints.csv", "messages.csv", "notes.csv"),
        *("reflection.csv", "survey.csv", "tasks.csv", "visits.csv"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_keeps_to_rfc_4180_with_any_delimiter(log, tmp_path, delimiter):
    export_csv(log, tmp_path / "out", delimiter)
    for path in (tmp_path / "out").iterdir():
        head, *body = read_csv(path, delimiter)
        assert all(len(row) == len(head) for row in body)
        text = path.read_bytes().decode("utf-8-sig")
        assert text.endswith("\r\n")
        outside = "".join(text.split('"')[::2])
        assert outside.count("\n") == outside.count("\r") == outside.count("\r\n") == len(body) + 1
    head, *body = read_csv(tmp_path / "out" / "notes.csv", delimiter)
    assert [dict(zip(head, row, strict=True))["text"] for row in body] == [NASTY, "[bold]x"]


def test_csv_of_visits_says_what_the_tables_say(log, tmp_path):
    export_csv(log, tmp_path / "out")
    head, *body = read_csv(tmp_path / "out" / "visits.csv")
    assert head == VISITS.split(", ")
    first = dict(zip(head, body[0], strict=True))
    assert (first["station"], first["spent_seconds"], first["outcome"]) == ("a", "180", "visited")
    last = dict(zip(head, body[-1], strict=True))
    assert (last["arrived"], last["spent_seconds"], last["outcome"]) == ("", "", "open")


def test_jsonl_is_the_log_column_by_column(log, tmp_path):
    export_jsonl(log, tmp_path / "out.jsonl")
    data = (tmp_path / "out.jsonl").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    lines = [json.loads(line) for line in data.decode().splitlines()]
    stored = list(read_rows(log))
    assert len(lines) == len(stored) == 9
    for line, row in zip(lines, stored, strict=True):
        assert list(line) == [
            "device",
            "seq",
            "time",
            "clock",
            "kind",
            "group_id",
            "body",
            "hash",
            "signature",
            "tour_time",
        ]
        assert line["tour_time"] == line["time"], "nobody's clock was found wrong"
        assert line["body"] == json.loads(row.body)
        assert (bytes.fromhex(line["hash"]), bytes.fromhex(line["signature"])) == (row.hash, row.signature)
        assert [line[name] for name in ("device", "seq", "time", "clock", "kind", "group_id")] == [
            *(row.device, row.seq, row.time, row.clock, row.kind, row.group_id)
        ]
    assert "שלום" in data.decode(), "texts are readable in the file"


def test_a_clock_that_was_three_hours_ahead_is_put_right_in_every_export(tmp_path):
    path = tmp_path / "log.db"
    session = opened(path, HandClock(at("13:00")))
    asyncio.run(session.note(e.ClockMeasured(offset=3 * 3600)))
    asyncio.run(session.do(c.Start("g")))
    session.close()
    export_jsonl(path, tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert {line["time"] for line in lines} == {"2026-05-14T10:00:00.000000Z"}
    assert {line["tour_time"] for line in lines} == {"2026-05-14T07:00:00.000000Z"}
    export_csv(path, tmp_path / "out")
    head, *body = read_csv(tmp_path / "out" / "events.csv")
    assert {dict(zip(head, row, strict=True))["tour_time"] for row in body} == {"2026-05-14T07:00:00.000000Z"}


def test_csv_of_events_is_the_log_column_by_column(log, tmp_path):
    export_csv(log, tmp_path / "out")
    head, *body = read_csv(tmp_path / "out" / "events.csv")
    columns = ["device", "seq", "time", "clock", "kind", "group_id", "body", "hash", "signature"]
    assert head == [*columns, "tour_time"]
    assert [json.loads(dict(zip(head, row, strict=True))["body"]) for row in body] == [
        json.loads(row.body) for row in read_rows(log)
    ]


def test_each_event_is_counted_for_the_progress_bar(log, tmp_path):
    steps = []
    export_jsonl(log, tmp_path / "out.jsonl", lambda: steps.append("json"))
    export_csv(log, tmp_path / "out", step=lambda: steps.append("csv"))
    assert steps == ["json"] * 9 + ["csv"] * 9


def test_exporting_leaves_the_log_as_it_was(log, tmp_path):
    before = log.read_bytes()
    export_csv(log, tmp_path / "out")
    export_jsonl(log, tmp_path / "out.jsonl")
    assert log.read_bytes() == before


@pytest.mark.parametrize("name", ["log.db", "log.db.key", "log.db-wal", "log.db-shm"])
def test_nothing_is_written_over_the_log(log, tmp_path, name):
    here = tmp_path / "here"
    here.symlink_to(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(FileFault, match="belongs to the log itself"):
        export_jsonl(log, here / name)
    events = log.rename(tmp_path / "events.csv")
    with pytest.raises(FileFault, match="belongs to the log itself"):
        export_csv(events, tmp_path)
    events.rename(log)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_csv_writes_its_own_tables_anew_and_leaves_what_else_is_in_the_folder(log, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.csv").write_text("mine")
    (folder / "notes.csv").write_text("yesterday")
    export_csv(log, folder)
    assert (folder / "mine.csv").read_text() == "mine"
    assert len(list(folder.iterdir())) == 10
    assert "yesterday" not in (folder / "notes.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("integrity", "count", "last"),
    [(None, 2, "cut off at its end cannot be told from a whole one."), ("bent", 2, "not as it was written.")],
)
def test_a_good_verdict_says_what_it_cannot_know(integrity, count, last):
    lines = list(verdict_lines(Verdict(integrity, ())))
    assert len(lines) == count
    assert lines[-1].endswith(last)


def test_info_names_every_file_that_the_program_writes(monkeypatch, tmp_path):
    monkeypatch.setattr("questtour.reports.info.data_folder", lambda: tmp_path)
    (tmp_path / "crash.txt").touch()
    told = list(info_lines(Settings()))
    assert f"logs: {tmp_path}" in told
    assert f"what broke last: {tmp_path / 'crash.txt'}" in told
    assert f"sheets used last: {tmp_path / 'recent-sheets'} (not there yet)" in told


def test_a_log_that_cannot_be_read_leaves_what_was_exported_before(tmp_path):
    (tmp_path / "bad.db").write_text("no log")
    (tmp_path / "out.jsonl").write_text("old")
    with pytest.raises(LogFault):
        export_jsonl(tmp_path / "bad.db", tmp_path / "out.jsonl")
    with pytest.raises(LogFault):
        export_csv(tmp_path / "bad.db", tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.db", "out.jsonl"]
    assert (tmp_path / "out.jsonl").read_text() == "old"


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "report.txt"
    with whole_file(target, "utf-8") as file:
        file.write("first")
        assert not target.exists()
    assert target.read_text() == "first"

    def fail():
        with whole_file(target, "utf-8") as file:
            file.write("half of the sec")
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]
    assert target.read_text() == "first"


def test_a_place_that_cannot_be_written_is_told_in_one_line(log, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileFault, match="there is a file where a folder is needed") as refused:
        export_csv(log, tmp_path / "file")
    assert str(tmp_path / "file") in str(refused.value)
    with pytest.raises(FileFault, match="nowhere") as refused:
        export_jsonl(log, tmp_path / "nowhere" / "out.jsonl")
    assert "\n" not in str(refused.value)
