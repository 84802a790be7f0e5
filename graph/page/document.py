"""Puts the page together: template, style, scripts and data in one file that asks the network for nothing.

A knowledge graph comes in; HTML goes out. A Content-Security-Policy allows exactly the style and the scripts
that are in the file, by their SHA-256 digests; everything that an article says is data, never markup.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from graph.errors import DothiError
from graph.model import Activity
from graph.page.opening import opening, vis_network
from graph.page.payload import Graph, payload, ranked

SCRIPTS = (
    "words.js",
    "icons.js",
    "data.js",
    "state.js",
    "view.js",
    "stress.js",
    "packing.js",
    "layout.js",
    "drawing.js",
    "network.js",
    "panel.js",
    "reader.js",
    "timeline.js",
    "filters.js",
    "exporting.js",
    "main.js",
)
LANGUAGES = ("vi", "en")
_HOLE = re.compile(r"\{\{(\w+)\}\}")
_NOT_IN_HTML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@cache
def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


@cache
def _script() -> str:
    """Our own scripts as one, closed in a function so that no name leaks out."""
    return '(() => {\n"use strict";\n' + "\n".join(_file(name) for name in SCRIPTS) + "\n})();\n"


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _policy(style: str, scripts: tuple[str, ...]) -> str:
    """A Content-Security-Policy that allows these texts, images the page makes itself, and nothing else."""
    allowed = " ".join(_digest(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _title(graph: Graph, language: str) -> str:
    """The headline of the only article, or how many there are."""
    linked = {other for article in graph.articles for other in article.related}
    main = [article for article in graph.articles if article.id not in linked]
    if len(main) == 1:
        return main[0].title or main[0].text.strip().split("\n")[0][:120] or "đồ thị"
    return f"{len(main)} bài báo" if language == "vi" else f"{len(main)} articles"


def render(kg: Graph, *, language: str = "vi", made: Iterable[Activity] = ()) -> str:
    """The page for a knowledge graph, as HTML (write it as UTF-8); `language` is that of the interface.

    The page tells which runs `made` the graph. Raises `DothiError` when the language is neither ``vi`` nor
    ``en``.

    >>> from types import SimpleNamespace
    >>> page = render(SimpleNamespace(articles=(), entities=(), events=(), positions=()))
    >>> page.startswith("<!DOCTYPE html>"), "https://unpkg" in page
    (True, False)
    """
    if language not in LANGUAGES:
        raise DothiError(f"no interface in {language!r}: choose one of {', '.join(LANGUAGES)}", 2)
    ranks = ranked(kg)
    title = _title(kg, language)
    style, library, script = _file("style.css"), vis_network(), _script()
    holes = {
        "language": language,
        "title": escape(_NOT_IN_HTML.sub(" ", title)),
        "policy": escape(_policy(style, (library, script)), quote=True),
        "style": style,
        "library": library,
        "script": script,
        "data": payload(kg, ranks, language=language, title=title, made=made),
        "opening": opening(ranks),
    }
    return _HOLE.sub(lambda hole: holes[hole[1]], _file("template.html"))
