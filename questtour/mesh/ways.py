"""How laptops reach each other; whoever says it need not load the network."""

from dataclasses import dataclass

PORT = 7447
"""Where a laptop or a relay listens that others name with `--connect`."""

ANYWHERE = "tcp/0.0.0.0:0"
"""Every network interface, whatever port is free: laptops find each other by multicast, which is IPv4."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How to reach the others."""

    connect: tuple[str, ...] = ()
    """Hosts to go through, such as `tcp/192.168.1.5:7447`, where multicast is blocked."""
    listen: tuple[str, ...] = (ANYWHERE,)
    """Where others can reach us; of several it is enough that one is free."""
    multicast: bool = True
    """Look for others in the local network; tests stay among themselves."""
