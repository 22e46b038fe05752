"""Who may say what on a tour, and what becomes of what others say: kept, counted, and without effect."""

import pytest
from helpers import GUIDE, MOSCOW, OTHER, Tale, at, sheet, station

from questtour.tour import events as e
from questtour.tour.evolve import fold
from questtour.tour.progress import Objection, Phase

THIRD = "third"
GROUPS = [{"id": "g", "title": "G", "route": ["a", "b"]}, {"id": "h", "title": "H", "route": ["b", "a"]}]
SHEET = sheet(station("a", tasks=[{"text": "x"}]), station("b"), groups=GROUPS)


@pytest.fixture
def tale():
    """A tour that the guide opened; another laptop is a coordinator's, and a third one leads the group h."""
    tale = Tale(SHEET)
    tale.record(e.GroupClaimed(), THIRD, group="h")
    return tale


def told(tale):
    """Return the tour as whoever reads the log tells it, which is how it was seen live."""
    folded = fold(tale.records)
    assert folded == tale.progress
    return folded


@pytest.mark.parametrize(
    "event",
    [
        e.MessageSent(text="all out"),
        e.StationClosed(station="a"),
        e.StationOpened(station="a"),
        e.CoordinatorAppointed(device=THIRD),
        e.GroupHanded(device=THIRD),
    ],
)
def test_what_the_coordinator_says_counts_from_no_other_laptop(tale, event):
    before = tale.progress
    tale.record(event, THIRD)
    progress = told(tale)
    assert progress.rejected == {Objection.NOT_COORDINATOR: 1}
    assert (progress.groups, progress.closed, progress.messages) == (before.groups, {}, ())
    assert progress.coordinators == {GUIDE, OTHER}


@pytest.mark.parametrize("device", [THIRD, "nobody"])
@pytest.mark.parametrize(
    "event",
    [
        e.GroupStarted(),
        e.StationArrived(station="a"),
        e.TaskDone(station="a", task=1),
        e.NoteAdded(text="silly"),
        e.HelpCalled(reason="fun"),
        e.RouteChanged(route=[]),
        e.GroupFinished(),
        e.TimeCorrected(device=GUIDE, seq=4, time=at("9:00")),
    ],
)
def test_a_group_is_led_by_its_own_laptop_alone(tale, event, device):
    before = tale.progress
    tale.record(event, device, group="g")
    progress = told(tale)
    assert (progress.groups, progress.calls) == (before.groups, ())
    assert progress.rejected == {Objection.NOT_ITS_GROUP: 1}


def test_a_group_belongs_to_whoever_claims_it_first(tale):
    tale.record(e.GroupClaimed(), THIRD, group="g")
    tale.record(e.GroupClaimed(), GUIDE, group="g")
    progress = told(tale)
    assert progress.led_by(GUIDE) == ("g",)
    assert progress.led_by(THIRD) == ("h",)
    assert progress.rejected == {Objection.TAKEN: 1}


def test_a_group_that_was_handed_over_goes_on_where_it_was_and_listens_to_the_new_laptop(tale):
    tale.tell("10:00", e.GroupStarted()).tell("10:04", e.StationArrived(station="a"))
    tale.record(e.GroupHanded(device=THIRD), OTHER)
    tale.tell("10:05", e.TaskDone(station="a", task=1))  # the old laptop, which does not know yet
    tale.now = at("10:06")
    tale.record(e.StationLeft(station="a"), THIRD)
    group = told(tale).groups["g"]
    assert (group.device, group.phase) == (THIRD, Phase.WALKING)
    assert (group.visits[0].arrived, group.visits[0].ended) == (at("10:04"), at("10:06"))
    assert not group.visits[0].done
    assert tale.progress.rejected == {Objection.NOT_ITS_GROUP: 1}


