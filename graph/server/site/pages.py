"""The pages over a store: home, search, lists, and a page for each actor, event and article.

Requests go in, pages go out, the same address in RDF for clients that prefer it. Every page reads a bounded
part of the store; what is not there is a page that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import urlencode

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.errors import DothiError
from graph.model import EventType, Status
from graph.server.site.charts import chart
from graph.server.site.details import all_marks, figures, first_post, paragraphs, portrait, testimony, world
from graph.server.site.finding import LONGEST_QUERY, Happening, Node
from graph.server.site.interface import page, say_of, url
from graph.server.site.library import Library, Preparing, Shelf
from graph.server.site.resources import FORMS, described, preferred

SIZE = 20
LAST_PAGE = 500
KINDS = ("person", "organization", "place", "event", "article")
_ROLE_WORDS = {"agent": "agent", "recipient": "recipient", "place": "placeRole", "source": "source"}

Shown: TypeAlias = Callable[[Request, Shelf], Response]


def shown(handler: Shown) -> Callable[[Request], Response]:
    """A handler with the open shelf; while there is none, or when the graph fails, a page that says so."""

    def handled(request: Request) -> Response:
        library: Library = request.app.state.library
        say = say_of(request)
        try:
            return handler(request, library.shelf())
        except Preparing:
            values = {"code": 503, "title": say("preparing"), "text": say("preparingText"), "refresh": True}
            return page(request, "message.html", values, status=503, headers={"Retry-After": "2"})
        except BadRequest as error:
            values = {"code": 400, "title": say("badRequest"), "text": str(error)}
            return page(request, "message.html", values, status=400)
        except DothiError as error:
            values = {"code": 500, "title": say("failed"), "text": str(error)}
            return page(request, "message.html", values, status=500)

    return handled


class BadRequest(DothiError):
    """A parameter that can't be.

    >>> str(BadRequest("page=x"))
    'page=x'
    """


def not_found(request: Request, _: Exception | None = None) -> Response:
    """The page for an address that names nothing."""
    say = say_of(request)
    values = {"code": 404, "title": say("notFound"), "text": say("notFoundText")}
    return page(request, "message.html", values, status=404)


def home(request: Request, shelf: Shelf) -> Response:
    """What is new, who matters, and how much there is."""
    catalogue = shelf.catalogue
    places = catalogue.ranked("place", 0, 12)
    values = {
        "counts": catalogue.counts(),
        "articles": catalogue.ranked("article", 0, 10),
        "events": catalogue.happenings(size=12),
        "actors": catalogue.ranked("actor", 0, 12),
        "places": places,
        "types": catalogue.types()[:8],
        "chart": chart(catalogue.months()),
    }
    return page(request, "home.html", values)


def search(request: Request, shelf: Shelf) -> Response:
    """Nodes whose names have these words, whatever their marks."""
    say = say_of(request)
    words = request.query_params.get("q", "")[:LONGEST_QUERY].strip()
    kind = _one_of(request, "kind", KINDS)
    number = _page_number(request)
    rows = shelf.catalogue.search(words, kind, SIZE * (number - 1), SIZE + 1) if words else []
    asked = urlencode({"q": words})
    values = {
        "title": say("results", q=words) if words else say("searchButton"),
        "empty": say("nothing", q=words) if words else "",
        "hint": say("tryAnother"),
        "kinds": [("", "allKinds"), *((key, key) for key in KINDS)],
        "kind": kind,
        "kind_address": f"/search?{asked}&kind=",
        "address": f"/search?{asked}&kind={kind}&",
        "hints": _hints(shelf, rows),
    }
    return _list(request, rows, number, values)


def actors(request: Request, shelf: Shelf) -> Response:
    """People and organisations, those told of most first."""
    kind = _one_of(request, "kind", ("person", "organization", "place")) or "actor"
    number = _page_number(request)
    rows = shelf.catalogue.ranked(kind, SIZE * (number - 1), SIZE + 1)
    values = {
        "title": say_of(request)("actors"),
        "empty": say_of(request)("noArticles"),
        "kinds": [("actor", "allKinds"), *((key, key) for key in KINDS[:3])],
        "kind": kind,
        "kind_address": "/actors?kind=",
        "address": f"/actors?kind={kind}&",
        "hints": _hints(shelf, rows),
    }
    return _list(request, rows, number, values)


def articles(request: Request, shelf: Shelf) -> Response:
    """Articles, the latest first."""
    number = _page_number(request)
    rows = shelf.catalogue.ranked("article", SIZE * (number - 1), SIZE + 1)
    say = say_of(request)
    return _list(
        request, rows, number, {"title": say("articles"), "empty": say("noArticles"), "address": "/articles?"}
    )


def events(request: Request, shelf: Shelf) -> Response:
    """Events, the latest first, of a type and status."""
    type_ = _one_of(request, "type", [kind.value for kind in EventType])
    status = _one_of(request, "status", [status.value for status in Status])
    number = _page_number(request)
    rows = shelf.catalogue.happenings(type_, status, SIZE * (number - 1), SIZE + 1)
    say = say_of(request)
    values = {
        "title": say("events"),
        "empty": say("noEvents"),
        "address": f"/events?{urlencode({'type': type_, 'status': status})}&",
        "event_filter": True,
        "event_types": [kind.value for kind in EventType],
        "statuses": [one.value for one in Status],
        "type": type_,
        "status": status,
    }
    return _list(request, rows, number, values)


def places(request: Request, shelf: Shelf) -> Response:
    """Places on a map."""
    nodes = shelf.catalogue.spots()
    return page(request, "map.html", {"spots": [_spot(node) for node in nodes], "places": nodes[:60]})


def resource(request: Request, shelf: Shelf) -> Response:
    """The page of a node, or the node as RDF, as the address's suffix or the client wishes."""
    path = path_of(request)
    node, form = shelf.catalogue.node(path), None
    if node is None:
        form = next((form for form in FORMS if path.endswith(f".{form.suffix}")), None)
        node = shelf.catalogue.node(path.removesuffix(f".{form.suffix}")) if form else None
        if node is None:
            return not_found(request)
    if form is not None:
        body, more = described(shelf, node, form)
        headers = {"Content-Type": f"{form.media}; charset=utf-8", "X-Content-Type-Options": "nosniff"}
        return Response(body, headers=headers | ({"X-Dothi-Truncated": "true"} if more else {}))
    wished = preferred(request.headers.get("accept", "text/html"))
    if wished is not None:
        return RedirectResponse(f"{url(node.path)}.{wished.suffix}", 303, {"Vary": "Accept"})
    if node.path != path:
        return RedirectResponse(url(node.path), 303)
    kinds = {"event": _event, "article": _article}
    return kinds.get(node.kind, _entity)(request, shelf, node)


