"""The mesh keeps its promises in any order, with any duplicates and gaps, restarts and wrong clocks."""

from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from mesh.laptops import KEY, Author, TestLaptop
from mesh.memory_network import Ether, Weather
from mesh.virtual_time import VirtualLoop

from questtour.mesh.messages import Live, Sender
from questtour.mesh.places import Places
from questtour.mesh.rows import sent
from questtour.mesh.sealing import Sealer
from questtour.mesh.wire import encode

LAPTOPS = st.integers(0, 4)
WAITS = st.sampled_from([0.0, 0.001, 0.05, 0.5, 2.0, 6.0])
"""Seconds that pass after something happened."""

CALM = Weather()
HEALED_AFTER = 90.0
"""Seconds after which everybody has asked everybody again, however much had failed before."""


class Storms(RuleBasedStateMachine):
    """A tour's laptops in all the weather that a school's Wi-Fi has, and worse."""

    @initialize(seed=st.integers(0, 2**32), count=st.integers(3, 5), skews=st.lists(st.integers(-9999, 9999)))
    def begin(self, seed, count, skews):
        self.loop = VirtualLoop()
        self.ether = Ether(self.loop, Random(seed))
        self.laptops = [TestLaptop(number, self.ether, self.loop) for number in range(1, count + 1)]
        self.places, self.sealer = Places(KEY.topic), Sealer(KEY.sealing)
        self.overheard: list[tuple[str, bytes]] = []
        self.ether.tap = lambda _what, place, payload: self.overheard.append((place, payload))
        for laptop, skew in zip(self.laptops, skews, strict=False):
            laptop.clock.skew = skew
        for laptop in self.laptops:
            laptop.coordinator = self.laptops[0].device
            self.loop.run(laptop.start())

    def laptop(self, number) -> TestLaptop:
        return self.laptops[number % len(self.laptops)]

    @rule(
        number=LAPTOPS, count=st.integers(1, 12), size=st.sampled_from([2, 2, 2, 5_000, 40_000]), wait=WAITS
    )
    def something_happens(self, number, count, size, wait):
        self.laptop(number).append(count, "x" * size)
        self.loop.pass_time(wait)

    @rule(numbers=st.lists(LAPTOPS, min_size=2, max_size=9), wait=WAITS)
    def much_happens_at_once(self, numbers, wait):
        for number in numbers:
            self.laptop(number).append(1)
            self.loop.pass_time(0.01)
        self.loop.pass_time(wait)

    @rule(seconds=st.sampled_from([0.5, 3.0, 12.0, 25.0]))
    def time_passes(self, seconds):
        self.loop.pass_time(seconds)

    @rule(number=LAPTOPS)
    def a_laptop_stops_in_the_middle_of_everything(self, number):
        self.loop.run(self.laptop(number).stop())

    @rule(wait=WAITS)
    def the_laptops_start_again(self, wait):
        for laptop in self.laptops:
            if laptop.node is None:
                self.loop.run(laptop.start())
        self.loop.pass_time(wait)

    @rule(loss=st.sampled_from([0.0, 0.2, 0.6]), doubling=st.sampled_from([0.0, 0.5]), slow=st.booleans())
    def the_weather_changes(self, loss, doubling, slow):
        self.ether.weather = Weather(loss, doubling, (0.001, 4.0) if slow else CALM.delay)

    @rule(halves=st.integers(0, 31))
    def the_network_falls_apart(self, halves):
        side = {laptop.device: halves >> index & 1 for index, laptop in enumerate(self.laptops)}
        self.ether.cut = lambda one, other: side[one] != side[other]
        self.ether.changed()

    @rule()
    def the_network_is_whole_again(self):
        self.ether.cut = lambda _one, _other: False
        self.ether.changed()

    @rule(number=LAPTOPS, skew=st.floats(-1e6, 1e6))
    def a_clock_is_changed(self, number, skew):
        self.laptop(number).clock.skew = skew

    @rule(number=LAPTOPS, slow=st.booleans())
    def a_disk_is_full(self, number, slow):
        self.laptop(number).store.broken = True
        self.laptop(number).store.write_time = 0.8 if slow else 0.0
        self.laptop(number + 1).append(1)
        self.loop.pass_time(2)

    @rule(slow=st.booleans(), wait=WAITS)
    def there_is_room_again(self, slow, wait):
        for laptop in self.laptops:
            laptop.store.broken, laptop.store.write_time = False, 0.8 if slow else 0.0
        self.loop.pass_time(wait)

    @precondition(lambda self: self.overheard)
    @rule(index=st.integers(0, 9999), bent=st.booleans())
    def an_outsider_says_again_what_it_overheard(self, index, bent):
        place, payload = self.overheard[index % len(self.overheard)]
        outsider = self.ether.join("outsider")
        cut, self.ether.cut = self.ether.cut, lambda _one, _other: False
        outsider.put(place, payload[:-1] if bent else payload)
        outsider.put(self.places.events(self.laptops[0].device), payload)
        self.ether.cut = cut
        outsider.crash()

    @rule(number=LAPTOPS, skip=st.integers(0, 3))
    def a_guide_forges_what_another_did(self, number, skip):
        """Somebody who has the join code, but not the other's key."""
        victim = self.laptop(number)
        forged = Author(77).chain(len(victim.acknowledged) + 1 + skip, "forged")[-1]
        fields = {name: getattr(forged, name) for name in forged.__slots__} | {"device": victim.device}
        said = Live(Sender(victim.device, "f" * 16), (sent(type(forged)(**fields)),))
        place = self.places.events(victim.device)
        outsider = self.ether.join("outsider")
        cut, self.ether.cut = self.ether.cut, lambda _one, _other: False
        outsider.put(place, self.sealer.seal(place, encode(said)))
        self.ether.cut = cut
        outsider.crash()

    @rule()
    def everything_heals(self):
        self.ether.weather, self.ether.cut = Weather(), lambda _one, _other: False
        for laptop in self.laptops:
            laptop.store.broken, laptop.store.write_time = False, 0.0
            if laptop.node is None:
                self.loop.run(laptop.start())
        self.ether.changed()
        self.loop.pass_time(HEALED_AFTER)
        truth = {row for laptop in self.laptops for row in laptop.acknowledged}
        for laptop in self.laptops:
            assert laptop.store.rows == truth
            assert laptop.twins == []

    @invariant()
    def nothing_acknowledged_is_lost_and_nothing_is_invented(self):
        for laptop in getattr(self, "laptops", []):
            own = laptop.store.chains.get(laptop.device, [])
            assert own == laptop.acknowledged
            for other in self.laptops:
                kept = laptop.store.chains.get(other.device, [])
                assert kept == other.acknowledged[: len(kept)]

    def teardown(self):
        if not hasattr(self, "loop"):
            return
        try:
            self.everything_heals()
            for laptop in self.laptops:
                self.loop.run(laptop.stop())
        finally:
            self.loop.close()


TestStorms = Storms.TestCase
TestStorms.settings = settings(max_examples=60, stateful_step_count=30)
