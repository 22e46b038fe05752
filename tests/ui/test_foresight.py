"""The forecast on the screens: waits that come, what could be done about them, and one key that does it."""

from datetime import timedelta

import pytest
from textual.widgets import OptionList
from ui.coordinating import Hall, coordinating
from ui.driving import Laptop, opened
from ui.halls import hear, know

from questtour.screens.ways_out import WaysOut
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.overview import Attention, Need
from questtour.tour.refusal import Refused
from questtour.widgets.attention_list import AttentionList
from questtour.widgets.now_panel import NowPanel
from questtour.widgets.route_panel import RoutePanel
from questtour.widgets.timeline import Timeline


def door(hall: Hall) -> Attention:
    """Return the first wait at a door that is told of."""
    assert hall.hall._overview is not None
    return next(each for each in hall.hall._overview.attention if each.need is Need.DOOR)


async def options_of(hall: Hall) -> Attention:
    """Open the options about the first wait, and wait until they have been found."""
    need = door(hall)
    attention = hall.hall.query_one(AttentionList)
    attention.focus()
    attention.highlighted = attention.get_option_index(need.key)
    hall.send("enter")
    await hall.until(
        lambda: (
            isinstance(hall.screen, WaysOut) and any(each.display for each in hall.screen.query(OptionList))
        )
    )
    return need


async def test_waits_stand_in_attention_and_on_the_timeline(tmp_path):
    async with coordinating(tmp_path) as hall:
        need = door(hall)
        assert "≡" in hall.text(Timeline)
        assert "·■·" in hall.text(Timeline)
        attention = hall.hall.query_one(AttentionList)
        line = str(attention.get_option(need.key).prompt)
        assert "WILL WAIT" in line
        assert hall.hall.station_title(need.station) in line
        assert all(hall.hall.group_title(each) in line for each in need.others)


async def test_the_options_tell_what_each_costs_and_one_key_carries_one_out(tmp_path):
    async with coordinating(tmp_path) as hall:
        await options_of(hall)
        lines = hall.screen.query_one(OptionList)
        assert lines.highlighted == 0
        first = str(lines.get_option_at_index(0).prompt)
        assert all(word in first for word in ("saves", "of waiting", "finish:", "told:"))
        option = hall.screen._found[0]
        assert len(option.commands) > 1
        orders = {each: hall.of(each).order for each in option.cost.told}
        await hall.press("enter")
        await hall.is_told("Done:")
        sent = [message for message in hall.session.progress.messages if message.to]
        assert {group for message in sent for group in message.to} == set(option.cost.told)
        changed = [each for each in option.commands if isinstance(each, c.ChangeRoute)]
        assert all(hall.of(each.group).order != orders[each.group] for each in changed)
        assert changed


async def test_who_is_let_wait_is_told_so_and_needs_no_more_attention(tmp_path):
    async with coordinating(tmp_path) as hall:
        need = await options_of(hall)
        place = len(hall.screen._found)
        await hall.press(str(place))
        await hall.is_told("Let “")
        await hall.settled()
        assert need.key not in {each.key for each in hall.hall._overview.attention}
        assert hall.session.progress.messages[-1].to == (need.group,)


async def test_what_a_guide_was_told_stays_until_it_is_unlocked(tmp_path):
    async with coordinating(tmp_path) as hall:
        need = door(hall)
        ahead = hall.of(need.group).ahead
        told = (*ahead[:1], *reversed(ahead[1:]))
        await hall.session.do(c.ChangeRoute(need.group, told, "told"))
        await hall.pass_(seconds=6)
        hall.hall.run_worker(hall.hall.offer_options(need))
        await hall.until(lambda: isinstance(hall.screen, WaysOut) and hall.screen._found)
        await hall.sees("Stays as its guide was told", "w: may be changed too")
        assert need.group not in moved(hall.screen)
        await hall.press("ц")
        await hall.sees("May be told anew")
        await hall.until(lambda: need.group in moved(hall.screen))
        await hall.press("w")
        await hall.until(lambda: need.group not in moved(hall.screen))


def moved(screen: WaysOut) -> set[str]:
    """Return whose order some option would change."""
    return {change.group for option in screen._found for change in option.changes if change.order}


async def test_esc_changes_nothing(tmp_path):
    async with coordinating(tmp_path) as hall:
        await options_of(hall)
        before = hall.session.progress
        await hall.press("escape")
        assert hall.session.progress is before


