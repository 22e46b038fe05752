"""The sheets that were used last: a convenience that never gets in anybody's way."""

import os

import pytest

from questtour.recent import FILE, KEPT, recent_sheets, remember_sheet


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


def sheets(tmp_path, *names):
    paths = [tmp_path / name for name in names]
    for path in paths:
        path.touch()
    return paths


def test_nothing_was_used_yet(folder):
    assert recent_sheets(folder) == []


def test_the_sheet_used_last_comes_first_and_each_comes_once(tmp_path, folder):
    one, two = sheets(tmp_path, "one.toml", "два листа.toml")
    for path in (one, two, one):
        remember_sheet(folder, path)
    assert recent_sheets(folder) == [one, two]


def test_only_the_last_ones_are_kept(tmp_path, folder):
    paths = sheets(tmp_path, *(f"{number}.toml" for number in range(KEPT + 3)))
    for path in paths:
        remember_sheet(folder, path)
    assert recent_sheets(folder) == paths[::-1][:KEPT]


def test_a_sheet_that_is_gone_is_not_offered(tmp_path, folder):
    one, two = sheets(tmp_path, "one.toml", "two.toml")
    remember_sheet(folder, one)
    remember_sheet(folder, two)
    one.unlink()
    assert recent_sheets(folder) == [two]


def test_a_sheet_is_remembered_wherever_one_stands(tmp_path, folder, monkeypatch):
    (one,) = sheets(tmp_path, "one.toml")
    monkeypatch.chdir(tmp_path)
    remember_sheet(folder, one.relative_to(tmp_path))
    monkeypatch.chdir("/")
    assert recent_sheets(folder) == [one]


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\0\n", b"x" * 5000 + b"\n", b"\n\n \n"])
def test_a_list_that_cannot_be_read_is_empty(folder, data):
    folder.mkdir()
    (folder / FILE).write_bytes(data)
    assert recent_sheets(folder) == []


def test_a_list_that_cannot_be_written_is_no_fault(tmp_path):
    (one,) = sheets(tmp_path, "one.toml")
    (tmp_path / "file").touch()
    remember_sheet(tmp_path / "file", one)
    assert recent_sheets(tmp_path / "file") == []


@pytest.mark.skipif(os.name == "nt", reason="names of files are Unicode there")
def test_a_sheet_whose_name_is_no_unicode_is_no_fault(tmp_path, folder):
    path = tmp_path / os.fsdecode(b"\xff.toml")
    path.touch()
    remember_sheet(folder, path)
    assert recent_sheets(folder) in ([], [path])
