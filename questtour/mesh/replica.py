"""One laptop's part in the mesh, without a network, a disk or a clock: messages in, things to do out.

Live events are passed on at once. Digests tell now and then what everyone knows. Whoever sees that it lacks
something asks one who has it, in batches, and gives the store each chain in order. All of it may be lost,
doubled, late or out of order: what counts is `(device, seq)`, and the next digest shows what is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from questtour.mesh.catchup import CatchUp
from questtour.mesh.clock_meter import ClockMeter
from questtour.mesh.drops import Drops
from questtour.mesh.inbox import Inbox
from questtour.mesh.messages import Answer, Ask, ClockAnswer, ClockAsk, Digest, Live, Question, Sender
from questtour.mesh.news import News, Peer, PeerChanged, StoreTrouble, Twin
from questtour.mesh.peers import Peers
from questtour.mesh.rows import Head, SentRow, StoredRow, sent, weight
from questtour.mesh.speaker import LIVE_BYTES, Speaker
from questtour.mesh.store import Receipt
from questtour.mesh.timing import ASK_TIMEOUT, CLOCK_TIMEOUT, Now, rest


@dataclass(frozen=True, slots=True)
class Put:
    """Tell everybody `message`."""

    message: Live | Digest


@dataclass(frozen=True, slots=True)
class Query:
    """Ask `peer` a question; what comes of it goes to `Replica.answered`."""

    peer: str
    question: Question
    timeout: float
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Give `rows` to the store; what comes of it goes to `Replica.settled` or `Replica.store_failed`."""

    rows: tuple[SentRow, ...]


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the session."""

    news: News


Output = Put | Query | Keep | Tell


class Replica:
    """Decides what one laptop says, asks, stores and tells; every method returns what is to be done."""

    def __init__(
        self,
        me: Sender,
        heads: Mapping[str, Head],
        now: Now,
        *,
        random: Random,
        name: str = "",
        role: str = "",
    ) -> None:
        """Speak for `me`, whose store holds each chain as far as `heads`.

        `name` and `role` are told to the others; `random` keeps laptops from doing the same at once.
        """
        self.me = me
        self._random = random
        self._inbox = Inbox(heads)
        self._peers = Peers()
        self._catchup = CatchUp(random)
        self._drops = Drops()
        self._clock = ClockMeter(random, now)
        self._speaker = Speaker(me, name, role, random, now)
        self._out: list[Output] = []
        self._echo = ""
        self._twins: set[str] = set()
        self._store_failures = 0
        self._store_again = 0.0
        """Until when the store is left alone; zero while it is well."""

    @property
    def wake(self) -> float:
        """Return when `tick` is to be called at the latest, on the monotonic clock."""
        work = self._store_again or self._catchup.wake
        return min(work, self._speaker.wake, self._clock.wake, self._drops.wake)

    @property
    def heads(self) -> Mapping[str, Head]:
        """Return how far each laptop's chain is stored here."""
        return self._inbox.heads

    @property
    def peers(self) -> tuple[Peer, ...]:
        """Return the other laptops as they are known now."""
        return self._peers.all()

    @property
    def caught_up(self) -> bool:
        """Tell whether everything is stored here that anybody within reach is known to have."""
        return all(self._inbox.stored(device) >= goal for device, goal in self._peers.goals().items())

    def tick(self, now: Now) -> list[Output]:
        """Do what has become due."""
        return self._done(now)

    def follow(self, coordinator: str | None, now: Now) -> list[Output]:
        """Measure our clock against that of the laptop `coordinator`."""
        self._clock.follow(None if coordinator == self.me.device else coordinator, now)
        return self._done(now)

    def appended(self, rows: Sequence[StoredRow], now: Now) -> list[Output]:
        """Learn that the log holds `rows`: our own, just recorded, or others that did not come through us.

        Nothing is looked at here but the rows, so that the others hear of them at once.
        """
        self._inbox.advance(rows)
        own = [row for row in rows if row.device == self.me.device]
        if len(own) < len(rows) or any(weight(row) > LIVE_BYTES for row in own):
            self._speaker.soon(now)
        return [Put(message) for message in self._speaker.live(own)]

    def heard(self, message: Live | Digest, now: Now) -> list[Output]:
        """Hear what somebody told everybody."""
        if message.sender == self.me:
            return []
        if message.sender.device == self.me.device:
            self._hear_twin(message, now)
        else:
            self._meet(message.sender, now)
        if isinstance(message, Digest):
            self._hear_digest(message, now)
        else:
            self._hear_rows(message)
        return self._done(now)

    def asked(self, sender: Sender, now: Now) -> list[Output]:
        """Learn that `sender` asked us something; the answers are made by `answer` and `clock_answer`."""
        if sender.device != self.me.device:
            self._meet(sender, now)
        return self._done(now)

    def answer(self, ask: Ask, rows: Sequence[StoredRow]) -> Answer:
        """Answer with `rows`, which follow those that were named."""
        return Answer(self.me, ask.nonce, dict(self._inbox.heads), tuple(sent(row) for row in rows))

    def clock_answer(self, ask: ClockAsk, heard: Now, now: Now) -> ClockAnswer:
        """Answer what our clock read when the question was heard, and reads now."""
        return ClockAnswer(self.me, ask.nonce, heard.wall, now.wall)

    def answered(self, nonce: str, answer: Answer | ClockAnswer | None, now: Now) -> list[Output]:
        """Learn what came of the question with `nonce`: an answer, or that none will come any more."""
        if answer is None:
            self._catchup.failed(nonce, now)
            self._tell(self._clock.failed(nonce, now))
        elif isinstance(answer, ClockAnswer):
            self._tell(self._clock.answered(answer, now))
        else:
            self._hear_answer(answer, now)
        return self._done(now)

    def settled(self, receipt: Receipt, now: Now) -> list[Output]:
        """Learn what the store did with the rows that it was given."""
        self._store_failures = 0
        self._inbox.settle(receipt)
        for device in {row.device for row in receipt.accepted}:
            self._catchup.chain_grew(device)
        for refusal in receipt.refused:
            self._drops.count(refusal.reason)
            self._catchup.chain_failed(refusal.device, now)
        return self._done(now)

    def store_failed(self, text: str, now: Now) -> list[Output]:
        """Learn that the store could not take the rows that it was given, whatever they were."""
        self._store_failures += 1
        self._store_again = now.mono + rest(self._store_failures, self._random)
        self._inbox.settle(Receipt())
        self._tell(StoreTrouble(text))
        return self._done(now)

    def seen(self, device: str, alive: bool, now: Now) -> list[Output]:
        """Learn that a laptop's token appeared or vanished."""
        if device != self.me.device and self._peers.token(device, alive):
            self._contact(device, now)
        return self._done(now)

    def dropped(self, reason: str, now: Now) -> list[Output]:
        """Learn that something was heard that could not even be read."""
        self._drops.count(reason)
        return self._done(now)

    def _meet(self, sender: Sender, now: Now) -> None:
        if self._peers.meet(sender, now):
            self._contact(sender.device, now)

    def _contact(self, device: str, now: Now) -> None:
        self._catchup.came(device)
        self._speaker.soon(now)
        if device == self._clock.coordinator:
            self._clock.hurry(now)

    def _hear_twin(self, message: Live | Digest, now: Now) -> None:
        """Hear our own device from another run: an echo of our last one, or a twin."""
        if message.sender.instance != self._echo and self.me.device not in self._twins:
            self._echo = message.sender.instance
            self._speaker.soon(now)
        # Who repeats the number that we gave ourselves at this start has heard us: it runs now.
        if isinstance(message, Digest) and message.echo == self.me.instance:
            self._tell_twin(self.me.device, now)

    def _tell_twin(self, device: str, now: Now) -> None:
        if device not in self._twins:
            self._twins.add(device)
            self._tell(Twin(device))
            self._speaker.soon(now)

    def _hear_digest(self, digest: Digest, now: Now) -> None:
        if digest.sender.device != self.me.device:
            self._peers.read(digest, self._speaker.fingerprint(self._inbox), now)
            if digest.twin:
                self._tell_twin(digest.sender.device, now)
        self._compare(digest.heads or {}, now)

    def _hear_rows(self, live: Live) -> None:
        for row in live.rows:
            self._inbox.add(row)
        if live.rows and live.sender.device != self.me.device:
            last = live.rows[-1]
            self._peers.wrote(live.sender.device, Head.of(last.seq, last.hash))

    def _hear_answer(self, answer: Answer, now: Now) -> None:
        asked = self._catchup.asked_of(answer.nonce)
        if asked is None or asked[0] != answer.sender.device:
            return
        self._meet(answer.sender, now)
        self._compare(answer.heads, now)
        for row in answer.rows:
            if row.device in asked[1]:
                self._inbox.add(row)
        progress = any(self._inbox.reach(device) > seq for device, seq in asked[1].items())
        self._peers.has(answer.sender.device, answer.heads)
        self._catchup.answered(answer.nonce, now, progress)

    def _compare(self, heads: Mapping[str, Head], now: Now) -> None:
        """Look whether a chain forked: somebody knows another event by the number of one that we know."""
        for device, head in heads.items():
            own = self._inbox.heads.get(device)
            if own is not None and own.seq == head.seq and own.mark != head.mark:
                self._tell_twin(device, now)

    def _done(self, now: Now) -> list[Output]:
        """Add what follows from anything that happened, and hand over everything that is to be done."""
        self._tell(self._clock.look(now))
        self._peers.fall_silent(now)
        if now.mono >= self._store_again:
            self._store_again = 0.0
            self._work(now)
        self._ask_clock(now)
        digest = self._speaker.digest(
            self._inbox,
            now,
            dropped=self._drops.total,
            echo=self._echo,
            twin=self.me.device in self._twins,
        )
        self._out += [Put(digest)] if digest else []
        self._out += [Tell(PeerChanged(peer)) for peer in self._peers.changes()]
        self._out += [Tell(each) for each in self._drops.news(now)]
        out, self._out = self._out, []
        return out

    def _work(self, now: Now) -> None:
        """Give the store what is ready for it, and ask for what is missing."""
        rows = self._inbox.take()
        self._out += [Keep(rows)] if rows else []
        for wanted in self._catchup.plan(now, self._peers, self._inbox):
            question = Ask(self.me, wanted.nonce, wanted.after, wanted.limit)
            self._out.append(Query(wanted.peer, question, ASK_TIMEOUT))

    def _tell(self, news: News | None) -> None:
        if news is not None:
            self._out.append(Tell(news))

    def _ask_clock(self, now: Now) -> None:
        late = self._clock.given_up(now)
        if late:
            self._tell(self._clock.failed(late, now))
        nonce = self._clock.due(now)
        if nonce and self._clock.coordinator:
            self._out.append(Query(self._clock.coordinator, ClockAsk(self.me, nonce), CLOCK_TIMEOUT))
