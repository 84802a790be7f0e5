"""What every test stands on: the interface in English, and nobody's own settings."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _plain_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """English, loud and colourless, whatever the machine prefers."""
    monkeypatch.setenv("DOTHI_LANG", "en")
    monkeypatch.setenv("NO_COLOR", "1")
    for variable in ("DOTHI_QUIET", "DOTHI_VERBOSE"):
        monkeypatch.delenv(variable, raising=False)
