"""A real Chromium for the page's tests: pages open from disk; a request or console error fails the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.model import Activity
from graph.page import render
from tests.graph.page.invented import Graph, story

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

RUN = Activity("9.8.7", "fast", "0123456789ab")
PATIENCE = 90_000  # milliseconds; a machine that does other work too can be many times slower
DESK = {"width": 1440, "height": 900}


@dataclass
class Opened:
    """An open page with what went wrong in it so far."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def state(self, name: str) -> object:
        """A value of the page's state."""
        return self.page.evaluate(f"dothi.store.state.{name}")

    def shown(self) -> set[str]:
        """The labels of the nodes in the picture."""
        return set(self.page.evaluate("[...dothi.view.shown].map((id) => dothi.graph.nodes[id].label)"))

    def node(self, label: str) -> int:
        """The number of the node with this label."""
        return int(
            self.page.evaluate(
                "(label) => dothi.graph.nodes.findIndex((node) => node.label === label)", label
            )
        )

    def spot(self, label: str) -> tuple[float, float]:
        """Where a node stands in the window, in CSS pixels."""
        place = self.page.evaluate(
            """(id) => {
                const box = document.getElementById("network").getBoundingClientRect();
                const spot = dothi.picture.network.canvasToDOM(dothi.picture.network.getPosition(id));
                return [spot.x + box.left, spot.y + box.top];
            }""",
            self.node(label),
        )
        return float(place[0]), float(place[1])

    def click(self, label: str) -> None:
        """Click a node in the picture."""
        self.page.mouse.click(*self.spot(label))
        self.page.wait_for_function("(id) => dothi.store.state.selected === id", arg=self.node(label))

    def panel(self) -> str:
        """The panel's text."""
        return self.page.locator("#panel").inner_text()


Opener = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Opener]:
    contexts: list[tuple[BrowserContext, Opened]] = []

    def opener(
        graph: Graph | None = None, hash_: str = "", *, language: str = "vi", **options: object
    ) -> Opened:
        file = tmp_path / f"graph-{language}.html"
        file.write_text(render(graph or story(), language=language, made=[RUN]), encoding="utf-8")
        context = browser.new_context(
            **{"viewport": DESK, "accept_downloads": True, "reduced_motion": "reduce", **options}
        )
        context.set_default_timeout(PATIENCE)
        opened = Opened(context.new_page())
        context.on("request", lambda asked: opened.requests.append(asked.url))
        opened.page.on(
            "console",
            lambda line: opened.errors.append(line.text) if line.type in ("error", "warning") else None,
        )
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.page.goto(file.as_uri() + hash_)
        opened.page.wait_for_selector("html[data-ready]", state="attached")
        contexts.append((context, opened))
        return opened

    yield opener
    for number, (context, opened) in enumerate(contexts):
        keep_screenshot(opened, f"{request.node.name}-{number}")
        asked = [url for url in opened.requests if not url.startswith(("file:", "data:", "blob:"))]
        errors = list(opened.errors)
        context.close()
        assert not asked, "requests left the file"
        assert not errors


def keep_screenshot(opened: Opened, name: str) -> None:
    """Keep what the test saw, when DOTHI_ARTIFACTS names a folder for it."""
    folder = os.environ.get("DOTHI_ARTIFACTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        safe = "".join(c if c.isalnum() or c in "-_" else "_" for c in name)
        opened.page.screenshot(path=str(Path(folder) / f"{safe}.png"))
