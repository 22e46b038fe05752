"""Route sheets on paper: what stands on them, and that a real browser prints a page for each."""

import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
import tomlkit
from click.testing import CliRunner

from questtour import i18n
from questtour.cli.program import cli
from questtour.library import named_sheet
from questtour.reports.sheet_texts import shortened
from questtour.reports.sheets import sheets_html
from questtour.tour.route_reading import route_from

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} </style> & \"' \u202e 😀"


def raw_tour(stations, groups, **more):
    return {
        "id": "x",
        "title": "X",
        "start": "10:00",
        "stations": [{"id": f"s{n}", "title": f"S{n}", "minutes": 5, **more} for n in range(stations)],
        "groups": [{"id": f"g{n}", "title": f"G{n}"} for n in range(groups)],
    }


class _Reader(HTMLParser):
    """Collects the words of each page, and everything that would be loaded from elsewhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pages: list[list[str]] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in {"src", "href"}]
        if tag == "section":
            self.pages.append([])

    def handle_data(self, data):
        if self.pages and data.strip():
            self.pages[-1].append(" ".join(data.split()))


def read(route):
    return _Reader(sheets_html(route))


def test_each_group_each_station_and_the_coordinator_have_a_page():
    i18n.use("ru")
    pages = read(named_sheet("kvantorium").route).pages
    assert len(pages) == 4 + 9 + 1
    assert pages[0][:2] == ["Группа", "Атом"]
    assert "Приходите на 5 минут раньше: в 09:55, «Хайтек-цех», 104, 1 этаж." in pages[0]
    assert {"10:00", "110, 1 этаж", "Наденьте очки и отойдите от сетки"} <= set(pages[0])
    assert pages[4][:3] == ["Станция", "Физика", "214, 2 этаж"]
    assert {"Атом", "Аня", "А массы равны?", "Если техника подвела"} <= set(pages[4])
    assert pages[-1][:2] == ["Штаб", "Кто где и когда"]


def test_the_sheets_speak_the_language_in_use():
    words = {word for page in read(named_sheet("kvantorium").route).pages for word in page}
    assert "Come 5 minutes before the start: at 09:55 to “Hi-tech workshop”, 104, floor 1." in words
    # An answer in another language is right too.
    assert not [word for word in words if re.search("[а-я]", word) and not word.startswith("Right answer: ")]


def test_breaks_stand_between_the_visits():
    raw = raw_tour(3, 1) | {"breaks": [{"title": "Tea", "at": "10:06", "minutes": 10}]}
    (page, *_others) = read(route_from(raw)).pages
    assert page.index("S0") < page.index("Break: Tea") < page.index("S1")


def test_a_pause_says_when_and_where_to_go_after_it():
    raw = raw_tour(2, 2, room="12")
    pause = {
        "title": {"ru": "Пауза перед станцией «S1»", "en": "Pause before “S1”"},
        "at": "10:05",
        "minutes": 4,
    }
    raw |= {"breaks": [pause | {"groups": ["g0"]}]}
    (page, *_others) = read(route_from(raw)).pages
    assert page.index("S0") < page.index("Pause: set out for “S1”, 12 at 10:09") < page.index("S1")


def test_the_host_reads_the_story_how_dear_it_is_and_every_right_answer():
    story = [{"text": "**First** _this_.\n\n- one\n- two"}, {"text": "Then that.", "keep": "if-time"}]
    tasks = [{"text": "How much?", "answer": ["35", {"ru": "тридцать пять", "en": "thirty-five"}]}]
    page = read(route_from(raw_tour(1, 1, story=story, tasks=tasks))).pages[1]
    told = " ".join(page)
    assert "First this. one two (must be told)" in told and "Then that. (if there is time)" in told
    assert "Right answer: 35 / thirty-five" in told


def test_a_story_that_every_guide_must_tell_has_no_marks():
    page = read(route_from(raw_tour(1, 1, story="Only this."))).pages[1]
    assert "Only this." in page and "must be told" not in " ".join(page)


def test_a_long_story_is_cut_after_a_sentence_and_else_after_a_word():
    assert shortened("One is here. Two is there. Three.", 28) == "One is here. Two is there. …"
    assert shortened("Words without any end at all", 20) == "Words without any …"
    assert shortened("Short.", 20) == "Short."


def test_where_bars_are_too_narrow_for_names_groups_have_numbers():
    short = raw_tour(2, 2)
    long = short | {
        "groups": [each | {"title": f"{each['title']}, from the lyceum"} for each in short["groups"]]
    }
    few = read(route_from(short)).pages[-1]
    many = read(route_from(long | {"stations": raw_tour(12, 2)["stations"]})).pages[-1]
    assert "No." not in few and few.count("G1") == 3
    assert "No." in many and many.count("2") == 13


def test_what_people_wrote_is_text_and_nothing_comes_from_the_network():
    raw = raw_tour(1, 1, tasks=[{"text": HOSTILE}], hints=[{"text": HOSTILE}], fallback=HOSTILE, room=HOSTILE)
    raw |= {"title": HOSTILE, "groups": [{"id": "g", "title": HOSTILE, "guide": HOSTILE}]}
    found = read(route_from(raw))
    assert (found.links, found.tags & {"script", "img", "link", "iframe"}) == ([], set())
    told = [word for page in found.pages for word in page if "alert(1)" in word]
    assert told and all("{{ 7*7 }}" in word and "\u202e" not in word for word in told)


def test_the_command_writes_the_file_and_spares_the_sheet(tmp_path):
    path, output = tmp_path / "x.toml", tmp_path / "sheets.html"
    path.write_text(tomlkit.dumps(raw_tour(2, 2)), encoding="utf-8")
    done = CliRunner().invoke(cli, ["sheets", str(path), "--output", str(output), "--lang", "en"])
    assert (done.exit_code, done.stdout) == (0, f"5 pages → {output}\n")
    assert output.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert done.stderr == ""
    again = CliRunner().invoke(cli, ["sheets", str(path), "--output", str(output), "--lang", "en"])
    assert (again.exit_code, again.stderr) == (0, f"The earlier file “{output}” was replaced.\n")
    done = CliRunner().invoke(cli, ["sheets", str(path), "--output", str(path), "--lang", "en"])
    assert (done.exit_code, "is the sheet itself" in done.stderr) == (1, True)
    other = tmp_path / "other.toml"
    other.write_text("# mine", encoding="utf-8")
    done = CliRunner().invoke(cli, ["sheets", str(path), "--output", str(other), "--lang", "en"])
    assert (done.exit_code, other.read_text(encoding="utf-8")) == (1, "# mine")


def long_stories():
    """Return a tour whose stories would fill several pages, and whose names are long."""
    story = [{"text": "A point that the guide tells at length. " * 40, "keep": "nice"}] * 5
    raw = raw_tour(12, 12, story=story, room="Room 214 on the second floor")
    for each in [*raw["stations"], *raw["groups"]]:
        each["title"] = f"{each['title']}: applied chemistry and analysis"
    return route_from(raw)


def crowded():
    """Return a tour whose pages hold about as much as a page can: 20 stations, long texts."""
    tasks = [{"text": "A task that takes a whole line to be told to everyone there"}] * 6
    return route_from(raw_tour(20, 12, tasks=tasks, fallback="Long advice. " * 60))


@pytest.mark.skipif(BROWSER is None, reason="no browser is installed")
@pytest.mark.parametrize(
    "tour",
    [lambda: named_sheet("kvantorium").route, crowded, long_stories],
    ids=["usual", "crowded", "long stories"],
)
def test_a_real_browser_prints_one_page_for_each(tour, tmp_path):
    i18n.use("ru")
    route = tour()
    page, printed = tmp_path / "sheets.html", tmp_path / "sheets.pdf"
    page.write_text(sheets_html(route), encoding="utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
    ]
    own = [f"--user-data-dir={tmp_path / 'browser'}", "--no-pdf-header-footer", f"--print-to-pdf={printed}"]
    subprocess.run([BROWSER, *options, *own, page.as_uri()], check=True, capture_output=True, timeout=60)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes()))
    assert pages == len(route.groups) + len(route.stations) + 1
