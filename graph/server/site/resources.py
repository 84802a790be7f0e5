"""A node as RDF: what the graph says of it, for clients that ask for Turtle, JSON-LD, N-Triples or RDF/XML.

A shelf and a path go in, triples come out: an article's whole named graph; for entities and events what is
said of them, their positions and events in short. Bounded, so that no node of a large store is too much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from graph import vocabulary as v
from graph.querying.results import write
from graph.querying.sparql import Triples
from graph.server.site.finding import Node
from graph.server.site.library import Shelf
from graph.storage.store import without_bookkeeping

MOST = 5000
"""Triples of one description."""

_OWN = (v.HAS_GEOMETRY, v.QUANTITY, v.HAS_PARTICIPATION, v.HAS_ROLE)
_BRIEF = (v.TYPE, v.LABEL, v.EVENT_TYPE, v.STATUS, v.HAS_TIME, v.AGENT, v.RECIPIENT, v.HAS_PLACE, v.SOURCE)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of RDF: the suffix of its address and its media type."""

    suffix: str
    media: str


FORMS = (
    Form("ttl", "text/turtle"),
    Form("jsonld", "application/ld+json"),
    Form("nt", "application/n-triples"),
    Form("rdf", "application/rdf+xml"),
)


def preferred(accept: str) -> Form | None:
    """The form that a client prefers to HTML; None for one that likes a page at least as well.

    >>> preferred("text/turtle, */*;q=0.1").suffix, preferred("text/html,application/xml;q=0.9,*/*;q=0.8")
    ('ttl', None)
    """
    best: Form | None = None
    most = _quality(accept, "text/html")
    for form in FORMS:
        quality = _quality(accept, form.media)
        if quality > most:
            best, most = form, quality
    return best


def _quality(accept: str, media: str) -> float:
    """How much a media type is liked, 0 to 1: the most exact range that names it counts."""
    found: dict[int, float] = {}
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        exact = [name == media, name == f"{media.split('/')[0]}/*", name == "*/*"]
        if any(exact):
            told = next((p[2:] for p in parameters if p.startswith("q=")), "1")
            found[exact.index(True)] = float(told) if told.replace(".", "", 1).isdecimal() else 0.0
    return found[min(found)] if found else 0.0


def described(shelf: Shelf, node: Node, form: Form) -> tuple[bytes, bool]:
    """What is said of a node, written in a form, and whether there is more."""
    quads = _article(shelf, node) if node.kind == "article" else _thing(shelf, node)
    triples = list(islice(dict.fromkeys(Triple(q.subject, q.predicate, q.object) for q in quads), MOST + 1))
    return write(Triples(tuple(triples[:MOST])), form.suffix), len(triples) > MOST


def _article(shelf: Shelf, node: Node) -> Iterator[Quad]:
    name = shelf.iri(node.path)
    if name is not None:
        yield from islice(
            without_bookkeeping(shelf.store.quads_for_pattern(None, None, None, name)), 2 * MOST
        )


def _thing(shelf: Shelf, node: Node) -> Iterator[Quad]:
    selves = [iri for path in shelf.catalogue.also(node) if (iri := shelf.iri(path)) is not None]
    for iri in selves:
        for quad in without_bookkeeping(_about(shelf, iri)):
            yield quad
            if quad.predicate in _OWN and isinstance(quad.object, NamedNode):
                yield from _about(shelf, quad.object)
    for iri in selves:
        for link in (v.MEMBER, v.ORGANIZATION):
            for quad in islice(shelf.store.quads_for_pattern(None, link, iri, DefaultGraph()), 100):
                if isinstance(quad.subject, NamedNode):
                    for said in _about(shelf, quad.subject):
                        yield said
                        if said.predicate == v.HAS_ROLE and isinstance(said.object, NamedNode):
                            yield from _about(shelf, said.object)
    if node.kind != "event":
        for happening in shelf.catalogue.events_of(node, 0, 100):
            event = shelf.iri(happening.node.path)
            for predicate in _BRIEF if event is not None else ():
                yield from shelf.store.quads_for_pattern(event, predicate, None, DefaultGraph())


def _about(shelf: Shelf, subject: NamedNode) -> Iterator[Quad]:
    return islice(shelf.store.quads_for_pattern(subject, None, None, DefaultGraph()), MOST)
