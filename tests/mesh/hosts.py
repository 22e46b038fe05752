"""Hosts with network cables, made of Linux network namespaces: a bridge in the middle, a wire to each."""

import os
import shutil
import subprocess
from dataclasses import dataclass

PREFIX = f"qt{os.getpid() % 10000}"
HALL = "10.77.0.254"


def possible() -> bool:
    """Tell whether this machine lets us make hosts, by trying."""
    if shutil.which("ip") is None:
        return False
    made = _try("ip", "netns", "add", f"{PREFIX}try")
    return made and _try("ip", "netns", "del", f"{PREFIX}try")


@dataclass
class Hosts:
    """Three hosts on a bridge; the bridge itself is a host too, in the hall."""

    count: int = 3

    def __enter__(self) -> "Hosts":
        ip("netns", "add", self.hall)
        ip("-n", self.hall, "link", "add", "hub", "type", "bridge")
        ip("-n", self.hall, "addr", "add", f"{HALL}/24", "dev", "hub")
        self._up(self.hall, "hub")
        for number in range(1, self.count + 1):
            self._wire(number)
        return self

    def __exit__(self, *_fault: object) -> None:
        for number in range(1, self.count + 1):
            _try("ip", "netns", "del", self.host(number))
        _try("ip", "netns", "del", self.hall)

    @property
    def hall(self) -> str:
        return f"{PREFIX}hall"

    def host(self, number: int) -> str:
        return f"{PREFIX}h{number}"

    def inside(self, name: str) -> tuple[str, ...]:
        """Return what a command begins with that is to run on a host."""
        return ("ip", "netns", "exec", name)

    def cable(self, number: int, plugged: bool) -> None:
        ip("-n", self.hall, "link", "set", f"port{number}", "up" if plugged else "down")

    def isolate(self) -> None:
        """Let the hosts see the hall only, as guests of many a Wi-Fi do."""
        for number in range(1, self.count + 1):
            subprocess.run(
                [*self.inside(self.hall), "bridge", "link", "set", "dev", f"port{number}", "isolated", "on"],
                check=True,
            )

    def lose(self, percent: int) -> bool:
        """Let every host's wire lose packets; tells whether this kernel can."""
        return all(
            _try(
                *self.inside(self.host(number)), *f"tc qdisc add dev wire root netem loss {percent}%".split()
            )
            for number in range(1, self.count + 1)
        )

    def _wire(self, number: int) -> None:
        host = self.host(number)
        ip("netns", "add", host)
        ip(*f"link add wire netns {host} type veth peer name port{number} netns {self.hall}".split())
        ip("-n", self.hall, "link", "set", f"port{number}", "master", "hub", "up")
        ip("-n", host, "addr", "add", f"10.77.0.{number}/24", "dev", "wire")
        self._up(host, "wire")

    def _up(self, host: str, device: str) -> None:
        for each in ("lo", device):
            ip("-n", host, "link", "set", each, "up")
        ip("-n", host, "route", "add", "224.0.0.0/4", "dev", device)


def ip(*values: str) -> None:
    subprocess.run(["ip", *values], check=True)


def _try(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
