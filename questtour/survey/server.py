"""Serves the form to phones in the same network, on the running loop."""

import asyncio
import logging
import sys
from collections.abc import Callable

from aiohttp import web

from questtour.clock import Clock
from questtour.survey.addresses import Place, addresses, listening
from questtour.survey.form import MOST_BYTES, Form
from questtour.survey.visitors import Visitors

LONGEST = 30.0
"""Seconds that a connection lasts at most: whoever sends a form byte by byte keeps nobody else out."""

MOST_CONNECTIONS = 500
"""Open at once: for one more the oldest is closed, which is the slowest."""

OWN_FILES = 100
"""That the program has open besides."""

LAST_SECONDS = 2.0
"""For those who are being answered when the server stops."""

_silent = logging.getLogger("questtour.survey.silent")
# What aiohttp would say of a broken request names the visitor's address.
_silent.disabled = True


class FormServer:
    """The form at one place; `start` it, and `stop` it before the tour's log is closed."""

    def __init__(self, visitors: Visitors, clock: Clock, place: Place | None = None) -> None:
        self._wanted = place or Place()
        self._form = Form(visitors, clock)
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None
        self._port = 0

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return where phones find it now, the likeliest first; none where this computer is in no network."""
        return addresses(Place(self._wanted.host, self._port)) if self._server is not None else ()

    async def start(self) -> None:
        """Serve from now on; raises NoPlace."""
        found = listening(self._wanted)
        try:
            self._runner = await _runner(self._form)
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(self._connected(self._runner), sock=found, backlog=512)
        except BaseException:
            found.close()
            await self.stop()
            raise
        self._port = found.getsockname()[1]

    async def stop(self) -> None:
        """Serve no longer; who is being answered gets the answer."""
        if self._server is not None:
            self._server.close()
        if self._runner is not None:
            await self._runner.cleanup()
        self._server = self._runner = None

    def _connected(self, runner: web.AppRunner) -> Callable[[], asyncio.Protocol]:
        """Return what takes a new connection; each is closed when it has lasted long enough."""
        loop, most = asyncio.get_running_loop(), _most_connections()

        def taken() -> asyncio.Protocol:
            served = runner.server
            if served is None:
                raise ConnectionAbortedError
            for old in served.connections[: max(0, len(served.connections) - most)]:
                old.force_close()
            connection = served()
            loop.call_later(LONGEST, connection.force_close)
            return connection

        return taken


def _most_connections() -> int:
    """Return how many connections may be open: the program needs some of the files that it may open."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    files, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(1, min(MOST_CONNECTIONS, files - OWN_FILES)) if files >= 0 else MOST_CONNECTIONS


async def _runner(form: Form) -> web.AppRunner:
    app = web.Application(client_max_size=MOST_BYTES, middlewares=[form.answered_in_words])
    app.add_routes(form.routes())
    # Who asks for what is written down nowhere.
    runner = web.AppRunner(
        app,
        handle_signals=False,
        access_log=None,
        logger=_silent,
        auto_decompress=False,
        lingering_time=LAST_SECONDS,
        shutdown_timeout=LAST_SECONDS,
    )
    await runner.setup()
    return runner
