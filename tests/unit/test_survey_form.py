"""The visitors' form without a server: pages, what is posted, floods, languages, addresses, the QR code."""

import base64
import hashlib
import re
import socket
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
import segno
from helpers import sheet
from hypothesis import given
from hypothesis import strategies as st
from ui.driving import raw_sheet

from questtour import i18n
from questtour.survey import told
from questtour.survey.addresses import NoPlace, Place, addresses, listening, read_place
from questtour.survey.extra import NoWeb, need_web
from questtour.survey.limits import MOST_KNOWN, Buckets
from questtour.survey.pages import form_page, groups_page, security_policy, told_page
from questtour.survey.posted import MOST_FIELDS, NotAForm, read_posted
from questtour.survey.requests import from_elsewhere, spoken_by
from questtour.survey.visitors import form_of, is_form, new_browser
from questtour.tour.route_reading import route_from
from questtour.tour.survey_questions import clean_answers, questions
from questtour.widgets.qr_code import QUIET, drawn, qr_modules, scaled

KVANTORIUM = route_from(raw_sheet("kvantorium"))
ASKED = questions(KVANTORIUM)
HOSTILE = "<script>alert(1)</script>\"&'[bold]\u202e"
FORM = "0" * 32


def own_survey(**more):
    """Return a sheet that asks one question of each kind, with whatever a person may write into it."""
    kinds = {"scale": {}, "yes-no": {}, "choice": {"options": [HOSTILE, "b"]}, "text": {}}
    asked = [{"id": kind, "text": HOSTILE, "kind": kind, **own} for kind, own in kinds.items()]
    return route_from(sheet(survey=asked, **more))


