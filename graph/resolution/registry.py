"""What a store remembers of who is who: facts of each article, decisions and why, in a small SQLite file.

It lies in the store's own folder and follows the store (`graph.resolution.whole_store`), or in memory, for a
graph that is made at once. All that is in it can be made again from the articles.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.resolution.facts import Facts, parse
from graph.storage.store_files import require_store, telling

FILE = "identity.sqlite"
"""Its name in the store's own folder."""

VERSION = 4
"""The form of the tables; those of another form are made again, but for what was said in the store."""

MADE = (
    "articles",
    "persons",
    "features",
    "syllables",
    "names",
    "merges",
    "things",
    "stands",
    "unions",
    "events",
    "bands",
    "links",
)
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
CREATE TABLE IF NOT EXISTS things (iri TEXT PRIMARY KEY, name TEXT, identifier TEXT, home INTEGER,
    articles INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stands (iri TEXT, article INTEGER, PRIMARY KEY (iri, article)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS stands_by_article ON stands (article);
CREATE TABLE IF NOT EXISTS unions (iri TEXT PRIMARY KEY, cluster TEXT, other TEXT, why TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS unions_by_cluster ON unions (cluster);
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
    """The file at `path`, or a registry in memory; changes are kept when `save` is called, and only then."""

    def __init__(self, path: Path | None) -> None:
        with telling(path or Path()):
            self.db = sqlite3.connect(path or ":memory:", isolation_level="DEFERRED")
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

    def whole(self, iri: str) -> str:
        """The IRI that stands for an entity across articles."""
        for sql in (
            "SELECT cluster FROM persons WHERE iri = ? AND cluster IS NOT NULL LIMIT 1",
            "SELECT cluster FROM unions WHERE iri = ?",
        ):
            if found := self.column(sql, iri):
                return found[0]
        return iri

    def column(self, sql: str, *values: object) -> list[str]:
        """The first column of what a query finds."""
        return [row[0] for row in self.db.execute(sql, values)]


@contextmanager
def registry(path: Path | str) -> Iterator[Registry]:
    """The registry of a store; `DothiError` if there is no such store."""
    opened = Registry(require_store(Path(path)).own / FILE)
    try:
        yield opened
    finally:
        opened.close()


def chunks(values: Iterable[str]) -> str:
    """Values as a list in SQL's JSON, for ``IN (SELECT value FROM json_each(?))``.

    >>> chunks(["a"])
    '["a"]'
    """
    import json

    return json.dumps(sorted(values))
