"""A command that makes no sense now is refused in words."""


class Refused(Exception):
    """A command that makes no sense now; the text is one line for the person who gave it."""


def refuse_unless(holds: bool, reason: str) -> None:
    """Raise Refused with `reason` unless something `holds`."""
    if not holds:
        raise Refused(reason)
