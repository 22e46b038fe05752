"""Where the form is served, and by which address phones in the same network reach it."""

import errno
import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address

from questtour.faults import UserFault
from questtour.i18n import _

PORT = 8080
ANY_HOST = "0.0.0.0"
TRIES = 20
"""So many ports are tried, one after the other, where the first is taken."""

_ELSEWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737): the system tells by which way it would go, and nothing is sent."""

_PLACE = re.compile(r"(?P<host>[A-Za-z0-9.-]{1,253}):(?P<port>\d{1,5})")


class NoPlace(UserFault):
    """The form cannot be served there; the text is for a person."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server listens."""

    host: str = ANY_HOST
    port: int = PORT
    """0 takes any that is free."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_place(text: str) -> Place:
    """Return the place that `text` names, such as `0.0.0.0:8080`; raises NoPlace."""
    found = _PLACE.fullmatch(text.strip())
    if found is None or int(found["port"]) > 65535:
        words = _("“{place}” is no place to listen at. Write HOST:PORT, such as 0.0.0.0:8080.")
        raise NoPlace(words.format(place=text))
    return Place(found["host"], int(found["port"]))


def listening(place: Place) -> socket.socket:
    """Return a socket that listens at `place`, or at the next port that is free; raises NoPlace."""
    for port in range(place.port, min(place.port + TRIES, 65536) if place.port else 1):
        try:
            return socket.create_server((place.host, port), backlog=512)
        except PermissionError as error:
            # Windows says so too of a port that is in use.
            if os.name != "nt":
                words = _("{place}: the system keeps this port for itself. Take one from 1024 on.")
                raise NoPlace(words.format(place=Place(place.host, port))) from error
        except (OSError, UnicodeError) as error:
            # An address of this computer that is in use; others will not do at any port.
            if not isinstance(error, OSError) or error.errno != errno.EADDRINUSE:
                words = _("{place} is no address of this laptop: leave out --listen, or name one of its own.")
                raise NoPlace(words.format(place=place)) from error
    words = _("All ports from {place} on are taken: choose another one with --listen.")
    raise NoPlace(words.format(place=place))


def addresses(place: Place) -> tuple[str, ...]:
    """Return the form's addresses for phones, the likeliest first; empty where there is no network."""
    hosts = [place.host] if place.host != ANY_HOST else list(dict.fromkeys(_hosts()))
    return tuple(f"http://{host}:{place.port}" for host in hosts)


def _hosts() -> Iterator[str]:
    """Name this computer's IPv4 addresses, first the one by which it reaches others."""
    # Only who serves the form waits for it.
    import ifaddr

    known = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)]
    reachable = [ip for ip in known if not IPv4Address(ip).is_loopback and not IPv4Address(ip).is_link_local]
    first = _way_out()
    yield from [first] if first in reachable else []
    # School and home networks come before those that virtual machines and tunnels make.
    yield from sorted(reachable, key=lambda ip: not ip.startswith("192.168."))


def _way_out() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(_ELSEWHERE)
        except OSError:
            return None
        name: str = asked.getsockname()[0]
        return name
