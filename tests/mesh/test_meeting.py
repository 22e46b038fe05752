"""Many laptops, one tour: joining, catching up, wrong clocks. Real logs on the disk, a network in memory."""

from datetime import timedelta

import pytest
from helpers import minutes
from mesh.halls import SHEET, Hall, Inline
from mesh.laptops import OTHER_KEY
from mesh.virtual_time import virtual_loop

from questtour.eventlog import log
from questtour.meeting import NotJoined
from questtour.mesh.codes import TourKey
from questtour.session import Opening, open_guide
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.links import LinkState, state_of
from questtour.tour.progress import Objection, Phase
from questtour.tour.refusal import Refused

CALL = c.CallHelp("g", "lost")


@pytest.fixture
def hall(tmp_path, monkeypatch):
    monkeypatch.setattr(log, "ThreadPoolExecutor", Inline)
    with virtual_loop() as loop:
        hall = Hall(tmp_path, loop)
        yield hall
        hall.close()


# --- joining ------------------------------------------------------------------------------------------------


def test_a_guide_joins_with_the_code_alone_and_leads_a_free_group(hall):
    coordinator = hall.coordinator()
    began = hall.loop.time()
    guide = hall.guide("anna", "g")
    assert hall.loop.time() - began < 3
    assert guide.session.tour.route.id == SHEET["id"]
    assert guide.session.group == "g"
    hall.wait()
    assert coordinator.group("g").device == guide.device
    assert coordinator.session.progress.devices[guide.device].name == "Аня"
    assert hall.agree()


def test_a_group_that_is_taken_is_refused_and_another_one_can_be_had(hall):
    hall.coordinator()
    hall.guide("anna", "g")
    hall.wait()
    late = hall.guide("boris")
    with pytest.raises(Refused, match="led from another laptop"):
        late.join("g")
    assert late.join("h").session.group == "h"


def test_two_who_take_a_group_at_once_agree_who_has_it(hall):
    coordinator = hall.coordinator()
    first, second = hall.guide("anna"), hall.guide("boris")
    hall.ether.cut = lambda _one, _other: True
    for seat in (first, second):
        seat.do(c.Claim("g", seat.device))
        hall.wait(1)
    hall.ether.cut = lambda _one, _other: False
    hall.wait(30)
    assert hall.agree()
    assert coordinator.group("g").device == first.device
    assert second.session.group is None
    assert coordinator.session.progress.rejected == {Objection.TAKEN: 1}


def test_nobody_with_the_code_is_told_in_words(hall):
    guide = hall.seat("anna").come()
    with pytest.raises(NotJoined, match="Nobody answers to this code"):
        guide.join()


def test_a_wrong_code_is_told_apart_from_an_empty_network(hall):
    hall.coordinator()
    guide = hall.seat("anna").come(TourKey("999999999999", "cd" * 16, bytes(32)))
    with pytest.raises(NotJoined, match="look at the code once more"):
        guide.join()


def test_a_tour_by_another_sheet_is_told_by_its_name(hall):
    hall.coordinator()
    guide = hall.seat("anna").come()
    with pytest.raises(NotJoined, match="belongs to the tour “t”, and your sheet is “kvantorium”"):
        guide.join(sheet="kvantorium")


def test_without_the_tours_key_nothing_gets_in(hall):
    coordinator = hall.coordinator()
    stranger = hall.seat("stranger").come(OTHER_KEY)
    hall.wait(20)
    assert stranger.session.progress.tour is None
    assert stranger.device not in coordinator.session.progress.devices
    assert coordinator.meeting.standing.dropped["unsealed"] > 0


def test_a_guide_who_set_out_alone_joins_later_and_brings_everything_along(hall):
    guide = hall.seat("anna")
    guide.alone, guide.session = "g", open_guide(guide.path, guide.clock, Opening(SHEET, "g", "Аня"))
    guide.do(c.Start("g"), c.Arrive("g"), c.ToggleTask("g", 1))
    hall.wait(60)
    coordinator = hall.coordinator()
    guide.come().join()
    hall.wait()
    assert hall.agree()
    assert guide.session.group == "g"
    assert guide.session.progress.opener == coordinator.device
    assert not guide.session.coordinates
    assert coordinator.group("g").current.done == {1}


def test_a_guide_can_join_through_another_guide_while_the_coordinator_is_away(hall):
    coordinator = hall.coordinator()
    hall.guide("anna", "g")
    opener = coordinator.device
    hall.wait()
    coordinator.go()
    late = hall.guide("boris", "h")
    assert late.session.progress.opener == opener


# --- catching up --------------------------------------------------------------------------------------------


def test_a_coordinator_that_was_away_knows_everything_a_moment_after_it_returns(hall):
    coordinator, guide = hall.coordinator(), hall.guide("anna", "g")
    hall.wait()
    coordinator.go()
    guide.do(c.Start("g"), c.Arrive("g"), CALL)
    hall.wait(1800)
    guide.do(c.Leave("g"))
    coordinator.come()
    hall.wait(3)
    assert hall.agree()
    assert coordinator.group("g").visits[0].ended is not None
    assert len(coordinator.session.progress.calls) == 1


def test_a_log_that_was_put_back_from_an_older_copy_goes_on_after_its_own_events(hall):
    hall.coordinator()
    guide = hall.guide("anna", "g")
    hall.wait()
    guide.go()
    old = {path: path.read_bytes() for path in hall.folder.glob("anna*")}
    guide.come().do(c.Start("g"), c.Arrive("g"))
    hall.wait()
    guide.go()
    for path in hall.folder.glob("anna*"):
        path.unlink()
    for path, content in old.items():
        path.write_bytes(content)
    guide.come()
    hall.wait(10)
    assert guide.group().phase is Phase.AT_STATION
    guide.do(c.Leave("g"))
    hall.wait()
    assert hall.agree()


