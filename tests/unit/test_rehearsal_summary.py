"""What is printed at a rehearsal's end means what the plan, the screens and the forecast mean."""

import asyncio
from datetime import timedelta

import pytest
from rich.console import Console

from questtour.i18n import use
from questtour.library import find_sheet, read_sheet_file
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.summary import summarize, summary_table
from questtour.rehearsal.troupe import open_troupe
from questtour.tour.forecast import forecast
from questtour.tour.progress import Progress, Tour
from questtour.wording import hours_minutes_on, lateness, rough

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Progress:
    """Return a rehearsal at its end."""
    sheet = read_sheet_file(find_sheet("short")).raw
    with open_troupe(tmp_path_factory.mktemp("played") / "log.db", sheet, Casting(3)) as troupe:
        asyncio.run(troupe.play())
        return troupe.progress


@pytest.fixture
def tour(played: Progress) -> Tour:
    """Return the tour that was rehearsed."""
    assert played.tour is not None
    return played.tour


def test_finish_is_one_moment_for_the_summary_and_the_forecast(played: Progress, tour: Tour) -> None:
    now = max(group.finished for group in played.on_sheet if group.finished is not None)
    expected = forecast(played, now).groups
    for group in played.on_sheet:
        finish = summarize(tour, group, now).finish
        assert finish == expected[group.id].finish
        # The farewell comes after it.
        assert group.finished is not None
        assert finish is not None
        assert finish < group.finished


def test_a_group_among_others_is_told_of_in_the_third_person_and_in_minutes(
    played: Progress, tour: Tour
) -> None:
    use("ru")
    now = tour.opened + timedelta(hours=9)
    console = Console(width=100)
    with console.capture() as captured:
        console.print(summary_table(played, now))
    printed = captured.get()
    assert "отстаём" not in printed
    assert "К плану" in printed


@pytest.mark.parametrize(
    ("span", "english", "russian"),
    [
        (timedelta(seconds=29), "as planned", "по плану"),
        (11 * MINUTE, "11 min late", "отстаёт на 11 мин"),
        (-timedelta(seconds=40), "40 s early", "впереди на 40 с"),
        (64.6 * MINUTE, "1 h 5 min late", "отстаёт на 1 ч 5 мин"),
        (120 * MINUTE, "2 h late", "отстаёт на 2 ч"),
    ],
)
def test_lateness_looks_like_no_time_of_the_day(span: timedelta, english: str, russian: str) -> None:
    use("en")
    assert lateness(span) == english
    use("ru")
    assert lateness(span) == russian


def test_no_time_is_told_as_seconds() -> None:
    use("en")
    assert rough(timedelta()) == "0 s"


def test_a_time_of_another_day_says_which(tour: Tour) -> None:
    use("en")
    day = tour.on_wall(tour.opened).date()
    noon = tour.on_wall(tour.opened).replace(hour=12, minute=5)
    assert hours_minutes_on(noon, day) == "12:05"
    assert hours_minutes_on(noon + timedelta(days=1), day) == "12:05 of the next day"
    assert hours_minutes_on(noon - timedelta(days=1), day) == "2026-05-13 12:05"