async def test_what_cannot_be_done_any_more_is_told_and_nothing_is_done(tmp_path):
    async with coordinating(tmp_path) as hall:
        await options_of(hall)
        option = hall.screen._found[0]
        for group in option.cost.told:
            hear(hall.session, "10:36:25", c.Start(group))
            hear(hall.session, "10:36:26", c.Finish(group, early=True))
        before = hall.session.progress
        await hall.press("1")
        await hall.is_told("Nothing was changed:")
        assert hall.session.progress is before


async def test_how_far_it_came_is_told_where_somebody_changes_the_tour_meanwhile(tmp_path, monkeypatch):
    async with coordinating(tmp_path) as hall:
        await options_of(hall)
        option = hall.screen._found[0]
        do, given = hall.session.do, []

        async def fails_later(command):
            given.append(command)
            if len(given) > 1:
                raise Refused("somebody was quicker")
            return await do(command)

        monkeypatch.setattr(hall.session, "do", fails_later)
        await hall.press("1")
        await hall.is_told("Only 1 step was done")
        assert given == list(option.commands[:2])
        assert "somebody was quicker" in hall.words()


async def test_a_forecast_is_made_anew_when_the_tour_or_the_time_has_gone_on(tmp_path):
    async with coordinating(tmp_path) as hall:
        foresight = hall.hall._foresight
        first = foresight.forecast
        await hall.pass_(seconds=1)
        assert foresight.forecast is first
        await hall.pass_(seconds=5)
        second = foresight.forecast
        assert second is not first
        await hall.session.do(c.CloseStation("vr", "smoke"))
        await hall.settled()
        await hall.pass_(seconds=0.1)
        assert foresight.forecast is not second
        assert Need.CLOSED in {each.need for each in hall.hall._overview.attention}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_options_are_told_in_russian_and_fit(tmp_path, size):
    async with coordinating(tmp_path, lang="ru", size=size) as hall:
        await options_of(hall)
        await hall.sees("Что делать?", "ожидания меньше на", "финиш:", "сообщить:", "Esc: ничего не менять")
        assert timedelta() < door(hall).wait


# --- on a guide's screen ------------------------------------------------------------------------------------

PIXEL = {
    "id": "jam",
    "title": "Jam",
    "start": "10:00",
    "transfer": 2,
    "stations": [
        {"id": each, "title": each.capitalize(), "minutes": 10} for each in ("physics", "biology", "drones")
    ],
    "groups": [
        {"id": "pixel", "title": "Pixel", "route": ["drones", "physics", "biology"]},
        {"id": "atom", "title": "Atom", "route": ["physics", "biology", "drones"]},
    ],
}


def other_group(laptop: Laptop) -> None:
    """Let it be known that Atom came late to the station that is the guide's next, and stays long."""
    know(laptop.session, "atom", "09:50", e.DeviceJoined(name="Anya", key="k"), e.GroupClaimed())
    hear(laptop.session, "10:01", c.Start("atom"))
    hear(laptop.session, "10:06", c.Arrive("atom"))
    hear(laptop.session, "10:07", c.Adjust("atom", 6))


async def looks(laptop: Laptop, wall: str) -> None:
    """Let the guide look at the clock at `wall`, and the forecast be made."""
    laptop.clock.be(wall)
    for _ in range(2):
        laptop.guide.tick()
        await laptop.settled()


@pytest.mark.parametrize(
    ("lang", "taken"), [("en", "“Physics” is taken till 10:2"), ("ru", "занято до 10:2")]
)
async def test_a_guide_sees_that_the_next_door_is_taken_and_when_the_group_will_be_there(
    tmp_path, lang, taken
):
    async with opened(tmp_path, PIXEL, "pixel", lang=lang) as laptop:
        await laptop.press("enter", "enter")
        plain = laptop.words(RoutePanel)
        other_group(laptop)
        await looks(laptop, "10:08")
        assert taken in laptop.words(NowPanel)
        assert laptop.words(RoutePanel) != plain


async def test_who_leads_the_only_group_is_told_nothing_of_others(tmp_path):
    async with opened(tmp_path, PIXEL, "pixel") as laptop:
        await laptop.press("enter", "enter")
        await looks(laptop, "10:08")
        assert "taken" not in laptop.words(NowPanel)
        assert laptop.guide._foresight.forecast is None