def test_a_coordinator_steers_any_group_but_does_not_tick_its_tasks(tale):
    tale.now = at("10:00")
    for event in (e.GroupStarted(), e.StationSkipped(station="b"), e.TaskDone(station="a", task=1)):
        tale.record(event, OTHER, group="h")
    tale.record(e.RouteChanged(route=[]), OTHER, group="g")
    progress = told(tale)
    assert progress.groups["h"].phase is Phase.WALKING
    assert progress.groups["g"].ahead == ()
    assert progress.rejected == {Objection.NOT_ITS_GROUP: 1}


def test_whoever_was_appointed_can_appoint():
    tale = Tale(SHEET)
    tale.record(e.CoordinatorAppointed(device=THIRD), OTHER, group=None)
    tale.record(e.MessageSent(text="hello"), THIRD, group=None)
    assert [message.text for message in told(tale).messages] == ["hello"]


# --- several openings ---------------------------------------------------------------------------------------


def opening(device, place, minutes_length):
    raw = sheet(station("a", minutes_length))
    return e.Recorded(device, 1, at("09:50"), f"{place:03}", None, e.TourOpened(route=raw, utc_offset=MOSCOW))


def joining(device, place, role="guide", tour=None):
    return e.Recorded(device, 2, at("09:51"), f"{place:03}", None, e.DeviceJoined(role=role, tour=tour))


ALONE, HALL, THIEF = opening("alone", 1, 5), opening("hall", 4, 7), opening("thief", 0, 9)


def length(*records, own=None):
    """Return which opening holds, by the length of its only station."""
    return fold(sorted(records, key=lambda each: each.clock), own).route.station("a").minutes


def test_a_guide_who_set_out_alone_and_joins_later_goes_by_the_coordinators_opening():
    assert length(ALONE) == 5
    assert length(ALONE, joining("alone", 6, tour="hall"), HALL, joining("hall", 5, "coordinator")) == 7


def test_the_coordinators_opening_holds_before_anybody_joined():
    assert length(ALONE, joining("alone", 2), HALL, joining("hall", 5, "coordinator")) == 7


def test_one_laptop_cannot_take_the_tour_over_from_those_that_joined_it():
    joined = [joining(f"guide{number}", 10 + number, tour="hall") for number in range(2)]
    stolen = [THIEF, joining("thief", 3, "coordinator"), joining("helper", 9, tour="thief")]
    assert length(HALL, joining("hall", 5, "coordinator"), *joined, *stolen) == 7


def test_a_laptop_goes_by_the_opening_that_it_joined_itself_whatever_others_say():
    crowd = [joining(f"crowd{number}", 20 + number, tour="thief") for number in range(9)]
    stolen = [THIEF, joining("thief", 3, "coordinator"), *crowd]
    assert length(HALL, joining("own", 8, tour="hall"), *stolen, own="own") == 7


def test_a_coordinators_own_opening_is_not_taken_over_by_a_crowd_that_nobody_has_joined():
    crowd = [joining(f"crowd{number}", 20 + number, tour="thief") for number in range(9)]
    stolen = [THIEF, joining("thief", 3, "coordinator"), *crowd]
    assert length(HALL, joining("hall", 5, "coordinator"), *stolen, own="hall") == 7


def test_a_guide_who_set_out_alone_goes_by_the_own_opening_until_joining():
    others = [HALL, joining("hall", 5, "coordinator"), joining("guide", 7, tour="hall")]
    assert length(ALONE, joining("alone", 2), *others, own="alone") == 5
    assert length(ALONE, joining("alone", 2), *others, joining("alone", 9, tour="hall"), own="alone") == 7


def test_who_leads_a_group_cannot_be_taken_back(tale):
    claim = next(each for each in tale.records if each.device == THIRD)
    tale.record(e.EventUndone(device=THIRD, seq=claim.seq), THIRD, group="h")
    assert told(tale).groups["h"].device == THIRD
    tale.record(e.GroupClaimed(), "fourth", group="h")
    assert told(tale).groups["h"].device == THIRD
