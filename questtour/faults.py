"""What a person can mend."""


class UserFault(Exception):
    """Something that a person can mend; the text says what, where and what to do, a line a fault."""
