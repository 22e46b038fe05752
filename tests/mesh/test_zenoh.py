"""Real Zenoh between real processes on the loopback: the mesh's promises where nothing is a model."""

import json
import subprocess
import sys
import threading

import pytest
import zenoh
from mesh.processes import PATIENCE, ROOT, ProcessLaptop, Talker, endpoint

from questtour.mesh.codes import TourKey
from questtour.mesh.network import NetworkFault
from questtour.mesh.zenoh_network import Ways, open_zenoh, relay

CODE = "123456789012"
OTHER = "999999999999"
TOPIC = TourKey.from_code(CODE).topic

RELAY = f"""
import sys, threading
sys.path.insert(0, {str(ROOT)!r})
from questtour.mesh.zenoh_network import relay
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
relay(sys.argv[1], lambda: print('{{"relay": true}}', flush=True), stop)
"""


@pytest.fixture
def laptops(tmp_path):
    """Return how to start a laptop; whatever was started ends with the test."""
    started = []

    def start(number, **asked):
        asked = {"listen": [endpoint()], "code": CODE} | asked
        laptop = ProcessLaptop(number, tmp_path, **asked)
        started.append(laptop)
        laptop.wait_for(ready=laptop.device)
        return laptop

    yield start
    for laptop in started:
        laptop.close()


@pytest.fixture
def hub():
    """Return where a relay listens."""
    where = endpoint()
    process = Talker([sys.executable, "-c", RELAY, where])
    process.wait_for(relay=True)
    yield where
    process.close()
    assert process.code == 0


def meet(one, other):
    one.wait_for(peer=other.device, alive=True)


def test_events_catching_up_clocks_and_a_restart(laptops):
    where = endpoint()
    hall = laptops(1, listen=[where])
    hall.append(700)
    guide = laptops(2, connect=[where])
    guide.wait_for_total(700)
    guide.append(2)
    hall.wait_for_total(702)
    guide.order(f"follow {hall.device}")
    measured = guide.wait_for()
    while "offset" not in measured:
        measured = guide.wait_for()
    assert abs(measured["offset"]) < 0.5
    assert measured["within"] < 0.5

    hall.close()
    guide.wait_for(peer=hall.device, alive=False)
    guide.append(300)
    hall = laptops(1, listen=[where])
    hall.wait_for_total(1002)


def test_laptops_that_know_one_of_them_find_the_others_and_go_on_without_it(laptops):
    where = endpoint()
    hall = laptops(1, listen=[where])
    one, other = laptops(2, connect=[where]), laptops(3, connect=[where])
    meet(one, other)
    hall.kill()
    one.wait_for(peer=hall.device, alive=False)
    one.append(5)
    other.wait_for_total(5)


def test_an_outsider_reads_nothing_and_gets_nothing_in(laptops):
    where = endpoint()
    hall = laptops(1, listen=[where])
    overheard = []
    with outsider(where) as session:
        session.declare_subscriber("questtour/**", lambda sample: overheard.append(sample.payload.to_bytes()))
        guide = laptops(2, connect=[where])
        meet(hall, guide)
        guide.append(3, "a secret")
        hall.wait_for_total(3)
        for kind in ("events", "digest"):
            session.put(f"questtour/{TOPIC}/{kind}/{guide.device}", b"nonsense")
        hall.wait_for(dropped="unsealed")
        replies = list(session.get(f"questtour/{TOPIC}/log/{hall.device}", payload=b"give me all", timeout=5))
    assert replies == []
    assert overheard
    assert not any(b"secret" in payload or guide.device.encode() in payload for payload in overheard)


def test_another_code_on_the_same_network_is_another_tour(laptops):
    where = endpoint()
    hall = laptops(1, listen=[where])
    stranger = laptops(3, connect=[where], code=OTHER)
    guide = laptops(2, connect=[where])
    stranger.append(4)
    guide.append(2)
    hall.wait_for_total(2)
    stranger.close()
    assert all("stored" not in said and "peer" not in said for said in stranger.said)
    assert all("dropped" not in said for said in hall.said)


def test_a_relay_joins_laptops_that_only_it_can_reach(laptops, hub):
    one = laptops(1, connect=[hub], listen=[])
    other = laptops(2, connect=[hub], listen=[])
    meet(one, other)
    one.append(400)
    other.wait_for_total(400)
    other.append(1)
    one.wait_for_total(401)


def test_who_is_to_be_reached_may_come_later(laptops):
    where = endpoint()
    guide = laptops(1, connect=[where])
    guide.append(3)
    hall = laptops(2, listen=[where])
    hall.wait_for_total(3)


@pytest.mark.parametrize(
    "ways", [Ways(connect=("nonsense",)), Ways(listen=("tcp",)), Ways(listen=("tcp/x y:1",))]
)
async def test_an_address_that_is_none_is_refused_in_one_line(ways):
    with pytest.raises(NetworkFault) as fault:
        await open_zenoh(ways)
    assert len(str(fault.value).splitlines()) == 1


def test_a_relay_needs_an_address():
    with pytest.raises(NetworkFault, match="tcp/HOST:7447"):
        relay("nonsense", lambda: None, threading.Event())


async def test_a_taken_port_is_told_unless_another_will_do():
    taken = endpoint()
    first = await open_zenoh(Ways(listen=(taken,), multicast=False))
    with pytest.raises(NetworkFault, match=taken):
        await open_zenoh(Ways(listen=(taken,), multicast=False))
    with pytest.raises(NetworkFault, match=taken):
        relay(taken, lambda: None, threading.Event())
    second = await open_zenoh(Ways(listen=(taken, "tcp/127.0.0.1:0"), multicast=False))
    await second.close()
    await first.close()


async def test_closing_while_the_host_is_out_of_reach_does_not_wait_for_it():
    network = await open_zenoh(Ways(connect=(endpoint(),), listen=(endpoint(),), multicast=False))
    network.ask("nowhere/at/all", b"?", lambda _answer: None, 30.0)
    await network.close()
    await network.close()


def test_a_program_that_fails_before_it_closes_the_network_ends_all_the_same():
    code = f"""
import asyncio
from questtour.mesh.zenoh_network import Ways, open_zenoh
async def fail():
    network = await open_zenoh(Ways(connect=({endpoint()!r},), listen=({endpoint()!r},), multicast=False))
    network.subscribe("a/b", lambda place, payload: None)
    raise SystemExit(7)
asyncio.run(fail())
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=PATIENCE, check=False)
    assert done.returncode == 7


def outsider(where):
    config = zenoh.Config()
    config.insert_json5("mode", '"client"')
    config.insert_json5("connect/endpoints", json.dumps([where]))
    config.insert_json5("scouting/multicast/enabled", "false")
    return zenoh.open(config)
