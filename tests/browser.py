"""A real browser for tests: the Chromium that the machine has, without a window, driven by its DevTools.

`open_browser` gives one page, which nothing but what the test names can reach. Where no browser is
installed the test is skipped, and says so.
"""

import asyncio
import base64
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PATIENCE = 20.0
"""Seconds that anything may take: on a machine that is busy with other tests a browser starts slowly."""

PHONE = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
KEYS = {
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    " ": ("Space", 32, " "),
    "ArrowRight": ("ArrowRight", 39, ""),
    "ArrowDown": ("ArrowDown", 40, ""),
}


def program() -> str:
    """Return where the browser is, or skip the test that needs it."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium is installed: none of " + ", ".join(NAMES))
    return found


class Page:
    """One page of the browser, and the hands on it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self.events: list[dict[str, Any]] = []

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command of the DevTools protocol, and return what comes of it."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        async with asyncio.timeout(PATIENCE):
            while True:
                told = json.loads((await self._socket.receive()).data)
                if told.get("id") == self._number:
                    assert "error" not in told, told
                    return told["result"]
                self.events.append(told)

    async def run(self, script: str) -> Any:
        """Return what a JavaScript expression gives in the page."""
        told = await self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    async def go(self, address: str) -> None:
        """Open `address`, and wait until it is there."""
        await self.ask("Page.navigate", url=address)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def until(self, holds: str) -> None:
        """Wait until a JavaScript expression holds."""
        async with asyncio.timeout(PATIENCE):
            # Nobody tells when a page has come so far.
            while not await self._tried(holds):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def _tried(self, holds: str) -> bool:
        # Between two pages there is nothing to ask.
        told = await self.ask("Runtime.evaluate", expression=f"Boolean({holds})", returnByValue=True)
        return "exceptionDetails" not in told and told["result"].get("value") is True

    async def press(self, *keys: str) -> None:
        """Press keys one after another, or type signs."""
        for key in keys:
            code, number, text = KEYS.get(key, (key, 0, key))
            named = {"key": key, "code": code, "windowsVirtualKeyCode": number}
            await self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **named)
            await self.ask("Input.dispatchKeyEvent", type="keyUp", **named)

    async def tap(self, selector: str) -> None:
        """Touch the middle of an element with a finger, after scrolling to it."""
        middle = f"""(() => {{ const e = document.querySelector({json.dumps(selector)});
            e.scrollIntoView({{block: "center"}}); const r = e.getBoundingClientRect();
            return [r.x + r.width / 2, r.y + r.height / 2]; }})()"""
        x, y = await self.run(middle)
        await self.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        await self.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    async def be_a_phone(self) -> None:
        """Have the screen of a small phone, and a finger."""
        await self.ask("Emulation.setDeviceMetricsOverride", **PHONE)
        await self.ask("Emulation.setTouchEmulationEnabled", enabled=True)

    async def have_no_scripts(self) -> None:
        """Run no JavaScript of the pages; the test's own still runs."""
        await self.ask("Emulation.setScriptExecutionDisabled", value=True)

    async def cut_the_network(self) -> None:
        """Reach nobody from now on."""
        await self.ask("Network.enable")
        await self.ask(
            "Network.emulateNetworkConditions",
            offline=True,
            latency=0,
            downloadThroughput=0,
            uploadThroughput=0,
        )

    async def picture(self) -> bytes:
        """Return what is seen, as PNG."""
        return base64.b64decode((await self.ask("Page.captureScreenshot"))["data"])

    async def printed(self) -> bytes:
        """Return the page as it is printed on A4, as PDF."""
        told = await self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(told["data"])


@asynccontextmanager
async def open_browser(folder: Path) -> AsyncIterator[Callable[[], Any]]:
    """Start a browser that keeps all that is its own in `folder`.

    Call what is given for a new visitor's page: it shares no cookies with the others.
    """
    line = (
        program(),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
        "about:blank",
    )
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*line, stdout=quiet, stderr=quiet)
    try:
        port, path = await _door(folder / "DevToolsActivePort")
        door = f"ws://127.0.0.1:{port}"
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{door}{path}", max_msg_size=0) as socket,
        ):
            browser = Page(socket)

            async def visitor() -> Page:
                context = await browser.ask("Target.createBrowserContext")
                target = await browser.ask("Target.createTarget", url="about:blank", **context)
                place = f"{door}/devtools/page/{target['targetId']}"
                page = Page(await session.ws_connect(place, max_msg_size=0))
                await page.ask("Page.enable")
                return page

            yield visitor
            await browser.ask("Browser.close")
    finally:
        if process.returncode is None:
            try:
                async with asyncio.timeout(PATIENCE):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


async def _door(file: Path) -> tuple[str, str]:
    """Return the port and the path by which the browser that starts is driven."""
    async with asyncio.timeout(PATIENCE):
        # The browser writes the file when its door is open, and tells nobody.
        while "\n" not in _read(file):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    port, path = _read(file).split("\n")[:2]
    return port, path


def _read(file: Path) -> str:
    return file.read_text() if file.exists() else ""
