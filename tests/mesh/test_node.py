"""A tour's laptops on a network in memory: what their users would see of the mesh."""

import asyncio
from dataclasses import replace
from random import Random

import pytest
from mesh.laptops import KEY, OTHER_KEY, Author, TestLaptop
from mesh.memory_network import Ether
from mesh.virtual_time import VirtualLoop

from questtour.mesh.messages import Ask, ClockAsk, Digest, Live, Sender
from questtour.mesh.news import Drop, PeerChanged, StoreTrouble
from questtour.mesh.node import Laptop, Node
from questtour.mesh.places import Places
from questtour.mesh.rows import sent
from questtour.mesh.sealing import Sealer
from questtour.mesh.timing import SILENT_AFTER
from questtour.mesh.wire import encode

PLACES, SEALER = Places(KEY.topic), Sealer(KEY.sealing)
SOON = 0.05
"""Seconds: less than any digest takes."""


@pytest.fixture
def loop():
    loop = VirtualLoop()
    yield loop
    loop.close()


@pytest.fixture
def ether(loop):
    return Ether(loop, Random(1))


@pytest.fixture
def tour(loop, ether):
    """The hall and two guides, who have met."""
    laptops = [TestLaptop(number, ether, loop) for number in (1, 2, 3)]
    for laptop in laptops:
        laptop.coordinator = laptops[0].device
        loop.run(laptop.start())
    loop.pass_time(10)
    yield laptops
    for laptop in laptops:
        loop.run(laptop.stop())


def same(laptops):
    return all(laptop.store.rows == laptops[0].store.rows for laptop in laptops)


def test_an_event_is_everywhere_at_once(loop, tour):
    tour[1].append(3)
    loop.pass_time(SOON)
    assert same(tour)
    assert len(tour[0].store.rows) == 3


def test_everybody_knows_who_is_there_and_what_they_are_called(tour):
    assert {peer.name for peer in tour[0].node.peers} == {f"laptop {each.device[:3]}" for each in tour[1:]}
    assert all(peer.alive and peer.in_step and not peer.twin for peer in tour[0].node.peers)


def test_a_coordinator_that_was_shut_for_half_an_hour_knows_everything_a_moment_after_it_returns(loop, tour):
    loop.run(tour[0].stop())
    for _minute in range(30):
        tour[1].append(40)
        tour[2].append(40)
        loop.pass_time(60)
    assert same(tour[1:])
    loop.run(tour[0].start())
    loop.pass_time(1)
    assert len(tour[0].store.rows) == 2400


def test_guides_go_on_without_the_coordinator_and_one_who_was_alone_too(loop, ether, tour):
    loop.run(tour[0].stop())
    ether.cut = lambda _one, _other: True
    ether.changed()
    loop.pass_time(30)
    assert [peer.alive for peer in tour[1].node.peers] == [False, False]
    tour[1].append(30)
    tour[2].append(30)
    ether.cut = lambda _one, _other: False
    ether.changed()
    loop.pass_time(2)
    assert same(tour[1:])


def test_an_event_passes_through_a_laptop_that_both_others_can_reach(loop, ether, tour):
    apart = {tour[1].device, tour[2].device}
    ether.cut = lambda one, other: {one, other} == apart
    ether.changed()
    tour[1].append(2)
    loop.pass_time(8)
    assert same(tour)


def test_who_has_another_code_reads_nothing_and_gets_nothing_in(loop, ether, tour):
    tour[1].append(3, "a secret")
    outsider = TestLaptop(9, ether, loop)
    outsider.key = OTHER_KEY
    overheard = []
    ether.tap = lambda _what, _place, payload: overheard.append(payload)
    loop.run(outsider.start())
    outsider.append(5)
    tour[2].append(2, "a secret")
    loop.pass_time(20)
    assert same(tour)
    assert len(tour[0].store.rows) == 5
    assert outsider.store.rows == set(outsider.acknowledged)
    assert outsider.node.peers == ()
    assert {outsider.device} & {peer.device for peer in tour[0].node.peers} == set()
    assert tour[0].dropped[Drop.UNSEALED] > 1
    assert not any(b"a secret" in payload or tour[1].device.encode() in payload for payload in overheard)
    loop.run(outsider.stop())


