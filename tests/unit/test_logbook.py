"""From a wish to a tour: what can be resumed, where a new log goes, and which group is meant."""

import os
from datetime import timedelta

import pytest
from helpers import FINISH_EARLY, START, HandClock, at, minutes, opened, sheet, station

from questtour import i18n
from questtour.eventlog.log import Draft, EventLog
from questtour.launch import NoSuchGroup, find_group, launch, set_out_alone
from questtour.logbook import is_another, new_log, open_tours, to_resume
from questtour.recent import recent_sheets
from questtour.session import WrongTour, open_member, own_group_or_fail
from questtour.tour import events as e
from questtour.tour.route_reading import Sheet, route_from

GROUPS = [{"id": "g", "title": {"ru": "Атом", "en": "Atom"}, "guide": "Аня"}, {"id": "h", "title": "Helium"}]
RAW = sheet(station("a"), station("b"), groups=GROUPS)


def sheet_of(raw=RAW, name="sheet.toml"):
    return Sheet(raw, route_from(raw), name)


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "logs"


async def led(folder, clock, *commands, group="g", raw=RAW):
    """Lead a group for a while and return where its log is."""
    session = launch(sheet_of(raw), group, clock, folder)
    for command in commands:
        await session.do(command)
    session.close()
    return session.log_path


# --- which group ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["g", "G", " g ", "Atom", "ATOM", "Атом", "атом"])
def test_a_group_is_found_by_its_id_or_its_title_in_any_language_and_case(wanted):
    assert find_group(route_from(RAW), wanted).id == "g"


def test_an_id_is_meant_before_a_title():
    groups = [{"id": "x", "title": "y"}, {"id": "y", "title": "z"}]
    assert find_group(route_from(sheet(groups=groups)), "y").id == "y"


def test_a_group_that_is_not_there_is_refused_and_those_that_are_there_are_named():
    with pytest.raises(NoSuchGroup) as refused:
        find_group(route_from(RAW), "argon")
    assert str(refused.value) == ("There is no group “argon” in this sheet. There are: g (Atom), h (Helium).")
    i18n.use("ru")
    with pytest.raises(NoSuchGroup, match="Атом"):
        find_group(route_from(RAW), "argon")


# --- where a tour goes on ---------------------------------------------------------------------------------


async def test_a_new_tour_gets_a_log_named_by_day_tour_and_group(folder, clock):
    assert await led(folder, clock) == folder / "2026-05-14-t-g.db"


def test_the_day_in_the_name_is_the_venues(folder):
    wall = HandClock().local(at("0:30"))
    assert new_log(folder, "t", "g", wall).name == "2026-05-14-t-g.db"


async def test_the_same_wish_goes_on_with_the_unfinished_tour_of_the_day(folder, clock):
    first = await led(folder, clock, START)
    clock.moment += minutes(60)
    session = launch(sheet_of(), "g", clock, folder)
    assert session.log_path == first
    assert session.own_group.started == at("09:50")
    session.close()


async def test_a_finished_tour_is_not_gone_on_with_but_begun_anew(folder, clock):
    first = await led(folder, clock, START, FINISH_EARLY)
    assert await led(folder, clock) == first.with_name("2026-05-14-t-g-2.db")


async def test_each_group_has_a_log_of_its_own(folder, clock):
    first = await led(folder, clock)
    second = await led(folder, clock, group="h")
    assert first != second
    assert await led(folder, clock) == first


async def test_yesterdays_tour_is_not_gone_on_with_by_itself(folder, clock):
    first = await led(folder, clock, START)
    clock.moment += timedelta(hours=17, minutes=59)
    assert await led(folder, clock) == first
    clock.moment += minutes(1)
    assert await led(folder, clock) != first


async def test_a_sheet_that_was_mended_before_the_start_begins_a_new_tour(folder, clock):
    first = await led(folder, clock)
    mended = sheet(station("a", 12), station("b"), groups=GROUPS)
    second = await led(folder, clock, raw=mended)
    assert second != first
    assert await led(folder, clock, raw=mended) == second


async def test_a_sheet_that_was_changed_on_the_way_does_not_interrupt_the_tour(folder, clock):
    first = await led(folder, clock, START)
    assert await led(folder, clock, raw=sheet(station("a", 12), groups=GROUPS)) == first


async def test_a_log_that_was_named_is_used(folder, clock, tmp_path):
    await led(folder, clock, START)
    own = tmp_path / "own.db"
    session = launch(sheet_of(), "g", clock, folder, own)
    assert session.log_path == own
    session.close()
    with pytest.raises(WrongTour):
        launch(sheet_of(), "h", clock, folder, own)


def test_the_guides_name_is_written_into_the_log(folder, clock):
    session = launch(sheet_of(), "g", clock, folder)
    assert [device.name for device in session.progress.devices.values()] == ["Аня"]
    session.close()


def test_a_sheet_that_was_used_is_offered_again(folder, clock, tmp_path):
    path = tmp_path / "sheet.toml"
    path.touch()
    launch(sheet_of(name=str(path)), "g", clock, folder).close()
    assert recent_sheets(folder) == [path]


