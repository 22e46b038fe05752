"""Checks a planned sheet by what the format promises, and by nothing of the program's own.

Times are fractions of minutes since midnight. A group goes on except while one of its breaks lasts; what
would go on from the moment at which a break begins goes on after it.
"""

import tomllib
from fractions import Fraction
from itertools import pairwise

Visits = dict[str, list[tuple[str, Fraction, Fraction]]]


def clock(text: str) -> Fraction:
    hours, minutes = text.split(":")
    return Fraction(int(hours) * 60 + int(minutes))


def exact(number: float) -> Fraction:
    """Return minutes to the microsecond, as finely as the program counts."""
    return Fraction(round(number * 60_000_000), 60_000_000)


def visits_in(text: str) -> Visits:
    """Walk every group of the sheet through its stations."""
    sheet = tomllib.loads(text)
    return {group["id"]: _walked(sheet, group) for group in sheet["groups"]}


def _walked(sheet, group):
    rests = [
        (clock(each["at"]), clock(each["at"]) + exact(each["minutes"]))
        for each in sheet.get("breaks", [])
        if group["id"] in each.get("groups", [group["id"]])
    ]
    stay = {station["id"]: exact(station["minutes"]) for station in sheet["stations"]}
    at, walked = clock(group["start"]), []
    for before, station in pairwise([None, *group["route"]]):
        if before is not None:
            at = after(rests, at, walk(sheet, before, station))
        leave = after(rests, at, stay[station])
        walked.append((station, at, leave))
        at = leave
    return walked


def walk(sheet, origin, goal):
    for one_way in (True, False):
        for way in sheet.get("transfers", []):
            ends = [(way["from"], way["to"])]
            if not way.get("one_way"):
                ends.append((way["to"], way["from"]))
            if way.get("one_way", False) is one_way and (origin, goal) in ends:
                return exact(way["minutes"])
    return exact(sheet.get("transfer", 3))


def after(rests, at, length):
    """Go on piece by piece, from one beginning or end of a break to the next."""
    while length > 0:
        ends = [end for begin, end in rests if begin <= at < end]
        if ends:
            at = max(ends)
            continue
        step = min([length, *(begin - at for begin, _end in rests if begin > at)])
        at, length = at + step, length - step
    return at


def conflicts(text: str) -> list[str]:
    """Return what is wrong with a planned sheet: stations too full, and ends after `finish_by`."""
    sheet, visits, found = tomllib.loads(text), visits_in(text), []
    for station in sheet["stations"]:
        stays = [each[1:] for walked in visits.values() for each in walked if each[0] == station["id"]]
        for begin, _end in stays:
            there = sum(first <= begin < last for first, last in stays)
            if there > station.get("capacity", 1):
                found.append(f"{station['id']} holds {there} groups at {float(begin)}")
    limit = clock(sheet.get("finish_by", "24:00")) if "finish_by" in sheet else None
    for group, walked in visits.items():
        if limit is not None and walked[-1][2] > limit:
            found.append(f"{group} ends at {float(walked[-1][2])}")
    return found