def test_the_coordinator_sees_what_fails_on_other_laptops(loop, ether, tour):
    noise = ether.join("noise")
    ether.cut = lambda one, other: "noise" in (one, other) and tour[2].device not in (one, other)
    for number in range(7):
        noise.put(PLACES.events(tour[1].device), bytes([number]))
    loop.pass_time(10)
    assert {peer.device: peer.dropped for peer in tour[0].node.peers} == {
        tour[1].device: 0,
        tour[2].device: 7,
    }
    noise.crash()


def test_what_was_overheard_and_said_again_changes_nothing(loop, ether, tour):
    said = []
    ether.tap = lambda what, place, payload: said.append((what, place, payload))
    tour[1].append(3)
    loop.pass_time(20)
    ether.tap = None
    noise = ether.join("noise")
    for what, place, payload in said:
        if what == "put":
            noise.put(place, payload)
        else:
            noise.ask(place, payload, lambda _answer: None, 1.0)
    loop.pass_time(20)
    assert same(tour)
    assert [laptop.twins for laptop in tour] == [[], [], []]
    assert tour[0].dropped == {}
    noise.crash()


def test_a_guide_cannot_speak_for_another(loop, ether, tour):
    victim, noise = tour[1], ether.join("noise")
    rows = tuple(sent(row) for row in Author(2).chain(2, "forged"))
    liar = Sender(tour[2].device, "e" * 16)
    forged = [
        (PLACES.events(victim.device), Live(liar, ())),
        (PLACES.events(liar.device), Live(liar, rows)),
        (PLACES.digest(victim.device), Digest(liar, "0" * 16, {}, 0)),
        (PLACES.digest(liar.device), Live(liar, ())),
        (PLACES.events(liar.device), ClockAsk(liar, "0" * 16)),
    ]
    for place, message in forged[:3] + forged[4:]:
        noise.put(place, SEALER.seal(place, encode(message)))
    place = PLACES.events(victim.device)
    noise.put(place, SEALER.seal(place, b"\x09nonsense"))
    loop.pass_time(3)
    assert tour[0].dropped == {Drop.MISPLACED: 4, Drop.MALFORMED: 1}
    assert tour[0].store.rows == set()
    noise.crash()


def test_a_forged_event_is_refused_and_the_true_one_taken(loop, ether, tour):
    victim, noise = tour[1], ether.join("noise")
    victim.append(2)
    loop.pass_time(SOON)
    forged = replace(sent(Author(9).chain(3, "forged")[2]), device=victim.device)
    place = PLACES.events(victim.device)
    said = Live(Sender(victim.device, "e" * 16), (forged,))
    noise.put(place, SEALER.seal(place, encode(said)))
    loop.pass_time(SOON)
    victim.append(1)
    loop.pass_time(10)
    assert same(tour)
    assert tour[0].dropped == {"broken chain": 1}
    noise.crash()


def test_two_laptops_with_copies_of_one_log_are_told_and_everybody_sees_it(loop, ether, tour):
    copy = TestLaptop(2, ether, loop)
    copy.store.chains = {device: list(rows) for device, rows in tour[1].store.chains.items()}
    loop.run(copy.start())
    loop.pass_time(3)
    assert copy.twins == tour[1].twins == [copy.device]
    assert tour[0].twins == tour[2].twins == [copy.device]
    loop.run(copy.stop())


def test_a_laptop_that_starts_again_is_no_twin_of_itself(loop, ether, tour):
    for _restart in range(5):
        loop.run(tour[1].stop())
        loop.run(tour[1].start())
        loop.pass_time(0.1)
    loop.pass_time(30)
    assert [laptop.twins for laptop in tour] == [[], [], []]


