"""Seals what the laptops say, so that only who has the tour's key can read it or say anything.

One version byte, a random nonce, then ChaCha20-Poly1305 (RFC 8439). The place where a message is put, its
Zenoh key, is sealed with it: what was said in one place is nothing in another. A nonce of 96 random bits may
serve 2^32 messages under one key (NIST SP 800-38D, 8.3); a tour has some 10^5.

What still shows to everybody in the network: that there is a tour, how many laptops it has, when they speak
and how much. Laptops trust each other's digests and clocks; events are signed, and the store checks that.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

VERSION = 1
NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD = 1 + NONCE_BYTES + TAG_BYTES
"""How many bytes longer a message is once it is sealed."""

_VERSION = bytes([VERSION])


class Unsealable(Exception):
    """A message was not sealed with this tour's key, for this place, or by a version that we know."""


class Sealer:
    """Seals and unseals with one tour's key."""

    def __init__(self, key: bytes) -> None:
        """Take the sealing key, 32 bytes, else a ValueError."""
        self._cipher = ChaCha20Poly1305(key)

    def seal(self, place: str, message: bytes) -> bytes:
        """Return `message` sealed for `place`; never the same bytes twice."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, message, _bound(place))

    def unseal(self, place: str, sealed: bytes) -> bytes:
        """Return the message that was sealed for `place`; raises Unsealable."""
        if len(sealed) < OVERHEAD or sealed[:1] != _VERSION:
            raise Unsealable("not sealed, or by another version")
        nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, rest, _bound(place))
        except InvalidTag as error:
            raise Unsealable("not sealed with this tour's key for this place") from error


def _bound(place: str) -> bytes:
    return _VERSION + place.encode("utf-8", "surrogatepass")
