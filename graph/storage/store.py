"""The store: what articles say, on disk, one named graph each, beside the union of all in the default graph.

Quads of articles go in, whole articles come out: each batch is one transaction, so that a store holds an
article entirely or not at all, whatever kills the process. An article that comes again unchanged costs one
look-up; a changed one replaces itself. The database is Oxigraph (RocksDB).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from graph.errors import DothiError
from graph.namespaces import DOTHI, PREFIXES, SCHEMA
from graph.querying.sparql import refuse_network
from graph.querying.sparql_errors import explain
from graph.search_keys import SEARCH_KEY, search_key_quads
from graph.storage.incoming import ArticleText, finish, leave, packed, settle_left, write_down
from graph.storage.labels import contested, named_in, united
from graph.storage.store_files import (
    Busy,
    Layout,
    create,
    merge_at_leisure,
    publish,
    reading,
    replace_text,
    require_store,
    telling,
    version,
    writing,
)

DIGEST = NamedNode(f"{DOTHI}digest")
FACTS = NamedNode(f"{DOTHI}facts")
BOOKKEEPING = (DIGEST, SEARCH_KEY, FACTS)
"""What the store adds to an article's graph for its own use; exports leave it out."""

_HEADLINE, _DATE = NamedNode(f"{SCHEMA}headline"), NamedNode(f"{SCHEMA}datePublished")


class Change(StrEnum):
    """What putting an article did."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ArticleQuads:
    """What one article says, all in the graph `name`, and a digest that changes when the article does.

    `facts` is what other articles need to know of it (`graph.resolution.facts`).
    """

    name: NamedNode
    quads: Sequence[Quad]
    digest: str
    facts: str = ""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article in the store: its IRI, headline and date (empty when unknown) and digest."""

    iri: str
    headline: str
    date: str
    digest: str


def content_digest(quads: Iterable[Quad]) -> str:
    """A digest of quads, whatever their order.

    >>> a, b = NamedNode("urn:a"), NamedNode("urn:b")
    >>> content_digest([Quad(a, a, a), Quad(b, b, b)]) == content_digest([Quad(b, b, b), Quad(a, a, a)])
    True
    """
    lines = sorted(str(quad) for quad in quads)
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


