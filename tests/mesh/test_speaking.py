"""What a laptop says, when, and how much of it: decided without a network, a disk or a clock."""

from dataclasses import replace
from random import Random

import pytest
from mesh.laptops import Author, TestLaptop
from mesh.memory_network import Ether
from mesh.on_paper import ANN, BOB, CHAIN, DEVICE, ME, Laptop, digest, head
from mesh.virtual_time import virtual_loop

from questtour.mesh.messages import Digest, Live, Sender
from questtour.mesh.news import Twin
from questtour.mesh.replica import Replica
from questtour.mesh.rows import Head, sent
from questtour.mesh.store import Receipt
from questtour.mesh.timing import DIGEST_EVERY


@pytest.fixture
def laptop():
    laptop = Laptop()
    laptop.tick()
    return laptop


def test_what_happened_here_is_told_at_once_in_one_message(laptop):
    author = Author(6)
    mine = [replace(sent(row), device="me") for row in author.chain(3)]
    laptop.appended(mine)
    assert laptop.puts[-1] == Live(ME, tuple(mine))


def test_what_is_too_large_for_a_packet_is_announced_instead(laptop):
    mine = [replace(sent(row), device="me") for row in Author(6).chain(2)]
    laptop.appended([replace(mine[0], body="x" * 100_000), mine[1]])
    laptop.wait(0.6)
    assert [type(each) for each in laptop.puts[1:]] == [Live, Digest]
    assert laptop.puts[1].rows == (mine[1],)
    assert laptop.puts[2].heads == {"me": Head.of(2, mine[1].hash)}


def test_a_digest_is_spelled_out_only_where_it_says_something_new(laptop):
    laptop.wait(3 * DIGEST_EVERY)
    assert [each.heads for each in laptop.puts[:3]] == [{}, None, None]
    author = Sender(DEVICE, "d" * 16)
    laptop.heard(digest(author, {}))
    laptop.wait(2)
    laptop.puts.clear()
    laptop.heard(Live(author, tuple(CHAIN[:2])))
    laptop.settled(Receipt(CHAIN[:2]))
    laptop.wait(3 * DIGEST_EVERY)
    assert [each.heads for each in laptop.puts[:2]] == [{DEVICE: head(2)}, None]


def test_digests_come_every_few_seconds_and_not_in_step_with_others():
    times = []
    for seed in range(5):
        laptop = Laptop()
        laptop.replica = Replica(ME, {}, laptop.now, random=Random(seed))
        before = 0
        for _step in range(600):
            laptop.wait(0.1)
            if len(laptop.puts) > before:
                before = len(laptop.puts)
                times.append(laptop.time)
        assert 11 <= before <= 17
    assert len({round(time, 1) for time in times}) > 40


def test_a_first_contact_is_answered_before_long_and_once_for_many(laptop):
    laptop.wait(1)
    laptop.puts.clear()
    for number in range(30):
        laptop.heard(digest(Sender(f"peer{number}", "c" * 16), {}))
    laptop.wait(0.3)
    assert len(laptop.puts) == 1
    assert laptop.puts[0].heads == {}


def test_news_of_what_fails_come_once_a_second_however_much_fails(laptop):
    for _index in range(1000):
        laptop.dropped("unsealed")
    laptop.wait(1.1)
    assert [news.count for news in laptop.news] == [1, 1000]


def test_a_twin_is_told_once_it_has_heard_us_and_not_before(laptop):
    twin = Sender("me", "1" * 16)
    laptop.heard(digest(twin, {}, echo="2" * 16))
    laptop.wait(20)
    assert [news for news in laptop.news if isinstance(news, Twin)] == []
    assert laptop.puts[-1].echo == "1" * 16
    laptop.heard(digest(twin, {}, echo=ME.instance))
    laptop.heard(digest(twin, {}, echo=ME.instance))
    laptop.wait(5)
    assert [news for news in laptop.news if isinstance(news, Twin)] == [Twin("me")]
    assert laptop.puts[-1].twin


def test_two_events_by_one_number_are_a_copied_log_even_if_its_laptop_is_gone():
    laptop = Laptop({DEVICE: head(7)})
    laptop.heard(digest(ANN, {DEVICE: head(6)}))
    assert not any(isinstance(news, Twin) for news in laptop.news)
    laptop.heard(digest(ANN, {DEVICE: Head(7, 1)}))
    laptop.heard(digest(BOB, {DEVICE: Head(7, 1)}))
    assert [news for news in laptop.news if isinstance(news, Twin)] == [Twin(DEVICE)]


def test_fifty_laptops_that_start_at_once_do_not_storm():
    with virtual_loop() as loop:
        ether = Ether(loop, Random(4))
        laptops = [TestLaptop(number, ether, loop) for number in range(1, 51)]
        laptops[0].append(30)
        for laptop in laptops:
            loop.run(laptop.start())
        loop.pass_time(10)
        assert {len(laptop.store.rows) for laptop in laptops} == {30}
        # Everybody speaks a few times and hears 49 others; everybody asks some one or two.
        assert ether.carried < 50 * 49 * 8
        before = ether.carried
        loop.pass_time(20)
        assert ether.carried - before < 50 * 49 * 20 / DIGEST_EVERY * 1.3
        for laptop in laptops:
            loop.run(laptop.stop())
