"""Who asks whom, when, and how often: decided without a network, a disk or a clock."""

from dataclasses import replace
from random import Random

import pytest
from mesh.laptops import Author, TestLaptop
from mesh.memory_network import Ether
from mesh.virtual_time import virtual_loop

from questtour.mesh import inbox as inbox_module
from questtour.mesh.catchup import LIMIT, LIMIT_LEAST
from questtour.mesh.inbox import Inbox
from questtour.mesh.messages import Answer, Ask, Digest, Live, Sender
from questtour.mesh.news import Dropped, StoreTrouble, Twin
from questtour.mesh.replica import Keep, Put, Query, Replica, Tell
from questtour.mesh.rows import Head, sent
from questtour.mesh.speaker import fingerprint
from questtour.mesh.store import Receipt, Refusal
from questtour.mesh.timing import ASK_TIMEOUT, DIGEST_EVERY, REST_MOST, Now

ME = Sender("me", "0" * 16)
ANN, BOB = Sender("ann", "a" * 16), Sender("bob", "b" * 16)
CHAIN = [sent(row) for row in Author(5).chain(40)]
DEVICE = CHAIN[0].device
EMPTY = fingerprint({})


def head(count):
    return Head.of(count, CHAIN[count - 1].hash)


def digest(sender, heads, **more):
    return Digest(sender, fingerprint(heads), heads, 0, **more)


class Laptop:
    """A replica, and what it wants, sorted."""

    def __init__(self, heads=None):
        self.time = 100.0
        self.replica = Replica(ME, heads or {}, self.now, random=Random(7))
        self.kept, self.puts, self.queries, self.news = [], [], [], []

    @property
    def now(self):
        return Now(self.time, round(self.time * 1e6))

    def __getattr__(self, name):
        def call(*values):
            for output in getattr(self.replica, name)(*values, self.now):
                match output:
                    case Put(message):
                        self.puts.append(message)
                    case Query():
                        self.queries.append(output)
                    case Keep(rows):
                        self.kept.append(rows)
                    case Tell(news):
                        self.news.append(news)

        return call

    def wait(self, seconds):
        end = self.time + seconds
        while self.replica.wake <= end:
            assert self.replica.wake > self.time - 1e-9, "woken again and again for nothing"
            self.time = max(self.time, self.replica.wake)
            self.tick()
        self.time = end
        self.tick()

    def asks(self):
        asks, self.queries = [each for each in self.queries if isinstance(each.question, Ask)], []
        return asks

    def answer(self, query, rows, heads=None, sender=None):
        known = heads or {DEVICE: head(40)}
        who = sender or (ANN if query.peer == "ann" else BOB)
        self.answered(query.question.nonce, Answer(who, query.question.nonce, known, tuple(rows)))


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


def test_rows_reach_the_store_in_the_order_of_their_chain_whatever_order_they_come_in(laptop):
    order = list(range(20))
    Random(3).shuffle(order)
    for index in order:
        laptop.heard(Live(Sender(DEVICE, "d" * 16), (CHAIN[index], CHAIN[index])))
        while laptop.kept:
            rows = laptop.kept.pop()
            laptop.settled(Receipt(rows))
    assert laptop.replica.heads == {DEVICE: head(20)}


def test_the_store_gets_rows_only_when_it_is_done_with_those_before(laptop):
    laptop.heard(Live(Sender(DEVICE, "d" * 16), tuple(CHAIN[:2])))
    laptop.heard(Live(Sender(DEVICE, "d" * 16), tuple(CHAIN[2:4])))
    assert laptop.kept == [tuple(CHAIN[:2])]
    laptop.settled(Receipt(CHAIN[:2]))
    assert laptop.kept == [tuple(CHAIN[:2]), tuple(CHAIN[2:4])]


def test_what_is_stored_already_does_not_bother_the_store(laptop):
    laptop.heard(Live(Sender(DEVICE, "d" * 16), tuple(CHAIN[:2])))
    laptop.settled(Receipt(CHAIN[:2]))
    laptop.heard(Live(Sender(DEVICE, "d" * 16), tuple(CHAIN[:2])))
    assert len(laptop.kept) == 1


def test_a_gap_is_asked_of_one_laptop_after_a_moment_of_grace(laptop):
    laptop.heard(digest(ANN, {DEVICE: head(40)}))
    laptop.heard(digest(BOB, {DEVICE: head(40)}))
    assert laptop.asks() == []
    laptop.wait(0.2)
    (ask,) = laptop.asks()
    assert ask.question.after == {DEVICE: 0}
    laptop.wait(ASK_TIMEOUT - 1)
    assert laptop.asks() == []


def test_live_rows_that_come_within_the_grace_are_not_asked_for(laptop):
    laptop.heard(digest(ANN, {DEVICE: head(2)}))
    laptop.heard(Live(Sender(DEVICE, "d" * 16), tuple(CHAIN[:2])))
    laptop.wait(1)
    assert laptop.asks() == []


def test_who_does_not_answer_is_left_alone_for_longer_and_longer_and_another_is_asked(laptop):
    laptop.heard(digest(ANN, {DEVICE: head(40)}))
    laptop.heard(digest(BOB, {DEVICE: head(40)}))
    laptop.wait(0.2)
    asked, times = [], []
    for _try in range(40):
        for query in laptop.asks():
            asked.append(query.peer)
            times.append(laptop.time)
            laptop.heard(digest(ANN, {DEVICE: head(40)}))
            laptop.heard(digest(BOB, {DEVICE: head(40)}))
            laptop.answered(query.question.nonce, None)
        laptop.wait(2)
        laptop.heard(digest(ANN, {DEVICE: head(40)}))
        laptop.heard(digest(BOB, {DEVICE: head(40)}))
    assert asked[0] != asked[1]
    assert set(asked) == {"ann", "bob"}
    assert len(asked) < 20
    assert times[-1] - times[-3] < 2 * REST_MOST


