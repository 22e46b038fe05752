"""Workbook, report, statements and exports without names: read back with other means than wrote them."""

import asyncio
import csv
import io
import json
import re
import shutil
import subprocess
from datetime import datetime, timedelta
from html.parser import HTMLParser

import openpyxl
import pytest
from click.testing import CliRunner
from helpers import (
    ARRIVE,
    FINISH,
    HINT,
    LEAVE,
    PAUSE,
    SKIP,
    START,
    HandClock,
    minutes,
    opened,
    sheet,
    station,
)
from pydantic import ValidationError
from ralph.models.xapi.base.statements import BaseXapiStatement

from questtour.cli.program import cli
from questtour.eventlog.merge import merge
from questtour.eventlog.reading import read_rows
from questtour.faults import UserFault
from questtour.i18n import use
from questtour.reports.exporting import write_export
from questtour.reports.html import report_html
from questtour.reports.sources import sources
from questtour.reports.xapi import iso_duration
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.reflection import reflect

EVIL = "<script>alert(1)</script>"
FORMULAS = ["=cmd()|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://evil")']
COMMAND = "questtour revise t.toml --from LOG --output t-2.toml"
HUGE = "x" * 1_000_000
RAW = sheet(
    station(
        "a", 10, tasks=[{"text": "x"}, {"text": EVIL, "answer": ["35"]}], hints=[{"text": "h", "after": 1}]
    ),
    station("b", 7.5),
    title="Tour " + EVIL,
    groups=[{"id": "g", "title": "=1+1", "guide": "Анна Белова", "visitors": 8}],
)


def led(path, raw=RAW, day=0):
    """Lead a short tour on the disk in which people wrote what they should not."""
    clock = HandClock()
    clock.moment += timedelta(days=day)
    session = opened(path, clock, raw)
    texts = [EVIL, *FORMULAS, "Аня и Анна сказали: Анна Белова молодец", "\x07\ufffe bell"]
    steps = [START, ARRIVE, HINT, c.GiveAnswer("g", 2, "=35"), c.GiveAnswer("g", 2, "35"), PAUSE, PAUSE]
    steps += [c.AddNote("g", text, e.NoteTag.IDEA) for text in texts]
    steps += [c.CallHelp("g", "lost", FORMULAS[0]), LEAVE, SKIP, FINISH]
    for command in steps:
        clock.moment += minutes(1)
        asyncio.run(session.do(command))
    replies = [
        {"novelty": 5, "words": EVIL},
        {"novelty": 2, "words": HUGE},
        {"words": "=cmd()"},
        {"school": True},
    ]
    for answers in replies:
        asyncio.run(session.note(e.SurveyAnswered(answers=answers)))
    asyncio.run(session.note(e.MessageSent(text="Анна, домой")))
    asyncio.run(session.note(e.ReflectionWritten(answers={"learned": "спросите Анна Белова", EVIL: "=x"})))
    session.close()
    return session.log_path


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return led(tmp_path_factory.mktemp("exports") / "анна.db")


@pytest.fixture(scope="module")
def written(log):
    """Write every export once, with names and without."""
    folder = log.parent
    use("en")
    for nameless in (False, True):
        for form in ("csv", "jsonl", "xlsx", "html", "xapi"):
            write_export(sources([log]), form, folder / f"{nameless}-{form}", nameless=nameless)
    return folder


def rows_of(sheet_of_book):
    head, *rows = sheet_of_book.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows if any(cell is not None for cell in row)]


# --- xlsx -------------------------------------------------------------------------------------------------


def test_a_workbook_has_a_sheet_a_table_with_frozen_header_and_filter(written):
    book = openpyxl.load_workbook(io.BytesIO((written / "False-xlsx").read_bytes()))
    assert {"Summary", "Stations", "Visits", "Tasks", "Hints", "Notes", "Messages", "Calls for help"} <= set(
        book.sheetnames
    )
    for page in book:
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref
    assert book["Stations"]._charts, "the chart of planned and spent"


