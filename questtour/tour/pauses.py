"""Pauses that a plan has put into a sheet: breaks of one group, in which it waits until a station is free."""

from questtour.tour.route import Break, Station

_TITLES = {"ru": "Пауза перед станцией «{station}»", "en": "Pause before “{station}”"}


def pause_title(station: Station) -> dict[str, str]:
    """Return the title of a pause before `station`, as it stands in a sheet: by language."""
    return {code: title.format(station=station.title.in_(code)) for code, title in _TITLES.items()}


def is_pause_before(each: Break, station: Station) -> bool:
    """Tell whether a break is such a pause before `station`; in any language that its author has left."""
    return len(each.groups) == 1 and bool(set(each.title.wordings()) & set(pause_title(station).values()))