def sentences(request: Request, shelf: Shelf) -> Response:
    """All sentences that speak of an entity, by article."""
    node = shelf.catalogue.node(path_of(request))
    if node is None:
        return not_found(request)
    number = _page_number(request)
    told = shelf.catalogue.articles_of(node, 10 * (number - 1), 11)
    values = {
        "node": node,
        "testimony": testimony(shelf, node, told[:10]),
        "number": number,
        "more": len(told) > 10,
    }
    return page(request, "sentences.html", values)


def _entity(request: Request, shelf: Shelf, node: Node) -> Response:
    catalogue, number, say = shelf.catalogue, _page_number(request), say_of(request)
    happenings = catalogue.events_of(node, SIZE * (number - 1), SIZE + 1)
    roles = {
        one.node.path: ", ".join(
            dict.fromkeys(say(_ROLE_WORDS[role]) for role, other in one.parts if other == node)
        )
        for one in happenings
    }
    values = {
        "node": node,
        "iri": _iri(shelf, node),
        "portrait": portrait(shelf, node),
        "happenings": happenings[:SIZE],
        "roles": roles,
        "number": number,
        "more": len(happenings) > SIZE,
        "chart": chart(catalogue.months_of(node)),
        "partners": catalogue.partners(node),
        "told": catalogue.articles_count(node),
        "testimony": testimony(shelf, node, catalogue.articles_of(node, 0, 6)) if number == 1 else [],
        "spot": _spot(node) if node.point else None,
    }
    return _negotiated(request, node, "entity.html", values)