def test_a_laptop_that_hangs_counts_as_out_of_reach_though_its_token_stands(loop, ether, tour):
    hung = tour[2].device
    ether.weather.silence = 1e6
    ether.cut = lambda one, other: hung in (one, other)
    loop.pass_time(SILENT_AFTER + 6)
    assert {peer.device: peer.alive for peer in tour[0].node.peers} == {tour[1].device: True, hung: False}
    assert tour[0].news_of(PeerChanged)[-1].peer.device == hung


def test_a_full_disk_is_told_and_everything_arrives_once_there_is_room(loop, tour):
    tour[0].store.broken = True
    tour[1].append(5)
    loop.pass_time(20)
    assert tour[0].store.chains == {}
    assert StoreTrouble("the disk is full") in tour[0].news
    tour[0].store.broken = False
    loop.pass_time(75)
    assert same(tour)


def test_a_large_route_sheet_arrives_though_it_fits_no_packet(loop, tour):
    tour[1].append(1)
    tour[1].append(1, "Ф" * 300_000)
    loop.pass_time(1)
    assert same(tour)
    assert len(tour[0].store.rows) == 2


def test_an_event_that_no_message_can_hold_is_counted_and_the_rest_goes_on(loop, tour):
    tour[1].append(1)
    tour[1].append(1, "x" * 17_000_000)
    loop.pass_time(1)
    tour[2].append(3)
    loop.pass_time(1)
    assert tour[1].dropped[Drop.MALFORMED] > 0
    assert len(tour[0].store.rows) == 4


def test_events_that_happen_while_a_node_starts_are_passed_on(loop, ether, tour):
    late = TestLaptop(8, ether, loop)

    async def start_slowly():
        reached = asyncio.Event()
        real = late.store.digest

        async def digest():
            heads = await real()
            await reached.wait()
            return heads

        late.store.digest = digest
        starting = asyncio.ensure_future(late.start())
        await asyncio.sleep(0)
        rows = late.append(2)
        reached.set()
        await starting
        return rows

    rows = loop.run(start_slowly())
    loop.pass_time(SOON)
    assert tour[0].store.chains[late.device] == rows
    loop.run(late.stop())


def test_a_node_stops_in_the_middle_of_everything_and_leaves_nothing_behind(loop, ether, tour):
    for laptop in tour:
        laptop.store.write_time = 5.0
    tour[1].append(2000)
    loop.pass_time(0.5)
    for laptop in tour:
        loop.run(laptop.stop())
    assert asyncio.all_tasks(loop) == set()
    assert ether.networks == []


def test_a_node_can_be_closed_twice_and_before_it_has_started(loop, ether):
    async def closed():
        network = ether.join("one")
        store, clock = TestLaptop(1, ether, loop).store, TestLaptop(1, ether, loop).clock
        node = Node(Laptop("one"), KEY, network, store=store, clock=clock, tell=lambda _news: None)
        await node.close()
        await node.close()

    loop.run(closed())
    assert ether.networks == []


def test_a_node_that_is_closed_while_it_starts_stays_closed(loop, ether, tour):
    late = TestLaptop(8, ether, loop)

    async def start_and_stop():
        starting = asyncio.ensure_future(late.start())
        await asyncio.sleep(0)
        await late.node.close()
        await starting

    real = late.store.digest

    async def digest():
        await asyncio.sleep(1)
        return await real()

    late.store.digest = digest
    loop.run(start_and_stop())
    loop.pass_time(10)
    assert late.device not in {peer.device for peer in tour[0].node.peers}


def test_nobody_gets_more_at_once_than_a_message_holds(loop, ether, tour):
    tour[1].append(600, "x" * 2000)
    loop.pass_time(3)
    answers = []
    noise = ether.join("noise")
    place = PLACES.log(tour[0].device)
    greedy = Ask(Sender("greedy", "a" * 16), "b" * 16, {tour[1].device: 0}, 10**12)
    noise.ask(place, SEALER.seal(place, encode(greedy)), answers.append, 5)
    loop.pass_time(1)
    assert answers[0] is not None
    assert len(answers[0]) < 400_000
    noise.crash()
