"""The look back: each figure recomputed in a second, simple way from the bare events."""

from statistics import median

import pytest
from helpers import (
    ARRIVE,
    FINISH,
    GUIDE,
    HINT,
    LEAVE,
    OTHER,
    SKIP,
    START,
    Tale,
    at,
    logs,
    minutes,
    sheet,
    station,
)
from hypothesis import given
from rehearsing import play, tour

from questtour.i18n import use
from questtour.rehearsal.casting import Casting
from questtour.reports import report_words as words
from questtour.reports.blocks import Point, Quote
from questtour.reports.telling import spoken_page
from questtour.reports.xapi import statements
from questtour.tour import events as e
from questtour.tour.evolve import HEADS, Streaming, fold
from questtour.tour.progress import Progress
from questtour.tour.reflection import NothingToReflect, look_back, reflect
from questtour.tour.reflection_survey import survey_look
from questtour.tour.survey_questions import questions


@pytest.fixture(scope="module")
def played():
    return play(tour(groups="ghij", transfer=2), Casting(seed=7))


def of_kind(played, kind, **fields):
    return [
        each
        for each in played.records
        if isinstance(each.event, kind)
        and all(getattr(each.event, name) == value for name, value in fields.items())
    ]


def undone(played):
    return {(each.event.device, each.event.seq) for each in of_kind(played, e.EventUndone)}


def times(played, kind, group, name):
    gone = undone(played)
    return [
        each.time
        for each in of_kind(played, kind, station=name)
        if each.group == group and each.id not in gone
    ]


def pauses(played, group, begin, end):
    """Return the seconds between two moments in which the group stood still, pause by pause."""
    total, since = 0.0, None
    for each in played.records:
        if each.group != group or not begin <= each.time <= end or each.id in undone(played):
            continue
        if isinstance(each.event, e.TimerPaused) and since is None:
            since = each.time
        elif isinstance(each.event, e.TimerResumed) and since is not None:
            total, since = total + (each.time - since).total_seconds(), None
    return total + ((end - since).total_seconds() if since is not None else 0)


def test_what_was_spent_at_each_station_is_what_the_events_say(played):
    for look in look_back(played.progress).stations:
        spent = []
        for group in "ghij":
            came = times(played, e.StationArrived, group, look.station.id)
            went = times(played, e.StationLeft, group, look.station.id)
            if came and went:
                stood = pauses(played, group, came[0], went[0])
                spent.append((went[0] - came[0]).total_seconds() - stood)
        assert look.spent is not None
        assert look.spent.count == len(spent)
        assert look.spent.median == pytest.approx(median(spent))
        assert (look.spent.least, look.spent.most) == pytest.approx((min(spent), max(spent)))
        assert look.late == sum(each >= 660 for each in spent)
        assert look.overrun == pytest.approx(median(spent) - 600)
        over = sum(max(0, each - 600) for each in spent)
        assert look.lost == pytest.approx(over + sum(look.waits) + look.skipped * 600)


def test_hints_tasks_and_waits_are_counted_as_the_events_tell_them(played):
    gone = undone(played)
    for look in look_back(played.progress).stations:
        name = look.station.id
        told = {
            (each.group, each.event.hint)
            for each in of_kind(played, e.HintShown, station=name)
            if each.id not in gone
        }
        assert sum(look.hints) == len(told)
        done = {
            (each.group, each.event.task)
            for kind in (e.TaskDone, e.TaskAnswered)
            for each in of_kind(played, kind, station=name)
            if each.id not in gone and getattr(each.event, "correct", True)
        }
        stayed = [each.group for each in look.stays]
        assert sum(look.open) == sum((group, task) not in done for group in stayed for task in (1, 2, 3))
    ended = {}
    for paused in of_kind(played, e.TimerPaused, reason="door"):
        after = [
            each.time
            for each in played.records
            if each.group == paused.group
            and each.clock > paused.clock
            and isinstance(each.event, e.TimerResumed | e.StationArrived | e.StationSkipped)
        ]
        ended[paused.id] = (after[0] - paused.time).total_seconds()
    assert ended
    told = [wait for look in look_back(played.progress).stations for wait in look.waits]
    assert sorted(told) == pytest.approx(sorted(ended.values()))


