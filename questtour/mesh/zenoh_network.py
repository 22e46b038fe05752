"""The network of a tour: Zenoh, in this process. The only module that knows it.

Laptops are Zenoh peers: they find each other by multicast and talk directly. With `--connect` a laptop joins
twice: as a peer of that host, which tells it of the others so that it goes on without that host, and as its
client, because since 1.9 Zenoh hands on messages between clients but not between peers that cannot reach each
other (`questtour relay`, or a coordinator in the middle). What arrives on both ways counts once.

Zenoh calls back on threads of its own; from here on everything happens on the event loop's thread.
"""

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import zenoh

from questtour.i18n import _
from questtour.mesh.network import Answered, Asked, Heard, NetworkFault, Reply, Seen
from questtour.mesh.recent import Recent
from questtour.mesh.ways import Ways
from questtour.wording import shown

LOOK_SECONDS = 1.0
"""Between two attempts to reach the host named with `--connect`, and two looks whether the program ends."""

ATTEMPT_SECONDS = 2.0
"""How long one attempt may take; a program that ends meanwhile ends after it."""

SENDERS = 4
"""Threads that send what may have to wait for a slow laptop: questions and answers."""

_RETRY = {"period_init_ms": 500, "period_max_ms": 2000, "period_increase_factor": 1.5}


async def open_zenoh(ways: Ways) -> "ZenohNetwork":
    """Join the network; takes up to 0.6 s, on another thread. Raises NetworkFault."""
    loop = asyncio.get_running_loop()
    opening = loop.run_in_executor(None, _opened, _peer_config(ways), ways.listen)
    try:
        session = await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_close_opened)
        raise
    network = ZenohNetwork(session, loop)
    network.stay(ways)
    return network


def relay(listen: str, started: Callable[[], None], stop: threading.Event) -> None:
    """Hand on the messages of laptops that cannot see each other, until `stop` is set or Ctrl+C.

    It listens at `listen`, such as `tcp/0.0.0.0:7447`, and calls `started` once it does. It needs no join
    code and reads nothing. Raises NetworkFault.
    """
    config = _config("router", (), multicast=True)
    _insert(config, "listen/endpoints", (listen,))
    session = _opened(config, (listen,))
    try:
        started()
        # In short steps, because Windows delivers Ctrl+C only in between.
        while not stop.wait(0.5):
            pass
    except KeyboardInterrupt:
        pass
    finally:
        _close(session)


