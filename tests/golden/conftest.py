"""The switch that draws the pictures anew: `pytest tests/golden --update-goldens`."""

import pytest

from questtour.screens import board, guide, host


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know the switch; it is there when pytest is started on this folder."""
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="draw the pictures of tests/golden anew, and look at them",
    )


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    """Tell whether the pictures are to be drawn anew."""
    return bool(request.config.getoption("--update-goldens", default=False))


@pytest.fixture(autouse=True)
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only the test look at the clock."""
    monkeypatch.setattr(guide, "LOOK_AGAIN", 3600.0)
    monkeypatch.setattr(board, "LOOK_AGAIN", 3600.0)
    monkeypatch.setattr(board, "TURN", 3600.0)
    monkeypatch.setattr(host, "RING_GAP", 0.0)