# --- the coordinator's word ---------------------------------------------------------------------------------


def test_the_coordinator_speaks_and_the_guides_hear_and_answer(hall):
    coordinator, guide = hall.coordinator(), hall.guide("anna", "g")
    coordinator.do(c.SendMessage("five minutes", ("g",)), c.CloseStation("b", "smoke"))
    guide.do(CALL)
    hall.wait()
    (message,) = guide.session.progress.messages
    guide.do(c.ReadMessage(message.id))
    (call,) = coordinator.session.progress.calls
    coordinator.do(c.AnswerHelp(call.id))
    hall.wait()
    assert hall.agree()
    assert coordinator.session.progress.messages[0].read_by == {guide.device}
    assert guide.session.progress.calls[0].answered is not None
    assert guide.session.progress.closed == {"b": "smoke"}


def test_a_curious_guide_cannot_speak_for_the_coordinator_or_another_group(hall):
    coordinator, guide = hall.coordinator(), hall.guide("anna", "g")
    other = hall.guide("boris", "h")
    hall.wait()
    for event, group in ((e.MessageSent(text="go home"), None), (e.GroupStarted(), "h")):
        hall.run(other_words(guide, event, group))
    hall.wait()
    assert hall.agree()
    progress = coordinator.session.progress
    assert (progress.messages, other.group("h").phase) == ((), Phase.READY)
    assert progress.rejected == {Objection.NOT_COORDINATOR: 1, Objection.NOT_ITS_GROUP: 1}


async def other_words(seat, event, group):
    """Let a laptop record what its program would never let it say."""
    await seat.session._record(lambda: [log.Draft(event, group)])


def test_a_second_coordinator_can_do_what_the_first_could(hall):
    coordinator, guide, second = hall.coordinator(), hall.guide("anna", "g"), hall.guide("second")
    hall.wait()
    coordinator.do(c.Appoint(second.device))
    hall.wait()
    coordinator.go()
    second.do(c.Start("g"), c.SendMessage("hello"))
    hall.wait()
    assert guide.group().phase is Phase.WALKING
    assert [message.text for message in guide.session.progress.messages] == ["hello"]


# --- a dead laptop ------------------------------------------------------------------------------------------


def test_a_dead_laptops_group_goes_on_at_the_same_station_with_the_same_time(hall):
    coordinator, dead, spare = hall.coordinator(), hall.guide("anna", "g"), hall.guide("spare")
    dead.do(c.Start("g"), c.Arrive("g"), c.ToggleTask("g", 1))
    hall.wait(120)
    before = dead.group().current
    old = dead.device
    dead.go()
    coordinator.do(c.HandOver("g", spare.device))
    hall.wait()
    assert spare.session.group == "g"
    assert spare.group().current == before
    spare.do(c.Leave("g"))
    dead.come()
    assert dead.session.group == "g", "it does not know yet"
    dead.do(c.AddNote("g", "where is everybody?"))
    hall.wait(5)
    assert hall.agree()
    assert dead.session.group is None
    assert coordinator.group().visits[0].ended is not None
    heads = hall.run(coordinator.session.heads())
    rows = hall.run(coordinator.session.rows_after(old, 0, 100))
    assert rows[-1].kind in {"note.added", "device.joined", "clock.measured"}
    assert heads[old][0] == len(rows)
    assert any(row.kind == "note.added" for row in rows), "what it logged meanwhile is kept"


# --- clocks -------------------------------------------------------------------------------------------------


def test_a_laptop_three_hours_off_shows_and_records_the_right_times(hall):
    coordinator = hall.coordinator()
    guide = hall.guide("anna", "g", skew=3 * 3600)
    hall.wait(30)
    guide.do(c.Start("g"))
    hall.wait(60)
    guide.do(c.Arrive("g"))
    hall.wait(100)
    assert hall.agree()
    assert abs(guide.session.now - coordinator.session.now) < timedelta(seconds=1)
    visit = coordinator.group().current
    assert abs(coordinator.session.now - visit.arrived - timedelta(seconds=100)) < timedelta(seconds=1)
    assert abs(visit.arrived - visit.set_out - minutes(1)) < timedelta(seconds=1)


def test_a_clock_that_is_set_during_the_tour_does_no_harm(hall):
    coordinator, guide = hall.coordinator(), hall.guide("anna", "g")
    hall.wait(30)
    guide.do(c.Start("g"))
    hall.wait(60)
    guide.clock.skew -= 3600
    hall.wait(60)
    guide.do(c.Arrive("g"))
    hall.wait(30)
    assert hall.agree()
    assert abs(guide.session.now - coordinator.session.now) < timedelta(seconds=1)
    visit = coordinator.group().current
    assert abs(visit.arrived - visit.set_out - minutes(2)) < timedelta(seconds=1)
    rows = hall.run(coordinator.session.rows_after(guide.device, 0, 100))
    assert "clock.jumped" in {row.kind for row in rows}


# --- links --------------------------------------------------------------------------------------------------


def test_how_fresh_a_laptop_is_known_is_told_in_three_steps(hall):
    coordinator, guide = hall.coordinator(), hall.guide("anna", "g")
    hall.wait(5)

    def link():
        return state_of(coordinator.meeting.links, guide.device, coordinator.session.now)

    assert link() is LinkState.LIVE
    device = guide.device
    hall.ether.cut = lambda _one, _other: True
    hall.ether.changed()
    hall.wait(60)
    assert state_of(coordinator.meeting.links, device, coordinator.session.now) is LinkState.LOST
