"""What `verify` found, in a person's words."""

from collections.abc import Iterator

from questtour.eventlog.verify import DeviceVerdict, Verdict
from questtour.i18n import _, ngettext


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """Say what was found about the file and each laptop, sum it up, and tell what cannot be known."""
    if verdict.integrity is not None:
        yield _("The file is damaged: {what}").format(what=verdict.integrity)
    for device in verdict.devices:
        yield _device(device)
    if not verdict.good:
        yield _("The log is not as it was written.")
        return
    yield _("All is as it was written.")
    yield _(
        "Nothing in it was changed or left out; but a log that was cut off at its end cannot be told "
        "from a whole one."
    )


def _device(device: DeviceVerdict) -> str:
    count = ngettext("{n} event", "{n} events", device.events).format(n=device.events)
    if device.reason is None:
        return _("laptop {device}: {count}, all good").format(device=device.device, count=count)
    text = _("laptop {device}: {count}, wrong from event {seq} on: {why}")
    return text.format(device=device.device, count=count, seq=device.bad_seq, why=device.reason.text)
