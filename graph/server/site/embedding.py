"""The single page of `graph.page` over a part of a store: an article, those around a node, the latest.

An address goes in, that page goes out, the interface of the file that `dothi build` writes. It brings its
own Content-Security-Policy; only pages of this server may frame it.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph.page import render
from graph.server.site.details import world
from graph.server.site.finding import Node
from graph.server.site.interface import language_of
from graph.server.site.library import Shelf
from graph.server.site.pages import not_found, path_of

AROUND = 8
"""Articles that are read for the graph around an entity."""
LATEST = 24
"""Articles that are read for the graph of what is new."""

_HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, max-age=60",
}


def around(request: Request, shelf: Shelf) -> Response:
    """The graph of an article, or of the latest articles that tell of an entity or event."""
    node = shelf.catalogue.node(path_of(request, 2))
    if node is None:
        return not_found(request)
    articles = [node] if node.kind == "article" else shelf.catalogue.articles_of(node, 0, AROUND)
    return _drawn(request, shelf, articles)


def latest(request: Request, shelf: Shelf) -> Response:
    """The graph of the latest articles."""
    return _drawn(request, shelf, shelf.catalogue.ranked("article", 0, LATEST))


def _drawn(request: Request, shelf: Shelf, articles: list[Node]) -> Response:
    html = render(world(shelf, articles), language=language_of(request))
    return HTMLResponse(html.encode("utf-8", "replace"), headers=_HEADERS)
