"""Who is who over a whole store, kept up as articles come and go: persons, events told by many, and copies.

Only what is new is looked at. A new person is compared with those already known by its name (blocking),
joins the one for whom most evidence speaks (`graph.resolution.likeness`), if enough does, and is a person of
its own otherwise; two persons of one article are never joined. Where an article went or an editor's link
changed, the persons concerned are decided again, and no others. Places and organisations are one by
identifier or name (`graph.resolution.things`). Events of one type and day with the same main participants are
one story; texts with most of their shingles in common are copies of the first. The result is written as RDF
into the graph of `Identifiers.identity_graph`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from graph.errors import DothiError
from graph.identifiers import Identifiers
from graph.resolution.deciding import decide, decided, enter, forget
from graph.resolution.facts import Facts, facts, parse
from graph.resolution.likeness import block
from graph.resolution.registry import FILE, Registry, chunks
from graph.resolution.stories import add_events, find_copies, forget_copies, forget_events
from graph.resolution.things import DIFFERENT, SAME
from graph.storage.articles import base_of
from graph.storage.store import ArticleStore, stored_articles, stored_facts, without_bookkeeping
from graph.vocabulary import COPY_OF, SAME_AS, SAME_EVENT, term


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a run did: articles looked at, and statements written and withdrawn."""

    articles: int
    written: int
    withdrawn: int


def resolve_store(store: ArticleStore, links: Path | None = None) -> Resolved:
    """Bring who is who up to date; `links` is an editor's file (`read_links`), if there is one.

    >>> import tempfile
    >>> with ArticleStore(Path(tempfile.mkdtemp()) / "store") as store:
    ...     resolve_store(store)
    Resolved(articles=0, written=0, withdrawn=0)
    """
    registry = Registry(store.layout.own / FILE)
    try:
        base = base_of(store.store)
        come, gone = _news(registry, store.store)
        blocks = _forget(registry, gone)
        wanted = read_links(links) if links is not None and links.exists() else set()
        blocks |= _links_changed(registry, wanted)
        new = []
        for iri, digest in come:  # facts are read again below, so that memory does not grow with the articles
            found = _facts_of(store.store, iri, base)
            new.append(registry.enter(iri, digest, found))
            blocks |= enter(registry, new[-1], found)
        decide(registry, blocks | _share_blocks(registry, wanted), wanted)
        for number in new:
            found = registry.facts(number)
            add_events(registry, number, found)
            find_copies(registry, number, found)
        written, withdrawn = _write(store, registry, NamedNode(Identifiers(base).identity_graph()))
        registry.save()
        return Resolved(len(come), written, withdrawn)
    finally:
        registry.close()


def _news(registry: Registry, store: Store) -> tuple[list[tuple[str, str]], list[int]]:
    """Articles (IRI, digest) that came or changed since the last time, and numbers of those that went."""
    rows = registry.db.execute("SELECT number, iri, digest FROM articles")
    known = {iri: (number, digest) for number, iri, digest in rows}
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


def _facts_of(store: Store, article: str, base: str) -> Facts:
    """The facts of a stored article; read from its graph when it came without them."""
    from graph.forms.rdf_reading import read_articles

    if (text := stored_facts(store, article)) is not None:
        return parse(text)
    quads = without_bookkeeping(store.quads_for_pattern(None, None, None, NamedNode(article)))
    read = read_articles(quads)
    return facts(read[0], base) if read else Facts()


def links_beside(store: Path) -> Path:
    """Where an editor's decisions about a store lie unless they are given: beside it, ``STORE.links.csv``.

    >>> links_beside(Path("/news/kho")).name
    'kho.links.csv'
    """
    whole = store.absolute()
    return whole.with_name(f"{whole.name}.links.csv")


def read_links(path: Path) -> set[tuple[str, str, str]]:
    """An editor's decisions: lines ``same,IRI,IRI`` or ``different,IRI,IRI``; ``#`` begins a remark.

    Raises `DothiError` with the line's number when one is neither.
    """
    found = set()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.reader(file), start=1):
                cells = [cell.strip() for cell in row if cell.strip()]
                if not cells or cells[0].startswith("#"):
                    continue
                if len(cells) != 3 or cells[0] not in (SAME, DIFFERENT):
                    raise DothiError(f"{path}:{number}: write same,IRI,IRI or different,IRI,IRI")
                first, second = sorted(cells[1:])
                found.add((cells[0], first, second))
    except (OSError, UnicodeDecodeError) as error:
        raise DothiError(f"{path}: cannot be read ({error})") from error
    return found


