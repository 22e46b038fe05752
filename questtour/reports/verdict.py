"""What `verify` found, in a person's words."""

from collections.abc import Iterator, Sequence

from questtour.eventlog.verify import DeviceVerdict, Verdict
from questtour.i18n import _, ngettext

FEW = 12
"""So many good laptops are named one by one; of more nobody reads the list."""


def verdict_lines(verdict: Verdict, *, every: bool = False) -> Iterator[str]:
    """Say what was found about the file and the laptops, sum it up, and tell what cannot be known.

    With `every` all laptops are named, else of many only those with which something is wrong.
    """
    if verdict.integrity is not None:
        yield _("The file is damaged: {what}").format(what=verdict.integrity)
    good = [device for device in verdict.devices if device.good]
    short = len(good) > FEW and not every
    yield from (_device(device) for device in verdict.devices if not (short and device.good))
    if short:
        yield _many(good, others=len(good) < len(verdict.devices))
    if not verdict.good:
        yield _("The log is not as it was written.")
        return
    yield _("All is as it was written.")
    yield _(
        "Nothing in it was changed or left out; but a log that was cut off at its end cannot be told "
        "from a whole one."
    )


def _many(good: Sequence[DeviceVerdict], *, others: bool) -> str:
    laptops = ngettext("{n} laptop", "{n} laptops", len(good)).format(n=len(good))
    events = sum(device.events for device in good)
    count = ngettext("{n} event", "{n} events", events).format(n=events)
    text = _("the rest, {laptops}: {count}, all good") if others else _("{laptops}: {count}, all good")
    return text.format(laptops=laptops, count=count)


def _device(device: DeviceVerdict) -> str:
    count = ngettext("{n} event", "{n} events", device.events).format(n=device.events)
    name = f"{device.device} ({device.name})" if device.name else device.device
    if device.reason is None:
        return _("laptop {device}: {count}, all good").format(device=name, count=count)
    text = _("laptop {device}: {count}, wrong from event {seq} on: {why}")
    return text.format(device=name, count=count, seq=device.bad_seq, why=device.reason.text)
