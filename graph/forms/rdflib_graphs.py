"""The graph for people who work with rdflib: quads of pyoxigraph as an rdflib `Graph` or `Dataset`.

Terms are made one by one; nothing is written and parsed again.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph
from rdflib import BNode, Dataset, Graph, Literal, URIRef

from graph.identifiers import DEFAULT_BASE, prefixes
from graph.vocabulary import STRING


def to_graph(quads: Iterable[pyoxigraph.Quad], base: str = DEFAULT_BASE) -> Graph:
    """The union of all graphs.

    >>> len(to_graph([], "https://e.example/"))
    0
    """
    graph = Graph(bind_namespaces="none")
    terms = _Terms()
    graph.addN((terms.any(q.subject), terms.iri(q.predicate), terms.any(q.object), graph) for q in quads)
    _bind(graph, base)
    return graph


def to_dataset(quads: Iterable[pyoxigraph.Quad], base: str = DEFAULT_BASE) -> Dataset:
    """A named graph for each article; a query sees their union, as in the store.

    >>> len(to_dataset([], "https://e.example/"))
    0
    """
    dataset = Dataset(default_union=True)
    terms = _Terms()
    graphs: dict[object, Graph] = {}
    for quad in quads:
        graph = graphs.get(quad.graph_name)
        if graph is None:
            graph = graphs[quad.graph_name] = dataset.graph(terms.iri(quad.graph_name))
        graph.add((terms.any(quad.subject), terms.iri(quad.predicate), terms.any(quad.object)))
    _bind(dataset, base)
    return dataset


def _bind(graph: Graph, base: str) -> None:
    for prefix, namespace in prefixes(base).items():
        graph.bind(prefix, namespace, override=True, replace=True)


class _Terms:
    """Terms of rdflib, each IRI made once."""

    def __init__(self) -> None:
        self._known: dict[str, URIRef] = {}

    def iri(self, node: object) -> URIRef:
        assert isinstance(node, pyoxigraph.NamedNode)
        found = self._known.get(node.value)
        if found is None:
            found = self._known[node.value] = URIRef(node.value)
        return found

    def any(self, node: object) -> URIRef | BNode | Literal:
        if isinstance(node, pyoxigraph.BlankNode):
            return BNode(node.value)
        if not isinstance(node, pyoxigraph.Literal):
            return self.iri(node)
        if node.language:
            return Literal(node.value, lang=node.language)
        datatype = None if node.datatype == STRING else self.iri(node.datatype)
        return Literal(node.value, datatype=datatype, normalize=False)