def _forget(registry: Registry, numbers: Sequence[int]) -> set[str]:
    """Forget articles; returns the blocks of names in which something must be decided again."""
    db = registry.db
    blocks: set[str] = set()
    for number in numbers:
        blocks |= undo(registry, forget(registry, number))
        forget_events(registry, number)
        forget_copies(registry, number)
        db.execute("DELETE FROM articles WHERE number = ?", (number,))
    return blocks


def undo(registry: Registry, clusters: Iterable[str | None]) -> set[str]:
    """Part what was joined in clusters; returns the blocks of names to be decided again."""
    within = (chunks({cluster for cluster in clusters if cluster}),)
    these = "WHERE cluster IN (SELECT value FROM json_each(?))"
    blocks = set(registry.column(f"SELECT DISTINCT block FROM persons {these}", *within))
    registry.db.execute(f"UPDATE persons SET cluster = NULL {these}", within)
    registry.db.execute(f"DELETE FROM merges {these}", within)
    return blocks


def _links_changed(registry: Registry, wanted: set[tuple[str, str, str]]) -> set[str]:
    before = set(registry.db.execute("SELECT kind, first, second FROM links"))
    blocks: set[str] = set()
    for _, first, second in before ^ wanted:
        pair = chunks([first, second])
        sql = "SELECT cluster FROM persons WHERE iri IN (SELECT value FROM json_each(?))"
        blocks |= undo(registry, registry.column(sql, pair))
        sql = "SELECT block FROM persons WHERE iri IN (SELECT value FROM json_each(?))"
        blocks |= set(registry.column(sql, pair))
        for iri in (first, second):
            for (name,) in registry.db.execute("SELECT name FROM persons WHERE iri = ?", (iri,)).fetchall():
                registry.db.execute(
                    "UPDATE persons SET block = ? WHERE iri = ? AND name = ?", (block(name), iri, name)
                )
                blocks.add(block(name))
    registry.db.execute("DELETE FROM links")
    registry.db.executemany("INSERT INTO links VALUES (?, ?, ?)", sorted(wanted))
    return blocks


def _share_blocks(registry: Registry, wanted: set[tuple[str, str, str]]) -> set[str]:
    """Let persons whom an editor joined meet, whatever their names are."""
    blocks: set[str] = set()
    for kind, first, second in sorted(wanted):
        keys = registry.column("SELECT block FROM persons WHERE iri = ? LIMIT 1", first)
        if kind == SAME and keys:
            sql = "UPDATE persons SET block = ? WHERE iri = ? AND block != ?"
            if registry.db.execute(sql, (keys[0], second, keys[0])).rowcount:
                blocks.add(keys[0])
    return blocks


def _write(store: ArticleStore, registry: Registry, where: NamedNode) -> tuple[int, int]:
    """Say in the store what was decided, and withdraw what no longer holds."""
    now = set(statements(registry))
    before = set(registry.db.execute("SELECT subject, predicate, object FROM said"))

    def quads(triples: Iterable[tuple[str, str, str]]) -> list[Quad]:
        return [Quad(NamedNode(s), term(p), NamedNode(o), where) for s, p, o in sorted(triples)]

    if now != before:
        store.amend(quads(before - now), quads(now - before))
        registry.db.executemany(
            "DELETE FROM said WHERE subject = ? AND predicate = ? AND object = ?", sorted(before - now)
        )
        registry.db.executemany("INSERT INTO said VALUES (?, ?, ?)", sorted(now - before))
    return len(now - before), len(before - now)


def statements(registry: Registry) -> Iterable[tuple[str, str, str]]:
    """What is decided, as triples of IRIs."""
    db = registry.db
    yield from ((iri, SAME_AS.value, whole) for iri, whole, _, _ in decided(registry))
    events = "SELECT iri, story FROM events WHERE story IS NOT NULL"
    yield from ((iri, SAME_EVENT.value, story) for iri, story in db.execute(events))
    copies = "SELECT iri, original FROM articles WHERE original IS NOT NULL"
    yield from ((iri, COPY_OF.value, original) for iri, original in db.execute(copies))
