"""The visitors' form as a program of its own: two hundred visitors at once, and a real browser."""

import asyncio
import csv
import re
import socket
import sqlite3
from collections import Counter
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
import pytest
from browser import Page, open_browser
from e2e.logs import made_log
from e2e.terminal import Terminal, environment, run

GROUPS = ("atom", "neuron", "vector", "pixel")
VISITORS = 200
THANKED = "document.readyState === 'complete' && document.querySelector('h1').textContent === 'Thank you!'"


@pytest.fixture
def log(home: Path) -> Path:
    return made_log(home / "tour.db", "kvantorium", "atom")


@pytest.fixture
def window(home: Path, log: Path) -> Iterator[Terminal]:
    """Serve the form of a tour that is over, with no network of laptops."""
    line = ("survey", "--log", log, "--listen", "127.0.0.1:0", "--lang", "en")
    with Terminal(*line, env=environment(home)) as terminal:
        yield terminal


def address_in(window: Terminal) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", window.wait_for("http://127.0.0.1:"))
    assert found is not None
    return found[0]


def while_somebody_looks(window: Terminal, doing: Coroutine[None, None, None], until: str) -> None:
    """Do something until the screen shows `until`: a program whose screen nobody reads stands still."""
    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(asyncio.run, doing)
        window.wait_for(lambda text: until in text or (done.done() and done.exception()), 60)
        done.result(20)


def answers_in(log: Path) -> list[tuple[str, str]]:
    """Return the group and the body of every answer in a log, by no code of the program."""
    with sqlite3.connect(f"file:{log}?mode=ro", uri=True) as database:
        kinds = "SELECT group_id, body FROM events WHERE kind = 'survey.answered'"
        return database.execute(kinds).fetchall()


async def _visit(address: str, number: int) -> None:
    """Answer as visitors do whose connection breaks: every third form is sent twice at once."""
    jar, english = aiohttp.CookieJar(unsafe=True), {"Accept-Language": "en"}
    form = f"/g/{GROUPS[number % 4]}"
    async with aiohttp.ClientSession(address, cookie_jar=jar, headers=english) as phone:
        for path in ("/", form):
            async with phone.get(path) as page:
                assert page.status == 200
        filled = {"a.form": str(1 + number % 5), "a.words": f"visitor {number}"}
        sent = [phone.post(form, data=filled) for _ in range(2 if number % 3 == 0 else 1)]
        for thanks in await asyncio.gather(*sent):
            assert "Thank you!" in await thanks.text()


