"""`dothi export`: what a store's articles say, in any form that a graph is written in.

N-Quads and TriG stream article by article, so that a store of any size fits; the other forms are those of
`KnowledgeGraph.write`, with who is who across articles worked out, and need memory for the whole.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, cast

import typer

from graph.errors import DothiError
from pipelines import console
from pipelines.messages import Message, either
from pipelines.store_messages import StoreMessage

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

StorePath = Annotated[
    Path, typer.Argument(metavar="STORE", help=either("The store's folder.", "Thư mục kho."))
]
Out = Annotated[
    Path,
    typer.Option(
        "--out", "-o", help=either("A file, or a folder for --format.", "Tệp, hoặc thư mục khi có --format.")
    ),
]
Form = Annotated[
    str | None,
    typer.Option(
        metavar="FORMS",
        help=either(
            "Forms to write into the folder, with commas between.", "Các định dạng, cách nhau bằng phẩy."
        ),
    ),
]


def export(store: StorePath, out: Out, format: Form = None) -> int:
    """Write a store in another form: ttl, nq, trig, nt, jsonld, rdf, graphml, gexf, csv, parquet, html."""
    from graph.storage.store import read_store

    files = _files(out, format)
    with read_store(store) as opened:
        for path in files:
            count = _stream(opened, path) if _streams(path) else _whole(opened, path)
            console.note(StoreMessage.EXPORTED(count=count, path=path))
    return 0


def _files(out: Path, forms: str | None) -> list[Path]:
    """The files to write; `DothiError` for a form that nobody knows."""
    from graph.files import form
    from graph.forms.writing import OTHER_FORMS, RDF_FORMS

    known = (*RDF_FORMS, *OTHER_FORMS)
    wanted = [name.strip().lstrip(".").lower() for name in (forms or "").split(",") if name.strip()]
    files = [out / f"graph.{name}" for name in dict.fromkeys(wanted)] if wanted else [out]
    for path in files:
        if not form(path):
            raise DothiError(StoreMessage.NO_ENDING(path=path, known=" .".join(known)), exit_code=2)
        if form(path) not in known:
            raise DothiError(Message.NO_SUCH_FORMAT(name=form(path), known=", ".join(known)), exit_code=2)
    return files


def _streams(path: Path) -> bool:
    from graph.files import form

    return form(path) in ("nq", "trig")


def _stream(store: Store, path: Path) -> int:
    """Write article after article under a temporary name, then rename; how many statements."""
    from pyoxigraph import RdfFormat, serialize

    from graph.files import form
    from graph.namespaces import PREFIXES

    trig = form(path) == "trig"
    count = 0

    def counted() -> Iterator[Quad]:
        nonlocal count
        for quad in _quads(store):
            count += 1
            yield quad

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            part = Path(folder) / "part"
            with open(part, "wb") as raw, _packed(raw, path) as target:
                serialize(
                    counted(),
                    target,
                    RdfFormat.TRIG if trig else RdfFormat.N_QUADS,
                    prefixes=PREFIXES if trig else None,
                )
            os.replace(part, path)
    except OSError as error:
        raise DothiError(Message.NOT_WRITABLE(path=path, reason=error.strerror or error)) from error
    return count


def _packed(raw: IO[bytes], path: Path) -> AbstractContextManager[IO[bytes]]:
    """For ``.gz`` a gzip stream without time or name, so that the same store gives the same bytes."""
    if not path.name.endswith(".gz"):
        return nullcontext(raw)
    from gzip import GzipFile

    return cast(IO[bytes], GzipFile("", "wb", fileobj=raw, mtime=0))


def _quads(store: Store) -> Iterator[Quad]:
    from pyoxigraph import NamedNode

    from graph.storage.articles import article_graphs, other_graphs
    from graph.storage.store import stored_articles

    names = [NamedNode(article.iri) for article in stored_articles(store)]
    for quads in article_graphs(store, names):
        yield from quads
    yield from other_graphs(store, names)


def _whole(store: Store, path: Path) -> int:
    """Write the graph as `KnowledgeGraph` does; how many statements its RDF has."""
    from graph.forms.rdf_reading import read_articles
    from graph.knowledge_graph import KnowledgeGraph
    from graph.storage.articles import base_of

    graph = KnowledgeGraph(read_articles(_quads(store)), base=base_of(store))
    graph.write(path)
    return len(graph.quads)


def write_union(store: Store, path: Path) -> None:
    """Write the union of a store's articles as N-Triples, without what the store added."""
    from pyoxigraph import DefaultGraph, RdfFormat, serialize

    from graph.storage.store import without_bookkeeping

    quads = without_bookkeeping(store.quads_for_pattern(None, None, None, DefaultGraph()))
    with open(path, "wb") as file:
        serialize((quad.triple for quad in quads), file, RdfFormat.N_TRIPLES)
