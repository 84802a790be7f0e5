"""A whole archive into a new store: N-Quads files in, a store out, much faster than article by article.

The files hold each article's quads together, as exports and `graph.writing` give them. The store is made
beside its place and renamed when it is complete, so that a killed load leaves nothing that looks like one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from graph.errors import DothiError
from graph.labels import unite
from graph.search_keys import SOURCES, search_key_quads
from graph.store import DIGEST
from graph.store_files import create, is_store, publish, replace_text, telling, writing
from graph.vocabulary import NEWS_ARTICLE, TYPE

LOADED = "loaded"
"""The digest of loaded articles: the next `dothi ingest` of one of them puts it anew."""


def bulk_load(path: Path | str, files: Sequence[Path | str]) -> int:
    """Make a store at `path` of N-Quads files (``.nq``); returns the number of articles.

    Raises `DothiError` when there is something at `path` already, or a file can't be read.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> text = f'<urn:g> {TYPE} {NEWS_ARTICLE} <urn:g> .'
    >>> _ = (folder / "a.nq").write_text(text)
    >>> bulk_load(folder / "store", [folder / "a.nq"])
    1
    """
    path = Path(path)
    if path.exists() and (is_store(path) or not path.is_dir() or any(path.iterdir())):
        raise DothiError(f"{path}: exists already; load into a new folder")
    part = path.with_name(f"{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    layout = create(part)
    count = [0]
    with writing(layout):
        with telling(part):
            store = Store(part)
            replace_text(layout.pending, "")
        for file in files:
            _load(store, Path(file), count)
        with telling(part):
            unite(store)
        publish(layout, store)
        del store
    with telling(path):
        if path.exists():
            path.rmdir()
        part.rename(path)
    return count[0]


def _load(store: Store, file: Path, count: list[int]) -> None:
    """Load a file's graphs as they are, then read it again for the union and the search keys."""
    try:
        store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
        with open(file, "rb") as stream:
            store.bulk_extend(_derived(parse(stream, RdfFormat.N_QUADS), count))
    except SyntaxError as error:
        raise DothiError(f"{file}: not valid N-Quads: {' '.join(str(error).split())}") from error
    except FileNotFoundError as error:
        raise DothiError(f"{file}: not found") from error


def _derived(quads: Iterable[Quad], count: list[int]) -> Iterator[Quad]:
    """Each statement for the union, and behind each graph its search keys and digest."""
    for name, group in groupby(quads, key=lambda quad: quad.graph_name):
        sources: list[Quad] = []
        is_article = False
        for quad in group:
            yield Quad(quad.subject, quad.predicate, quad.object)
            if quad.predicate in SOURCES:
                sources.append(quad)
                is_article |= quad.predicate == TYPE and quad.object == NEWS_ARTICLE and quad.subject == name
        added = list(search_key_quads(sources))
        if is_article and isinstance(name, NamedNode):
            count[0] += 1
            added.append(Quad(name, DIGEST, Literal(LOADED), name))
        for quad in added:
            yield quad
            if not isinstance(name, DefaultGraph):
                yield Quad(quad.subject, quad.predicate, quad.object)
