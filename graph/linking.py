"""Links from entities to another source's identifiers: a graph's entities come out, quads of the links go in.

A link is ``<entity> owl:sameAs <other>`` with an `rdf:Statement` about it (RDF 1.1 reification), which holds
how sure it is (`dothi:score`, 0 to 1) and who said so (`prov:wasDerivedFrom`). Links lie in a named graph of
their own, so that no article's graph changes and all links can be taken out as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.identifiers import DEFAULT_BASE, Identifiers
from graph.namespaces import PROV, RDF, SCHEMA, XSD
from graph.naming import normal
from graph.vocabulary import DENOTED_BY, PREF_LABEL, SAME_AS, SCORE, TYPE, term

STATEMENT = term(RDF + "Statement")
SUBJECT, PREDICATE, OBJECT = term(RDF + "subject"), term(RDF + "predicate"), term(RDF + "object")
DERIVED = term(PROV + "wasDerivedFrom")
CLASSES = ("Country", "City", "Person", "Organization", "Place")
"""Classes of schema.org that tell what to ask for, the narrowest first."""


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """An entity to be linked: its IRI, its name and the class of schema.org that tells most."""

    iri: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """An entity's identifier elsewhere; `score` is from 0 to 1, `source` who says so."""

    entity: str
    same_as: str
    score: float
    source: str


def links_graph(base: str = DEFAULT_BASE) -> NamedNode:
    """The named graph in which links lie.

    >>> links_graph("https://e.example/").value
    'https://e.example/graph/links'
    """
    return NamedNode(Identifiers(base).links_graph())


def to_link(store: Store) -> list[Named]:
    """The entities of a graph, in order; of several with one name and class none is given.

    A name that two of a graph's persons bear says not which of them is meant.

    >>> to_link(Store())
    []
    """
    found: dict[tuple[str, str], list[Named]] = {}
    seen: set[str] = set()
    for kind in CLASSES:
        for quad in store.quads_for_pattern(None, TYPE, term(SCHEMA + kind), DefaultGraph()):
            node = quad.subject
            if not isinstance(node, NamedNode) or node.value in seen or not _is_denoted(store, node):
                continue
            seen.add(node.value)
            label = min((_labels(store, node)), default="")
            if label:
                found.setdefault((kind, normal(label)), []).append(Named(node.value, label, kind))
    return sorted(same[0] for same in found.values() if len(same) == 1)


def _is_denoted(store: Store, node: NamedNode) -> bool:
    return next(store.quads_for_pattern(node, DENOTED_BY, None, DefaultGraph()), None) is not None


def _labels(store: Store, node: NamedNode) -> Iterator[str]:
    for quad in store.quads_for_pattern(node, PREF_LABEL, None, DefaultGraph()):
        if isinstance(quad.object, Literal):
            yield quad.object.value


def link_statements(links: Iterable[Link], base: str = DEFAULT_BASE) -> list[Quad]:
    """The quads of links, in order, each once.

    >>> link = Link("urn:e", "http://www.wikidata.org/entity/Q1", 0.97, "https://e.example/api")
    >>> quads = link_statements([link], "https://e.example/")
    >>> quads[0].predicate.value, quads[5].object.value, len(quads)
    ('http://www.w3.org/2002/07/owl#sameAs', '0.97', 7)
    """
    where, make = links_graph(base), Identifiers(base)
    quads: list[Quad] = []
    for link in sorted(set(links)):
        entity, other = NamedNode(link.entity), NamedNode(link.same_as)
        node = NamedNode(make.link(link.entity, link.same_as))
        score = Literal(str(Decimal(str(round(link.score, 4)))), datatype=term(XSD + "decimal"))
        quads.append(Quad(entity, SAME_AS, other, where))
        quads.append(Quad(node, TYPE, STATEMENT, where))
        told = ((SUBJECT, entity), (PREDICATE, SAME_AS), (OBJECT, other), (SCORE, score))
        quads.extend(Quad(node, predicate, value, where) for predicate, value in told)
        quads.append(Quad(node, DERIVED, NamedNode(link.source), where))
    return quads


def without_links(quads: Sequence[Quad]) -> list[Quad]:
    """The quads without links that were written before, whatever graph they lie in.

    >>> without_links(link_statements([Link("urn:e", "urn:q", 1.0, "urn:s")]))
    []
    """
    nodes = {q.subject for q in quads if q.predicate == TYPE and q.object == STATEMENT}
    about: dict[object, dict[object, object]] = {}
    for quad in quads:
        if quad.subject in nodes:
            about.setdefault(quad.subject, {})[quad.predicate] = quad.object
    linked = {(a[SUBJECT], a[OBJECT]) for a in about.values() if a.get(PREDICATE) == SAME_AS and OBJECT in a}
    ours = {node for node, a in about.items() if a.get(PREDICATE) == SAME_AS}
    return [
        quad
        for quad in quads
        if quad.subject not in ours
        and not (quad.predicate == SAME_AS and (quad.subject, quad.object) in linked)
    ]