class Seen(HTMLParser):
    """What a page holds: its tags, and where they would take somebody."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag):
        return [attrs for each, attrs in self.tags if each == tag]


# --- pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_page_is_small_and_needs_nothing_from_elsewhere(language):
    with i18n.speaking(language):
        pages = [
            form_page(KVANTORIUM, "atom", FORM),
            groups_page(KVANTORIUM),
            told_page(told.thanks(), KVANTORIUM),
        ]
    for page in pages:
        assert len(page.encode()) < 30_000
        assert f'<html lang="{language}">' in page
        seen = Seen(page)
        assert not {tag for tag, _ in seen.tags} & {"img", "link", "iframe", "object"}
        assert not [attrs for _tag, attrs in seen.tags if "src" in attrs]
        assert all((attrs["href"] or "").startswith(("/", "?")) for attrs in seen.all("a"))


def test_every_question_can_be_answered_without_a_script_and_every_field_has_its_words():
    seen = Seen(form_page(KVANTORIUM, "atom", FORM))
    names = {attrs["name"] for tag in ("input", "textarea") for attrs in seen.all(tag)}
    assert names == {"form", *(f"a.{each.id}" for each in ASKED)}
    assert len(seen.all("legend")) == len(seen.all("fieldset")) == len(ASKED) - 1
    (line,) = seen.all("textarea")
    assert line["id"] in {attrs.get("for") for attrs in seen.all("label")}
    assert len(seen.all("button")) == 1


def test_a_page_is_told_in_the_language_asked_for_and_the_program_goes_on_in_its_own():
    with i18n.speaking("ru"):
        page = form_page(KVANTORIUM, "atom", FORM)
    assert "Как прошла экскурсия?" in page
    assert "Атом" in page
    assert "Материал подан нестандартно" in page
    assert i18n.language() == "en"
    assert "How was the tour?" in form_page(KVANTORIUM, "atom", FORM)


def test_what_somebody_wrote_is_shown_as_it_is_and_does_nothing():
    route = own_survey(title=HOSTILE)
    page = form_page(route, "g", FORM, {"text": "</textarea>" + HOSTILE}, HOSTILE)
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") == 4 + 1 + 1 + 2 + 1, (
        "questions, option, text, titles, problem"
    )
    assert len(Seen(page).all("script")) == 1, "our own"


def test_what_was_filled_in_stands_in_the_page_that_comes_back():
    filled = {"form": "4", "school": "no", "motivation": "2", "words": "\nsecond line"}
    page = form_page(KVANTORIUM, "atom", FORM, filled, "Try again")
    checked = {(a["name"], a["value"]) for a in Seen(page).all("input") if "checked" in a}
    assert checked == {("a.form", "4"), ("a.school", "no"), ("a.motivation", "2")}
    # Browsers leave out the first line end after the tag.
    assert re.search(r"<textarea[^>]*>\n\nsecond line</textarea>", page)
    assert '<p class="problem" role="alert">Try again</p>' in page


def test_the_policy_allows_the_pages_own_scripts_and_no_others():
    policy = security_policy()
    for page in (form_page(KVANTORIUM, "atom", FORM), told_page(told.thanks(), KVANTORIUM)):
        for name in ("script", "style"):
            (own,) = re.findall(f"<{name}>(.*?)</{name}>", page, re.DOTALL)
            digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "script-src 'unsafe-inline'" not in policy


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415, 429, 500, 503])
def test_every_fault_is_told_in_words(status):
    page = told_page(told.fault_page(status))
    assert "<h1>" in page
    assert str(status) not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


# --- what is posted ---------------------------------------------------------------------------------------


def posted(**fields):
    return read_posted(urlencode(fields).encode(), ASKED)


def test_a_form_says_what_the_log_is_to_hold():
    body = urlencode(
        {"form": FORM, "a.form": "5", "a.school": "yes", "a.motivation": "3", "a.words": "да\r\nнет"}
    )
    read = read_posted(body.encode(), ASKED)
    assert read.form == FORM
    assert read.answers == {"form": 5, "school": True, "motivation": 3, "words": "да\nнет"}
    assert clean_answers(KVANTORIUM, read.answers) == read.answers


@pytest.mark.parametrize("wrong", ["0", "6", "-1", "1.5", "five", "", "٣", "99999999999999999999", "1 "])
def test_an_answer_that_makes_no_sense_is_none(wrong):
    assert "form" not in posted(**{"a.form": wrong}).answers


def test_fields_that_nobody_asked_for_are_left_out():
    read = posted(**{"a.form": "5", "a.nothing": "1", "b": "2", "a.": "3"})
    assert read.answers == {"form": 5}
    assert set(read.typed) == {"form"}


def test_a_form_of_very_many_fields_is_none():
    with pytest.raises(NotAForm):
        read_posted(b"&".join([b"a=1"] * (MOST_FIELDS + 1)), ASKED)


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_whatever_is_sent_the_answers_are_answers(body):
    for start in (b"", b"a.words=", b"a.form="):
        read = read_posted(start + body, ASKED)
        assert clean_answers(KVANTORIUM, read.answers) == read.answers
        assert all(text.encode() for text in read.typed.values()), "half characters would break the page"
        form_page(KVANTORIUM, "atom", FORM, read.typed)


# --- whose form it is -------------------------------------------------------------------------------------


def test_a_browser_has_one_form_on_a_tour_and_an_unlike_one_on_the_next():
    browser = new_browser()
    assert is_form(browser)
    assert form_of(browser, "tour") == form_of(browser, "tour")
    others = {form_of(browser, "tour"), form_of(browser, "other"), form_of(new_browser(), "tour"), browser}
    assert len(others) == 4
    assert all(map(is_form, others))


@pytest.mark.parametrize("text", ["", "0" * 31, "0" * 33, "G" * 32, "0" * 31 + "\n", "٣" * 32, "A" * 32])
def test_what_is_no_id_is_not_taken_for_one(text):
    assert not is_form(text)


@pytest.mark.parametrize(
    ("headers", "elsewhere"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": "http://a:8080", "Host": "a:8080"}, False),
        ({"Origin": "http://evil", "Host": "a:8080"}, True),
        ({"Origin": "http://a:8081", "Host": "a:8080"}, True),
        ({"Origin": "http://evil"}, True),
        ({"Origin": "http://[", "Host": "a"}, True),
    ],
)
def test_a_form_from_another_page_is_known(headers, elsewhere):
    assert from_elsewhere(headers) is elsewhere


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "spoken"),
    [
        ("en", "ru", "ru", "en"),
        ("", "ru", "en", "ru"),
        ("de", "xx", "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("", "", "en;q=0.5, ru;q=0.9", "ru"),
        ("", "", "de, en-GB;q=0.7", "en"),
        ("", "", "ru;q=0, en;q=0.1", "en"),
        ("", "", "", "ru"),
        ("", "", "de", "ru"),
        ("", "", ";;;q=,=,ru;q=x," + "en," * 1000, "en"),
    ],
)
def test_a_visitor_is_spoken_to_in_the_language_asked_for_or_kept_or_accepted(asked, kept, accepted, spoken):
    assert spoken_by(asked, kept, accepted, "ru") == spoken


# --- floods -----------------------------------------------------------------------------------------------


def test_so_many_are_let_through_at_once_and_then_so_many_a_second():
    buckets = Buckets(burst=3, rate=0.5)
    assert [buckets.take("a", 0) for _ in range(5)] == [True, True, True, False, False]
    assert buckets.take("b", 0), "another one is not kept out"
    assert [buckets.take("a", 2), buckets.take("a", 2)] == [True, False]
    assert [buckets.take("a", 1000) for _ in range(4)] == [True, True, True, False], "it never holds more"


def test_senders_are_forgotten_and_the_memory_does_not_grow():
    buckets = Buckets(burst=1, rate=0)
    assert buckets.take("first", 0)
    for number in range(MOST_KNOWN):
        buckets.take(number, 0)
    assert len(buckets._left) == MOST_KNOWN
    assert buckets.take("first", 0), "forgotten"


@given(st.lists(st.tuples(st.floats(0, 5), st.sampled_from("ab")), max_size=60))
def test_nobody_gets_more_than_was_promised(steps):
    buckets, now, given_ = Buckets(burst=4, rate=1), 0.0, {"a": 0, "b": 0}
    for wait, sender in steps:
        now += wait
        given_[sender] += buckets.take(sender, now)
    assert all(count <= 4 + now + 1e-6 for count in given_.values())


# --- the place --------------------------------------------------------------------------------------------


def test_a_place_is_a_host_and_a_port():
    assert read_place("0.0.0.0:8080") == Place("0.0.0.0", 8080)
    assert read_place(" localhost:0 ") == Place("localhost", 0)


@pytest.mark.parametrize(
    "wrong", ["", "8080", "host", "host:", "host:x", "host:65536", "a:1:2", "http://h:80"]
)
def test_what_is_no_place_is_refused_in_words(wrong):
    with pytest.raises(NoPlace, match=r"0\.0\.0\.0:8080"):
        read_place(wrong)


def test_where_a_port_is_taken_the_next_free_one_serves():
    with listening(Place("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        if port < 65535:
            with listening(Place("127.0.0.1", port)) as second:
                assert port < second.getsockname()[1] < port + 20


def test_an_address_that_is_not_this_computers_is_refused_in_words():
    with pytest.raises(NoPlace, match=r"192\.0\.2\.200"):
        listening(Place("192.0.2.200", 0))


def test_phones_are_told_this_computers_addresses_the_way_out_first(monkeypatch):
    import ifaddr

    def adapter(*ips):
        return ifaddr.Adapter("a", "a", [ifaddr.IP(ip, 24, "a") for ip in ips])

    known = [
        adapter("127.0.0.1"),
        adapter("172.17.0.1"),
        adapter("192.168.1.5", ("::1", 0, 0)),
        adapter("169.254.1.1"),
    ]
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: known)
    monkeypatch.setattr("questtour.survey.addresses._way_out", lambda: "172.17.0.1")
    found = addresses(Place("0.0.0.0", 8080))
    assert found == ("http://172.17.0.1:8080", "http://192.168.1.5:8080")
    monkeypatch.setattr("questtour.survey.addresses._way_out", lambda: None)
    assert addresses(Place("0.0.0.0", 1))[0] == "http://192.168.1.5:1"
    assert addresses(Place("10.0.0.7", 1)) == ("http://10.0.0.7:1",)


def test_asking_for_the_way_out_sends_nothing(monkeypatch):
    from questtour.survey import addresses as module

    def send(*_):
        raise AssertionError("something was sent")

    monkeypatch.setattr(socket.socket, "send", send)
    monkeypatch.setattr(socket.socket, "sendto", send)
    way = module._way_out()
    assert way is None or way.count(".") == 3


def test_without_the_extra_one_line_says_how_to_get_it(monkeypatch):
    need_web()
    monkeypatch.setattr("questtour.survey.extra.find_spec", lambda name: None if name == "segno" else name)
    with pytest.raises(NoWeb, match=r"pip install 'questtour\[web\]'"):
        need_web()


# --- the code on the screen -------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 2])
def test_the_code_on_the_screen_is_the_code(times):
    """What is drawn is read back from its signs and colours, and compared with the library's own matrix."""
    address = "http://192.168.100.200:8080"
    content = drawn(scaled(qr_modules(address), times))
    rows: list[list[bool]] = []
    for line in content.split("\n"):
        upper: list[bool] = []
        lower: list[bool] = []
        for sign, style in _cells(line):
            ink, paper = _is_dark(style.foreground), _is_dark(style.background)
            upper.append({"▀": ink, "▄": paper, " ": paper}[sign])
            lower.append({"▀": paper, "▄": ink, " ": paper}[sign])
        rows += [upper, lower]
    code = segno.make(address, error="l", micro=False)
    wanted = [[bool(module) for module in row] for row in code.matrix_iter(scale=times, border=QUIET)]
    assert rows[: len(wanted)] == wanted
    assert not any(any(row) for row in rows[len(wanted) :]), "below it is light"


def _cells(line):
    for start, sign in enumerate(line.plain):
        styles = [span.style for span in line.spans if span.start <= start < span.end]
        yield sign, styles[-1]


def _is_dark(colour):
    return colour is not None and colour.rgb == (0, 0, 0)


def test_the_code_fits_a_small_terminal():
    longest = drawn(qr_modules("http://192.168.100.200:65535"))
    lines = longest.plain.split("\n")
    assert len(lines) <= 17
    assert max(map(len, lines)) <= 33


def test_the_templates_are_part_of_what_is_installed():
    templates = Path(told.__file__).parent / "templates"
    assert {each.suffix for each in templates.iterdir()} == {".html", ".css", ".js"}
