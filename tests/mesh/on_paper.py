"""A replica driven by hand: no network, no disk, no clock; what it wants is sorted and kept."""

from random import Random

from mesh.laptops import Author

from questtour.mesh.messages import Answer, Ask, Digest, Sender
from questtour.mesh.replica import Keep, Put, Query, Replica, Tell
from questtour.mesh.rows import Head, sent
from questtour.mesh.speaker import fingerprint
from questtour.mesh.timing import Now

ME = Sender("me", "0" * 16)
ANN, BOB = Sender("ann", "a" * 16), Sender("bob", "b" * 16)
CHAIN = [sent(row) for row in Author(5).chain(40)]
DEVICE = CHAIN[0].device


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
