"""What every test of the screens needs."""

import pytest

from questtour.screens import host


@pytest.fixture(autouse=True)
def _bells_follow_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bell ring without gaps: a test that counts rings does not wait for them."""
    monkeypatch.setattr(host, "RING_GAP", 0.0)
