"""What guides are asked when they look back, and how what they wrote is read.

An answer stands in `reflection.written` under its prompt's key, as it was written; what nobody answered is
left out. `change_station` goes with `change`: the id of the station that would be changed.
"""

from collections.abc import Mapping
from typing import Any

from questtour.i18n import N_
from questtour.tour.route import Route
from questtour.tour.survey_questions import keepable

PROMPTS = {
    "well": N_("What went well"),
    "hard": N_("What was hard"),
    "change": N_("What I would change, and at which station"),
    "learned": N_("What I learned from the teachers"),
    "asked": N_("What they asked that I could not answer"),
}
"""The prompts by their keys, in the order in which they are asked."""

CHANGE, CHANGE_STATION = "change", "change_station"
"""Under which keys stand what should be changed, and at which station, if at one."""


def clean_reflection(route: Route, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return those of `answers` that say something: texts to known prompts, and a station of `route`."""
    texts = {key: keepable(answers[key]) for key in PROMPTS if isinstance(answers.get(key), str)}
    kept = {key: text for key, text in texts.items() if text}
    station = answers.get(CHANGE_STATION)
    if CHANGE in kept and station in [each.id for each in route.stations]:
        kept[CHANGE_STATION] = station
    return kept