def test_two_hundred_visitors_at_once_lose_nothing_and_nothing_is_counted_twice(home, log, window):
    address = address_in(window)

    async def all_come() -> None:
        await asyncio.gather(*(_visit(address, number) for number in range(VISITORS)))

    while_somebody_looks(window, all_come(), f"Answered: {VISITORS} of {VISITORS}")
    window.press("q")
    window.wait_for("Leave the program?")
    window.press("enter")
    assert window.wait_exit() == 0
    kept = answers_in(log)
    assert Counter(group for group, _body in kept) == dict.fromkeys(GROUPS, VISITORS // 4)
    assert {re.search(r"visitor \d+", body)[0] for _, body in kept} == {
        f"visitor {n}" for n in range(VISITORS)
    }
    env = environment(home)
    assert run("verify", log, env=env).returncode == 0
    done = run("export", log, "--format", "csv", "--output", home / "tables", env=env)
    assert done.returncode == 0, done.stderr
    with (home / "tables" / "survey.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "visitor" in " ".join(map(str, row.values()))]
    assert len(rows) == VISITORS


def test_a_phone_and_a_keyboard_in_a_real_browser(home, log, window):
    while_somebody_looks(window, _browse(address_in(window), home), "Answered: 3")
    assert sorted(group for group, _body in answers_in(log)) == ["atom", "neuron", "vector"]
    bodies = " ".join(body for _group, body in answers_in(log))
    assert all(text in bodies for text in ("From a phone", "By key", "<b>no script</b>"))


async def _browse(address: str, home: Path) -> None:
    async with open_browser(home / "browser") as visitor:
        await _by_finger(await visitor(), address)
        await _by_key(await visitor(), address)
        await _without_scripts(await visitor(), address)


async def _by_finger(page: Page, address: str) -> None:
    """A phone: nothing is wider than its screen, what is touched is large, a draft outlives a lost page."""
    await page.be_a_phone()
    await page.go(address + "/?lang=ru")
    await page.tap('a[href="/g/atom"]')
    await page.until("document.forms.length")
    assert await page.run("document.documentElement.lang") == "ru"
    assert await page.run("document.documentElement.scrollWidth <= innerWidth")
    smallest = (
        "Math.min(...[...document.querySelectorAll('fieldset label, button')].map(e => e.offsetHeight))"
    )
    assert await page.run(smallest) >= 44
    await page.tap('input[name="a.form"][value="5"]')
    await page.tap('input[name="a.school"][value="yes"]')
    await page.tap("textarea")
    await page.press(*"From a phone")
    await page.go(address + "/g/atom?lang=en")
    assert await page.run("document.querySelector('textarea').value") == "From a phone"
    assert await page.run("document.querySelector('input[name=\"a.form\"]:checked').value") == "5"
    await page.tap("button")
    await page.until(THANKED)
    assert await page.run("localStorage.length") == 0
    await page.go(address)
    assert "already answered" in await page.run("document.body.innerText")
    await page.ask("Page.reload")
    await page.until("document.body.innerText.includes('already answered')")


async def _by_key(page: Page, address: str) -> None:
    """A keyboard alone: the focus is always to be seen, arrows choose on a scale, Tab goes on."""
    await page.go(address + "/?lang=en")
    await page.press("Tab", "Tab", "Tab")
    assert await page.run("document.activeElement.textContent") == "Neuron"
    assert await page.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    await page.press("Enter")
    await page.until("document.forms.length")
    await page.press("Tab", "Tab", "Tab", " ", "ArrowRight", "ArrowRight")
    assert await page.run("document.querySelector('input[name=\"a.form\"]:checked').value") == "3"
    for _ in range(20):
        await page.press("Tab")
        if await page.run("document.activeElement.tagName") == "TEXTAREA":
            break
    await page.press(*"By key", "Tab")
    assert await page.run("document.activeElement.tagName") == "BUTTON"
    await page.press("Enter")
    await page.until(THANKED)


async def _without_scripts(page: Page, address: str) -> None:
    """A cheap phone that runs no scripts."""
    await page.have_no_scripts()
    await page.be_a_phone()
    await page.go(address + "/g/vector?lang=en")
    await page.tap("textarea")
    await page.press(*"<b>no script</b>")
    await page.tap("button")
    await page.until(THANKED)


def test_what_visitors_answer_reaches_the_coordinator(tmp_path):
    """`questtour survey --join` is one more laptop of the tour; the coordinator opens the form with a key."""
    homes = {name: tmp_path / name for name in ("hall", "form")}
    for each in homes.values():
        each.mkdir()
    place = f"tcp/127.0.0.1:{free_port()}"
    line = ("coordinate", "kvantorium", "--listen", place, "--log", tmp_path / "hall.db", "--lang", "en")
    with Terminal(*line, env=environment(homes["hall"]), columns=120, lines=40) as hall:
        code = re.search(r"--join (\d{12})", hall.wait_for(lambda text: re.search(r"--join \d{12}", text)))
        assert code is not None
        line = ("survey", "--join", code[1], "--connect", place, "--listen", "127.0.0.1:0", "--lang", "ru")
        with Terminal(*line, env=environment(homes["form"])) as form:
            form.beside, hall.beside = [hall], [form]
            address = address_in(form)
            while_somebody_looks(form, _visit(address, 1), "Нейрон: 1 из 7")
            hall.press("v")
            hall.wait_for("Neuron: 1 of 7")
    assert [group for group, _body in answers_in(tmp_path / "hall.db")] == ["neuron"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def test_what_the_command_line_gets_wrong_is_told_in_a_line(home, log):
    env = environment(home)
    for wrong, status, said in (
        ((), 2, "--join CODE"),
        (("short", "--join", "123456789012"), 2, "one tour"),
        (("--log", home / "nothing.db"), 1, "nothing.db"),
        (("--log", log, "--listen", "nowhere"), 1, "HOST:PORT"),
        (("--log", log, "--listen", "192.0.2.200:8080"), 1, "192.0.2.200:8080"),
        (("--log", log), 1, "terminal"),
    ):
        done = run("survey", *wrong, "--lang", "en", env=env)
        assert done.returncode == status, done.stderr
        assert said in done.stderr
        assert "Traceback" not in done.stderr
