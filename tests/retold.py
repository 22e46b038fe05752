"""A tour told again from its bare events, in another and simpler way than the program does it.

Plain lists and dicts, and time counted second by second: slow, and easy to believe.
"""

from datetime import timedelta, timezone

from helpers import MIDNIGHT, MOSCOW, OTHER, minutes

from questtour.tour import events as e


def tick_of(moment):
    """Return the whole seconds since the venue's midnight."""
    return round((moment - MIDNIGHT).total_seconds())


def stamp(tick):
    if tick is None:
        return ""
    return (MIDNIGHT + timedelta(seconds=tick)).astimezone(timezone(minutes(MOSCOW))).isoformat()


ONLY_THE_GUIDE = (e.StationArrived, e.TaskDone, e.TaskUndone, e.TaskAnswered, e.HintShown, e.HelpCalled)
"""What the other laptop, a coordinator's, may not say about the guide's group."""


def clock(text):
    hour, minute = text.split(":")
    return int(hour) * 3600 + int(minute) * 60


class Retold:
    """A tour told again from its bare events: plain lists and dicts, and time counted second by second."""

    def __init__(self, tale, raw, order):
        self.raw, self.ahead, self.visits = raw, list(order), []
        self.stations = {each["id"]: each for each in raw["stations"]}
        own = next(each for each in raw["groups"] if each["id"] == "g")
        self.begin = self.shifted = clock(own.get("start", raw["start"]))
        self.started = False
        for tick, event in self.true_events(tale.records):
            name = "on_" + event.kind.replace(".", "_")
            getattr(self, name, lambda *_: None)(tick, event)
        shift = self.shifted - self.begin
        self.rests = [
            range(clock(each["at"]) + shift, clock(each["at"]) + shift + round(each["minutes"] * 60))
            for each in raw.get("breaks", [])
            if "g" in each.get("groups", ["g"])
        ]

    @staticmethod
    def true_events(records):
        gone, times = set(), {}
        records = [
            each for each in records if each.device != OTHER or not isinstance(each.event, ONLY_THE_GUIDE)
        ]
        for each in records:
            if isinstance(each.event, e.EventUndone):
                gone.add((each.event.device, each.event.seq))
        for each in records:
            if isinstance(each.event, e.TimeCorrected) and (each.device, each.seq) not in gone:
                times[each.event.device, each.event.seq] = each.event.time
        for each in records:
            if (each.device, each.seq) not in gone:
                yield tick_of(times.get((each.device, each.seq), each.time)), each.event

    def walk(self, tick):
        if self.ahead:
            self.visits.append(
                {"station": self.ahead.pop(0), "out": tick, "pauses": [], "done": [], "told": []}
            )

    def now(self):
        return self.visits[-1] if self.visits and "end" not in self.visits[-1] else None

    def stop_pause(self, tick):
        here = self.now()
        if here and here["pauses"] and len(here["pauses"][-1]) == 1:
            here["pauses"][-1].append(tick)

    def on_plan_moved(self, _tick, event):
        self.shifted = tick_of(event.start)

    def on_group_started(self, tick, _event):
        if not self.started:
            self.started = True
            self.walk(tick)

    def on_station_arrived(self, tick, event):
        here = self.now()
        if not here or "arrived" in here or event.station not in [here["station"], *self.ahead]:
            return
        if here["station"] != event.station:
            self.ahead.remove(event.station)
            self.ahead.insert(0, here["station"])
            here["station"] = event.station
        self.stop_pause(tick)
        here["arrived"] = tick

    def on_station_left(self, tick, event):
        here = self.now()
        if here and "arrived" in here and here["station"] == event.station:
            self.stop_pause(tick)
            here["end"] = tick
            self.walk(tick)

    def on_station_skipped(self, tick, event):
        here = self.now()
        if here and here["station"] == event.station:
            self.stop_pause(tick)
            here["end"], here["skipped"] = tick, True
            self.walk(tick if "arrived" in here else here["out"])
        elif event.station in self.ahead:
            # Only where two laptops lead one group: what is passed by beforehand moves before the present.
            self.ahead.remove(event.station)
            passed = {"station": event.station, "end": tick, "skipped": True, "done": [], "told": []}
            self.visits.insert(len(self.visits) - bool(here), passed)

    def on_timer_paused(self, tick, _event):
        here = self.now()
        if here and (not here["pauses"] or len(here["pauses"][-1]) == 2):
            here["pauses"].append([tick])

    def on_timer_resumed(self, tick, _event):
        self.stop_pause(tick)

    def at(self, name):
        return next((each for each in self.visits if each["station"] == name), {"done": [], "told": []})

    def on_task_done(self, _tick, event):
        self.at(event.station)["done"].append(event.task)

    def on_task_undone(self, _tick, event):
        here = self.at(event.station)
        here["done"] = [each for each in here["done"] if each != event.task]

    def on_task_answered(self, _tick, event):
        if event.correct:
            self.at(event.station)["done"].append(event.task)

    def on_hint_shown(self, _tick, event):
        self.at(event.station)["told"].append(event.hint)

    def resting(self, tick):
        return any(tick in rest for rest in self.rests)

    def moving(self, visit, begin, end):
        pauses = [range(*(each if len(each) == 2 else (each[0], end))) for each in visit["pauses"]]
        return sum(
            not self.resting(tick) and not any(tick in pause for pause in pauses)
            for tick in range(begin, end)
        )

    def later(self, tick, count):
        """Return when `count` seconds have passed outside the breaks."""
        while count:
            count -= not self.resting(tick)
            tick += 1
        return tick

    def walking_seconds(self, origin, goal):
        usual = self.raw.get("transfer", 3)
        told = {}
        for way in sorted(self.raw.get("transfers", []), key=lambda way: way.get("one_way", False)):
            told[way["from"], way["to"]] = way["minutes"]
            if not way.get("one_way"):
                told[way["to"], way["from"]] = way["minutes"]
        return round(told.get((origin, goal), usual) * 60)

    def rows(self):
        tick, last = self.shifted, None
        order = [each["station"] for each in self.visits] + self.ahead
        for position, name in enumerate(order, 1):
            if last is not None:
                tick = self.later(tick, self.walking_seconds(last, name))
            yield self.row(position, name, tick)
            tick, last = self.later(tick, round(self.stations[name]["minutes"] * 60)), name

    def row(self, position, name, planned):
        visit, facts = self.at(name), self.stations[name]
        came, end = visit.get("arrived"), visit.get("end")
        stayed = came is not None and end is not None
        spent = self.moving(visit, came, end) if stayed else None
        done, told = set(visit["done"]), set(visit["told"])
        earned = sum(each.get("points", 1) for n, each in enumerate(facts.get("tasks", []), 1) if n in done)
        cost = sum(each.get("cost", 0) for n, each in enumerate(facts.get("hints", []), 1) if n in told)
        own = next(each for each in self.raw["groups"] if each["id"] == "g")
        return {
            "tour": self.raw["id"],
            "group": "g",
            "guide": own.get("guide", ""),
            "position": position,
            "station": name,
            "planned_arrival": stamp(planned),
            "arrived": stamp(came),
            "left": stamp(end if came is not None else None),
            "planned_minutes": facts["minutes"],
            "spent_seconds": spent,
            "paused_seconds": max(0, end - came) - spent if stayed else None,
            "overrun_seconds": spent - round(facts["minutes"] * 60) if stayed else None,
            "transfer_seconds": None if came is None else self.moving(visit, visit["out"], came),
            "tasks_done": len(done),
            "tasks_total": len(facts.get("tasks", [])),
            "hints_shown": len(told),
            "points": earned - cost,
            "outcome": "open" if end is None else "skipped" if visit.get("skipped") else "visited",
        }