class ArticleStore:
    """A store open for writing; use it in a ``with`` statement. Only one process at a time has it.

    Raises `DothiError` when the folder is no store, is damaged, or is being written by another process.

    >>> import tempfile
    >>> from graph.namespaces import RDF
    >>> a = NamedNode("https://example.org/article/1")
    >>> quads = [Quad(a, NamedNode(RDF + "type"), NamedNode(SCHEMA + "NewsArticle"), a)]
    >>> folder = Path(tempfile.mkdtemp()) / "store"
    >>> with ArticleStore(folder) as store:
    ...     store.put([ArticleQuads(a, quads, "1")]), store.put([ArticleQuads(a, quads, "1")])
    ([<Change.ADDED: 'added'>], [<Change.UNCHANGED: 'unchanged'>])
    """

    def __init__(self, path: Path | str) -> None:
        self._layout = create(Path(path))
        self._open = ExitStack()
        self._store: Store | None = None

    def __enter__(self) -> ArticleStore:
        self._open.enter_context(writing(self._layout))
        try:
            with telling(self._layout.root):
                self._store = Store(self._layout.root)
            merge_at_leisure()
            finish(self._layout, self._store)
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        try:
            if self._store is not None and (self._layout.pending.exists() or version(self._layout) is None):
                self.publish()
        finally:
            self._store = None
            self._open.close()

    @property
    def store(self) -> Store:
        """The database, for reading what has just been written."""
        if self._store is None:
            raise DothiError(f"{self._layout.root}: the store is closed")
        return self._store

    @property
    def layout(self) -> Layout:
        """Where things are in the store's folder."""
        return self._layout

    def digest(self, name: NamedNode) -> str | None:
        """The digest of an article that is here, None for one that is not."""
        with telling(self._layout.root):
            return _digest(self.store, name)

    def put(self, articles: Sequence[ArticleQuads]) -> list[Change]:
        """Add or replace articles in one transaction; all of them are in, or none."""
        changes = [_change(self.digest(article.name), article.digest) for article in articles]
        put = [a for a, change in zip(articles, changes, strict=True) if change is not Change.UNCHANGED]
        gone = [a.name for a, change in zip(articles, changes, strict=True) if change is Change.UPDATED]
        if put:
            self._exchange(gone, [quad for article in put for quad in _whole(article)])
        return changes

    def absorb(self, articles: Sequence[ArticleText]) -> list[Change]:
        """Add many articles at once, or replace them; each is in as a whole, whatever kills the process.

        Much faster than `put` for hundreds of new articles. Of two articles with one name the later stays.
        """
        last = {article.name: article for article in articles}
        changes = {name: _change(self.digest(NamedNode(name)), a.digest) for name, a in last.items()}
        new = [last[name] for name, change in changes.items() if change is Change.ADDED]
        changed = [last[name] for name, change in changes.items() if change is Change.UPDATED]
        if changed:
            self.put([_quads(article) for article in changed])
        if new:
            with self._change():
                write_down(self._layout, self.store, new)
                finish(self._layout, self.store)
        return [changes[a.name] if last[a.name] is a else Change.UPDATED for a in articles]

    def remove(self, names: Iterable[NamedNode]) -> int:
        """Take articles out in one transaction, with all that only they say; how many were here."""
        here = [name for name in dict.fromkeys(names) if self.digest(name) is not None]
        if here:
            self._exchange(here, [])
        return len(here)

    def amend(self, gone: Iterable[Quad], new: Sequence[Quad]) -> None:
        """Change what is said of all articles together; done again from its own state when interrupted."""
        with self._change():
            for quad in gone:
                self.store.remove(quad)
                self.store.remove(Quad(quad.subject, quad.predicate, quad.object))
            self.store.extend([*new, *(Quad(q.subject, q.predicate, q.object) for q in new)])

    def replace_graph(self, name: NamedNode, quads: Sequence[Quad]) -> None:
        """Put a graph that is no article's, such as who is who across articles, in place of the old one."""
        self._exchange([name], quads)

    def update(self, text: str) -> None:
        """Run a SPARQL update in one transaction; LOAD and SERVICE are refused."""
        refuse_network(text)
        try:
            with self._change():
                self.store.update(text, prefixes=PREFIXES)
        except SyntaxError as error:
            raise explain(text, str(error), PREFIXES, update=True) from error

    def publish(self) -> None:
        """Show readers what is committed by now; closing does it too."""
        settle_left(self._layout, self.store)
        publish(self._layout, self.store)

    def _exchange(self, gone: Sequence[NamedNode], quads: Sequence[Quad]) -> None:
        """Drop graphs and add quads to theirs and to the union, in one transaction; then settle names."""
        with telling(self._layout.root):
            left = named_in(self.store, gone) | contested(self.store, quads)
            leave(self._layout, left)
        added = [*quads, *dict.fromkeys(united(quads, left))]
        with self._change():
            if gone:
                steps = [step for name in gone for step in _removal(name)]
                steps += [_insertion(name, group) for name, group in _by_graph(added).items()]
                self.store.update(" ;\n".join(steps))
            else:
                self.store.extend(added)
            settle_left(self._layout, self.store)

    @contextmanager
    def _change(self) -> Iterator[None]:
        """Note that there is something to publish, before it is committed."""
        with telling(self._layout.root):
            if not self._layout.pending.exists():
                replace_text(self._layout.pending, "")
            yield


@contextmanager
def read_store(path: Path | str) -> Iterator[Store]:
    """The store as it was last published, for reading; writers are neither disturbed nor waited for.

    What a killed writer left committed is published first. Raises `DothiError` when there is no store.
    """
    layout = require_store(Path(path))
    recover(layout)
    with reading(layout) as folder:
        with telling(layout.root):
            store = Store.read_only(str(folder))
        yield store


