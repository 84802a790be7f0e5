"""What a store remembers of who is who: facts of each article, decisions and why, in a small SQLite file.

It lies in the store's own folder and follows the store: `Registry.news` finds which articles came, changed or
went since it last looked. All that is in it can be made again from the store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import NamedNode, Store

from graph.facts import Facts, facts, parse
from graph.store import stored_articles, stored_facts, without_bookkeeping
from graph.store_files import Layout, telling

VERSION = 2
"""The form of the tables; those of another form are made again, but for what was said in the store."""

MADE = ("articles", "persons", "features", "syllables", "names", "merges", "events", "bands", "links")
SCHEMA = """
CREATE TABLE IF NOT EXISTS articles (number INTEGER PRIMARY KEY, iri TEXT UNIQUE, digest TEXT, facts TEXT,
    original TEXT);
CREATE TABLE IF NOT EXISTS persons (iri TEXT, article INTEGER, name TEXT, block TEXT, cluster TEXT,
    PRIMARY KEY (iri, article)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS persons_by_block ON persons (block);
CREATE INDEX IF NOT EXISTS persons_by_article ON persons (article);
CREATE INDEX IF NOT EXISTS persons_by_cluster ON persons (cluster);
CREATE TABLE IF NOT EXISTS features (feature TEXT PRIMARY KEY, articles INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS syllables (place INTEGER, syllable TEXT, names INTEGER,
    PRIMARY KEY (place, syllable)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS names (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS merges (cluster TEXT, first TEXT, second TEXT, why TEXT,
    PRIMARY KEY (cluster, first, second)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (iri TEXT PRIMARY KEY, article INTEGER, block TEXT, fact TEXT,
    story TEXT, why TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_by_block ON events (block);
CREATE INDEX IF NOT EXISTS events_by_article ON events (article);
CREATE INDEX IF NOT EXISTS events_by_story ON events (story);
CREATE TABLE IF NOT EXISTS bands (band TEXT, article INTEGER, PRIMARY KEY (band, article)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links (kind TEXT, first TEXT, second TEXT, PRIMARY KEY (kind, first, second))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (subject TEXT, predicate TEXT, object TEXT,
    PRIMARY KEY (subject, predicate, object)) WITHOUT ROWID;
"""


class Registry:
    """The file of one store; changes are kept when `save` is called, and only then."""

    def __init__(self, layout: Layout) -> None:
        self.path = layout.own / "identity.sqlite"
        with telling(layout.root):
            self.db = sqlite3.connect(self.path, isolation_level="DEFERRED")
            ((form,),) = self.db.execute("PRAGMA user_version")
            if form != VERSION:
                self.db.executescript("".join(f"DROP TABLE IF EXISTS {table};" for table in MADE))
            self.db.executescript(f"{SCHEMA}PRAGMA user_version = {VERSION};")
        self.db.execute("PRAGMA synchronous = NORMAL")

    def save(self) -> None:
        """Keep what was changed."""
        self.db.commit()

    def close(self) -> None:
        """Let go of the file; what was not saved is forgotten."""
        self.db.close()

    def news(self, store: Store) -> tuple[list[tuple[str, str]], list[int]]:
        """Articles (IRI, digest) that came or changed since the last time, and numbers of those that went."""
        known = {
            iri: (number, digest)
            for number, iri, digest in self.db.execute("SELECT number, iri, digest FROM articles")
        }
        come: list[tuple[str, str]] = []
        gone: list[int] = []
        here = set()
        for article in stored_articles(store):
            here.add(article.iri)
            number, digest = known.get(article.iri, (None, None))
            if digest != article.digest:
                come.append((article.iri, article.digest))
                if number is not None:
                    gone.append(number)
        gone += [number for iri, (number, _) in known.items() if iri not in here]
        return come, sorted(gone)

    def enter(self, iri: str, digest: str, found: Facts) -> int:
        """Note an article; returns its number."""
        row = self.db.execute(
            "INSERT INTO articles (iri, digest, facts) VALUES (?, ?, ?)", (iri, digest, found.text())
        )
        return int(row.lastrowid or 0)

    def facts(self, number: int) -> Facts:
        """The facts of an article."""
        ((text,),) = self.db.execute("SELECT facts FROM articles WHERE number = ?", (number,))
        return parse(text)

    def column(self, sql: str, *values: object) -> list[str]:
        """The first column of what a query finds."""
        return [row[0] for row in self.db.execute(sql, values)]


@contextmanager
def registry(path: Path | str) -> Iterator[Registry]:
    """The registry of a store; `DothiError` if there is no such store."""
    from graph.store_files import require_store

    opened = Registry(require_store(Path(path)))
    try:
        yield opened
    finally:
        opened.close()


def facts_of(store: Store, article: str, base: str) -> Facts:
    """The facts of a stored article; read from its graph when it came without them."""
    from graph.rdf_reading import read_articles

    if (text := stored_facts(store, article)) is not None:
        return parse(text)
    quads = without_bookkeeping(store.quads_for_pattern(None, None, None, NamedNode(article)))
    read = read_articles(quads)
    return facts(read[0], base) if read else Facts()


def chunks(values: Iterable[str]) -> str:
    """Values as a list in SQL's JSON, for ``IN (SELECT value FROM json_each(?))``.

    >>> chunks(["a"])
    '["a"]'
    """
    import json

    return json.dumps(sorted(values))