def test_groups_stand_in_the_order_of_the_sheet_and_end_as_the_events_say(played):
    looks = look_back(played.progress).groups
    assert [each.group.id for each in looks] == list("ghij")
    for look in looks:
        lefts = [each.time for each in of_kind(played, e.StationLeft) if each.group == look.group.id]
        assert look.finished == lefts[-1]
        assert look.planned_finish is not None
        assert look.offset == pytest.approx((lefts[-1] - look.planned_finish).total_seconds())
        # Three stays of ten minutes and two walks of two.
        assert look.planned_finish - look.planned_start == minutes(34)


def test_calls_are_told_with_the_time_until_somebody_answered():
    tale = Tale().tell("10:00", START, e.HelpCalled(reason="lost", text="where?"))
    first = tale.records[-1]
    tale.tell("10:02", e.HelpCalled(reason="ill"))
    tale.now = at("10:05")
    tale.record(e.HelpAnswered(device=GUIDE, seq=first.seq), OTHER, None)
    look = look_back(tale.progress)
    assert [(each.call.reason, each.seconds) for each in look.calls] == [("ill", None), ("lost", 300)]
    assert look.answered_within == 300
    assert look.groups[0].calls == 2


def test_messages_say_which_groups_read_them():
    tale = Tale(sheet(groups=[{"id": "g", "title": "G"}, {"id": "h", "title": "H"}]))
    sent = tale.record(e.MessageSent(text="lunch"), OTHER, None)
    tale.record(e.MessageSent(to=["h"], text="not yours"), OTHER, None)
    tale.record(e.MessageRead(device=OTHER, seq=sent.seq), GUIDE, None)
    first, second = look_back(tale.progress).messages
    assert (first.to, first.read_by) == (("g",), ("g",))
    assert (second.to, second.read_by) == ((), ())


def test_a_half_finished_tour_counts_as_far_as_it_went():
    tale = Tale().tell("10:00", START, ARRIVE).tell("10:14", LEAVE).tell("10:17", ARRIVE)
    look = look_back(tale.progress)
    assert [each.spent and each.spent.median for each in look.stations] == [840, None, None]
    assert look.groups[0].finished is None
    assert look.groups[0].offset == 240
    assert reflect([tale.progress]).trend[0].finished == 0


def test_what_was_skipped_is_told_with_its_reason():
    tale = Tale().tell("10:00", START, SKIP)
    assert look_back(tale.progress).stations[0].reasons == ("why",)
    assert look_back(tale.progress).by_weight[0].station.id == "a"


def test_several_tours_make_a_trend_in_the_order_of_their_days(played):
    early = Tale().progress
    found = reflect([played_real(played), early])
    assert [each.tour.opened for each in found.tours] == sorted(each.tour.opened for each in found.tours)
    assert len(found.trend) == 2


def played_real(played):
    """Return the rehearsal as if it had been real."""
    records = [
        e.Recorded(r.device, r.seq, r.time, r.clock, r.group, r.event.model_copy(update={"rehearsal": False}))
        if isinstance(r.event, e.TourOpened)
        else r
        for r in played.records
    ]
    return fold(records)


@pytest.mark.parametrize(("language", "words"), [("en", "only rehearsals"), ("ru", "только репетиции")])
def test_a_rehearsal_is_never_mixed_with_a_real_tour(played, language, words):
    use(language)
    assert reflect([played.progress]).rehearsal
    with pytest.raises(NothingToReflect, match=words):
        reflect([played.progress, Tale().progress])


def test_a_log_without_a_tour_is_told_in_one_line():
    for tours in ([], [Progress()]):
        with pytest.raises(NothingToReflect) as refused:
            reflect(tours)
        assert "\n" not in str(refused.value)


