"""The look back in a real terminal, and its report in a real browser without a network."""

import shutil
import subprocess
from pathlib import Path

import pytest
from e2e.terminal import Terminal, environment, run

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def rehearsed(home: Path) -> Path:
    log = home / "tour.db"
    done = run("rehearse", "short", "--headless", "--log", log, env=environment(home))
    assert done.returncode == 0, done.stderr
    return log


def test_a_log_is_looked_back_at_exported_and_left_as_it_was(home: Path) -> None:
    log = rehearsed(home)
    before = run("verify", log, env=environment(home)).stdout
    with Terminal("review", log, env=environment(home)) as terminal:
        terminal.wait_for("What we planned")
        for key, text in (
            ("2", "over the plan"),
            ("3", "What cost most time"),
            ("4", "nobody is compared with anybody"),
            ("5", "Calls for help"),
            ("6", "Nobody answered the survey."),
            ("7", "[7 Changes]"),
        ):
            terminal.press(key)
            terminal.wait_for(text)
        terminal.press("e")
        terminal.wait_for("Saved:")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    assert (home / "tour-report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run("verify", log, env=environment(home)).stdout == before


def test_what_is_no_log_is_one_line(home: Path) -> None:
    (home / "no.db").write_text("no log")
    for name in ("no.db", "nowhere.db"):
        done = run("review", home / name, env=environment(home))
        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1


def test_the_report_is_printed_without_a_network(home: Path, tmp_path: Path) -> None:
    log, report, paper = rehearsed(home), home / "report.html", tmp_path / "report.pdf"
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip("no Chromium is installed: none of " + ", ".join(BROWSERS))
    assert run("export", log, "--format", "html", "--output", report, env=environment(home)).returncode == 0
    line = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    line += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--print-to-pdf={paper}", report.as_uri()]
    subprocess.run(line, check=True, capture_output=True, timeout=60)
    assert paper.read_bytes().startswith(b"%PDF")
    assert b"/MediaBox [0 0 594" in paper.read_bytes() or b"/MediaBox [0 0 595" in paper.read_bytes(), "A4"
