"""The pages in a real Chromium: what each feature does, and no serious accessibility fault.

Requests to other hosts, console errors and refusals of the Content-Security-Policy fail a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from graph.server.application import Options
from graph.server.site.site import site
from tests.graph.page.conftest import Opened, keep_screenshot
from tests.graph.serving import sample_store, served
from tests.graph.waiting import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

PHONE = {"width": 390, "height": 844}
SOLHEIM = "/person/ingrid-solheim"
MONTHS = """SELECT ?date (COUNT(*) AS ?events) {
  ?e sem:hasTimeStamp ?day BIND(SUBSTR(STR(?day), 1, 7) AS ?date)
} GROUP BY ?date"""
SPOTS = "SELECT ?place ?name ?point { ?place skos:prefLabel ?name ; geo:hasGeometry/geo:asWKT ?point }"
LINKS = "CONSTRUCT { ?e dothi:agent ?a ; rdfs:label ?l } { ?e dothi:agent ?a ; rdfs:label ?l }"

Visit = Callable[..., Opened]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with sample_store() as store, served(site(store, Options(workers=1))) as found:
        yield found


@pytest.fixture
def visit(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    contexts: list[tuple[BrowserContext, Opened]] = []

    def visitor(path: str, **options: object) -> Opened:
        context = browser.new_context(
            **{
                "viewport": {"width": 1440, "height": 900},
                "locale": "vi-VN",
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(60_000)
        opened = Opened(context.new_page())
        context.on("request", lambda asked: opened.requests.append(asked.url))
        opened.page.on(
            "console",
            lambda line: opened.errors.append(line.text) if line.type in ("error", "warning") else None,
        )
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.page.goto(address + path)
        contexts.append((context, opened))
        return opened

    yield visitor
    for number, (context, opened) in enumerate(contexts):
        keep_screenshot(opened, f"site-{request.node.name}-{number}")
        outside = [url for url in opened.requests if not url.startswith((address, "data:", "blob:"))]
        errors = list(opened.errors)
        context.close()
        assert not outside
        assert not errors


def ask(opened: Opened, query: str) -> None:
    """Put a query into the editor, whichever it is, and run it."""
    opened.page.wait_for_selector("html[data-ready]", state="attached")
    opened.page.evaluate("(text) => dothiQuery.editor.set(text)", query)
    opened.page.locator("#run").click()
    opened.page.wait_for_selector("#results[aria-busy=false] > div")


def test_search_suggests_without_marks_and_leads_to_a_page(visit: Visit) -> None:
    page = visit("/").page
    page.locator("#search").press_sequentially("solhie", delay=20)
    page.locator(".match", has_text="Ingrid Solheim").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{SOLHEIM}")
    expect(page.locator("h1")).to_have_text("Ingrid Solheim", use_inner_text=True)


def test_a_sentence_leads_to_its_place_in_the_article(visit: Visit) -> None:
    page = visit(SOLHEIM).page
    page.locator(".sentence", has_text="phủ nhận").first.click()
    page.wait_for_url("**/article/mau-2#o*")
    expect(page.locator(".mark.here")).to_have_count(1)


def test_the_text_and_the_graph_beside_it_are_tied(visit: Visit) -> None:
    page = visit("/article/mau-1").page
    frame = page.locator("iframe[data-ready]")
    frame.wait_for()
    page.locator(".text .mark", has_text="Ingrid Solheim").first.click()
    inner = page.frame_locator("iframe")
    expect(inner.locator("#panel h2")).to_have_text("Ingrid Solheim", use_inner_text=True)
    page.wait_for_selector(".mark.chosen")
    page.locator("[data-hides=entities]").uncheck()
    page.wait_for_selector(".text.no-entities")


def test_theme_and_language_are_kept(visit: Visit) -> None:
    page = visit("/").page
    page.locator("#theme").click()
    page.locator("a.language").click()
    page.wait_for_url("**lang=en")
    page.goto(page.url.split("?")[0] + "events")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("h1")).to_have_text("Events", use_inner_text=True)


@pytest.mark.parametrize(
    ("query", "first", "view"),
    [
        (MONTHS, "Biểu đồ", ".result-chart rect"),
        (LINKS, "Đồ thị", ".result-graph[data-ready] canvas"),
        ("SELECT ?e ?l { ?e a sem:Event ; rdfs:label ?l }", "Bảng", "td a[href^='/event/']"),
    ],
)
def test_results_are_shown_as_suits_them(visit: Visit, query: str, first: str, view: str) -> None:
    opened = visit("/sparql")
    ask(opened, query)
    expect(opened.page.locator("[role=tab][aria-selected=true]")).to_have_text(first, use_inner_text=True)
    opened.page.locator(view).first.wait_for()


def test_results_with_coordinates_have_a_map(visit: Visit) -> None:
    opened = visit("/sparql")
    ask(opened, SPOTS)
    opened.page.get_by_role("tab", name="Bản đồ").click()
    expect(opened.page.locator("#results .map-place")).to_have_count(2)


def test_a_named_query_is_filled_and_run_and_mistakes_are_told(visit: Visit) -> None:
    opened = visit("/sparql")
    page = opened.page
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator("[data-name=timeline] summary").click()
    page.locator("[data-name=timeline] [name=actor]").fill("solheim")
    page.locator("[data-name=timeline] button[value=run]").click()
    page.locator("#results td", has_text="hội đàm").first.wait_for()
    page.evaluate("() => dothiQuery.editor.set('SELEC *')")
    page.locator("#run").click()
    page.locator("#results .failure").wait_for()
    opened.errors.clear()


def test_places_on_the_map_lead_to_their_pages_and_it_zooms(visit: Visit) -> None:
    page = visit("/map").page
    page.wait_for_selector("[data-map][data-ready]")
    page.locator(".map-base path").first.wait_for(state="attached")
    before = page.locator(".map-drawing").get_attribute("viewBox") or ""
    page.locator("[data-zoom=in]").click()
    expect(page.locator(".map-drawing")).not_to_have_attribute("viewBox", before)
    page.locator("[data-zoom=fit]").click()
    page.locator(".map-place", has_text="Huế").locator("circle").click()
    page.wait_for_url("**/place/hue*")


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/", {}),
        ("/", {"viewport": PHONE, "color_scheme": "dark"}),
        (SOLHEIM, {}),
        ("/article/mau-1", {"color_scheme": "dark"}),
        ("/events?status=cancelled", {"viewport": PHONE}),
        ("/search?q=hue", {"color_scheme": "dark"}),
        ("/map", {}),
        ("/sparql", {}),
        ("/sparql", {"color_scheme": "dark", "viewport": PHONE}),
    ],
)
def test_no_serious_accessibility_fault(visit: Visit, path: str, options: dict[str, object]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    opened = visit(path, **options)
    page = opened.page
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    found = axe.Axe().run(page, options={"iframes": False}).response["violations"]
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
