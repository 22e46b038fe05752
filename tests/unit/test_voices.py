"""What visitors and guides say afterwards: cleaned before it is kept, and counted once."""

import pytest
from helpers import ANY_JSON, GUIDE, MOSCOW, OTHER, Tale, sheet, station
from hypothesis import given
from hypothesis import strategies as st

from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.decide import decide
from questtour.tour.evolve import fold
from questtour.tour.next_step import Step, afterwards
from questtour.tour.progress import Progress
from questtour.tour.reflection_form import CHANGE_STATION, PROMPTS, clean_reflection
from questtour.tour.survey_questions import MOST_KEPT, clean_answers, questions, read_answer

OWN = [
    {"id": "best", "text": "Best?", "kind": "choice", "options": ["a", "b"]},
    {"id": "again", "text": "Again?", "kind": "yes-no"},
]
IDS = [each.id for each in questions(Tale().progress.route)]
FORMS = st.dictionaries(st.sampled_from(IDS) | st.text(max_size=5), ANY_JSON | st.integers(0, 6), max_size=9)


def handed_in(tale, answers, form="", group="g"):
    return [event.answers for event in decide(tale.progress, c.AnswerSurvey(group, answers, form), tale.now)]


# --- the survey -------------------------------------------------------------------------------------------


@given(FORMS)
def test_only_answers_to_what_was_asked_come_into_the_log(answers):
    tale = Tale()
    known = {each.id: each for each in questions(tale.progress.route)}
    kept = clean_answers(tale.progress.route, answers)
    assert set(kept) <= set(known)
    assert all(read_answer(known[name], answer) == answer for name, answer in kept.items())
    assert clean_answers(tale.progress.route, kept) == kept
    if kept:
        assert handed_in(tale, answers) == [kept]
    else:
        assert tale.why_not(c.AnswerSurvey("g", answers)) == "No question is answered yet."


def test_answers_are_read_by_the_sheets_own_questions():
    tale = Tale(sheet(survey=OWN))
    assert handed_in(tale, {"best": 2, "again": False, "novelty": 5}) == [{"best": 2, "again": False}]
    assert tale.why_not(c.AnswerSurvey("g", {"best": 3})), "there is no third option"


def test_a_very_long_answer_is_cut_and_the_rest_of_the_form_kept():
    (kept,) = handed_in(Tale(), {"words": "я" * 1_000_000, "novelty": 4})
    assert (len(kept["words"]), kept["novelty"]) == (MOST_KEPT, 4)


def test_what_cannot_be_written_is_replaced_and_the_rest_kept():
    (kept,) = handed_in(Tale(), {"words": "so \ud83d far"})
    assert kept == {"words": "so ? far"}


def test_a_form_may_belong_to_no_group_but_not_to_one_that_the_tour_does_not_have():
    tale = Tale()
    assert handed_in(tale, {"novelty": 5}, group=None) == [{"novelty": 5}]
    assert "nobody" in tale.why_not(c.AnswerSurvey("nobody", {"novelty": 5}))


def test_a_form_that_is_handed_in_twice_is_recorded_once():
    tale = Tale()
    tale.do(c.AnswerSurvey("g", {"novelty": 5}, "f1"))
    assert tale.do(c.AnswerSurvey("g", {"novelty": 5}, "f1"), OTHER) == []
    tale.do(c.AnswerSurvey("g", {"novelty": 5}, "f2"))
    assert [reply.form for reply in tale.progress.replies] == ["f1", "f2"]


def test_a_form_that_two_laptops_took_without_hearing_of_each_other_counts_once():
    tale = Tale()
    for device in (GUIDE, OTHER):
        tale.record(e.SurveyAnswered(answers={"novelty": 5}, form="f1"), device)
    assert len(tale.progress.replies) == 1
    assert fold(tale.records) == tale.progress


def test_forms_without_a_name_are_all_counted():
    tale = Tale()
    for _visitor in range(2):
        tale.do(c.AnswerSurvey("g", {"novelty": 5}))
    assert len(tale.progress.replies) == 2


# --- what the guides write --------------------------------------------------------------------------------


@given(
    st.dictionaries(st.sampled_from([*PROMPTS, CHANGE_STATION]) | st.text(max_size=5), ANY_JSON, max_size=7)
)
def test_a_look_back_keeps_texts_to_its_own_prompts(answers):
    tale = Tale()
    kept = clean_reflection(tale.progress.route, answers)
    assert set(kept) <= {*PROMPTS, CHANGE_STATION}
    assert all(isinstance(text, str) and text == text.strip() != "" for text in kept.values())
    if kept:
        (event,) = decide(tale.progress, c.WriteReflection("g", answers), tale.now)
        assert event.answers == kept
    else:
        assert tale.why_not(c.WriteReflection("g", answers)) == "Nothing is written yet."


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ({"change": "tell less", CHANGE_STATION: "a"}, {"change": "tell less", CHANGE_STATION: "a"}),
        ({"change": "tell less", CHANGE_STATION: "nowhere"}, {"change": "tell less"}),
        ({"change": "tell less", CHANGE_STATION: ["a"]}, {"change": "tell less"}),
        ({"change": "  ", CHANGE_STATION: "a", "well": "all"}, {"well": "all"}),
    ],
)
def test_a_station_goes_with_what_would_be_changed_there(written, kept):
    assert clean_reflection(Tale(sheet(station("a"))).progress.route, written) == kept


def test_a_guide_and_the_coordinator_each_look_back():
    tale = Tale()
    tale.do(c.WriteReflection("g", {"well": " the tasks "}))
    tale.do(c.WriteReflection(None, {"hard": "the lift"}), OTHER)
    assert [(each.group, each.answers) for each in tale.progress.written] == [
        ("g", {"well": "the tasks"}),
        (None, {"hard": "the lift"}),
    ]
    assert "nobody" in tale.why_not(c.WriteReflection("nobody", {"well": "x"}))


# --- what is still to be done after the finish ------------------------------------------------------------


def ended(visitors=2, rehearsal=False):
    raw = sheet(station("a"), groups=[{"id": "g", "title": "G", "visitors": visitors}])
    tale = Tale(raw)
    if rehearsal:
        tale.records, tale.progress = [], Progress()
        tale.record(e.TourOpened(route=raw, utc_offset=MOSCOW, rehearsal=True), group=None)
        tale.record(e.GroupClaimed())
    return tale.tell("10:00", c.Start("g"), c.Finish("g", early=True))


def todo(tale):
    return afterwards(tale.progress, tale.group)


def test_after_the_finish_the_visitors_answer_and_then_the_guide_looks_back():
    tale = ended()
    assert todo(tale) == (Step.SURVEY, Step.LOOK_BACK)
    tale.do(c.AnswerSurvey("g", {"novelty": 5}))
    assert todo(tale) == (Step.LOOK_BACK,)
    tale.do(c.WriteReflection("g", {"well": "all"}))
    assert todo(tale) == ()


def test_a_guide_who_wrote_first_still_has_visitors_to_hear_and_others_words_are_not_this_groups():
    tale = ended()
    tale.do(c.AnswerSurvey(None, {"novelty": 5}))
    tale.do(c.WriteReflection("g", {"well": "all"}))
    assert todo(tale) == (Step.SURVEY,)


def test_where_nobody_counted_visitors_or_the_tour_goes_on_or_is_a_rehearsal_nobody_is_pushed():
    assert todo(ended(visitors=0)) == (Step.LOOK_BACK,)
    assert todo(Tale()) == ()
    assert todo(ended(rehearsal=True)) == ()