# --- the survey -------------------------------------------------------------------------------------------


def surveyed(*replies, visitors=8):
    raw = sheet(groups=[{"id": "g", "title": "G", "visitors": visitors}])
    tale = Tale(raw).tell("10:00", START)
    for answers in replies:
        tale.record(e.SurveyAnswered(answers=answers))
    return tale


def test_shares_have_the_denominator_of_those_who_answered_that_question():
    tale = surveyed({"novelty": 5}, {"novelty": 4}, {"novelty": 3}, {"pupils": 5})
    look = {each.question.id: each for each in look_back(tale.progress).survey.questions}
    assert (look["novelty"].answered, look["novelty"].present) == (3, 8)
    assert look["novelty"].share == pytest.approx(2 / 3)
    assert look["novelty"].counts == (0, 0, 1, 1, 1)
    assert look["content"].share is None
    assert look["novelty"].few


def test_ten_answers_are_no_longer_few():
    tale = surveyed(*[{"novelty": 5}] * 10)
    look = survey_look(tale.progress, tale.progress.route)
    assert not look.questions[1].few
    assert look.present == 8, "as the sheet has it"


def test_more_answers_than_visitors_are_told_and_are_no_share():
    look = survey_look(surveyed(*[{"novelty": 5}] * 10).progress, surveyed().progress.route)
    use("en")
    assert words.replies(look) == "Answers to the survey: 10, more than the 8 visitors that the sheet has."
    assert words.of_present(look.questions[1]) == "10"


def test_the_page_to_read_out_has_the_visitors_own_words_each_once():
    found = reflect([surveyed({"words": "Thanks!"}, {"words": "Thanks!"}, {"words": "Too fast"}).progress])
    use("en")
    said = [block.text for block in spoken_page(found, found.last).blocks if isinstance(block, Quote)]
    assert said == ["Thanks!", "Too fast"]


def test_a_group_that_never_set_out_is_missed():
    raw = sheet(station("a"), groups=[{"id": "g", "title": "G"}, {"id": "h", "title": "H"}])
    tale = Tale(raw).tell("10:00", START, ARRIVE).tell("10:10", LEAVE, FINISH)
    found = reflect([tale.progress])
    use("en")
    said = [block.text for block in spoken_page(found, found.last).blocks if isinstance(block, Point)]
    assert "To the end came 1 of 2 groups." in said
    assert "Did not set out: H." in said


@pytest.mark.parametrize("answer", [0, 6, True, "5", 4.5, None, [5], {"a": 1}, "=cmd()", "x" * 1_000_000])
def test_an_answer_that_makes_no_sense_is_not_counted(answer):
    look = look_back(surveyed({"novelty": answer}).progress).survey
    assert (look.replies, look.questions[1].answered) == (1, 0)


def test_yes_and_no_choices_and_lines_are_counted_as_they_are():
    tale = surveyed({"school": True, "quality": 1, "words": " nice "}, {"school": False, "quality": 5})
    look = {each.question.id: each for each in look_back(tale.progress).survey.questions}
    assert look["school"].counts == (1, 1)
    assert (look["quality"].counts, look["quality"].answered) == ((1, 0, 0, 0), 1)
    assert look["words"].lines == ("nice",)


def test_nobody_says_how_many_were_present_where_nobody_counted():
    assert look_back(surveyed({"novelty": 5}, visitors=0).progress).survey.present is None


def test_the_built_in_survey_shows_what_the_article_reports():
    route = Tale().progress.route
    published = {each.id: each.published for each in questions(route)}
    assert published["form"] == "97.3 %"
    assert published["pupils"] == "78.1 %"
    use("ru")
    assert {each.id: each.published for each in questions(route)}["content"] == "99,6 %"


def test_a_sheets_own_survey_replaces_the_built_in_one():
    raw = sheet(survey=[{"id": "best", "text": "Best?", "kind": "choice", "options": ["a", "b"]}])
    tale = Tale(raw)
    tale.record(e.SurveyAnswered(answers={"best": 2, "novelty": 5}))
    (look,) = look_back(tale.progress).survey.questions
    assert (look.question.id, look.counts, look.question.published) == ("best", (0, 1), "")


