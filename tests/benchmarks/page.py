"""How fast the page is: python -m tests.benchmarks.page [SIZE…]

Renders invented graphs of 300, 2,000 and 50,000 nodes and opens each in Chromium: time until it answers, the
main thread's own share of it (which a busy machine does not change), and frames a second while the picture is
dragged, with the thread's own milliseconds for each. 300 nodes and 2,000 are all drawn (``#m=all``); above
that the page opens on the core.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.page import render
from tests.graph.page.invented import archive

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
FRAMES = """async () => {
    let frames = 0; const start = performance.now();
    const network = dothi.picture.network;
    let x = 0;
    while (performance.now() - start < 3000) {
        x += 9;
        network.moveTo({offset: {x: Math.sin(x / 40) * 12, y: Math.cos(x / 40) * 6}});
        await new Promise(requestAnimationFrame);
        frames += 1;
    }
    return [frames, (performance.now() - start) / 1000]; }"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: nodes in the file and drawn, megabytes, and seconds."""

    nodes: int
    drawn: int
    megabytes: float
    render: float
    ready: float
    own: float
    frames: float
    drawing: float


def own_time(session: CDPSession) -> float:
    """Processor seconds that the main thread has had so far, without those it waited for a processor."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime"))


def measure(browser: Browser, nodes: int, folder: Path) -> Measured:
    """Render and open a graph of about `nodes` nodes."""
    graph = archive(nodes)
    start = time.process_time()
    page_text = render(graph)
    rendered = time.process_time() - start
    file = folder / f"{nodes}.html"
    file.write_text(page_text, encoding="utf-8")
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(180_000)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(file.as_uri() + ("#m=all" if nodes <= 2000 else ""))
    page.wait_for_selector("html[data-ready]", state="attached")
    ready = float(page.evaluate("performance.getEntriesByName('dothi-ready')[0].startTime")) / 1000
    own = own_time(session)
    frames, seconds = page.evaluate(FRAMES)
    drawing = (own_time(session) - own) / frames * 1000
    drawn = int(page.evaluate("dothi.view.shown.size"))
    page.close()
    total = len(graph.entities) + len(graph.events)
    return Measured(total, drawn, file.stat().st_size / 1e6, rendered, ready, own, frames / seconds, drawing)


def main(sizes: list[int]) -> None:
    """Print a line for each size."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    print("nodes   drawn     MB   render s   ready s   own CPU s   frames/s   own ms/frame")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for size in sizes:
            m = measure(browser, size, Path(folder))
            print(
                f"{m.nodes:>6} {m.drawn:>6} {m.megabytes:>7.1f} {m.render:>9.2f} {m.ready:>9.2f}"
                f" {m.own:>10.2f} {m.frames:>10.0f} {m.drawing:>14.1f}"
            )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [300, 2000, 50_000])
