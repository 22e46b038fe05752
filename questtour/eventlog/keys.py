"""A laptop's Ed25519 key pair, and the file that keeps it beside the log."""

import base64
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import JsonValue

from questtour.eventlog.faults import BAD_KEY, NO_KEY, UNOPENABLE, fault, system_fault
from questtour.eventlog.files import beside, sync_folder

DEVICE_WIDTH = 16
"""Characters of a laptop's id: 80 bits of the hash of its public key."""


class LaptopKey:
    """The key pair that makes a laptop who it is: it signs the events, and its hash is the laptop's id."""

    def __init__(self, seed: bytes, more: Mapping[str, JsonValue] | None = None) -> None:
        """Take the private `seed` (32 bytes, else a ValueError) and what `more` the key file holds."""
        self._seed = seed
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = _text(self._private.public_key().public_bytes_raw())
        """The public key in base64, as `device.joined` tells it."""
        self.device = device_of(self.public)
        self.more = dict(more or {})
        """Other fields of the key file, kept as they came; what is added here is saved too."""

    @classmethod
    def create(cls) -> Self:
        """Return a new key pair that nobody else has."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Return the key pair of `seed`, 32 bytes: the same seed, the same laptop (for rehearsals)."""
        return cls(seed)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the key file at `path`; a LogFault says that it is missing or damaged."""
        try:
            text = path.read_text(encoding="utf-8")
            stored = json.loads(text)
            return cls._read(dict(stored))
        except FileNotFoundError as error:
            raise fault(NO_KEY, path) from error
        except OSError as error:
            raise fault(UNOPENABLE, path, error=error.strerror) from error
        except (ValueError, KeyError, TypeError) as error:
            raise fault(BAD_KEY, path) from error

    @classmethod
    def _read(cls, stored: dict[str, JsonValue]) -> Self:
        own = ("device", "public", "private")
        more = {name: value for name, value in stored.items() if name not in own}
        key = cls(_bytes(str(stored["private"])), more)
        if (stored["device"], stored["public"]) != (key.device, key.public):
            raise ValueError("the halves of the key do not fit")
        return key

    def save(self, path: Path) -> None:
        """Write the key file: for its owner's eyes only, and whole or not at all. Raises LogFault."""
        stored = {"device": self.device, "public": self.public, "private": _text(self._seed), **self.more}
        half = beside(path, ".half")
        try:
            half.unlink(missing_ok=True)
            _write_secret(half, json.dumps(stored, ensure_ascii=False, indent=2) + "\n")
            half.replace(path)
            sync_folder(path.parent)
        except OSError as error:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            raise system_fault(error, path) from error

    def sign(self, hash_: bytes) -> bytes:
        """Return the signature (64 bytes) of an event's hash."""
        return self._private.sign(hash_)


def device_of(public: str) -> str:
    """Return the id of the laptop whose public key (base64) this is, so that nobody can claim another's.

    A ValueError says that `public` is no key.
    """
    raw = _bytes(public)
    if len(raw) != 32:
        raise ValueError("not an Ed25519 key")
    return base64.b32encode(sha256(raw).digest()).decode("ascii").lower()[:DEVICE_WIDTH]


def verifies(public: str, hash_: bytes, signature: bytes) -> bool:
    """Tell whether `signature` of `hash_` was made with the private half of `public` (base64)."""
    try:
        _public_key(public).verify(signature, hash_)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


@lru_cache(maxsize=64)
def _public_key(public: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(_bytes(public))


def _write_secret(path: Path, text: str) -> None:
    # O_EXCL: what somebody else put here in the meantime, a link perhaps, is not written through.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