def recover(layout: Layout) -> None:
    """Publish what a killed writer committed, unless another writer is at work (who will)."""
    if not layout.pending.exists() and version(layout) is not None:
        return
    try:
        with writing(layout), telling(layout.root):
            if layout.pending.exists() or version(layout) is None:
                store = Store(layout.root)
                finish(layout, store)
                settle_left(layout, store)
                publish(layout, store)
    except Busy:
        return


def stored_articles(store: Store) -> Iterator[StoredArticle]:
    """The articles of a store in order of their IRIs."""
    found = store.quads_for_pattern(None, DIGEST, None, DefaultGraph())
    for quad in sorted(found, key=lambda q: str(q.subject)):
        article = quad.subject
        assert isinstance(article, NamedNode)
        assert isinstance(quad.object, Literal)
        headline, date = (_text(store, article, predicate) for predicate in (_HEADLINE, _DATE))
        yield StoredArticle(article.value, headline, date, quad.object.value)


def digests(store: Store) -> frozenset[str]:
    """The digests of all articles of a store.

    >>> digests(Store())
    frozenset()
    """
    found = store.quads_for_pattern(None, DIGEST, None, DefaultGraph())
    return frozenset(quad.object.value for quad in found if isinstance(quad.object, Literal))


def stored_facts(store: Store, article: str) -> str | None:
    """The text of an article's facts, None when it came without."""
    found = store.quads_for_pattern(NamedNode(article), FACTS, None, DefaultGraph())
    return next((q.object.value for q in found if isinstance(q.object, Literal)), None)


def without_bookkeeping(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The quads that articles and the identity layer say, without what the store adds."""
    return (quad for quad in quads if quad.predicate not in BOOKKEEPING)


def _digest(store: Store, name: NamedNode) -> str | None:
    for quad in store.quads_for_pattern(name, DIGEST, None, name):
        return quad.object.value if isinstance(quad.object, Literal) else None
    return None


def _change(old: str | None, new: str) -> Change:
    if old is None:
        return Change.ADDED
    return Change.UNCHANGED if old == new else Change.UPDATED


def _text(store: Store, article: NamedNode, predicate: NamedNode) -> str:
    values = store.quads_for_pattern(article, predicate, None, article)
    return min((q.object.value for q in values if isinstance(q.object, Literal)), default="")


def _whole(article: ArticleQuads) -> Iterator[Quad]:
    """An article's quads, its search keys and its digest."""
    yield from article.quads
    yield from search_key_quads(article.quads)
    yield Quad(article.name, DIGEST, Literal(article.digest), article.name)
    if article.facts:
        yield Quad(article.name, FACTS, Literal(article.facts), article.name)


def _removal(name: NamedNode) -> list[str]:
    """Steps of an update: drop a graph, and from the union what no other graph says."""
    unsaid = f"FILTER NOT EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != {name}) }}"
    return [
        f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} {unsaid} }}",
        f"DROP SILENT GRAPH {name}",
    ]


def text_of(article: ArticleQuads) -> ArticleText:
    """An article with its search keys and digest as text, for `ArticleStore.absorb`."""
    return packed(article.name.value, article.digest, _whole(article))


def _quads(article: ArticleText) -> ArticleQuads:
    quads = list(parse(article.text, RdfFormat.N_QUADS))
    facts = next(
        (q.object.value for q in quads if q.predicate == FACTS and isinstance(q.object, Literal)), ""
    )
    said = list(without_bookkeeping(quads))
    return ArticleQuads(NamedNode(article.name), said, article.digest, facts)


def _by_graph(quads: Iterable[Quad]) -> dict[NamedNode | BlankNode | DefaultGraph, list[Quad]]:
    groups: dict[NamedNode | BlankNode | DefaultGraph, list[Quad]] = {}
    for quad in quads:
        groups.setdefault(quad.graph_name, []).append(quad)
    return groups


def _insertion(name: NamedNode | BlankNode | DefaultGraph, quads: Sequence[Quad]) -> str:
    """A step of an update: add statements to a graph."""
    lines = "\n".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)
    inner = lines if isinstance(name, DefaultGraph) else f"GRAPH {name} {{ {lines} }}"
    return f"INSERT DATA {{ {inner} }}"
