"""The reflection screen: every view says what the look back found, in both languages and layouts."""

import asyncio
import re
from contextlib import asynccontextmanager

import pytest
from rehearsing import tour
from ui.driving import FakeClock, HeardApp, Laptop, at, started

from questtour import i18n
from questtour.clock import SystemClock
from questtour.launch import Beginning
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.troupe import open_troupe
from questtour.reports import report_words as words
from questtour.screens.host import Desk
from questtour.screens.past import PastScreen
from questtour.screens.review import VIEWS, ReviewScreen
from questtour.screens.review_page import ReviewPage
from questtour.screens.review_reading import read_review
from questtour.session import open_member
from questtour.settings import Settings
from questtour.tour.events import SurveyAnswered


async def rehearsed(folder, seed=1):
    log = folder / f"rehearsal-{seed}.db"
    with open_troupe(log, tour(groups="ghi"), Casting(seed)) as troupe:
        await troupe.play(None)
    return log


async def hand_in(log, event):
    session = await asyncio.to_thread(open_member, log, SystemClock())
    await session.note(event)
    await asyncio.to_thread(session.close)


@asynccontextmanager
async def reviewed(folder, lang="en", size=(80, 24), seeds=(1,)):
    logs = [await rehearsed(folder, seed) for seed in seeds]
    i18n.use(lang)
    review = read_review(logs, folder)
    clock = FakeClock(at("10:00"))
    beginning = Beginning(Settings(), page=lambda: ReviewScreen(review))
    app = HeardApp(Desk(clock, folder / "settings.toml", folder), lambda: beginning)
    async with app.run_test(size=size, notifications=True) as pilot:
        laptop = Laptop(app, pilot, clock)
        await laptop.shows(ReviewScreen)
        yield laptop, review.reflect().last


def table_row(laptop, title):
    lines = laptop.text().splitlines()
    return next(line for line in lines if line.strip().startswith(title))


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_views_are_opened_by_digit_and_say_what_the_look_back_found(tmp_path, lang):
    async with reviewed(tmp_path, lang) as (laptop, look):
        await laptop.sees({"en": "REHEARSAL", "ru": "РЕПЕТИЦИЯ"}[lang])
        groups, stations = look.groups, look.by_weight
        done, total = sum(each.tasks for each in groups), sum(each.of_tasks for each in groups)
        assert re.search(rf"{done} \w+ {total}", laptop.words())
        await laptop.press("3")
        for each in stations:
            row = table_row(laptop, words.station_title(look.tour, each.station.id) + " ")
            assert words.span(each.planned) in row
            assert words.span(each.spent.median) in row
        await laptop.press("4")
        order = [laptop.text().index(f"{words.group_title(look.tour, each.group.id)} ") for each in groups]
        assert order == sorted(order), "groups stand as in the sheet"
        for each in groups:
            assert words.clock(look.tour, each.finished) in laptop.words()
        for digit, view in enumerate(VIEWS, 1):
            await laptop.press(str(digit))
            assert laptop.screen.query_one(f"#{view}").has_focus


async def test_enter_opens_a_station_with_every_visit_and_escape_goes_back(tmp_path):
    async with reviewed(tmp_path) as (laptop, look):
        await laptop.press("3", "enter")
        await laptop.shows(ReviewPage)
        station = look.by_weight[0]
        for stay in station.stays:
            assert words.span(stay.spent) in laptop.words()
        await laptop.press("escape")
        await laptop.shows(ReviewScreen)
        await laptop.press("4", "enter")
        await laptop.shows(ReviewPage)
        await laptop.sees(words.group_title(look.tour, look.groups[0].group.id))


@pytest.mark.parametrize("key", ["e", "у", "У"])
async def test_the_report_is_written_beside_the_log_and_never_over_another(tmp_path, key):
    (tmp_path / "rehearsal-1-report.html").write_text("mine")
    async with reviewed(tmp_path) as (laptop, _look):
        await laptop.press(key)
        await laptop.until((tmp_path / "rehearsal-1-report-2.html").exists)
    assert (tmp_path / "rehearsal-1-report.html").read_text() == "mine"


async def test_a_tour_under_way_is_read_again_and_one_stays_where_one_is(tmp_path):
    async with reviewed(tmp_path, size=(80, 12)) as (laptop, look):
        await laptop.press("6")
        await laptop.sees("Nobody answered the survey.")
        log = next(tmp_path.glob("*.db"))
        await hand_in(log, SurveyAnswered(answers={"novelty": 5, "words": "Thanks!"}))
        await laptop.press("к")
        await laptop.is_told("Read again.")
        await laptop.sees("Visitors who answered the survey: 1.")
        await laptop.press("end")
        view = laptop.screen.query_one("#survey")
        await laptop.until(lambda: view.scroll_offset.y == view.max_scroll_y > 0)
        place = view.scroll_offset
        await hand_in(log, SurveyAnswered(answers={"novelty": 4, "words": "Too fast."}))
        await laptop.press("r")
        await laptop.sees("Too fast.")
        assert view.scroll_offset == place
        log.unlink()
        await laptop.press("r")
        await laptop.sees("there is no log here")
        assert laptop.screen.look.survey.replies == 2, "what was read before stays"
    assert look.survey.replies == 0


async def test_several_tours_are_gone_through_and_show_a_trend(tmp_path):
    async with reviewed(tmp_path, seeds=(1, 2), size=(120, 40)) as (laptop, _look):
        await laptop.sees("tour 2 of 2")
        await laptop.press("t")
        await laptop.sees("tour 1 of 2")
        await laptop.press("7")
        await laptop.sees("From tour to tour", "questtour revise t.toml --from")
        await laptop.press("tab")
        assert laptop.screen.query_one("#main").has_focus
        await laptop.press("left")
        assert laptop.screen.query_one("#changes").has_focus
        await laptop.press("l")
        await laptop.sees("От тура к туру")


async def test_the_start_screen_leads_to_a_look_back_and_escape_back_to_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    await rehearsed(tmp_path)
    async with started(tmp_path) as laptop:
        await laptop.sees("Look back at a tour that was")
        await laptop.press("end", "enter")
        await laptop.shows(PastScreen)
        await laptop.sees("Rehearsal", "rehearsal-1.db")
        await laptop.press("1")
        await laptop.shows(ReviewScreen)
        await laptop.press("escape")
        await laptop.shows(PastScreen)


@pytest.mark.parametrize("key", ["q", "й"])
async def test_who_has_seen_enough_leaves_without_a_question(tmp_path, key):
    async with reviewed(tmp_path) as (laptop, _look):
        await laptop.press(key)
        await laptop.until(lambda: laptop.app.return_code == 0)
