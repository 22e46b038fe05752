"""What the coordinator can do about the tour: calls, messages to all, starts, stations, laptops, the end."""

from collections.abc import Sequence
from datetime import timedelta

from textual import work

from questtour.faults import UserFault
from questtour.i18n import N_, _, ngettext
from questtour.screens.coordinator_dialogs import CLOSE_REASONS
from questtour.screens.guide_dialogs import FAR_OFF
from questtour.screens.remedies import Remedies
from questtour.screens.sent import SentScreen
from questtour.screens.visitors_form import FormOverTour
from questtour.tour import commands as c
from questtour.tour.moment import look
from questtour.tour.overview import Attention, Need, closed_key
from questtour.tour.progress import Phase
from questtour.wording import shown

GO_ON = N_("Your time is over: take leave and go on")
TAKEN = N_("“{station}” is still taken: come a little later")
AT_DOOR = N_("“{group}” will be at your door soon: take leave")
MORE_WAYS = N_("See what else could be done, and what it costs…")
MORE = 5
"""Minutes that a group in overtime gets at once."""


class HallActions(Remedies):
    """Acts on the whole tour."""

    @property
    def station_here(self) -> str | None:
        """Return the station that is looked at, if one looks at the stations."""
        return None

    def open_group(self, group: str) -> None:
        """Show what the guide of `group` sees."""
        raise NotImplementedError

    # --- what needs attention ---------------------------------------------------------------------------

    async def attend_to(self, need: Attention) -> None:
        """Do the obvious thing about `need`, or ask which of two or three."""
        match need.need:
            case Need.HELP:
                await self._answer(need)
            case Need.LOST:
                await self.hand_over(need.group)
            case Need.OVERTIME:
                await self._hurry(need)
            case Need.TAKEN:
                await self._untangle(need)
            case Need.DOOR | Need.LATE | Need.CLOSED:
                await self.offer_options(need)

    async def _answer(self, need: Attention) -> None:
        call = need.call
        if call is not None and await self.give(c.AnswerHelp(call.id)):
            why = " · ".join(filter(None, (shown(call.reason), shown(call.text))))
            text = _("Answered: {group} · {why}").format(group=self.group_title(need.group), why=why)
            self.host.tell(text)

    async def _hurry(self, need: Attention) -> None:
        title = _("“{group}” is over time at “{station}”")
        words = title.format(group=self.group_title(need.group), station=self.station_title(need.station))
        more = ngettext("Give {n} minute more", "Give {n} minutes more", MORE).format(n=MORE)
        write = _("Write: {text}").format(text=_(GO_ON))
        lines = [write, more, _("Show what its guide sees"), _(MORE_WAYS)]
        place = await self.ask_place(words, lines)
        if place == 0:
            await self.send(_(GO_ON), [need.group])
        elif place == 1:
            await self.adjust(MORE, [need.group])
        elif place == 2:
            self.open_group(need.group)
        elif place == 3:
            await self.offer_options(need)

    async def _untangle(self, need: Attention) -> None:
        coming, station = self.group_title(need.group), self.station_title(need.station)
        wait, leave = _(TAKEN).format(station=station), _(AT_DOOR).format(group=coming)
        inside = [each for each in need.others if self._is_at(each, need.station)]
        letters = [(leave, inside)] if inside else []
        letters.append((wait, [need.group]))
        lines = [
            _("Write to {groups}: {text}").format(groups=self.titles(to), text=text) for text, to in letters
        ]
        title = _("“{group}” will find “{station}” taken").format(group=coming, station=station)
        place = await self.ask_place(title, [*lines, _("Show what its guide sees"), _(MORE_WAYS)])
        if place is None:
            return
        if place < len(letters):
            await self.send(*letters[place])
        elif place == len(letters):
            self.open_group(need.group)
        else:
            await self.offer_options(need)

    def _is_at(self, group: str, station: str) -> bool:
        here = self.session.progress.groups[group].current
        return here is not None and here.station == station and here.arrived is not None

    # --- words ------------------------------------------------------------------------------------------

    @work
    async def action_tell_all(self) -> None:
        """Write to all groups."""
        await self.write_to(())

    def action_sent(self) -> None:
        """Show who has read what."""
        self.app.push_screen(SentScreen(self.session))

    # --- starts -----------------------------------------------------------------------------------------

    def _ready(self, groups: Sequence[str]) -> list[str]:
        known = self.session.progress.groups
        return [each for each in groups if known[each].phase is Phase.READY]

    @work
    async def action_start_groups(self) -> None:
        """Start one group, all of them, or one after another."""
        all_ready = self._ready([group.id for group in self.session.tour.route.groups])
        chosen = self._ready(self.chosen)
        if not all_ready:
            self.host.tell(_("All groups have already set out."), warning=True)
            return
        several = chosen if len(chosen) > 1 else all_ready
        count = len(several)
        wishes = (
            [(_("Start now: {groups}").format(groups=self.titles(chosen)), chosen, False)] if chosen else []
        )
        if several != chosen:
            text = ngettext("Start {n} group now", "Start all {n} groups now", count).format(n=count)
            wishes.append((text, several, False))
        if count > 1:
            wishes.append((_("Start {n} groups one after another…").format(n=count), several, True))
        place = await self.ask_place(_("Who sets out?"), [wish[0] for wish in wishes])
        if place is not None:
            _line, groups, staggered = wishes[place]
            await (self._start_staggered(groups) if staggered else self._start(groups))

    async def _start(self, groups: Sequence[str]) -> None:
        started = [group for group in groups if await self.give(c.Start(group, self._far_off(group)))]
        if started:
            self.host.tell(_("Set out: {groups}").format(groups=self.titles(started)))

    def _far_off(self, group: str) -> bool:
        """Tell whether the sheet's start is so far away that the plan has to count from now."""
        moment = look(self.session.progress, group, self.session.now)
        return abs(moment.timing.remaining) >= FAR_OFF

    async def _start_staggered(self, groups: Sequence[str]) -> None:
        between = await self.ask_minutes()
        if between is None:
            return
        starts = self.session.tour.route.start_of
        first, *later = sorted(groups, key=starts)
        # A plan begins at its first station: whoever sets out now is there after the usual walk.
        there = self.session.now + timedelta(minutes=self.session.tour.route.transfer)
        if not await self.give(c.Start(first, move_plan=True)):
            return
        for turn, group in enumerate(later, 1):
            if not await self.give(c.PlanStart(group, there + timedelta(minutes=turn * between))):
                return
        self.host.tell(
            _("“{group}” has set out; the others know when.").format(group=self.group_title(first))
        )

    # --- stations ---------------------------------------------------------------------------------------

    @work
    async def action_station_state(self) -> None:
        """Close a station, or open it again."""
        station = self.station_here
        if station is None:
            stations = [each.id for each in self.session.tour.route.stations]
            station = await self.ask_station(_("Close or open which station?"), stations)
        if station is not None:
            await self.close_or_open(station)

    async def close_or_open(self, station: str) -> None:
        """Open a closed station, or close it for a reason."""
        title = self.station_title(station)
        if station in self.session.progress.closed:
            why = shown(self.session.progress.closed[station])
            sure = await self.asked(
                _("Open “{title}” again?").format(title=title), why, _("Open it"), _("Leave it closed")
            )
            if sure and await self.give(c.OpenStation(station)):
                self.host.tell(_("“{title}” is open again.").format(title=title))
            return
        reason = await self.ask_reason(_("Close “{title}”? Why?").format(title=title), CLOSE_REASONS)
        if reason is not None and await self.give(c.CloseStation(station, reason)):
            # What was decided when it was closed before was about other groups.
            self._decided.pop(closed_key(station), None)
            text = _("“{title}” is closed: guides see what to do instead.")
            self.host.tell(text.format(title=title))

    # --- the visitors' form ------------------------------------------------------------------------------

    @work
    async def action_visitors_form(self) -> None:
        """Serve the visitors' form, and show its code."""
        try:
            await self.host.serve_form(self.session)
        except UserFault as fault:
            self.host.tell(str(fault), warning=True)
        else:
            self.app.push_screen(FormOverTour(self.session))

    def action_look_back(self) -> None:
        """Let the coordinator write how the whole tour went."""
        # Most of a tour is led without it.
        from questtour.screens.look_back import LookBackScreen

        self.app.push_screen(LookBackScreen(self.session, None))

    # --- laptops, and the end ---------------------------------------------------------------------------

    @work
    async def action_laptops(self) -> None:
        """Show all laptops, and make one of them a second coordinator's."""
        text = _("Choose one to make it a second coordinator's: it can then do all that you can.")
        device = await self.ask_device(_("Laptops of this tour"), list(self.session.progress.devices), text)
        if device is None:
            return
        name = self.device_name(device)
        known = device in self.session.progress.coordinators
        # The rules say why where it is a coordinator's already.
        sure = known or await self.asked(
            _("Make it a second coordinator?"), name, _("Appoint"), _("Leave it")
        )
        if sure and await self.give(c.Appoint(device)):
            self.host.tell(_("{name} is a coordinator now.").format(name=name))

    @work
    async def action_end_tour(self) -> None:
        """End the tour for all groups that are still on their way, after one question."""
        known = self.session.progress.groups
        under_way = [
            each
            for each in self.session.tour.orders
            if known[each].started and known[each].phase is not Phase.FINISHED
        ]
        if not under_way:
            self.host.tell(_("No group is on its way."), warning=True)
            return
        count = len(under_way)
        text = ngettext(
            "{n} group is still on its way: what is ahead of it is skipped.",
            "{n} groups are still on their way: what is ahead of them is skipped.",
            count,
        ).format(n=count)
        if await self.asked(_("End the tour for everybody?"), text, _("End it"), _("Go on")):
            ended = [each for each in under_way if await self.give(c.Finish(each, early=True))]
            if ended:
                self.host.tell(_("The tour is over for: {groups}").format(groups=self.titles(ended)))