# --- what can be resumed ----------------------------------------------------------------------------------


async def test_unfinished_tours_are_listed_the_one_used_last_first(folder, clock):
    older = await led(folder, clock, START)
    newer = await led(folder, clock, group="h")
    os.utime(older, (1000, 1000))
    os.utime(newer, (2000, 2000))
    assert [(tour.path, tour.group.id, tour.begun) for tour in open_tours(folder)] == [
        (newer, "h", False),
        (older, "g", True),
    ]


async def test_what_is_no_unfinished_tour_is_not_listed(folder, clock):
    await led(folder, clock, START, FINISH_EARLY)
    (folder / "broken.db").write_bytes(b"SQLite format 3\0" + b"x" * 200)
    (folder / "empty.db").touch()
    (folder / "folder.db").mkdir()
    (folder / "notes.txt").write_text("x")
    with EventLog.open(folder / "rehearsal.db", clock) as log:
        log.append([Draft(e.TourOpened(route=RAW, rehearsal=True)), Draft(e.GroupClaimed(), "g")]).result()
    with EventLog.open(folder / "unled.db", clock) as log:
        log.append([Draft(e.TourOpened(route=RAW))]).result()
    assert list(open_tours(folder)) == []


def test_a_folder_that_is_not_there_has_no_tours(folder):
    assert list(open_tours(folder)) == []
    assert to_resume(folder, "t", "g", at("10:00")) is None


async def test_looking_for_tours_changes_no_log(folder, clock):
    path = await led(folder, clock, START)
    before = path.read_bytes()
    assert to_resume(folder, "t", "g", clock.now()).path == path
    assert path.read_bytes() == before


async def test_another_groups_or_another_tours_log_is_not_resumed(folder, clock):
    await led(folder, clock, START)
    assert to_resume(folder, "t", "h", clock.now()) is None
    assert to_resume(folder, "other", "g", clock.now()) is None


async def test_a_group_whose_name_another_ones_begins_with_has_its_own_tour(folder, clock):
    groups = [{"id": "g", "title": "G"}, {"id": "g-2", "title": "G2"}]
    raw = sheet(groups=groups)
    await led(folder, clock, START, group="g-2", raw=raw)
    assert to_resume(folder, "t", "g", clock.now()) is None


async def test_the_tour_after_a_finished_one_of_the_same_day_is_another(folder, clock):
    first = await led(folder, clock, START, FINISH_EARLY)
    second = await led(folder, clock)
    assert second != first
    assert not is_another(first, "t", "g")
    assert is_another(second, "t", "g")


async def test_a_tour_by_a_mended_sheet_is_not_another_one(folder, clock):
    await led(folder, clock)
    second = await led(folder, clock, raw={**RAW, "title": "Mended"})
    assert second.stem.endswith("-2")
    assert not is_another(second, "t", "g")


async def test_the_finished_tour_of_a_group_with_a_longer_name_is_not_meant(folder, clock):
    raw = sheet(groups=[{"id": "g", "title": "G"}, {"id": "g-2", "title": "G2"}])
    finished = await led(folder, clock, START, FINISH_EARLY, group="g-2", raw=raw)
    own = await led(folder, clock, group="g", raw=raw)
    assert not is_another(finished, "t", "g-2")
    assert not is_another(own, "t", "g")
    assert not is_another(folder / f"{own.stem}-3.db", "t", "g")


def test_a_tour_that_is_led_right_now_is_found_too(tmp_path, clock):
    session = opened(tmp_path / "2026-05-14-t-g.db", clock)
    assert [tour.path for tour in open_tours(tmp_path)] == [session.log_path]
    session.close()


def test_a_name_that_is_taken_gets_a_number(folder):
    for name in ("2026-05-14-t-g.db", "2026-05-14-t-g-2.db", "2026-05-14-t-g-3.db"):
        path = new_log(folder, "t", "g", at("10:00"))
        assert path.name == name
        path.touch()


# --- a log that several groups, or none, are led in ---------------------------------------------------------


async def test_the_same_command_goes_on_though_another_group_was_given_to_the_laptop(folder, clock):
    path = await led(folder, clock)
    with EventLog.open(path, clock) as log:
        log.append([Draft(e.GroupClaimed(), "h")]).result()
    assert await led(folder, clock) == path
    session = set_out_alone(sheet_of(), "g", clock, folder)
    assert session is not None and session.progress.led_by(session.device) == ("g", "h")
    own_group_or_fail(session, "g")
    session.close()


def test_a_named_log_of_who_did_not_get_as_far_as_joining_is_no_tour_begun_alone(tmp_path, clock):
    log = tmp_path / "mine.db"
    assert set_out_alone(sheet_of(), "g", clock, tmp_path, log) is None
    open_member(log, clock).close()
    assert set_out_alone(sheet_of(), "g", clock, tmp_path, log) is None


async def test_a_named_log_of_another_group_does_not_join_for_this_one(folder, clock):
    path = await led(folder, clock)
    with pytest.raises(WrongTour):
        set_out_alone(sheet_of(), "h", clock, folder, path)
