"""The whole server: the SPARQL endpoint of `graph.server.application` with the pages beside it.

A path and options go in, a Starlette application comes out.
"""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from graph.model import EventType, Status
from graph.namespaces import PREFIXES
from graph.querying.named_queries import named_queries
from graph.server.application import Options, application
from graph.server.site import embedding, pages
from graph.server.site.base_map import base_map
from graph.server.site.finding import LONGEST_QUERY
from graph.server.site.interface import BUILT, page, say_of, static_file, url
from graph.server.site.library import Library, Shelf
from graph.server.site.licences import licences

SUGGESTIONS = 8
QUERY_WORDS = (
    *(
        "asTable",
        "asChart",
        "asGraph",
        "asMap",
        "asText",
        "rows",
        "triples",
        "truncated",
        "noRows",
        "yes",
        "no",
    ),
    *("running", "took", "download", "copied", "moreRows", "noNetwork", "sortBy", "queryLabel"),
    *("agent", "recipient", "placeRole", "source"),
    *(kind.value for kind in EventType),
    *(status.value for status in Status),
)
"""What the scripts of the query page say."""

_ENTITY_KINDS = ("person", "organization", "place", "event", "iri")


def site(path: Path | str, options: Options | None = None) -> Starlette:
    """The endpoint and the pages over the graph at `path`. Raises `DothiError` if there is none."""
    library = Library(path)
    app = application(library.path, options, routes=routes(), editor=editor)
    app.state.library = library
    app.add_middleware(GZipMiddleware, minimum_size=2000)
    app.add_exception_handler(404, _not_found)
    library.start()
    return app


def routes() -> list[BaseRoute]:
    """All addresses but those of the endpoint."""
    shown = pages.shown
    lists = {
        "/": pages.home,
        "/search": pages.search,
        "/actors": pages.actors,
        "/articles": pages.articles,
        "/events": pages.events,
        "/map": pages.places,
        "/suggest": suggest,
        "/graph": embedding.latest,
    }
    found: list[BaseRoute] = [Route(address, shown(handler)) for address, handler in lists.items()]
    found += [
        Route("/static/{digest}/{name}", static_file),
        Route("/map/base.json", base),
        Route("/licences", licence_page),
    ]
    for kind in (*_ENTITY_KINDS, "article"):
        found.append(Route(f"/graph/{kind}/{{rest:path}}", shown(embedding.around)))
    for kind in _ENTITY_KINDS:
        found.append(Route(f"/{kind}/{{rest:path}}/articles", shown(pages.sentences)))
    for kind in (*_ENTITY_KINDS, "article"):
        found.append(Route(f"/{kind}/{{rest:path}}", shown(pages.resource)))
    return found


def suggest(request: Request, shelf: Shelf) -> Response:
    """Nodes for the beginning of a search, as JSON."""
    words = request.query_params.get("q", "")[:LONGEST_QUERY]
    found = [
        {
            "label": node.label,
            "kind": node.kind,
            "type": node.type if node.kind == "event" else "",
            "url": url(node.path),
        }
        for node in shelf.catalogue.search(words, "", 0, SUGGESTIONS)
    ]
    return JSONResponse(found, headers={"X-Content-Type-Options": "nosniff"})


def base(request: Request) -> Response:
    """The base map; it changes only with the program."""
    return Response(
        base_map(), media_type="application/json", headers={"Cache-Control": "public, max-age=86400"}
    )


def licence_page(request: Request) -> Response:
    """Whose work the pages hold."""
    rows = [(one.name, one.version, one.licence, one.text) for one in licences()]
    return page(request, "licences.html", {"licences": rows})


async def editor(request: Request) -> Response:
    """The SPARQL editor, for a browser that asks nothing at the endpoint."""
    library: Library = request.app.state.library
    base_of = library.opened_base()
    say = say_of(request)
    values = {
        "queries": named_queries(),
        "base": base_of,
        "prefixes": PREFIXES,
        "query_words": {key: say(key) for key in QUERY_WORDS},
        "yasqe": (BUILT / "yasqe.js").is_file(),
    }
    return page(request, "query.html", values, headers={"Vary": "Accept"})


async def _not_found(request: Request, error: Exception) -> Response:
    return pages.not_found(request, error)
