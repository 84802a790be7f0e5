"""Between article graphs and the store: what is put for an article, and what a store's articles say.

Article graphs come in and go out; between them lie the store's quads. An article's teasers are articles of
their own that live and go with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.identifiers import DEFAULT_BASE, Identifiers
from graph.model import Activity, Article, ArticleGraph
from graph.rdf import article_quads
from graph.resolution.facts import facts
from graph.storage.store import DIGEST, ArticleQuads, stored_articles, without_bookkeeping
from graph.vocabulary import IDENTIFIER, RELATION, term


def fingerprint(article: Article, activity: Activity | None = None, *more: str) -> str:
    """What decides an article's graph: its content and the run's version, model and lexicon.

    >>> fingerprint(Article("a", "Một bài.")) == fingerprint(Article("a", "Một bài khác."))
    False
    """
    made = () if activity is None else (activity.version, activity.model, activity.lexicon)
    parts = (article.id, article.title, article.date, article.url, article.publisher, *made, *more)
    whole = "\x00".join([*(part or "" for part in parts), article.text])
    return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def article_name(article_id: str, base: str = DEFAULT_BASE) -> NamedNode:
    """The IRI of an article, which is its graph's name.

    >>> article_name("mau-1", "https://e.example/").value
    'https://e.example/article/mau-1'
    """
    return term(Identifiers(base).article(article_id))


def entry(graph: ArticleGraph, digest: str, base: str = DEFAULT_BASE) -> ArticleQuads:
    """What is put into a store for one article; `DothiError` when its graph can't be true."""
    name = article_name(graph.article.id, base)
    return ArticleQuads(name, article_quads(graph, base=base), digest, facts(graph, base).text())


def base_of(store: Store) -> str:
    """What the IRIs of a store's articles begin with."""
    first = next(stored_articles(store), None)
    return first.iri.rsplit("article/", 1)[0] if first and "article/" in first.iri else DEFAULT_BASE


def find_article(store: Store, given: str) -> NamedNode | None:
    """The name of a stored article by its id or IRI; None if it is not here."""
    for quad in store.quads_for_pattern(None, IDENTIFIER, Literal(given), DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and _is_stored(store, quad.subject):
            return quad.subject
    try:
        name = NamedNode(given)
    except ValueError:
        return None
    return name if _is_stored(store, name) else None


def teasers(store: Store, article: NamedNode) -> list[NamedNode]:
    """The stored articles that hang below this one, and below no other."""
    found: list[NamedNode] = []
    for quad in store.quads_for_pattern(article, RELATION, None, article):
        other = quad.object
        if isinstance(other, NamedNode) and _is_stored(store, other):
            above = store.quads_for_pattern(None, RELATION, other, DefaultGraph())
            if all(link.subject == article for link in above):
                found.append(other)
    return found


def article_graphs(store: Store, names: Sequence[NamedNode]) -> Iterator[list[Quad]]:
    """The quads of each article, sorted, without what the store added."""
    for name in names:
        yield sorted(without_bookkeeping(store.quads_for_pattern(None, None, None, name)), key=str)


def other_graphs(store: Store, names: Iterable[NamedNode]) -> list[Quad]:
    """The quads of named graphs that are no article's."""
    known = set(names)
    graphs = sorted((g for g in store.named_graphs() if g not in known), key=str)
    return [q for g in graphs for q in sorted(store.quads_for_pattern(None, None, None, g), key=str)]


def _is_stored(store: Store, name: NamedNode) -> bool:
    return next(store.quads_for_pattern(name, DIGEST, None, name), None) is not None
