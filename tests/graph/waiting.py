"""Assertions about a page that wait until they hold: what a click starts need not be there at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, LocatorAssertions

PATIENCE = 60_000  # milliseconds; a machine that does other work too can be many times slower


def expect(locator: Locator) -> LocatorAssertions:
    """Playwright's own assertions, imported only where a test has a browser."""
    from playwright.sync_api import expect as waiting

    waiting.set_options(timeout=PATIENCE)
    return waiting(locator)
