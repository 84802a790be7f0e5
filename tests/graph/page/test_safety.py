"""Nothing that an article says becomes markup, and the page may ask for nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from graph.errors import DothiError
from graph.page import render
from tests.graph.page.conftest import Opener
from tests.graph.page.invented import HOSTILE, Graph, hostile, story
from tests.graph.waiting import expect


def test_hostile_text_is_inert_wherever_it_is_shown(open_page: Opener) -> None:
    opened = open_page(hostile(), "#m=all")
    page = opened.page
    page.evaluate(
        """() => {
            for (const node of dothi.graph.nodes) dothi.select(node.id);
            dothi.focusOn(0);
            dothi.read(0, 0); }"""
    )
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.locator("#search").fill("script")
    page.keyboard.press("Escape")
    page.evaluate("dothi.closeReader(); dothi.select(null); dothi.read(1, 0)")
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert (
        page.locator(
            ":is(#panel, #reader, #matches, #print, #filters) :is(img, image, script, iframe)"
        ).count()
        == 0
    )
    links = page.evaluate(
        "[...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))"
    )
    assert all(link.startswith(("https://", "http://", "#")) for link in links)


def test_hostile_words_are_shown_as_they_are(open_page: Opener) -> None:
    opened = open_page(hostile())
    opened.page.evaluate(
        "dothi.select(dothi.graph.nodes.findIndex((node) => node.label.startsWith('<script>')))"
    )
    expect(opened.page.locator("#panel h2")).to_have_text(HOSTILE[0], use_inner_text=True)


def test_offsets_hold_behind_letters_beyond_the_first_plane(open_page: Opener) -> None:
    opened = open_page(hostile())
    wrong = opened.page.evaluate(
        """dothi.graph.nodes.filter((node) => {
            const [article, begin, end] = node.flat;
            return dothi.graph.articles[article].text.slice(begin, end) !== node.label; }).length"""
    )
    assert wrong == 0


def test_exports_of_hostile_text_are_well_formed(open_page: Opener) -> None:
    from xml.etree import ElementTree

    svg = open_page(hostile(), "#m=all").page.evaluate("dothi.picture.toSvg('light')")
    tags = {element.tag.split("}")[1] for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "title", "rect", "path", "line", "text"}


def test_the_policy_allows_exactly_what_is_in_the_page() -> None:
    page = render(story())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    allowed = policy[1].replace("&#x27;", "'")
    assert allowed.startswith("default-src 'none'; ")
    assert "unsafe" not in allowed
    for tag in ("script", "style"):
        for text in re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.S):
            assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in allowed
    assert len(re.findall("<script", re.sub(r"<script>.*?</script>", "", page, flags=re.S))) == 2


def test_an_injected_script_would_not_run(open_page: Opener) -> None:
    opened = open_page()
    opened.page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.hacked = 1';
            document.body.append(script); }"""
    )
    assert opened.page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in error for error in opened.errors)
    opened.errors.clear()


def test_no_address_is_fetched_and_nothing_is_left_to_a_server() -> None:
    page = render(story())
    assert not re.search(r"""(?:src|href)=["']?https?:""", page)
    assert "sourceMappingURL" not in page


def test_the_same_graph_gives_the_same_bytes() -> None:
    assert render(story()) == render(story())


def test_an_empty_graph_opens_and_says_so(open_page: Opener) -> None:
    opened = open_page(Graph())
    expect(opened.page.locator("#bar")).to_contain_text("chưa có", use_inner_text=True)


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(DothiError, match="vi, en"):
        render(Graph(), language="fr")
