"""The visitors' form as browsers and hostile programs meet it, and what the coordinator sees of it."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from helpers import HandClock, sheet
from ui.coordinating import coordinating
from ui.driving import raw_sheet

from questtour import i18n
from questtour.eventlog.reading import count_rows
from questtour.faults import UserFault
from questtour.screens.coordinator import CoordinatorScreen
from questtour.screens.visitors import SessionVisitors
from questtour.screens.visitors_form import FormOverTour
from questtour.session import Session, open_coordinator
from questtour.survey import form as form_module
from questtour.survey import server as server_module
from questtour.survey.addresses import Place
from questtour.survey.server import FormServer

HERE = Place("127.0.0.1", 0)
FULL = {"a.form": "5", "a.school": "yes", "a.words": "Спасибо!"}


class Served:
    """A form that is served, and how to get at it."""

    def __init__(self, session: Session, server: FormServer) -> None:
        self.session, self.server = session, server

    @property
    def address(self) -> str:
        return self.server.addresses[0]

    @property
    def replies(self) -> list[tuple[str | None, dict[str, Any]]]:
        return [(reply.group, dict(reply.answers)) for reply in self.session.progress.replies]

    @asynccontextmanager
    async def phone(self, **headers: str) -> AsyncIterator[aiohttp.ClientSession]:
        """Give a browser that keeps cookies."""
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(self.address, cookie_jar=jar, headers=headers) as phone:
            yield phone

    async def raw(self, sent: bytes) -> bytes:
        """Send bytes, and return what comes until the connection is closed."""
        host, port = self.address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(sent)
        await writer.drain()
        try:
            async with asyncio.timeout(20):
                return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()


@asynccontextmanager
async def served(
    folder: Path, raw: dict[str, Any] | None = None, lang: str = "en", visitors: Any = None
) -> AsyncIterator[Served]:
    """Serve the form of a tour on a real log."""
    i18n.use(lang)
    clock = HandClock()
    session = open_coordinator(folder / "hall.db", clock, raw or raw_sheet("kvantorium"))
    server = FormServer(visitors or SessionVisitors(session), clock, HERE)
    await server.start()
    try:
        yield Served(session, server)
    finally:
        await server.stop()
        session.close()


async def page(response: aiohttp.ClientResponse, status: int = 200) -> str:
    text = await response.text()
    assert response.status == status, text
    assert "Traceback" not in text
    return text


async def test_a_visitor_chooses_the_group_answers_and_is_thanked_once(tmp_path):
    async with served(tmp_path) as form, form.phone() as phone:
        groups = await page(await phone.get("/"))
        assert all(f'href="/g/{each}"' in groups for each in ("atom", "neuron", "vector", "pixel"))
        assert "Group: Atom" in await page(await phone.get("/g/atom"))
        assert form.replies == []
        thanks = await phone.post("/g/atom", data=FULL)
        assert "Thank you!" in await page(thanks)
        assert thanks.url.path.startswith("/thanks/")
        assert form.replies == [("atom", {"form": 5, "school": True, "words": "Спасибо!"})]
        for path in ("/", "/g/atom", "/g/pixel"):
            assert "already answered" in await page(await phone.get(path))
        assert "Thank you!" in await page(await phone.post("/g/pixel", data={"a.form": "1"}))
        assert len(form.replies) == 1


async def test_thanks_are_said_only_when_the_answers_are_on_the_disk(tmp_path):
    async with served(tmp_path) as form, form.phone() as phone:
        before = count_rows(form.session.log_path)
        sent = await phone.post("/g/atom", data=FULL, allow_redirects=False)
        assert sent.status == 303
        assert count_rows(form.session.log_path) == before + 1


async def test_a_form_sent_again_over_a_broken_connection_counts_once(tmp_path):
    async with served(tmp_path) as form, form.phone() as phone:
        await phone.get("/g/atom")
        sent = [phone.post("/g/atom", data=FULL) for _ in range(5)]
        for answer in await asyncio.gather(*sent):
            assert "Thank you!" in await page(answer)
        assert len(form.replies) == 1


async def test_a_browser_that_keeps_no_cookies_answers_once_with_the_form_it_got(tmp_path):
    async with (
        served(tmp_path) as form,
        aiohttp.ClientSession(form.address, cookie_jar=aiohttp.DummyCookieJar()) as phone,
    ):
        shown = await page(await phone.get("/g/atom"))
        own = re.search(r'name="form" value="(\w+)"', shown)
        assert own is not None
        for _ in range(2):
            assert "Thank you!" in await page(await phone.post("/g/atom", data={**FULL, "form": own[1]}))
        assert len(form.replies) == 1
        assert form.session.progress.replies[0].form == own[1]


async def test_the_form_still_knows_who_has_answered_when_the_program_was_started_anew(tmp_path):
    async with served(tmp_path) as form, form.phone() as phone:
        await phone.post("/g/atom", data=FULL)
        cookies = {each.key: each.value for each in phone.cookie_jar}
    async with served(tmp_path) as form, form.phone(Cookie=f"visitor={cookies['visitor']}") as phone:
        assert "already answered" in await page(await phone.get("/"))
        await phone.post("/g/atom", data=FULL)
        assert len(form.replies) == 1


async def test_where_there_is_one_group_nobody_is_asked_for_it(tmp_path):
    async with served(tmp_path, sheet()) as form, form.phone() as phone:
        first = await phone.get("/")
        assert first.url.path == "/g/g"
        assert "Group:" not in await page(first)


async def test_a_page_speaks_the_visitors_language_whatever_the_program_speaks(tmp_path):
    async with served(tmp_path, lang="ru") as form:
        async with form.phone() as phone:
            assert "В какой группе" in await page(await phone.get("/"))
            assert "Which group" in await page(await phone.get("/?lang=en"))
            assert "How was the tour?" in await page(await phone.get("/g/atom")), "it is remembered"
            assert "Thank you!" in await page(await phone.post("/g/atom", data=FULL))
        async with form.phone(**{"Accept-Language": "en-US,en;q=0.9"}) as phone:
            assert "Which group" in await page(await phone.get("/"))
    assert i18n.language() == "ru"


async def test_an_empty_form_comes_back_with_a_word_and_is_not_counted(tmp_path):
    async with served(tmp_path) as form, form.phone() as phone:
        for empty in ({}, {"a.words": "  \r\n "}, {"a.form": "9"}):
            text = await page(await phone.post("/g/atom", data=empty), 422)
            assert "Nothing is answered yet" in text
        assert form.replies == []
        assert "Thank you!" in await page(await phone.post("/g/atom", data=FULL))


async def test_what_cannot_be_saved_comes_back_filled_in_and_can_be_sent_again(tmp_path):
    class Full(SessionVisitors):
        full = True

        async def answer(self, group, answers, form):
            if self.full:
                raise UserFault("the disk is full")
            await super().answer(group, answers, form)

    async with served(tmp_path, lang="ru") as form:
        visitors = Full(form.session)
        form.server._form._visitors = visitors
        async with form.phone() as phone:
            text = await page(await phone.post("/g/atom", data=FULL), 503)
            assert "Сохранить ответы не удалось" in text
            assert "disk" not in text
            assert 'value="5" checked' in text
            assert "Спасибо!</textarea>" in text
            visitors.full = False
            assert "Ваши ответы сохранены" in await page(await phone.post("/g/atom", data=FULL))
        assert len(form.replies) == 1


async def test_before_the_tour_is_known_a_visitor_is_asked_to_wait(tmp_path):
    class Early(SessionVisitors):
        route = None

    async with served(tmp_path) as form, form.phone() as phone:
        form.server._form._visitors = Early(form.session)
        for answer in (await phone.get("/"), await phone.post("/g/atom", data=FULL)):
            assert "has not been opened yet" in await page(answer, 503)
            assert answer.headers["Retry-After"]


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/g/nobody", None, 404),
        ("GET", "/g/%3Cscript%3E", None, 404),
        ("GET", "/g/..%2f..%2fetc%2fpasswd", None, 404),
        ("GET", "/nothing", None, 404),
        ("POST", "/g/nobody", FULL, 404),
        ("POST", "/all", FULL, 404),
        ("POST", "/", FULL, 405),
        ("DELETE", "/g/atom", None, 405),
        ("POST", "/g/atom", {**FULL, "a.words": "x" * 70_000}, 413),
        ("POST", "/g/atom", {**FULL, "a.words": "x" * 1_000_000}, 413),
        ("POST", "/g/atom", b"{}", 415),
        ("POST", "/g/atom", {f"x{number}": "y" for number in range(1000)}, 400),
    ],
)
async def test_what_makes_no_sense_is_refused_in_words(tmp_path, method, path, sent, status):
    async with served(tmp_path) as form, form.phone() as phone:
        answer = await phone.request(method, form.address + path, data=sent)
        text = await page(answer, status)
        assert "<h1>" in text
        assert "<script>alert" not in text
        assert form.replies == []


async def test_a_form_that_another_site_sent_is_refused(tmp_path):
    async with served(tmp_path) as form:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
            async with form.phone(**headers) as phone:
                assert "another page" in await page(await phone.post("/g/atom", data=FULL), 403)
        assert form.replies == []


async def test_hostile_answers_are_kept_as_texts_and_change_nothing_else(tmp_path):
    async with served(tmp_path) as form, form.phone(Cookie="visitor=../../x; lang=<b>") as phone:
        body = b"a.words=%3Cscript%3E%ff%FE%ED%A0%80=cmd()&a.form=5&a.form=4&group=pixel&lang=en&form=x"
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert "Thank you!" in await page(await phone.post("/g/atom", data=body, headers=kind))
        ((group, answers),) = form.replies
        assert group == "atom"
        assert answers["form"] == 4
        assert answers["words"].startswith("<script>")


async def test_no_page_can_be_kept_framed_or_made_to_load_anything(tmp_path):
    async with served(tmp_path) as form, form.phone() as phone:
        for answer in (
            await phone.get("/"),
            await phone.get("/nothing"),
            await phone.post("/g/atom", data=FULL, allow_redirects=False),
        ):
            assert answer.headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Server"] == "questtour"
            cookie = answer.cookies["visitor"]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"


async def test_nothing_about_a_visitor_is_written_down(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    async with served(tmp_path) as form, form.phone(**{"User-Agent": "Phone 7"}) as phone:
        await phone.post("/g/atom", data=FULL)
        await form.raw(b"NONSENSE\r\n\r\n")
        browser = next(each.value for each in phone.cookie_jar if each.key == "visitor")
        path = form.session.log_path
    told = " ".join(record.getMessage() for record in caplog.records if record.name != "asyncio")
    assert "127.0.0.1" not in told
    kept = b"".join(each.read_bytes() for each in tmp_path.iterdir() if each.is_file())
    assert path.exists()
    for secret in (b"127.0.0.1", b"Phone 7", browser.encode()):
        assert secret not in kept


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
        b"GET / HTTP/1.1\r\nHost: \x00\xff\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(1000)) + b"\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /../../../../etc/passwd HTTP/1.1\r\nHost: evil\r\n\r\n",
        b"GET http://evil/ HTTP/1.1\r\nHost: evil\r\n\r\n",
        b"POST /g/atom HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\na.form=5" + b"x" * 70_000,
        b"POST /g/atom HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nxxxxx",
    ],
    ids=["tls", "host", "headers", "long", "traversal", "absolute", "endless", "gzip"],
)
async def test_nonsense_on_the_wire_breaks_nothing(tmp_path, monkeypatch, sent):
    monkeypatch.setattr(server_module, "LONGEST", 1.0)
    monkeypatch.setattr(server_module, "LAST_SECONDS", 0.05)
    async with served(tmp_path) as form:
        answer = await form.raw(sent)
        assert b"Traceback" not in answer
        assert b"root:" not in answer
        assert form.replies == []
        async with form.phone() as phone:
            assert "Thank you!" in await page(await phone.post("/g/atom", data=FULL))


async def test_who_sends_byte_by_byte_is_cut_off(tmp_path, monkeypatch):
    monkeypatch.setattr(server_module, "LONGEST", 0.1)
    async with served(tmp_path) as form:
        assert await form.raw(b"POST /g/atom HTTP/1.1\r\nHost: x\r\nX-Slow: ") == b""
        kind = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\na.form"
        started = b"POST /g/atom HTTP/1.1\r\nHost: x\r\n" + kind
        assert await form.raw(started) == b""
        assert form.replies == []


async def test_connections_that_say_nothing_keep_nobody_out(tmp_path, monkeypatch):
    monkeypatch.setattr(server_module, "MOST_CONNECTIONS", 8)
    async with served(tmp_path) as form:
        host, port = form.address.removeprefix("http://").split(":")
        silent = [await asyncio.open_connection(host, int(port)) for _ in range(40)]
        async with form.phone() as phone:
            assert "Thank you!" in await page(await phone.post("/g/atom", data=FULL))
        for _reader, writer in silent:
            writer.close()


async def test_a_flood_of_answers_is_refused_and_what_was_filled_in_comes_back(tmp_path, monkeypatch):
    monkeypatch.setattr(form_module, "ANSWERS", (3, 0.0))
    async with served(tmp_path) as form:
        for turn in range(5):
            async with form.phone() as phone:
                answer = await phone.post("/g/atom", data=FULL)
                text = await page(answer, 200 if turn < 3 else 429)
        assert "Very many answers come at once" in text
        assert "Спасибо!</textarea>" in text
        assert answer.headers["Retry-After"]
        assert len(form.replies) == 3


async def test_a_flood_of_looks_is_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(form_module, "LOOKS", (2, 0.0))
    async with served(tmp_path) as form, form.phone() as phone:
        for _ in range(2):
            await page(await phone.get("/"))
        assert "Very many at once" in await page(await phone.get("/"), 429)


def test_two_hundred_visitors_behind_one_address_are_no_flood():
    # Each asks for the first page, the form, the icon and the thanks, and sends the form once or twice.
    assert form_module.LOOKS[0] >= 200 * 6
    assert form_module.ANSWERS[0] >= 200
    assert form_module.ALL_ANSWERS[0] >= 200


async def test_what_breaks_inside_is_not_shown(tmp_path, caplog):
    class Broken(SessionVisitors):
        def answered(self, form):
            raise RuntimeError("secret")

    async with served(tmp_path) as form, form.phone() as phone:
        form.server._form._visitors = Broken(form.session)
        text = await page(await phone.get("/"), 500)
        assert "It is our fault" in text
        assert "secret" not in text
    assert "the visitors' form broke" in caplog.text


# --- on the coordinator's laptop --------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_the_coordinator_opens_the_form_and_it_stays_on(tmp_path, lang):
    async with coordinating(tmp_path, lang=lang, size=(80, 24)) as laptop:
        object.__setattr__(laptop.app.desk, "form_place", HERE)
        await laptop.press("v")
        await laptop.shows(FormOverTour)
        await laptop.until(lambda: laptop.app.form is not None and laptop.app.form.addresses)
        server = laptop.app.form
        assert server is not None
        await laptop.sees(server.addresses[0], {"en": "Answered: 0", "ru": "Ответили: 0"}[lang])
        async with aiohttp.ClientSession() as phone:
            answer = await phone.post(f"{server.addresses[0]}/g/atom", data=FULL)
            await page(answer)
        await laptop.sees({"en": "Atom: 1", "ru": "Атом: 1"}[lang])
        await laptop.press("escape")
        await laptop.shows(CoordinatorScreen)
        assert laptop.app.form is server
        await laptop.press("v", "v")
        await laptop.shows(CoordinatorScreen)
        assert laptop.app.form is None
        await laptop.is_told({"en": "The form is off", "ru": "Анкета закрыта"}[lang])


async def test_a_place_that_is_taken_away_is_told_and_the_tour_goes_on(tmp_path):
    async with coordinating(tmp_path) as laptop:
        object.__setattr__(laptop.app.desk, "form_place", Place("192.0.2.200", 1))
        await laptop.press("v")
        await laptop.is_told("192.0.2.200")
        assert isinstance(laptop.screen, CoordinatorScreen)
        assert laptop.app.form is None


async def test_without_the_extra_the_coordinator_is_told_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr("questtour.survey.extra.find_spec", lambda _name: None)
    async with coordinating(tmp_path) as laptop:
        await laptop.press("v")
        await laptop.is_told("pip install")


async def test_another_address_of_the_laptop_can_be_shown(tmp_path, monkeypatch):
    known = ["http://192.168.1.5:8080", "http://10.0.0.7:8080"]
    monkeypatch.setattr(server_module, "addresses", lambda _place: tuple(known))
    async with coordinating(tmp_path, size=(80, 24)) as laptop:
        object.__setattr__(laptop.app.desk, "form_place", HERE)
        await laptop.press("v")
        await laptop.shows(FormOverTour)
        await laptop.sees(known[0], "1 of 2")
        await laptop.press("a")
        await laptop.sees(known[1], "2 of 2")
        del known[1]
        assert isinstance(laptop.screen, FormOverTour)
        laptop.screen.look()
        await laptop.sees(known[0])
        await laptop.press("a")
        await laptop.is_told("no other address")
        known.clear()
        laptop.screen.look()
        await laptop.sees("This laptop is in no network")
        await laptop.press("v")
        await laptop.shows(CoordinatorScreen)
