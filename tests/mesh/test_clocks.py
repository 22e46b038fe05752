"""Every laptop knows by how much its clock is ahead of the coordinator's, and when somebody changed it."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mesh.laptops import TestLaptop
from mesh.memory_network import Ether, Weather
from mesh.virtual_time import virtual_loop

from questtour.mesh.clock_meter import ClockMeter
from questtour.mesh.messages import ClockAnswer, Sender
from questtour.mesh.news import ClockJumped, ClockMeasured
from questtour.mesh.timing import CLOCK_EVERY, CLOCK_STEP, CLOCK_TRIES, Now

HALL = Sender("hall", "0" * 16)


class Pair:
    """A laptop's meter and the coordinator's clock on one time line, in seconds."""

    def __init__(self, ahead):
        self.time, self.ahead = 50.0, ahead
        self.meter = ClockMeter(Random(1), self.now)
        self.meter.follow("hall", self.now)

    @property
    def now(self):
        return Now(self.time, round((10_000 + self.time + self.ahead) * 1e6))

    @property
    def hall(self):
        return round((10_000 + self.time) * 1e6)

    def exchange(self, there, back):
        self.time = max(self.time, self.meter.wake)
        nonce = self.meter.due(self.now)
        self.time += there
        heard = self.hall
        self.time += 0.001
        answer = ClockAnswer(HALL, nonce, heard, self.hall)
        self.time += back
        return self.meter.answered(answer, self.now)

    def measure(self, ways):
        return [self.exchange(*way) for way in ways][-1]


@given(
    st.floats(-1e6, 1e6),
    st.lists(st.tuples(st.floats(0.001, 2), st.floats(0.001, 2)), min_size=5, max_size=5),
)
def test_the_offset_is_true_within_what_is_said(ahead, ways):
    measured = Pair(ahead).measure(ways)
    assert abs(measured.offset - ahead) <= measured.within + 1e-5
    assert measured.within <= min(sum(way) for way in ways) / 2 + 1e-5


def test_the_shortest_round_trip_counts():
    measured = Pair(100.0).measure([(2, 0.01), (0.01, 2), (0.01, 0.01), (1, 0.01), (0.5, 3)])
    assert measured.offset == pytest.approx(100, abs=0.001)
    assert measured.within == pytest.approx(0.01, abs=0.001)


def test_a_clock_that_keeps_its_distance_is_not_told_of_again():
    pair = Pair(3.0)
    assert pair.measure([(0.01, 0.01)] * 5) is not None
    pair.ahead += CLOCK_STEP / 2
    assert pair.measure([(0.01, 0.01)] * 5) is None
    pair.ahead += 2 * CLOCK_STEP
    assert pair.measure([(0.01, 0.01)] * 5).offset == pytest.approx(3 + 2.5 * CLOCK_STEP, abs=0.02)


def test_a_much_better_measurement_is_told():
    pair = Pair(3.0)
    assert pair.measure([(2, 2)] * 5).within == pytest.approx(2)
    assert pair.measure([(0.1, 0.1)] * 5).within == pytest.approx(0.1)


def test_a_clock_that_is_changed_in_the_middle_does_not_spoil_the_sample():
    pair = Pair(3.0)
    pair.meter.due(pair.now)
    nonce = pair.meter._try.nonce
    pair.time += 0.01
    answer = ClockAnswer(HALL, nonce, pair.hall, pair.hall)
    pair.time += 0.01
    pair.ahead += 3600
    assert pair.meter.answered(answer, pair.now) is None
    assert pair.meter._samples[0].ahead == pytest.approx(3, abs=0.001)


@pytest.mark.parametrize("jump", [0.6, -0.6, 86400, -86400])
def test_a_clock_that_is_put_forward_or_back_is_noticed_and_measured_anew(jump):
    pair = Pair(0.0)
    pair.measure([(0.01, 0.01)] * 5)
    assert pair.meter.look(pair.now) is None
    pair.time += 7
    pair.ahead += jump
    assert pair.meter.look(pair.now) == ClockJumped(pytest.approx(jump))
    assert pair.meter.look(pair.now) is None
    assert pair.meter.due(pair.now) is not None


def test_a_coordinator_that_does_not_answer_is_asked_more_and_more_rarely():
    pair = Pair(0.0)
    times = []
    for _burst in range(12):
        times.append(pair.meter.wake)
        for _try in range(CLOCK_TRIES):
            pair.time = max(pair.time, pair.meter.wake)
            pair.meter.failed(pair.meter.due(pair.now), pair.now)
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert gaps[0] < 2
    assert 40 < gaps[-1] < 80


def test_every_laptop_measures_itself_against_the_coordinator_on_a_lossy_network():
    with virtual_loop() as loop:
        ether = Ether(loop, Random(2), Weather(loss=0.2, doubling=0.2, delay=(0.001, 0.05)))
        laptops = [
            TestLaptop(number, ether, loop, skew) for number, skew in ((1, 500.0), (2, 0.0), (3, -7.5))
        ]
        for laptop in laptops:
            laptop.coordinator = laptops[0].device
            loop.run(laptop.start())
        loop.pass_time(60)
        offsets = [laptop.news_of(ClockMeasured)[-1].offset for laptop in laptops[1:]]
        assert offsets == [pytest.approx(-500, abs=0.05), pytest.approx(-507.5, abs=0.05)]
        assert laptops[0].news_of(ClockMeasured) == []
        laptops[1].clock.skew += 3600
        loop.pass_time(30)
        assert laptops[1].news_of(ClockJumped) == [ClockJumped(pytest.approx(3600))]
        assert laptops[1].news_of(ClockMeasured)[-1].offset == pytest.approx(3100, abs=0.05)
        loop.pass_time(10 * CLOCK_EVERY)
        assert len(laptops[2].news_of(ClockMeasured)) == 1
        for laptop in laptops:
            loop.run(laptop.stop())