def test_cells_are_real_dates_durations_and_numbers(written):
    book = openpyxl.load_workbook(io.BytesIO((written / "False-xlsx").read_bytes()))
    first = rows_of(book["Visits"])[0]
    assert first["Arrived"] == datetime(2026, 5, 14, 9, 52)
    assert first["Spent"] == timedelta(minutes=14)
    assert first["Planned, minutes"] == 10
    cell = book["Stations"]["C2"]
    assert (cell.is_date, cell.number_format) == (True, "[h]:mm:ss")
    spent = {row["Title"]: row["Spent (median)"] for row in rows_of(book["Stations"])}
    assert spent == {"A": timedelta(minutes=14), "B": None}


def test_a_row_has_room_for_its_longest_text(written):
    book = openpyxl.load_workbook(io.BytesIO((written / "False-xlsx").read_bytes()))
    assert book["What to change"].row_dimensions[2].height == 30, "two lines"
    answers = book["Survey answers"]
    heights = {row[0].row: answers.row_dimensions[row[0].row].height for row in answers.iter_rows()}
    huge = next(cell.row for row in answers.iter_rows() for cell in row if str(cell.value).startswith("xxx"))
    assert round(heights.pop(huge)) == 409, "the most that Excel allows"
    assert set(heights.values()) == {None}, "a line each, as every row has it that says nothing"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_workbook_and_finds_the_same_in_it(log, tmp_path):
    use("ru")
    write_export(sources([log]), "xlsx", tmp_path / "o.xlsx")
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    convert = ("soffice", home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML")
    subprocess.run(
        [*convert, "--outdir", tmp_path / "again", tmp_path / "o.xlsx"],
        check=True,
        capture_output=True,
        timeout=60,
    )
    ours, theirs = (openpyxl.load_workbook(tmp_path / name) for name in ("o.xlsx", "again/o.xlsx"))
    assert theirs.sheetnames == ours.sheetnames
    for page in ours:
        again = theirs[page.title]
        assert [list(map(as_told, row)) for row in again.iter_rows(values_only=True)] == [
            list(map(as_told, row)) for row in page.iter_rows(values_only=True)
        ]
        # The frozen header belongs to the view, which a conversion without a window does not write.
        assert again.auto_filter.ref == page.auto_filter.ref
    assert theirs["Станции"]._charts, "the chart of planned and spent"


def as_told(value):
    """Return a cell without what an hour in binary fractions of a day loses: less than a millisecond."""
    if isinstance(value, float):
        return round(value, 9)
    return timedelta(seconds=round(value.total_seconds())) if isinstance(value, timedelta) else value


def test_no_text_of_anybody_becomes_a_formula_or_a_link(written):
    book = openpyxl.load_workbook(io.BytesIO((written / "False-xlsx").read_bytes()))
    texts = [
        cell.value for page in book for row in page.iter_rows() for cell in row if cell.value is not None
    ]
    assert set(FORMULAS) <= set(texts)
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)
    assert not any(cell.hyperlink for page in book for row in page.iter_rows() for cell in row)
    assert max(len(text) for text in texts if isinstance(text, str)) <= 32_767


def test_a_workbook_speaks_russian(log, tmp_path):
    use("ru")
    write_export(sources([log]), "xlsx", tmp_path / "o.xlsx")
    book = openpyxl.load_workbook(tmp_path / "o.xlsx")
    assert "Станции" in book.sheetnames
    assert "Провели" in rows_of(book["Посещения"])[0]


def test_csv_marks_formulas_in_tables_and_keeps_the_events_as_they_are(written):
    csv.field_size_limit(2_000_000)

    def texts(name, column):
        file = io.StringIO((written / "False-csv" / f"{name}.csv").read_text("utf-8-sig"), newline="")
        return [row[column] for row in csv.DictReader(file)]

    assert f"'{FORMULAS[0]}" in texts("notes", "text")
    assert not [text for text in texts("notes", "text") if text.startswith(("=", "+", "-", "@"))]
    assert FORMULAS[1] in "".join(texts("events", "body"))
    assert texts("help", "text") == [f"'{FORMULAS[0]}"]
    assert texts("survey", "answer")[:2] == ["5", EVIL]
    assert texts("messages", "text") == ["Анна, домой"]
    assert texts("reflection", "question")[0] == "learned"


# --- html -------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Gathers what a browser would load or run."""

    def __init__(self, text):
        super().__init__()
        self.loads, self.tags, self.words = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loads += [
            value for name, value in attrs if name in {"src", "href", "xlink:href", "srcset", "data"}
        ]
        self.loads += [name for name, _value in attrs if name.startswith("on")]

    def handle_data(self, data):
        self.words.append(data)


