"""A knowledge graph of news: what each article says, and who is who across them.

Article graphs come in; a graph goes out that can be asked, merged, read and written in many forms. It has
two layers: the article graphs, which no other article changes, and entities across articles, which are
derived from the whole of the first. So merging is associative, commutative and idempotent, and taking an
article out gives the graph without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from graph.canonical import canonical
from graph.derivation import World, derive
from graph.errors import DothiError
from graph.files import form, read_bytes
from graph.identifiers import DEFAULT_BASE
from graph.model import ArticleGraph, Entity, Event, Position
from graph.resolution.identity import Identity

if TYPE_CHECKING:
    import networkx
    import pyoxigraph
    import rdflib

    from graph.querying.sparql import Result


class KnowledgeGraph:
    """What a number of articles say, together. `base` is the IRI under which its nodes are named.

    Of two different graphs of one article id, the one that sorts last stays, whatever the order they come in;
    take it out with `without` first to replace it on purpose. Raises `DothiError` when an article graph can't
    be true of its article. Treat it as a value: nothing in it changes.

    >>> from graph.model import Article
    >>> graph = KnowledgeGraph(ArticleGraph(Article(name, "Một bài.")) for name in ("a", "b"))
    >>> [g.article.id for g in graph.without("a").articles]
    ['b']
    >>> graph.without("a").merge(graph) == graph
    True
    """

    def __init__(self, articles: Iterable[ArticleGraph] = (), *, base: str = DEFAULT_BASE) -> None:
        self.base = base
        self._articles = _one_for_each_id(map(canonical, articles))

    @property
    def articles(self) -> tuple[ArticleGraph, ...]:
        """What each article says, in canonical form (`graph.canonical`), by article id."""
        return self._articles

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KnowledgeGraph) and self._articles == other._articles

    def __hash__(self) -> int:
        return hash(self._articles)

    def __len__(self) -> int:
        return len(self._articles)

    def __repr__(self) -> str:
        return (
            f"KnowledgeGraph({len(self)} articles, {len(self.entities)} entities, "
            f"{len(self.events)} events, {len(self.positions)} positions)"
        )

    def merge(self, *others: KnowledgeGraph) -> KnowledgeGraph:
        """The graph of this one's articles and the others'."""
        return self._holding(a for graph in (self, *others) for a in graph._articles)

    def without(self, *article_ids: str) -> KnowledgeGraph:
        """The graph without these articles; ids that it does not hold change nothing."""
        return self._holding(a for a in self._articles if a.article.id not in article_ids)

    def _holding(self, articles: Iterable[ArticleGraph]) -> KnowledgeGraph:
        """A graph of articles that are in canonical form already."""
        graph = KnowledgeGraph(base=self.base)
        graph._articles = _one_for_each_id(articles)
        return graph

    @cached_property
    def identity(self) -> Identity:
        """Who is who across the articles, and why."""
        from graph.resolution.deciding import resolve

        return resolve(self._articles, self.base)

    @cached_property
    def world(self) -> World:
        """Entities, events and positions as all articles together tell them."""
        return derive(self._articles, self.identity, self.base)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities of all articles; their ids are global IRIs, by which they are sorted."""
        return self.world.entities

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of all articles in their order; ids, and the entities in arguments, are global IRIs."""
        return self.world.events

    @property
    def positions(self) -> tuple[Position, ...]:
        """The positions of all articles in their order; ids, persons and organisations are global IRIs."""
        return self.world.positions

    @cached_property
    def quads(self) -> list[pyoxigraph.Quad]:
        """The graph as RDF: a named graph for each article (`graph.rdf.quads`)."""
        from graph.rdf import quads

        return quads(self)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """The graph of entities and events as a networkx `MultiDiGraph` (`graph.network`)."""
        from graph.network import to_networkx

        return to_networkx(self)

    def to_rdf(self) -> rdflib.Graph:
        """The union of what all articles say, as an rdflib `Graph`."""
        from graph.forms.rdflib_graphs import to_graph

        return to_graph(self.quads, self.base)

    def to_dataset(self) -> rdflib.Dataset:
        """The same with a named graph for each article, as an rdflib `Dataset` whose default is the union."""
        from graph.forms.rdflib_graphs import to_dataset

        return to_dataset(self.quads, self.base)

    @cached_property
    def _store(self) -> pyoxigraph.Store:
        from pyoxigraph import Store

        from graph.querying.sparql import union_quads
        from graph.search_keys import search_key_quads

        store = Store()
        store.bulk_extend(union_quads(self.quads))
        store.bulk_extend(union_quads(search_key_quads(self.quads)))
        return store

    def query(self, sparql: str) -> Result:
        """Answer a SPARQL query over the union of all articles (``GRAPH ?article`` asks one of them).

        The usual prefixes need no declaration. Gives `Rows`, `Triples` or `Answer` of
        `graph.querying.sparql`. Raises `DothiError` with line and column when the query is malformed.

        >>> KnowledgeGraph().query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0].value
        '0'
        """
        from graph.querying.sparql import run

        return run(self._store, sparql)

    def write(self, path: str | Path) -> tuple[Path, ...]:
        """Write the graph in the form that the path's suffix names; gives the files written.

        ``.ttl .trig .nt .nq .jsonld .rdf .graphml .gexf .html .csv .parquet``, and ``.gz`` behind any of
        them. Tables become two files, ``NAME.nodes.csv`` and ``NAME.edges.csv``. Raises `DothiError` when the
        suffix is another one, or the file can't be written.
        """
        from graph.forms.writing import write

        return write(self, Path(path))

    @classmethod
    def read(cls, path: str | Path, *, base: str = DEFAULT_BASE) -> KnowledgeGraph:
        """Read the graph from any RDF form that `write` knows; it is equal to the one that was written.

        Raises `DothiError` when the file is missing, malformed, or holds no article of such a graph.
        """
        from graph.forms.rdf_forms import FORMS, read_form
        from graph.forms.rdf_reading import read_articles

        path = Path(path)
        kind = form(path)
        if kind not in FORMS:
            known = ", ".join(f".{name}" for name in FORMS)
            raise DothiError(f"{path}: a graph is read from RDF ({known}), not from .{kind}", 2)
        quads = read_form(read_bytes(path), kind, str(path))
        try:
            articles = read_articles(quads)
        except DothiError as error:
            raise DothiError(f"{path}: {error}") from error
        if not articles and quads:
            raise DothiError(f"{path}: RDF, but no schema:NewsArticle in it: not a graph of dothi")
        return cls(articles, base=base)


def _one_for_each_id(articles: Iterable[ArticleGraph]) -> tuple[ArticleGraph, ...]:
    """Article graphs by id; of two different ones with one id, the one that sorts last."""
    found: dict[str, ArticleGraph] = {}
    for article in articles:
        other = found.get(article.article.id)
        if other is None or (article != other and repr(other) < repr(article)):
            found[article.article.id] = article
    return tuple(found[key] for key in sorted(found))
