"""The join code that people type, and the tour's key that comes of it."""

import base64
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from questtour.faults import UserFault
from questtour.i18n import _
from questtour.wording import shown

DIGITS = 12
"""A join code is a number of so many digits: the same keys on every keyboard layout, 40 bits."""

GROUP = 4
"""How many digits are spelled together."""

KEY_BYTES = 32
TOPIC_BYTES = 16

_SALT = b"questtour join code v1"
_COST = {"n": 2**15, "r": 8, "p": 1}
"""scrypt (RFC 7914), 32 MiB, 0.11 s on a server's core. C. Percival, "Stronger key derivation via sequential
memory-hard functions" (2009), has N = 2^14 and r = 8 where a person waits; this is twice that. To try every
code takes 3,500 years of such a core, once for all tours: the salt cannot be of this tour, which is yet to be
found."""

_TOPIC = re.compile(f"[0-9a-f]{{{2 * TOPIC_BYTES}}}")


class BadCode(UserFault, ValueError):
    """What was typed is no join code; the text is for a person."""


class BadKey(UserFault, ValueError):
    """What was stored is no tour's key; the text is for a person."""


def new_code() -> str:
    """Return a join code that nobody can guess."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def read_code(text: str) -> str:
    """Return the join code that a person typed or pasted: 12 digits of any script, spaces and dashes at will.

    Raises BadCode.
    """
    typed = [each for each in text if not _is_filler(each)]
    digits = [unicodedata.decimal(each, None) for each in typed]
    if not typed or None in digits:
        line = _("“{text}” is no join code: that is {n} digits, such as 1234 5678 9012.")
        raise BadCode(line.format(text=shown(text), n=DIGITS))
    if len(digits) != DIGITS:
        line = _("A join code has {n} digits, and “{text}” has {count}: look at it once more.")
        raise BadCode(line.format(text=shown(text), n=DIGITS, count=len(digits)))
    return "".join(str(digit) for digit in digits)


def spell(code: str) -> str:
    """Return `code` as it is shown and dictated: `1234 5678 9012`."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


@dataclass(frozen=True, slots=True)
class TourKey:
    """What the laptops of one tour share: where they meet, and the key that seals what they say there."""

    code: str = field(repr=False)
    """The join code, 12 digits, to be shown to those who still come."""
    topic: str
    """The tour's public id, 32 hex digits: it stands for the tour on the network and tells nothing of it."""
    sealing: bytes = field(repr=False)
    """The key of ChaCha20-Poly1305, 32 bytes."""

    @classmethod
    def from_code(cls, code: str) -> Self:
        """Derive the key from a join code; takes 0.1 s and 32 MiB. Raises BadCode."""
        code = read_code(code)
        root = Scrypt(salt=_SALT, length=KEY_BYTES, **_COST).derive(code.encode("ascii"))
        sealing = _derived(root, b"questtour sealing", KEY_BYTES)
        return cls(code, _derived(root, b"questtour topic", TOPIC_BYTES).hex(), sealing)

    def fields(self) -> dict[str, str]:
        """Return the key as plain JSON, to be stored where nobody else reads."""
        sealing = base64.b64encode(self.sealing).decode("ascii")
        return {"code": self.code, "topic": self.topic, "sealing": sealing}

    @classmethod
    def from_fields(cls, fields: Mapping[str, object]) -> Self:
        """Read what `fields` returned; raises BadKey."""
        try:
            code, topic = read_code(str(fields["code"])), str(fields["topic"])
            sealing = base64.b64decode(str(fields["sealing"]), validate=True)
        except (KeyError, ValueError) as error:
            raise BadKey(_damaged()) from error
        if not _TOPIC.fullmatch(topic) or len(sealing) != KEY_BYTES:
            raise BadKey(_damaged())
        return cls(code, topic, sealing)


def _derived(root: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, None, purpose).derive(root)


def _is_filler(character: str) -> bool:
    """Tell whether `character` may stand between digits: spaces, dashes, marks that nobody sees."""
    return character.isspace() or character == "−" or unicodedata.category(character) in {"Pd", "Cf", "Zs"}


def _damaged() -> str:
    return _("The tour's key that is kept beside the log is damaged: join again with the join code.")