def test_the_report_needs_nothing_from_elsewhere_and_runs_nothing(written):
    text = (written / "False-html").read_text()
    page = Page(text)
    assert not [each for each in page.loads if not (each or "").startswith("#")]
    assert not {"script", "iframe", "object", "embed", "link", "img"} & set(page.tags)
    assert "url(http" not in text
    assert "@import" not in text
    assert len(text.encode()) <= 1_500_000
    assert EVIL in "".join(page.words), "what they wrote is shown as they wrote it"


def test_the_report_has_charts_and_says_how_to_get_them_where_they_are_missing(log, monkeypatch):
    found = reflect([each.progress() for each in sources([log])])
    text = report_html(found, COMMAND)
    assert text.count("<figure>") == text.count("<svg") == 3
    monkeypatch.setitem(__import__("sys").modules, "altair", None)
    assert "pip install &#39;questtour[report]&#39;" in report_html(found, COMMAND)


def test_the_report_marks_few_answers_and_lays_the_article_beside(log):
    words = " ".join(
        "".join(Page(report_html(reflect([sources([log])[0].progress()]), COMMAND)).words).split()
    )
    assert "few answers: the share says little" in words
    assert "2 of 8" in words
    assert "answered: 2 of 8 · 4 and 5: 50 % · in the article: 86.1 %" in words


def test_a_rehearsal_is_marked(tmp_path):
    line = ["rehearse", "short", "--headless", "--log", str(tmp_path / "r.db")]
    assert CliRunner().invoke(cli, line).exit_code == 0
    out = ["export", str(tmp_path / "r.db"), "--format", "html", "--output", str(tmp_path / "r.html")]
    assert CliRunner().invoke(cli, [*out, "--lang", "ru"]).exit_code == 0
    assert "Репетиция: " in (tmp_path / "r.html").read_text()


# --- xAPI -------------------------------------------------------------------------------------------------

DURATION = re.compile(r"P(?=.)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?")


def test_statements_keep_to_the_specification(written):
    """Check by the models of Ralph, a published learning record store, which are as strict as xAPI 1.0.3."""
    for form in ("False-xapi", "True-xapi"):
        told = json.loads((written / form).read_text())
        assert len(told) > 20
        for each in told:
            BaseXapiStatement.model_validate(each)
            assert each["version"] == "1.0.3"
            assert datetime.fromisoformat(each["timestamp"]).tzinfo
        assert len({each["id"] for each in told}) == len(told)


@pytest.mark.parametrize(
    "broken",
    [
        {"actor": {"name": "Anna"}},
        {"verb": {"id": "left"}},
        {"result": {"duration": "14 minutes"}},
        {"result": {"score": {"scaled": 2}}},
        {"timestamp": "yesterday"},
        {"context": None},
        {"minutes": 14},
    ],
)
def test_the_models_refuse_what_is_no_statement(written, broken):
    good = json.loads((written / "False-xapi").read_text())[0]
    with pytest.raises(ValidationError):
        BaseXapiStatement.model_validate(good | broken)


def test_statements_say_what_happened_when_and_how_long(written):
    told = json.loads((written / "False-xapi").read_text())
    (stay,) = [
        each
        for each in told
        if each["verb"]["id"].endswith("/completed") and each["object"]["id"].endswith("stations/a")
    ]
    assert stay["result"]["duration"] == "PT14M0S"
    assert stay["timestamp"].endswith("+03:00")
    assert stay["result"]["score"] == {"raw": 1, "max": 2}


def test_statements_are_the_same_at_every_export_and_name_nobody(written, log, tmp_path):
    write_export(sources([log]), "xapi", tmp_path / "again.json")
    assert (tmp_path / "again.json").read_text() == (written / "False-xapi").read_text()
    actors = {json.dumps(each["actor"]) for each in json.loads((tmp_path / "again.json").read_text())}
    assert not [each for each in actors if "Анна" in each or '"g"' in each]
    # One guide, and each visitor who answered.
    assert len(actors) == 5


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "PT0S"), (90, "PT1M30S"), (3600.5, "PT1H0.5S"), (0.004, "PT0S"), (60, "PT1M0S")]
)
def test_durations_are_iso_8601(seconds, text):
    assert iso_duration(timedelta(seconds=seconds)) == text
    assert DURATION.fullmatch(text)