def _event(request: Request, shelf: Shelf, node: Node) -> Response:
    told = shelf.catalogue.articles_of(node, 0, 10)
    iri = _iri(shelf, node)
    happening = shelf.catalogue.with_parts([node])[0]
    where = happening.named(*(role for role, _ in happening.parts if role.value == "place"))
    values = {
        "node": node,
        "iri": iri,
        "happening": happening,
        "figures": figures(shelf, NamedNode(iri)),
        "testimony": testimony(shelf, node, told),
        "spots": [_spot(place) for place in where if place.point],
    }
    return _negotiated(request, node, "event.html", values)


def _article(request: Request, shelf: Shelf, node: Node) -> Response:
    found = world(shelf, [node])
    article = next((one for one in found.articles), None)
    if article is None:
        return not_found(request)
    marks = all_marks(shelf, found, article.id)
    source = article.url or ""
    values = {
        "node": node,
        "lines": paragraphs(article.text, marks),
        "firsts": {mark.begin: mark for mark in reversed(marks)},
        "source": source if source.startswith(("http://", "https://")) else "",
        "happenings": shelf.catalogue.events_in(node),
        "entities": shelf.catalogue.entities_in(node),
    }
    return _negotiated(request, node, "article.html", values)


def _negotiated(request: Request, node: Node, template: str, values: dict[str, object]) -> Response:
    forms = [(form.media, f"{url(node.path)}.{form.suffix}") for form in FORMS]
    links = ", ".join(f'<{address}>; rel="alternate"; type="{media}"' for media, address in forms)
    return page(request, template, values, alternates=forms, headers={"Vary": "Accept", "Link": links})


def _list(
    request: Request, rows: Sequence[Node] | Sequence[Happening], number: int, values: Mapping[str, object]
) -> Response:
    common = {"kinds": [], "kind": "", "kind_address": "", "event_filter": False, "hints": {}, "hint": ""}
    more = len(rows) > SIZE and number < LAST_PAGE
    return page(
        request, "list.html", {**common, **values, "rows": rows[:SIZE], "number": number, "more": more}
    )


def _hints(shelf: Shelf, rows: Sequence[Node]) -> dict[str, str]:
    """What tells an actor from others of the same name: a position, or else the headline of an article."""
    hints = {}
    for node in rows[:SIZE]:
        if node.kind in ("person", "organization"):
            post = first_post(shelf, node)
            told = [] if post else shelf.catalogue.articles_of(node, 0, 1)
            body = post.organization if post else None
            hints[node.path] = " · ".join(
                filter(None, [post.title if post else "", body.label if body else ""])
            )
            hints[node.path] = hints[node.path] or (told[0].label if told else "")
    return hints


def _spot(node: Node) -> dict[str, object]:
    lon, lat = node.point or (0.0, 0.0)
    return {
        "name": node.label,
        "url": url(node.path),
        "lon": round(lon, 4),
        "lat": round(lat, 4),
        "weight": node.weight,
    }


def _iri(shelf: Shelf, node: Node) -> str:
    iri = shelf.iri(node.path)
    return iri.value if iri else node.path


def path_of(request: Request, at: int = 1) -> str:
    """The catalogue's path of the node that an address names; its kind stands at this part of the address."""
    kind = str(request.scope["path"]).split("/")[at]
    rest = str(request.path_params["rest"])
    return rest if kind == "iri" else f"{kind}/{rest}"


def _page_number(request: Request) -> int:
    given = request.query_params.get("page", "1")
    if not (given.isascii() and given.isdecimal()) or not 1 <= int(given[:6]) <= LAST_PAGE:
        raise BadRequest(f"page={given[:20]} (1–{LAST_PAGE})")
    return int(given)


def _one_of(request: Request, name: str, known: Sequence[str]) -> str:
    given = request.query_params.get(name, "")
    if given and given not in known and given != "actor":
        raise BadRequest(f"{name}={given[:40]} ({', '.join(known)})")
    return given
