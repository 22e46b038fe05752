"""Who asks whom, when, and how often: decided without a network, a disk or a clock."""

from dataclasses import replace
from random import Random

import pytest
from mesh.laptops import Author
from mesh.on_paper import ANN, BOB, CHAIN, DEVICE, Laptop, digest, head

from questtour.mesh import inbox as inbox_module
from questtour.mesh.catchup import LIMIT, LIMIT_LEAST, CatchUp
from questtour.mesh.inbox import Inbox
from questtour.mesh.messages import Digest, Live, Sender
from questtour.mesh.news import Dropped, StoreTrouble
from questtour.mesh.peers import Peers
from questtour.mesh.rows import Head, sent
from questtour.mesh.speaker import fingerprint
from questtour.mesh.store import Receipt, Refusal
from questtour.mesh.timing import ASK_TIMEOUT, REST_MOST, Now


@pytest.fixture
def laptop():
    laptop = Laptop()
    laptop.tick()
    return laptop


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


def test_a_chain_that_grew_again_is_trusted_again():
    now, later = Now(100, 0), Now(100.2, 0)
    peers, inbox, catchup = Peers(), Inbox({}), CatchUp(Random(1))
    peers.meet(ANN, now)
    peers.has("ann", {DEVICE: head(40)})
    catchup.plan(now, peers, inbox)
    for _failure in range(4):
        catchup.chain_failed(DEVICE, now)
    assert catchup.plan(later, peers, inbox) == []
    assert catchup.wake > 102
    catchup.chain_grew(DEVICE)
    assert [wanted.peer for wanted in catchup.plan(later, peers, inbox)] == ["ann"]


def test_who_comes_back_is_asked_at_once_however_often_it_failed_before(laptop):
    laptop.heard(digest(ANN, {DEVICE: head(40)}))
    for _try in range(8):
        while not laptop.queries:
            laptop.heard(digest(ANN, {DEVICE: head(40)}))
            laptop.wait(1)
        laptop.answered(laptop.asks()[0].question.nonce, None)
    laptop.seen("ann", False)
    laptop.seen("ann", True)
    laptop.wait(0.2)
    assert len(laptop.asks()) == 1


def test_rows_that_nobody_asked_for_and_rows_that_are_known_take_no_room(laptop):
    other = [sent(row) for row in Author(6).chain(5)]
    laptop.heard(digest(ANN, {DEVICE: head(40)}))
    laptop.wait(0.2)
    laptop.answer(laptop.asks()[0], [*other, *CHAIN[:5]])
    assert laptop.kept == [tuple(CHAIN[:5])]
    laptop.settled(Receipt(CHAIN[:5]))
    laptop.heard(Live(Sender(DEVICE, "d" * 16), tuple(CHAIN[:5])))
    assert laptop.replica._inbox._count == 0


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


def test_what_waits_out_of_order_is_bounded_and_never_keeps_out_what_comes_next(monkeypatch):
    monkeypatch.setattr(inbox_module, "MOST_ROWS", 10)
    inbox = Inbox({})
    for row in CHAIN[5:]:
        inbox.add(row)
        assert inbox._count <= 10
    assert all(inbox.add(row) for row in CHAIN[:5])
    assert inbox.take()[:5] == tuple(CHAIN[:5])