# --- without names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "html", "xapi"])
def test_without_names_no_name_is_left_anywhere(written, form):
    target = written / f"True-{form}"
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(target.read_bytes()))
        text = "\n".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row)
    elif form == "csv":
        text = "\n".join(path.read_text("utf-8-sig") for path in target.iterdir())
    else:
        text = target.read_text()
    for name in ("Анна", "анна", "Белова", json.dumps("Анна")[1:-1]):
        assert name not in text
    if form != "xapi":
        assert "Mentor 1" in text


def test_a_person_has_one_pseudonym_in_all_logs_of_an_export(log, tmp_path):
    again = led(tmp_path / "again.db", day=1)
    write_export(sources([log, again]), "csv", tmp_path / "out", nameless=True)
    file = io.StringIO((tmp_path / "out" / "visits.csv").read_text("utf-8-sig"), newline="")
    rows = list(csv.DictReader(file))
    assert {row["log"] for row in rows} == {"1", "2"}
    assert {row["guide"] for row in rows} <= {"Mentor 1", "Mentor 2"}
    lines = (tmp_path / "out" / "events.csv").read_text("utf-8-sig")
    assert [row.hash.hex() for row in read_rows(log) if row.hash.hex() in lines] == []


# --- several logs -----------------------------------------------------------------------------------------


def test_several_tours_are_told_apart_by_their_logs(log, tmp_path):
    again = led(tmp_path / "again.db", day=1)
    for form in ("csv", "jsonl", "xlsx", "html", "xapi"):
        line = ["export", str(log), str(again), "--format", form, "--output", str(tmp_path / form)]
        assert CliRunner().invoke(cli, line).exit_code == 0
    lines = [json.loads(line) for line in (tmp_path / "jsonl").read_text().splitlines()]
    assert {line["log"] for line in lines} == {"анна", "again"}
    assert "From tour to tour" in (tmp_path / "html").read_text()


def test_two_logs_of_one_tour_count_once(log, tmp_path):
    merge([log], tmp_path / "merged.db")
    (source,) = sources([log, tmp_path / "merged.db"])
    assert len(list(source.rows())) == len(list(read_rows(log)))


def test_rehearsals_and_tours_are_not_reported_together(log, tmp_path):
    line = ["rehearse", "short", "--headless", "--log", str(tmp_path / "r.db")]
    assert CliRunner().invoke(cli, line).exit_code == 0
    with pytest.raises(UserFault, match="only rehearsals"):
        write_export(sources([log, tmp_path / "r.db"]), "html", tmp_path / "o.html")
    assert not (tmp_path / "o.html").exists()


@pytest.mark.parametrize("form", ["jsonl", "xlsx", "html", "xapi"])
@pytest.mark.parametrize("other", ["another.db", "sheet.toml", "report.txt"])
def test_what_is_no_earlier_export_is_never_written_over(log, tmp_path, form, other):
    there = tmp_path / other
    content = log.read_bytes() if other.endswith(".db") else b"my own words"
    there.write_bytes(content)
    with pytest.raises(UserFault, match="no earlier export"):
        write_export(sources([log]), form, there)
    assert there.read_bytes() == content


def test_somebodys_own_table_is_never_written_over_and_an_earlier_export_is(log, tmp_path):
    own = tmp_path / "visits.csv"
    own.write_text("mine")
    with pytest.raises(UserFault, match="no table of an earlier export"):
        write_export(sources([log]), "csv", tmp_path)
    assert own.read_text() == "mine"
    for form, name in (
        ("csv", "folder"),
        ("jsonl", "o.jsonl"),
        ("xlsx", "o.xlsx"),
        ("html", "o.html"),
        ("xapi", "o.json"),
    ):
        for _twice in range(2):
            write_export(sources([log]), form, tmp_path / name)


@pytest.mark.parametrize("form", ["jsonl", "xlsx", "html", "xapi"])
def test_no_export_is_written_over_a_log(log, form):
    before = log.read_bytes()
    with pytest.raises(UserFault, match="belongs to the log itself"):
        write_export(sources([log]), form, log)
    assert log.read_bytes() == before
