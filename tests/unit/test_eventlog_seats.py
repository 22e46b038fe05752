"""Several laptops that write into one log, as in a rehearsal, and a log that does not wait for the disk."""

import pytest
from helpers import ARRIVE, START, HandClock, at, minutes, sheet

from questtour.eventlog.faults import LogFault
from questtour.eventlog.keys import LaptopKey
from questtour.eventlog.log import Draft, EventLog
from questtour.eventlog.reading import read_records
from questtour.eventlog.verify import verify
from questtour.session import WrongTour, open_rehearsal
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.evolve import fold

HALL, ANNA, TIMUR = (LaptopKey.from_seed(bytes([number]) * 32) for number in (1, 2, 3))


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tour.db"


@pytest.fixture
def hall(path, clock):
    with_h = sheet(groups=[{"id": "g", "title": "G"}, {"id": "h", "title": "H"}])
    hall = open_rehearsal(path, clock, with_h, HALL, {ANNA: "Аня", TIMUR: "Тимур"})
    yield hall
    hall.close()


def joined(key):
    return Draft(e.DeviceJoined(key=key.public))


def test_each_laptop_writes_its_own_chain_into_the_file_and_all_of_it_is_vouched_for(path, clock):
    with EventLog.open(path, clock, HALL, durable=False) as log:
        log.append([Draft(e.TourOpened(route=sheet())), joined(HALL)]).result()
        seats = [log.seat(key) for key in (ANNA, TIMUR)]
        for seat, key in zip(seats, (ANNA, TIMUR), strict=True):
            assert seat.device == key.device
            seat.append([joined(key)]).result()
        seats[0].append([Draft(e.GroupClaimed(), "g")]).result()
        log.append([Draft(e.MessageSent(text="x"))]).result()
    records = list(read_records(path))
    assert [(each.device, each.seq) for each in records] == [
        *((HALL.device, 1), (HALL.device, 2), (ANNA.device, 1), (TIMUR.device, 1)),
        *((ANNA.device, 2), (HALL.device, 3)),
    ]
    verdict = verify(path)
    assert verdict.good
    assert len(verdict.devices) == 3


def test_a_laptop_goes_on_with_the_chain_that_it_has_in_the_log(path, clock):
    with EventLog.open(path, clock, HALL) as log:
        log.append([joined(HALL)]).result()
        log.seat(ANNA).append([joined(ANNA)]).result()
    with EventLog.open(path, clock) as log:
        (again,) = log.seat(ANNA).append([Draft(e.GroupClaimed(), "g")]).result()
    assert again.seq == 2
    assert verify(path).good


def test_a_seat_that_is_closed_takes_no_more_and_the_others_go_on(path, clock):
    with EventLog.open(path, clock, HALL) as log:
        seat = log.seat(ANNA)
        seat.close()
        with pytest.raises(LogFault):
            seat.append([joined(ANNA)]).result()
        assert log.append([joined(HALL)]).result()
    with pytest.raises(LogFault):
        log.seat(TIMUR)


def test_a_log_that_does_not_wait_for_the_disk_is_whole_in_its_file_when_it_is_closed(path, clock):
    with EventLog.open(path, clock, HALL, durable=False) as log:
        log.append([joined(HALL)]).result()
    assert [each.name for each in sorted(path.parent.iterdir()) if "lock" not in each.name] == [
        "tour.db",
        "tour.db.key",
    ]
    assert verify(path).good


async def test_sessions_beside_each_other_know_the_same_tour_and_tell_all_listeners(hall, clock, path):
    anna, told = hall.beside(ANNA), []
    anna.subscribe(lambda progress: told.append(("anna", progress)))
    hall.subscribe(lambda progress: told.append(("hall", progress)))
    await anna.do(c.Claim("g", anna.device))
    clock.moment += minutes(1)
    await anna.do(START)
    assert anna.group == "g"
    assert not anna.coordinates
    assert hall.coordinates
    assert hall.progress is anna.progress
    assert hall.progress.groups["g"].started == at("09:51")
    assert [who for who, _progress in told] == ["anna", "hall"] * 2
    anna.close()
    await hall.do(c.SendMessage("go on"))
    hall.close()
    assert fold(read_records(path)) == hall.progress
    assert verify(path).good


async def test_who_sits_in_a_rehearsal_may_do_what_their_laptop_may(hall):
    anna, timur = hall.beside(ANNA), hall.beside(TIMUR)
    await anna.do(c.Claim("g", anna.device))
    await anna.do(START)
    await timur.do(ARRIVE)
    assert hall.progress.groups["g"].current.arrived is None
    assert sum(hall.progress.rejected.values()) == 1


def test_a_rehearsal_is_marked_as_one_and_overwrites_nothing(hall, path, clock):
    assert hall.tour.rehearsal
    assert {device.name for device in hall.progress.devices.values()} == {"", "Аня", "Тимур"}
    before = path.read_bytes()
    with pytest.raises(WrongTour, match="--log"):
        open_rehearsal(path, clock, sheet(), HALL, {})
    assert path.read_bytes() == before
