"""axe-core finds no serious fault: both themes, a phone, the panel, a menu, the reader, help, search."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.graph.page.conftest import Opened, Opener

PHONE = {"width": 390, "height": 844}


def reading(opened: Opened) -> None:
    opened.page.locator("#panel .sentence").first.click()


def menu(opened: Opened) -> None:
    opened.page.locator("summary", has_text="Loại sự kiện").click()


def help_open(opened: Opened) -> None:
    opened.page.get_by_role("button", name="Trợ giúp").click()


def searching(opened: Opened) -> None:
    opened.page.locator("#search").fill("na")


@pytest.mark.parametrize(
    ("hash_", "options", "act"),
    [
        ("", {}, None),
        ("#c=dark", {}, None),
        ("#n=0", {}, reading),
        ("#n=13&c=dark", {}, reading),
        ("#n=14", {}, None),
        ("#n=0", {"viewport": PHONE}, None),
        ("#d=20240310.20240314", {}, menu),
        ("#c=dark", {}, help_open),
        ("", {}, searching),
        ("#l=en&f=1", {}, None),
    ],
)
def test_no_serious_fault(
    open_page: Opener, hash_: str, options: dict[str, object], act: Callable[[Opened], None] | None
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="needs `pip install axe-playwright-python`"
    )
    opened = open_page(hash_=hash_, **options)
    if act:
        act(opened)
    opened.page.wait_for_timeout(250)
    found = axe.Axe().run(opened.page).response["violations"]
    serious = [
        (
            fault["id"],
            [node["html"][:160] for node in fault["nodes"][:3]],
            fault["nodes"][0]["failureSummary"][:300],
        )
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]
    assert not serious
    opened.errors.clear()
