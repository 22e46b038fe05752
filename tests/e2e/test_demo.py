"""`questtour demo` in a real terminal, from its first look to the end."""

from pathlib import Path

from e2e.terminal import Terminal, environment


def test_the_demo_is_played_to_its_end_and_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    env = {**environment(home, "ru"), "TMPDIR": str(scratch)}
    with Terminal("demo", env=env) as terminal:
        terminal.wait_for("РЕПЕТИЦИЯ")
        terminal.wait_for("×30")
        assert list(scratch.iterdir()), "the log is somewhere while the demo runs"
        terminal.press("ъ")
        terminal.wait_for("×60")
        terminal.press("enter")
        terminal.wait_for("Так видит тур ведущий")
        terminal.press("escape")
        terminal.wait_for("Вы — штаб")
        terminal.press("о")
        terminal.wait_for("Репетиция окончена")
        terminal.wait_for("questtour rehearse my.toml")
        terminal.press("enter")
        assert terminal.wait_exit() == 0
        assert "Traceback" not in terminal.text
        assert "questtour rehearse my.toml" in terminal.text, "what to do next stays in the terminal"
    assert not list(scratch.iterdir())
    assert not [path for path in home.rglob("*") if path.is_file()]
