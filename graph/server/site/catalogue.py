"""The catalogue of a store: an SQLite file of what pages list and search, in the order in which they show it.

A store goes in, a file comes out, made anew when the store has something new. Entities that the identity
layer joins are one row; rows are numbered by importance (entities) or date (events, articles), so that the
beginning of every list is found without sorting. Words are kept without their marks (SQLite FTS5). What a
node says in detail stays in the store.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph import vocabulary as v
from graph.model import EntityType, Role
from graph.namespaces import SCHEMA
from graph.search_keys import SEARCH_KEY, fold, name_keys

SCHEMA_VERSION = 1
ROLES = tuple(Role)
LEAD = 400
"""Characters of an article's text that can be found by search, beside its title."""

_ROLE_PROPERTIES = {
    Role.AGENT: v.AGENT,
    Role.RECIPIENT: v.RECIPIENT,
    Role.PLACE: v.HAS_PLACE,
    Role.SOURCE: v.SOURCE,
}
_ENTITY_KINDS = {kind: kind.value.lower() for kind in EntityType}
_POINT = re.compile(r"POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)")
_BATCH = 10_000


def base_iri(store: Store) -> str:
    """What the IRIs of a store's nodes begin with; empty when there is no article to tell it.

    >>> base_iri(Store())
    ''
    """
    for quad in store.quads_for_pattern(None, v.TYPE, v.NEWS_ARTICLE, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and "article/" in quad.subject.value:
            return quad.subject.value.rsplit("article/", 1)[0]
    return ""


def build(store: Store, target: Path) -> None:
    """Write the catalogue of a store to a file that is not there yet.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "catalogue"
    >>> build(Store(), target)
    >>> sqlite3.connect(target).execute("SELECT count(*) FROM node").fetchone()
    (0,)
    """
    first, then = (Path(__file__).parent / "catalogue.sql").read_text("utf-8").split("-- then --")
    database = sqlite3.connect(target)
    try:
        database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;"
        )
        database.create_function("longitude", 1, lambda wkt: _coordinate(wkt, 1), deterministic=True)
        database.create_function("latitude", 1, lambda wkt: _coordinate(wkt, 2), deterministic=True)
        database.executescript(first)
        _Filling(store, database).all()
        database.executescript(then)
        database.commit()
    finally:
        database.close()


def _coordinate(wkt: str | None, group: int) -> float | None:
    found = _POINT.search(wkt or "")
    return float(found[group]) if found else None


class _Filling:
    """Copies what the catalogue is made of from the store, a predicate at a time."""

    def __init__(self, store: Store, database: sqlite3.Connection) -> None:
        self.store = store
        self.database = database
        self.base = base_iri(store)
        self.persons: set[str] = set()

    def path(self, node: object) -> str:
        """A node's IRI without the base."""
        return node.value.removeprefix(self.base) if isinstance(node, NamedNode) else str(node)

    def union(self, predicate: NamedNode, value: NamedNode | None = None) -> Iterator[Quad]:
        return self.store.quads_for_pattern(None, predicate, value, DefaultGraph())

    def put(self, table: str, rows: Iterable[tuple[str | int, ...]]) -> None:
        """Insert rows, some thousands at a time."""
        stream = iter(rows)
        while batch := list(islice(stream, _BATCH)):
            holes = ", ".join("?" * len(batch[0]))
            self.database.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({holes})", batch)

    def all(self) -> None:
        """Fill all raw tables."""
        for kind, name in _ENTITY_KINDS.items():
            self.put(
                "raw_kind", ((self.path(q.subject), name) for q in self.union(v.TYPE, v.term(SCHEMA + kind)))
            )
        for cls, name in ((v.EVENT, "event"), (v.NEWS_ARTICLE, "article")):
            self.put("raw_kind", ((self.path(q.subject), name) for q in self.union(v.TYPE, cls)))
        for graph in self.store.named_graphs():
            if isinstance(graph, NamedNode) and graph.value.endswith("graph/identity"):
                same = self.store.quads_for_pattern(None, v.SAME_AS, None, graph)
                self.put("raw_same", ((self.path(q.subject), self.path(q.object)) for q in same))
        for predicate, preferred in ((v.PREF_LABEL, 1), (v.ALT_LABEL, 0), (v.LABEL, 1), (v.HEADLINE, 1)):
            self.put("raw_name", self.texts(predicate, preferred))
        self.put("raw_key", self.keys())
        self.put("raw_seen", self.mentions())
        for number, role in enumerate(ROLES):
            quads = self.union(_ROLE_PROPERTIES[role])
            self.put("raw_part", ((self.path(q.subject), self.path(q.object), number) for q in quads))
        self.put("raw_fact", self.facts())

    def texts(self, predicate: NamedNode, preferred: int) -> Iterator[tuple[str, str, int]]:
        for quad in self.union(predicate):
            if isinstance(quad.object, Literal):
                yield self.path(quad.subject), quad.object.value, preferred

    def keys(self) -> Iterator[tuple[str, str]]:
        """Everything by which a node is found."""
        for quad in self.union(SEARCH_KEY):
            if isinstance(quad.object, Literal):
                yield self.path(quad.subject), quad.object.value
        for predicate in (v.LABEL, v.HEADLINE):
            for quad in self.union(predicate):
                if isinstance(quad.object, Literal):
                    yield from ((self.path(quad.subject), key) for key in name_keys(quad.object.value))
        for quad in self.union(v.IS_STRING):
            if isinstance(quad.object, Literal):
                yield self.path(quad.subject), fold(quad.object.value[:LEAD])

    def mentions(self) -> Iterator[tuple[str, str]]:
        """Which article tells of a node: the graph that ties it to its words."""
        last: tuple[str, str] | None = None
        for quad in self.store.quads_for_pattern(None, v.DENOTED_BY, None):
            if not isinstance(quad.graph_name, DefaultGraph):
                pair = self.path(quad.subject), self.path(quad.graph_name)
                if pair != last:
                    yield pair
                    last = pair

    def facts(self) -> Iterator[tuple[str, str, str]]:
        """Dates, types, status, publishers and points."""
        for predicate, name in ((v.HAS_TIME, "date"), (v.DATE_PUBLISHED, "published")):
            for quad in self.union(predicate):
                if isinstance(quad.object, Literal):
                    yield self.path(quad.subject), name, quad.object.value[:10]
        for predicate, name in ((v.EVENT_TYPE, "type"), (v.STATUS, "status")):
            for quad in self.union(predicate):
                if isinstance(quad.object, NamedNode):
                    yield self.path(quad.subject), name, quad.object.value.rsplit("#", 1)[-1]
        for quad in self.union(v.PUBLISHER):
            if not isinstance(quad.object, NamedNode):
                continue
            for label in self.store.quads_for_pattern(quad.object, v.PREF_LABEL, None, DefaultGraph()):
                if isinstance(label.object, Literal):
                    yield self.path(quad.subject), "publisher", label.object.value
        points = {q.subject: q.object for q in self.union(v.AS_WKT)}
        for quad in self.union(v.HAS_GEOMETRY):
            point = points.get(quad.object) if isinstance(quad.object, NamedNode) else None
            if isinstance(point, Literal):
                yield self.path(quad.subject), "point", point.value
