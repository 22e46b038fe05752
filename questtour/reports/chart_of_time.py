"""The timeline as a chart: of each group the plan, and below it what happened."""

from datetime import datetime
from typing import Any

from questtour.i18n import N_, _
from questtour.reports.report_words import group_name, said
from questtour.tour.reflection import TourLook
from questtour.tour.reflection_bars import Bar, Part, span_of

PARTS = {
    Part.PLAN: (N_("plan"), "#B8C2CC"),
    Part.STAY: (N_("at the station"), "#8FBCE6"),
    Part.OVER: (N_("longer than planned"), "#C2410C"),
    Part.WAIT: (N_("waiting at the door"), "#D9A406"),
    Part.PAUSE: (N_("pause"), "#6B7280"),
    Part.REST: (N_("break"), "#DCE6D3"),
}
ROW = 20
"""Points of height that a bar takes."""
LETTER = 5.4
"""Points that a letter in a bar takes."""


def timeline(altair: Any, look: TourLook, width: int) -> Any:  # noqa: ANN401 - Altair comes without types
    """Return the chart `width` points wide; None where nobody set out."""
    span = span_of(look.bars)
    if span is None:
        return None
    scale = width / max(1.0, (span[1] - span[0]).total_seconds())
    names = _group_names(look)
    shown = [
        _bar(look, names[line.group], bar, scale) for line in look.bars for bar in (*line.plan, *line.fact)
    ]
    used = [part for part in PARTS if any(row["what"] == _(PARTS[part][0]) for row in shown)]
    colour = altair.Color(
        "what:N",
        scale=altair.Scale(
            domain=[_(PARTS[part][0]) for part in used], range=[PARTS[part][1] for part in used]
        ),
        legend=altair.Legend(title=None, orient="top", labelLimit=300),
    )
    order = [names[line.group] for line in look.bars]
    across = altair.Y("group:N", sort=order, title=None, axis=altair.Axis(labelLimit=160))
    beside = altair.YOffset("line:N", sort=["plan", "fact"])
    # The hours are those on the venue's wall: they are drawn as if they were UTC, and in no other zone.
    hours = altair.Scale(type="utc", domain=[_wall(look, span[0]), _wall(look, span[1])], nice=False)
    when = altair.X("start:T", title=None, scale=hours, axis=altair.Axis(format="%H:%M", grid=True))
    base = altair.Chart(altair.Data(values=shown)).encode(y=across, yOffset=beside)
    bars = base.mark_bar().encode(x=when, x2="end:T", color=colour)
    text = base.mark_text(align="left", dx=2, fontSize=9, color="#16202a").encode(x=when, text="name:N")
    return (bars + text), 2 * ROW * len(order)


def _group_names(look: TourLook) -> dict[str, str]:
    """Return a name for each group; two of the same name must not become one row."""
    names: dict[str, str] = {}
    for line in look.bars:
        name = group_name(look.tour, line.group)[:24] or line.group
        names[line.group] = name if name not in names.values() else f"{name} [{line.group}]"
    return names


def _bar(look: TourLook, group: str, bar: Bar, scale: float) -> dict[str, Any]:
    room = int((bar.end - bar.start).total_seconds() * scale / LETTER) - 1
    named = bar.part in {Part.PLAN, Part.STAY} and room >= 3
    title = said(look.tour.route.station(bar.station).title) if named else ""
    return {
        "group": group,
        "line": "plan" if bar.part is Part.PLAN or not bar.station else "fact",
        "what": _(PARTS[bar.part][0]),
        "start": _wall(look, bar.start),
        "end": _wall(look, bar.end),
        "name": title if len(title) <= room else f"{title[: room - 1]}…",
    }


def _wall(look: TourLook, moment: datetime) -> str:
    return f"{look.tour.on_wall(moment):%Y-%m-%dT%H:%M:%S}Z"