class ZenohNetwork:
    """A `Network` over one Zenoh session, or two."""

    def __init__(self, session: zenoh.Session, loop: asyncio.AbstractEventLoop) -> None:
        """Take an open session; use `open_zenoh` instead."""
        self._sessions: tuple[zenoh.Session, ...] = (session,)
        self._loop = loop
        self._lock = threading.Lock()
        self._declared: list[Callable[[zenoh.Session], object]] = []
        self._kept: list[object] = []
        self._puts, self._questions, self._answers = Recent(), Recent(), Recent()
        self._standing: dict[str, set[int]] = {}
        self._senders = ThreadPoolExecutor(SENDERS, thread_name_prefix="mesh")
        self._closed = threading.Event()

    def put(self, place: str, payload: bytes) -> None:
        """Tell everybody who subscribed to `place`; what a full line cannot take is lost."""
        self._puts.is_new(place, payload)
        for session in self._sessions[:1]:
            _put(session, place, payload)
        for session in self._sessions[1:]:
            # A moment later, so that the copy does not get in the way of the original.
            self._loop.call_soon(_put, session, place, payload)

    def subscribe(self, places: str, heard: Heard) -> None:
        """Call `heard` with whatever is put at `places`, once."""

        def take(sample: zenoh.Sample) -> None:
            self._hand_over(self._hear_once, heard, str(sample.key_expr), sample.payload.to_bytes())

        others = zenoh.Locality.REMOTE
        self._declare(lambda session: session.declare_subscriber(places, take, allowed_origin=others))

    def answer(self, place: str, asked: Asked) -> None:
        """Call `asked` with whatever is asked at `place`, once."""

        def take(query: zenoh.Query) -> None:
            payload = query.payload.to_bytes() if query.payload else b""
            reply = partial(self._reply, query, place)
            if not self._hand_over(self._ask_once, asked, place, payload, reply):
                _drop(query)

        others = zenoh.Locality.REMOTE
        self._declare(lambda session: session.declare_queryable(place, take, allowed_origin=others))

    def ask(self, place: str, payload: bytes, answered: Answered, timeout: float) -> None:
        """Ask whoever answers at `place`; `answered` gets None when no more answers will come."""
        sessions = self._sessions
        open_ends = set(range(len(sessions)))

        def take(reply: zenoh.Reply) -> None:
            if reply.ok is not None:
                self._hand_over(self._answer_once, answered, place, reply.ok.payload.to_bytes())

        def finish(end: int) -> None:
            if end in open_ends:
                open_ends.remove(end)
                if not open_ends:
                    answered(None)

        for end, session in enumerate(sessions):
            done = partial(self._hand_over, finish, end)
            self._send(_get, session, place, payload, zenoh.handlers.Callback(take, done), timeout)

    def token(self, place: str) -> None:
        """Let a token stand at `place`."""
        self._declare(lambda session: session.liveliness().declare_token(place))

    def watch(self, places: str, seen: Seen) -> None:
        """Call `seen` with the tokens at `places`: one that stands in any session stands."""

        def declare(session: zenoh.Session) -> object:
            def take(sample: zenoh.Sample) -> None:
                stands = sample.kind == zenoh.SampleKind.PUT
                self._hand_over(self._stood, seen, str(sample.key_expr), id(session), stands)

            return session.liveliness().declare_subscriber(places, take, history=True)

        self._declare(declare)

    def stay(self, ways: Ways) -> None:
        """Join as a client of `ways.connect` too once that can be reached, and leave with the program."""
        # No daemon: a thread that comes back from Zenoh while Python ends would abort the program.
        threading.Thread(target=self._stay, args=(ways,), name="mesh-stay").start()

    async def close(self) -> None:
        """Let go of everything."""
        if self._closed.is_set():
            return
        self._closed.set()
        await self._loop.run_in_executor(None, self._close)

    def _close(self) -> None:
        with self._lock:
            sessions, self._sessions = self._sessions, ()
        for session in sessions:
            _close(session)
        self._senders.shutdown(wait=True, cancel_futures=True)

    def _declare(self, declare: Callable[[zenoh.Session], object]) -> None:
        with self._lock:
            self._declared.append(declare)
            self._kept += [declare(session) for session in self._sessions]

    def _stay(self, ways: Ways) -> None:
        wanted = bool(ways.connect)
        # Zenoh's own threads would keep a program for ever that failed before it could close the network.
        while threading.main_thread().is_alive() and not self._closed.is_set():
            wanted = wanted and not self._join_through(ways)
            self._closed.wait(LOOK_SECONDS)
        self._closed.set()
        self._close()

    def _join_through(self, ways: Ways) -> bool:
        try:
            self._add(zenoh.open(_client_config(ways)))
        except zenoh.ZError:  # not in reach yet
            return False
        return True

    def _add(self, session: zenoh.Session) -> None:
        with self._lock:
            if not self._closed.is_set():
                self._sessions += (session,)
                self._kept += [declare(session) for declare in self._declared]
                return
        _close(session)

    def _hand_over(self, function: Callable[..., None], *values: object) -> bool:
        """Call `function` on the event loop's thread; tells whether there is one still."""
        if self._closed.is_set():
            return False
        try:
            self._loop.call_soon_threadsafe(self._unless_closed, function, *values)
        except RuntimeError:  # the loop was closed
            return False
        return True

    def _unless_closed(self, function: Callable[..., None], *values: object) -> None:
        if not self._closed.is_set():
            function(*values)

    def _send(self, function: Callable[..., None], *values: object) -> None:
        """Call `function` on a thread that may wait until the line takes what is sent."""
        with suppress(RuntimeError):  # closed meanwhile
            self._senders.submit(function, *values)

    def _hear_once(self, heard: Heard, place: str, payload: bytes) -> None:
        if self._puts.is_new(place, payload):
            heard(place, payload)

    def _ask_once(self, asked: Asked, place: str, payload: bytes, reply: Reply) -> None:
        if self._questions.is_new(place, payload):
            asked(payload, reply)
        else:
            reply(None)

    def _answer_once(self, answered: Answered, place: str, payload: bytes) -> None:
        if self._answers.is_new(place, payload):
            answered(payload)

    def _stood(self, seen: Seen, place: str, session: int, stands: bool) -> None:
        standing = self._standing.setdefault(place, set())
        before = bool(standing)
        if stands:
            standing.add(session)
        else:
            standing.discard(session)
        if not standing:
            del self._standing[place]
        if bool(standing) != before:
            seen(place, bool(standing))

    def _reply(self, query: zenoh.Query, place: str, payload: bytes | None) -> None:
        self._send(_send_reply, query, place, payload)


