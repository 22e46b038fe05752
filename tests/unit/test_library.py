"""The route sheets at hand, and files that are none."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from questtour import i18n, library
from questtour.library import find_sheet, read_sheet_file, sheets_in, shipped_sheets
from questtour.tour.route_faults import RouteFaults

SHEET = """\
id = "x"
title = "X"
start = "10:00"
[[stations]]
id = "a"
title = "A"
minutes = 5
[[groups]]
id = "g"
title = "G"
"""


@pytest.fixture(autouse=True)
def _english():
    i18n.use("en")
    yield
    i18n.use("en")


def only(path):
    with pytest.raises(RouteFaults) as refused:
        read_sheet_file(path)
    assert len(refused.value.faults) == 1
    line = str(refused.value)
    assert line.startswith(f"{path}: ") and "\n" not in line
    return line


def test_a_sheet_file_is_read_under_the_name_it_was_given(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(SHEET)
    sheet = read_sheet_file(path)
    assert (sheet.route.id, sheet.name) == ("x", str(path))
    path.write_text(SHEET.replace("= 5", "= 0"))
    with pytest.raises(RouteFaults, match=r"x\.toml:7: station “a”, minutes"):
        read_sheet_file(path)


def test_a_missing_file_is_one_line_that_names_the_sheets_at_hand(tmp_path):
    line = only(tmp_path / "no.toml")
    assert "there is no such file" in line and "kvantorium, short" in line


def test_a_folder_is_refused(tmp_path):
    assert "this is a folder — name the sheet in it, a file that ends in .toml" in only(tmp_path)


def test_a_file_of_50_mb_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "large.toml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert "the file has 50 MB, too much for a route sheet" in only(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    path = tmp_path / "pipe.toml"
    os.mkfifo(path)
    assert "this is a device, not a file" in only(path)
    assert sheets_in(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices as files here")
def test_a_device_is_refused():
    assert "this is a device, not a file" in only(Path("/dev/zero"))


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "x.toml"
    path.write_text(SHEET)

    def forbidden(*_args):
        raise PermissionError

    monkeypatch.setattr(Path, "open", forbidden)
    assert "reading the file is not allowed" in only(path)


def test_an_impossible_name_is_refused():
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(RouteFaults):
            read_sheet_file(find_sheet(name))


def test_the_shipped_sheets_are_found_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [path.stem for path in shipped_sheets()] == ["kvantorium", "short"]
    for name in ("short", "short.toml"):
        assert find_sheet(name).samefile(shipped_sheets()[1])
    assert find_sheet("no-such") == Path("no-such")


def test_a_file_that_is_there_wins_over_a_shipped_sheet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("short").write_text(SHEET)
    assert read_sheet_file(find_sheet("short")).route.id == "x"


def test_a_file_is_found_without_its_ending_and_wins_over_a_shipped_sheet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("my.toml", "short.toml"):
        Path(name).write_text(SHEET)
    Path("my").mkdir()
    assert find_sheet("my") == Path("my.toml")
    assert find_sheet("short") == Path("short.toml")
    assert find_sheet(str(tmp_path / "my")) == tmp_path / "my.toml"
    assert find_sheet("his") == Path("his")


def test_a_wheel_carries_its_sheets_inside_the_package(tmp_path, monkeypatch):
    package = tmp_path / "questtour"
    shutil.copytree(shipped_sheets()[0].parent, package / "routes")
    monkeypatch.setattr(library, "_PACKAGE", package)
    assert [path.parent for path in shipped_sheets()] == [package / "routes"] * 2


def test_only_files_that_look_like_sheets_are_listed_also_faulty_ones(tmp_path):
    sheets = {
        "good.toml": SHEET,
        "inline.toml": "stations = [",
        "broken.toml": "  [[ stations ]]\nx =",
        "other.toml": "[tool]\nx = 1\n",
        "bad.toml": "\xff\xfe",
        "sheet.txt": SHEET,
    }
    for name, text in sheets.items():
        (tmp_path / name).write_text(text, encoding="latin-1")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere")
    assert [path.name for path in sheets_in(tmp_path)] == ["broken.toml", "good.toml", "inline.toml"]


def test_a_folder_that_cannot_be_listed_holds_no_sheets(tmp_path):
    assert sheets_in(tmp_path / "no") == sheets_in(Path("a\0b")) == []
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0)
    assert sheets_in(closed) == []
    closed.chmod(stat.S_IRWXU)