def test_what_a_guide_writes_again_replaces_what_they_wrote_before():
    tale = Tale()
    for text in ("first", "second"):
        tale.record(e.ReflectionWritten(answers={"well": text}))
    assert [each.answers for each in tale.progress.written] == [{"well": "second"}]
    last = tale.records[-1]
    tale.record(e.EventUndone(device=GUIDE, seq=last.seq))
    assert tale.progress.written == ()


def test_a_visitor_may_answer_on_any_laptop_of_the_tour():
    tale = Tale()
    tale.record(e.SurveyAnswered(answers={"novelty": 5}), "phones", None)
    assert len(tale.progress.replies) == 1
    tale.record(e.ReflectionWritten(answers={"well": "x"}), "stranger")
    assert tale.progress.written == (), "only who leads a group looks back for it"


@given(logs())
def test_folding_a_log_as_it_is_read_adds_up_to_the_same(records):
    streaming = Streaming(each for each in records if each.event.kind in HEADS)
    for each in records:
        streaming.add(each)
    assert streaming.progress == fold(records)


@given(logs())
def test_looking_back_never_fails_whatever_stands_in_a_log(records):
    progress = fold(records)
    if progress.tour is not None:
        look = look_back(progress)
        assert len(look.stations) == len(progress.route.stations)
        assert reflect([progress]).tours


def test_hints_are_told_once_however_often_they_are_shown():
    hinted = station("a", hints=[{"text": "h"}])
    tale = Tale(sheet(hinted)).tell("10:00", START, ARRIVE, HINT, e.HintShown(station="a", hint=1))
    assert look_back(tale.progress).stations[0].hints == (1,)


def test_every_time_in_which_a_station_was_out_of_order_is_kept():
    tale = Tale().tell("10:00", START)
    for wall, event in (
        ("10:05", e.StationClosed(station="a", reason="broken")),
        ("10:15", e.StationOpened(station="a")),
        ("10:20", e.StationClosed(station="a", reason="again")),
    ):
        tale.tell(wall, event)
    look = look_back(tale.progress)
    told = [(each.reason, each.closed, each.opened) for each in look.closures]
    assert told == [("broken", at("10:05"), at("10:15")), ("again", at("10:20"), None)]


def test_a_station_passed_by_ahead_of_its_time_does_not_make_a_group_early():
    tale = Tale().tell("10:00", START, ARRIVE).tell("10:20", LEAVE).tell("10:23", ARRIVE)
    tale.tell("10:24", e.StationSkipped(station="c", reason="closed"))
    assert look_back(tale.progress).groups[0].offset == 600


def test_the_log_of_one_guide_alone_says_nothing_of_the_other_groups():
    groups = [{"id": name, "title": name} for name in "gh"]
    tale = Tale(sheet(groups=groups))
    tale.record(e.DeviceJoined(name="Anna"), group=None)
    tale.tell("10:00", START)
    assert look_back(tale.progress).missing == ()
    tale.record(e.DeviceJoined(name="Olga", role="coordinator"), OTHER, None)
    assert look_back(tale.progress).missing == ("h",)


def test_what_was_ticked_and_taken_back_is_told_to_nobody_as_done():
    tale = Tale(sheet(station("a", tasks=[{"text": "x"}]))).tell("10:00", START, ARRIVE)
    done, undone = e.TaskDone(station="a", task=1), e.TaskUndone(station="a", task=1)
    told = [
        each["object"]["id"] for each in statements(tale.tell("10:01", done).progress, tale.progress.tour)
    ]
    assert any(each.endswith("tasks/1") for each in told)
    tale.tell("10:02", undone)
    told = [each["object"]["id"] for each in statements(tale.progress, tale.progress.tour)]
    assert not any(each.endswith("tasks/1") for each in told)