def test_a_question_of_which_nothing_is_heard_any_more_goes_to_somebody_else(laptop):
    laptop.heard(digest(ANN, {DEVICE: head(40)}))
    laptop.heard(digest(BOB, {DEVICE: head(40)}))
    laptop.wait(0.2)
    (first,) = laptop.asks()
    laptop.wait(ASK_TIMEOUT + 1)
    (second,) = laptop.asks()
    assert second.peer != first.peer
    laptop.answer(first, CHAIN)
    assert laptop.kept == []
    assert second.question.limit == first.question.limit


def test_who_answers_too_late_is_asked_for_less_and_for_more_again_once_it_answers(laptop):
    limits = []
    for _try in range(6):
        laptop.heard(digest(ANN, {DEVICE: head(40)}))
        laptop.wait(REST_MOST * 1.3 if limits else 0.2)
        limits += [ask.question.limit for ask in laptop.asks()]
        for _second in range(int(ASK_TIMEOUT) + 1):
            laptop.heard(digest(ANN, {DEVICE: head(40)}))
            laptop.wait(1)
    assert limits[0] == LIMIT
    assert sorted(limits, reverse=True) == limits
    assert limits[-1] == LIMIT_LEAST


def test_a_batch_is_followed_by_the_next_at_once_while_the_store_is_still_busy(laptop):
    laptop.heard(digest(ANN, {DEVICE: head(40)}))
    laptop.wait(0.2)
    (ask,) = laptop.asks()
    laptop.answer(ask, CHAIN[:15])
    (ask,) = laptop.asks()
    assert ask.question.after == {DEVICE: 15}
    laptop.answer(ask, CHAIN[15:])
    assert laptop.asks() == []
    assert laptop.kept == [tuple(CHAIN[:15])]
    laptop.settled(Receipt(CHAIN[:15]))
    assert laptop.kept[1] == tuple(CHAIN[15:])


def test_an_answer_that_brings_nothing_is_not_asked_for_again_at_once(laptop):
    laptop.heard(digest(ANN, {DEVICE: head(40)}))
    laptop.wait(0.2)
    asked = 0
    for _step in range(100):
        for query in laptop.asks():
            asked += 1
            laptop.answer(query, [CHAIN[20]])
        laptop.wait(0.1)
        laptop.heard(digest(ANN, {DEVICE: head(40)}))
    assert 2 <= asked <= 6


def test_rows_that_fail_are_counted_told_and_asked_of_somebody_else(laptop):
    laptop.heard(digest(ANN, {DEVICE: head(40)}))
    laptop.heard(digest(BOB, {DEVICE: head(40)}))
    laptop.wait(0.2)
    (ask,) = laptop.asks()
    bent = [replace(row, body="bent") for row in CHAIN]
    laptop.answer(ask, bent)
    laptop.settled(Receipt((), [Refusal(DEVICE, 1, "broken chain")]))
    assert Dropped("broken chain", 1) in laptop.news
    laptop.wait(1)
    (again,) = laptop.asks()
    assert again.peer != ask.peer
    laptop.answer(again, CHAIN)
    assert laptop.kept[-1] == tuple(CHAIN)


def test_news_of_what_fails_come_once_a_second_however_much_fails(laptop):
    for _index in range(1000):
        laptop.dropped("unsealed")
    laptop.wait(1.1)
    assert [news.count for news in laptop.news] == [1, 1000]


def test_a_store_in_trouble_is_told_and_tried_again(laptop):
    laptop.heard(digest(ANN, {DEVICE: head(40)}))
    laptop.wait(0.2)
    laptop.answer(laptop.asks()[0], CHAIN)
    laptop.store_failed("the disk is full")
    assert StoreTrouble("the disk is full") in laptop.news
    assert laptop.asks() == []
    laptop.wait(1)
    laptop.answer(laptop.asks()[0], CHAIN)
    assert laptop.kept == [tuple(CHAIN), tuple(CHAIN)]


def test_a_digest_that_was_missed_is_asked_for(laptop):
    laptop.heard(Digest(ANN, fingerprint({DEVICE: head(40)}), None, 0))
    (ask,) = laptop.asks()
    assert ask.question.after == {}
    laptop.answer(ask, [])
    laptop.wait(0.2)
    (ask,) = laptop.asks()
    assert ask.question.after == {DEVICE: 0}


def test_a_laptop_that_went_silent_is_not_asked(laptop):
    laptop.heard(digest(ANN, {}))
    laptop.heard(digest(BOB, {DEVICE: head(40)}))
    laptop.seen("bob", False)
    laptop.wait(5)
    assert laptop.asks() == []
    laptop.seen("bob", True)
    laptop.wait(0.2)
    assert [each.peer for each in laptop.asks()] == ["bob"]


def test_our_own_rows_that_our_log_lost_are_fetched_like_any_others():
    laptop = Laptop()
    laptop.heard(digest(ANN, {"me": Head(3, 5)}))
    laptop.wait(0.2)
    (ask,) = laptop.asks()
    assert ask.question.after == {"me": 0}


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


def test_what_waits_out_of_order_is_bounded_and_never_keeps_out_what_comes_next(monkeypatch):
    monkeypatch.setattr(inbox_module, "MOST_ROWS", 10)
    inbox = Inbox({})
    for row in CHAIN[5:]:
        inbox.add(row)
        assert inbox._count <= 10
    assert all(inbox.add(row) for row in CHAIN[:5])
    assert inbox.take()[:5] == tuple(CHAIN[:5])


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
