"""What every test of the screens needs."""

import pytest

from questtour.screens import guide, host


@pytest.fixture(autouse=True)
def _only_the_test_looks_at_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the guide's screen draw a moment when the test says so, and never between two looks of the test."""
    monkeypatch.setattr(guide, "LOOK_AGAIN", 3600.0)


@pytest.fixture(autouse=True)
def _bells_follow_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bell ring without gaps: a test that counts rings does not wait for them."""
    monkeypatch.setattr(host, "RING_GAP", 0.0)
