"""A tour of two groups through three stations with room for one, each group led by its own laptop."""

from helpers import Tale, at, sheet, station

from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.links import Link, Links
from questtour.tour.overview import Overview, survey

G, H = "laptop-g", "laptop-h"
GROUPS = [
    {"id": "g", "title": "G", "route": ["a", "b", "c"]},
    {"id": "h", "title": "H", "route": ["b", "c", "a"]},
]
TWO = sheet(station("a"), station("b"), station("c"), groups=GROUPS)


class Hall(Tale):
    """A tour of two groups, each led by its own laptop."""

    def __init__(self) -> None:
        super().__init__(TWO)
        self.record(e.GroupHanded(device=G), group="g")
        self.record(e.GroupHanded(device=H), group="h")

    def both(self, wall: str, *commands: c.Command) -> "Hall":
        self.now = at(wall)
        for command in commands:
            self.do(command, G if command.group == "g" else H)
        return self

    def survey(self, wall: str, links: Links | None = None) -> Overview:
        now = at(wall)
        return survey(self.progress, now, {G: Link(now), H: Link(now)} if links is None else links)


def arrived() -> Hall:
    """Return the tour in which `g` is at `a` and `h` at `b`, both till 10:10."""
    hall = Hall().both("09:59", c.Start("g"), c.Start("h"))
    return hall.both("10:00", c.Arrive("g"), c.Arrive("h"))
