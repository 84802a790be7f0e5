"""A whole archive into a new store: N-Quads files in, a store out, much faster than article by article.

The files hold each article's quads together, as exports, partitions and `graph.forms.writing` give them. They
are loaded as they are; their share of the union is made as text, because a line costs less than a parsed
quad. The store is made beside its place and renamed when it is complete, so that a killed load leaves nothing
that looks like one.
"""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from graph.errors import DothiError
from graph.namespaces import DOTHI
from graph.querying.sparql import union_quads
from graph.search_keys import ENTITY_TYPES, SOURCES, search_key_quads
from graph.storage.labels import unite
from graph.storage.quad_lines import GraphLines, graphs
from graph.storage.store import DIGEST
from graph.storage.store_files import create, is_store, publish, replace_text, telling, writing
from graph.vocabulary import ANCHOR_OF, DENOTED_BY, FORM, NEWS_ARTICLE, TYPE, term

LOADED = "loaded"
"""The digest of articles that come without one: the next `dothi ingest` of such an article puts it anew."""

_NOMINAL = f"{term(f'{DOTHI}Nominal')} ".encode()
_MENTION_LINES = frozenset(str(p).encode() for p in (ANCHOR_OF, DENOTED_BY, FORM))
_KEY_LINES = frozenset(str(p).encode() for p in SOURCES) - _MENTION_LINES
_TYPE = str(TYPE).encode()
_DIGEST = str(DIGEST).encode()
_KINDS = tuple(f"{kind} ".encode() for kind in (*ENTITY_TYPES, NEWS_ARTICLE))


def bulk_load(path: Path | str, files: Sequence[Path | str]) -> int:
    """Make a store at `path` of N-Quads files (``.nq``, ``.nq.gz``); returns the number of articles.

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
    count = 0
    with writing(layout):
        with telling(part):
            store = Store(part)
            replace_text(layout.pending, "")
        for file in files:
            count += _load(store, Path(file), layout.own / "union.nq")
        with telling(part):
            unite(store)
        publish(layout, store)
        del store
    with telling(path):
        if path.exists():
            path.rmdir()
        part.rename(path)
    return count


def _load(store: Store, file: Path, beside: Path) -> int:
    """Load a file as it is, then its share of the union, written `beside` first; how many articles it has."""
    try:
        with _unpacked(file, beside.with_name("file.nq")) as plain, telling(beside):
            store.bulk_load(path=str(plain), format=RdfFormat.N_QUADS)
            with open(plain, "rb") as lines, beside.open("wb") as union:
                count = sum(_unite(graph, union) for graph in graphs(lines))
            store.bulk_load(path=str(beside), format=RdfFormat.N_QUADS, lenient=True)  # checked above
            beside.unlink()
    except SyntaxError as error:
        raise DothiError(f"{file}: not valid N-Quads: {' '.join(str(error).split())}") from error
    return count


@contextmanager
def _unpacked(file: Path, beside: Path) -> Iterator[Path]:
    """The file itself, or what is packed in it, written `beside` for as long as it is needed."""
    try:
        with open(file, "rb") as opened:
            if file.name.lower().endswith(".gz"):
                with gzip.open(opened) as packed, beside.open("wb") as plain:
                    shutil.copyfileobj(packed, plain, 1 << 20)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise DothiError(f"{file}: cannot be read: {reason}") from error
    if beside.exists():
        yield beside
        beside.unlink()
    else:
        yield file


def _unite(graph: GraphLines, union: IO[bytes]) -> bool:
    """Write a graph's statements for the union, with search keys and digest; whether it is an article's."""
    union.write(graph.united())
    sources = list(parse(b"".join(_sources(graph)), RdfFormat.N_QUADS))
    added = list(search_key_quads(sources))
    articles = [q.subject for q in sources if q.object == NEWS_ARTICLE and q.subject == q.graph_name]
    if not any(predicate == _DIGEST for _, predicate, _ in graph.parts):
        for article in articles:
            assert isinstance(article, NamedNode)
            added.append(Quad(article, DIGEST, Literal(LOADED), article))
    serialize(union_quads(added), union, RdfFormat.N_QUADS)
    return bool(articles)


def _sources(graph: GraphLines) -> Iterator[bytes]:
    """The lines that search keys are made of; of mentions, which are many, only those of phrases."""
    phrases = {part[0] for part in graph.parts if part[2].startswith(_NOMINAL)}
    for line, (subject, predicate, rest) in zip(graph.lines, graph.parts, strict=True):
        if predicate in _MENTION_LINES:
            if subject in phrases or rest.split(b" ", 1)[0] in phrases:
                yield line
        elif predicate in _KEY_LINES and (predicate != _TYPE or rest.startswith(_KINDS)):
            yield line
