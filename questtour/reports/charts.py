"""Charts of a tour as SVG, drawn without a browser and without a network; needs the extra `report`."""

from typing import Any

from questtour.i18n import _, language
from questtour.reports.chart_of_time import timeline
from questtour.reports.report_words import said
from questtour.tour.reflection import TourLook

_PLANNED, _SPENT, _WAITED = "#9AA5B1", "#1F6FB2", "#D97706"
_WIDTH = 560
_LETTERS = 34
"""Letters of a name beside a bar, at most."""


def charts(look: TourLook) -> list[tuple[str, str]]:
    """Return titles and SVGs: the timeline, planned and spent by station, and where all groups lost time.

    Raises:
        ImportError: Altair or vl-convert is not installed.
    """
    import altair
    import vl_convert

    drawn = []
    for title, chart in (
        (_("Plan and fact of every group"), _timeline),
        (_("Planned and spent"), _stays),
        (_("Where time went"), _losses),
    ):
        spec = chart(altair, look)
        if spec is not None:
            svg = vl_convert.vegalite_to_svg(
                spec.to_dict(), allowed_base_urls=[], format_locale="ru-RU" if language() == "ru" else "en-GB"
            )
            drawn.append((title, svg))
    return drawn


def _name(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}…"


def _names(look: TourLook) -> dict[str, str]:
    """Return a name for each station; two of the same name must not become one bar."""
    names: dict[str, str] = {}
    for each in look.tour.route.stations:
        name = _name(said(each.title)) or each.id
        names[each.id] = name if name not in names.values() else f"{name} [{each.id}]"
    return names


def _timeline(altair: Any, look: TourLook) -> Any:  # noqa: ANN401 - Altair comes without types
    drawn = timeline(altair, look, _WIDTH)
    return None if drawn is None else _finished(altair, *drawn)


def _stays(altair: Any, look: TourLook) -> Any:  # noqa: ANN401 - Altair comes without types
    names = _names(look)
    planned, spent = _("planned"), _("spent: median, and from least to most")
    bars: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for each in look.stations:
        name = names[each.station.id]
        bars.append({"station": name, "what": planned, "minutes": each.planned / 60})
        if each.spent is not None:
            bars.append({"station": name, "what": spent, "minutes": each.spent.median / 60})
            low, high = each.spent.least / 60, each.spent.most / 60
            lines.append({"station": name, "what": spent, "low": low, "high": high})
    if not lines:
        return None
    order = [names[each.id] for each in look.tour.route.stations]
    across = altair.Y("station:N", sort=order, title=None, axis=altair.Axis(labelLimit=260))
    beside = altair.YOffset("what:N", sort=[planned, spent])
    colour = altair.Color(
        "what:N",
        sort=[planned, spent],
        scale=altair.Scale(domain=[planned, spent], range=[_PLANNED, _SPENT]),
        legend=altair.Legend(title=None, orient="top", labelLimit=400),
    )
    bar = altair.Chart(altair.Data(values=bars)).mark_bar(cornerRadiusEnd=2)
    bar = bar.encode(y=across, yOffset=beside, x=altair.X("minutes:Q", title=_("minutes")), color=colour)
    line = altair.Chart(altair.Data(values=lines)).mark_rule(strokeWidth=2, color="#0B3A63")
    line = line.encode(y=across, yOffset=beside, x="low:Q", x2="high:Q")
    return _finished(altair, bar + line, 34 * len(order))


def _losses(altair: Any, look: TourLook) -> Any:  # noqa: ANN401 - Altair comes without types
    names = _names(look)
    over, waits, fell = _("longer than planned"), _("waiting at the door"), _("fell out")
    parts: list[dict[str, Any]] = []
    for each in look.by_weight:
        late = sum(max(0.0, stay.over) for stay in each.stays)
        found = ((over, late), (waits, sum(each.waits)), (fell, each.skipped * each.planned))
        parts += [
            {"station": names[each.station.id], "what": what, "minutes": seconds / 60, "place": place}
            for place, (what, seconds) in enumerate(found)
            if seconds > 0
        ]
    if not parts:
        return None
    order = [names[each.station.id] for each in look.by_weight if each.lost > 0]
    chart = altair.Chart(altair.Data(values=parts)).mark_bar()
    chart = chart.encode(
        y=altair.Y("station:N", sort=order, title=None, axis=altair.Axis(labelLimit=260)),
        x=altair.X("sum(minutes):Q", title=_("minutes, all groups together")),
        order=altair.Order("place:Q"),
        color=altair.Color(
            "what:N",
            scale=altair.Scale(domain=[over, waits, fell], range=[_SPENT, _WAITED, _PLANNED]),
            legend=altair.Legend(title=None, orient="top", labelLimit=400),
        ),
    )
    return _finished(altair, chart, 26 * len(order))


def _finished(altair: Any, chart: Any, height: int) -> Any:  # noqa: ANN401 - Altair comes without types
    fonts = "PT Sans, Segoe UI, Noto Sans, DejaVu Sans, Arial, sans-serif"
    return (
        chart.properties(width=_WIDTH, height=max(60, height))
        .configure(font=fonts, background="white")
        .configure_axis(labelFontSize=12, titleFontSize=12, gridColor="#E3E8ED")
        .configure_legend(labelFontSize=12)
        .configure_view(stroke=None)
    )