def _put(session: zenoh.Session, place: str, payload: bytes) -> None:
    # A session that was lost, or closed, meanwhile: the next digest tells what did not arrive.
    with suppress(zenoh.ZError):
        session.put(place, payload, express=True, congestion_control=zenoh.CongestionControl.DROP)


def _get(
    session: zenoh.Session,
    place: str,
    payload: bytes,
    handler: "zenoh.handlers.Callback[zenoh.Reply]",
    timeout: float,
) -> None:
    with suppress(zenoh.ZError):  # the session was lost: the handler is dropped, and so told
        session.get(
            place,
            handler,
            payload=payload,
            timeout=timeout,
            consolidation=zenoh.ConsolidationMode.NONE,
            congestion_control=zenoh.CongestionControl.BLOCK,
        )


def _send_reply(query: zenoh.Query, place: str, payload: bytes | None) -> None:
    try:
        if payload is not None:
            query.reply(place, payload)
    except zenoh.ZError:  # who asked is gone, or we are
        pass
    finally:
        _drop(query)


def _drop(query: zenoh.Query) -> None:
    query.drop()  # type: ignore[no-untyped-call] # Zenoh's stubs leave some annotations out


def _close(session: zenoh.Session) -> None:
    session.close()  # type: ignore[no-untyped-call] # Zenoh's stubs leave some annotations out


def _close_opened(opening: asyncio.Future[zenoh.Session]) -> None:
    """Close what nobody waits for any more."""
    if not opening.cancelled() and opening.exception() is None:
        _close(opening.result())


def _opened(config: zenoh.Config, listen: tuple[str, ...]) -> zenoh.Session:
    try:
        return zenoh.open(config)
    except zenoh.ZError as error:
        line = _("The network cannot be joined: nobody can listen at “{endpoint}”. {error}")
        first = str(error).split(" at /", 1)[0]
        raise NetworkFault(line.format(endpoint=shown(", ".join(listen)), error=shown(first))) from error


def _peer_config(ways: Ways) -> zenoh.Config:
    config = _config("peer", ways.connect, multicast=ways.multicast)
    _insert(config, "listen/endpoints", ways.listen)
    config.insert_json5("listen/exit_on_failure", json.dumps(len(ways.listen) == 1))
    return config


def _client_config(ways: Ways) -> zenoh.Config:
    config = _config("client", ways.connect, multicast=False)
    # One attempt at a time: between two of them it is seen whether anybody still wants it.
    config.insert_json5("connect/timeout_ms", json.dumps(int(ATTEMPT_SECONDS * 1000)))
    config.insert_json5("connect/exit_on_failure", "true")
    return config


def _config(mode: str, connect: tuple[str, ...], multicast: bool) -> zenoh.Config:
    config = zenoh.Config()
    config.insert_json5("mode", json.dumps(mode))
    config.insert_json5("scouting/multicast/enabled", json.dumps(multicast))
    _insert(config, "connect/endpoints", connect)
    config.insert_json5("connect/exit_on_failure", "false")
    config.insert_json5("connect/retry", json.dumps(_RETRY))
    return config


def _insert(config: zenoh.Config, name: str, endpoints: tuple[str, ...]) -> None:
    try:
        config.insert_json5(name, json.dumps(list(endpoints)))
    except zenoh.ZError as error:
        line = _("“{endpoint}” is no address: write it as tcp/HOST:7447.")
        raise NetworkFault(line.format(endpoint=shown(", ".join(endpoints)))) from error
