"""What the coordinator can do about a group: write, give time, change its way, give it to another laptop."""

from collections.abc import Sequence

from textual import work

from questtour.i18n import _, ngettext
from questtour.screens.coordinator_dialogs import SKIP_REASONS, Asking
from questtour.screens.route_editor import RouteEditor
from questtour.screens.step_words import step_name
from questtour.tour import commands as c
from questtour.tour.decide import last_step
from questtour.tour.decide_coordinator import to_come
from questtour.tour.links import LinkState, state_of
from questtour.tour.progress import Phase


class GroupActions(Asking):
    """Acts on the group that is looked at, or on all that are marked."""

    @property
    def group_here(self) -> str | None:
        """Return the group that is looked at."""
        raise NotImplementedError

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the groups that are meant: those that are marked, or the one that is looked at."""
        return (self.group_here,) if self.group_here is not None else ()

    # --- words ------------------------------------------------------------------------------------------

    @work
    async def action_tell_group(self) -> None:
        """Write to the groups that are meant."""
        await self.write_to(self.chosen)

    async def write_to(self, groups: Sequence[str]) -> None:
        """Ask what to write to `groups`, and send it; none means all."""
        text = await self.ask_message(groups)
        if text is not None:
            await self.send(text, groups)

    async def send(self, text: str, groups: Sequence[str]) -> None:
        """Send a message; none means all."""
        if await self.give(c.SendMessage(text, tuple(groups))):
            words = _("Sent to {groups}: {text}") if groups else _("Sent to all groups: {text}")
            self.host.tell(words.format(groups=self.titles(groups), text=text))

    # --- minutes ----------------------------------------------------------------------------------------

    async def action_group_more(self) -> None:
        """Give a minute more."""
        await self.adjust(+1)

    async def action_group_less(self) -> None:
        """Give a minute less."""
        await self.adjust(-1)

    async def adjust(self, minutes: int, groups: Sequence[str] = ()) -> None:
        """Give `groups`, or those that are meant, minutes more or less; say who got them, and who not."""
        given: list[str] = []
        kept: list[str] = []
        for group in groups or self.chosen:
            why = await self._refused_minutes(group, minutes)
            if why is None:
                given.append(group)
            elif why:
                kept.append(f"{self.group_title(group)}: {why}")
        sign = _("+{n} min") if minutes > 0 else _("−{n} min")
        done = f"{sign.format(n=abs(minutes))}: {self.titles(given)}" if given else ""
        if given or kept:
            self.host.tell(" · ".join(filter(None, [done, *kept])), warning=bool(kept))

    async def _refused_minutes(self, group: str, minutes: int) -> str | None:
        """Give a group minutes and return why not, or None; a guide's words help nobody here."""
        if self.session.progress.groups[group].phase is not Phase.AT_STATION:
            return _("not at a station now")
        return await self.refusal(c.Adjust(group, minutes))

    # --- the way ----------------------------------------------------------------------------------------

    @work
    async def action_skip_ahead(self) -> None:
        """Let the group pass by a station, with a reason."""
        group = self.group_here
        if group is None:
            return
        progress = self.session.progress.groups[group]
        here = progress.current
        stations = (*((here.station,) if here else ()), *progress.ahead)
        if not stations:
            self.host.tell(
                _("No station is ahead of “{group}”.").format(group=self.group_title(group)), warning=True
            )
            return
        title = _("Which station does “{group}” skip?").format(group=self.group_title(group))
        station = await self.ask_station(title, stations)
        if station is None:
            return
        question = _("Skip “{title}”? Why?").format(title=self.station_title(station))
        reason = await self.ask_reason(question, SKIP_REASONS)
        if reason is not None and await self.give(c.SkipStation(group, station, reason)):
            words = _("“{group}” skips “{station}”.")
            self.host.tell(words.format(group=self.group_title(group), station=self.station_title(station)))

    @work
    async def action_change_route(self) -> None:
        """Change the stations that are still ahead of the group."""
        group = self.group_here
        if group is None:
            return
        progress = self.session.progress.groups[group]
        if progress.phase in {Phase.CLOSING, Phase.FINISHED}:
            await self.give(c.ChangeRoute(group, ()))
            return
        way = to_come(progress)
        been = set(progress.order) - set(way)
        titles = {
            each.id: self.station_title(each.id)
            for each in self.session.tour.route.stations
            if each.id not in been
        }
        title = _("What is ahead of “{group}”").format(group=self.group_title(group))
        changed = await self.app.push_screen_wait(RouteEditor(title, way, titles))
        if changed is None or changed == way:
            return
        if await self.give(c.ChangeRoute(group, changed)):
            self.host.tell(self._way_words(group, changed))

    def _way_words(self, group: str, way: tuple[str, ...]) -> str:
        count = len(way)
        text = ngettext(
            "“{group}” has {n} station ahead now.", "“{group}” has {n} stations ahead now.", count
        )
        return text.format(group=self.group_title(group), n=count)

    # --- laptops ----------------------------------------------------------------------------------------

    @work
    async def action_hand_over(self) -> None:
        """Give the group to another laptop."""
        if self.group_here is not None:
            await self.hand_over(self.group_here)

    async def hand_over(self, group: str) -> None:
        """Ask which laptop leads `group` from now on."""
        progress = self.session.progress
        # Nothing can be done on a board: who led a group from there could not lead it at all.
        others = [
            device
            for device, known in progress.devices.items()
            if device != progress.groups[group].device and known.role not in {"board", "visitors"}
        ]
        # A laptop that is heard and leads nobody is what one looks for; the hall's own comes last.
        now, order = self.session.now, list(LinkState)
        others.sort(
            key=lambda each: (
                each == self.session.device,
                order.index(state_of(self.links, each, now)) > order.index(LinkState.QUIET),
                bool(progress.led_by(each)),
            )
        )
        if not others:
            self.host.tell(_("There is no other laptop on this tour."), warning=True)
            return
        title = _("Which laptop leads “{group}” from now on?").format(group=self.group_title(group))
        text = _("It goes on at the same station with the same time. A new laptop joins with the code first.")
        device = await self.ask_device(title, others, text)
        if device is not None and await self.give(c.HandOver(group, device)):
            self.host.tell(_("“{group}” goes on from another laptop.").format(group=self.group_title(group)))

    async def action_undo_for_group(self) -> None:
        """Take back what this laptop last did for the group."""
        group = self.group_here
        if group is None:
            return
        progress, device = self.session.progress, self.session.device
        step = last_step(progress.groups[group], device, progress.calls)
        if await self.give(c.Undo(group, device)) and step is not None:
            text = _("Taken back for “{group}”: {step}")
            name = step_name(progress.route, step.event)
            self.host.tell(text.format(group=self.group_title(group), step=name))
