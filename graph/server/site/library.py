"""The graph behind the pages: a store or graph file, opened with its catalogue, always in its newest state.

A path goes in, a `Shelf` comes out: what is open at this moment, for one request. When the store has
something new, a thread makes the catalogue anew while pages go on with the old one.
"""

from __future__ import annotations

import os
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Store

from graph.errors import DothiError
from graph.querying.sources import Source, resolve
from graph.server.site.catalogue import SCHEMA_VERSION, base_iri, build
from graph.server.site.finding import Catalogue
from graph.storage.store_files import Layout, is_store, version


class Preparing(DothiError):
    """The catalogue is being made; pages come in a moment.

    >>> str(Preparing("in a moment"))
    'in a moment'
    """


@dataclass(frozen=True, slots=True)
class Shelf:
    """A store and its catalogue as they are at one moment; `base` is what the nodes' IRIs begin with."""

    store: Store
    catalogue: Catalogue
    base: str
    edition: str

    def iri(self, path: str) -> NamedNode | None:
        """The node of a path; None when it can be none."""
        try:
            return NamedNode(path if ":" in path.split("/")[0] else self.base + path)
        except ValueError:
            return None

    def path(self, iri: str) -> str:
        """The path of an IRI."""
        return iri.removeprefix(self.base) if self.base else iri

    def says(self, path: str) -> bool:
        """Whether the graph says anything of the node with this path."""
        node = self.iri(path)
        return node is not None and any(self.store.quads_for_pattern(node, None, None, DefaultGraph()))


class Library:
    """Keeps the shelf of the graph at `path`. Raises `DothiError` if there is no graph."""

    def __init__(self, path: Path | str) -> None:
        self.path = resolve(Path(path))
        self._shelf: Shelf | None = None
        self._failed: DothiError | None = None
        self._lock = threading.Lock()
        self._ready = threading.Event()
        self._working = False
        self._scratch = tempfile.TemporaryDirectory(prefix="dothi-")

    def start(self) -> None:
        """Begin to open the graph, in a thread, unless it is open in its newest state."""
        with self._lock:
            if self._working or (self._shelf is not None and self._shelf.edition == self._edition()):
                return
            self._working = True
        threading.Thread(target=self._open, daemon=True).start()

    def shelf(self, patience: float = 3.0) -> Shelf:
        """What is open now. Raises `Preparing` when nothing is after `patience` seconds."""
        self.start()
        if self._shelf is None and not self._ready.wait(patience):
            raise Preparing("the catalogue of this store is being made; try again in a moment")
        if self._shelf is None:
            raise self._failed or Preparing("try again in a moment")
        return self._shelf

    def opened_base(self) -> str:
        """What the nodes' IRIs begin with, as far as that is known by now."""
        return self._shelf.base if self._shelf else ""

    def _edition(self) -> str:
        if is_store(self.path):
            return version(Layout(self.path)) or ""
        return "file"

    def _open(self) -> None:
        try:
            edition = self._edition()
            store = Source(self.path).store() if is_store(self.path) else _of_file(self.path)
            catalogue = self._catalogue(store, edition)
            self._shelf = Shelf(store, Catalogue(catalogue), base_iri(store), edition)
            self._failed = None
        except DothiError as error:
            self._failed = error
        except Exception as error:  # a damaged graph must not leave every page waiting
            self._failed = DothiError(f"{self.path}: can't be shown ({' '.join(str(error).split())})")
        finally:
            with self._lock:
                self._working = False
            self._ready.set()

    def _catalogue(self, store: Store, edition: str) -> Path:
        """The catalogue of this edition: kept in the store's folder if that may be written."""
        name = f"catalogue-{SCHEMA_VERSION}-{edition}.sqlite"
        folder = Path(self._scratch.name)
        if is_store(self.path) and os.access(Layout(self.path).own, os.W_OK):
            folder = Layout(self.path).own
        kept = folder / name
        if kept.exists():
            return kept
        part = folder / f"{name}.{os.getpid()}.part"
        part.unlink(missing_ok=True)
        try:
            build(store, part)
            part.replace(kept)
        finally:
            part.unlink(missing_ok=True)
        for old in folder.glob("catalogue-*.sqlite"):
            if old != kept:
                with suppress(OSError):  # who still reads it keeps it until then
                    old.unlink()
        return kept


def _of_file(path: Path) -> Store:
    """A graph file with a named graph for each article, whatever form it is in."""
    from graph.knowledge_graph import KnowledgeGraph
    from graph.querying.sparql import union_quads
    from graph.search_keys import search_key_quads

    first = KnowledgeGraph.read(path)
    quads = first.quads
    store = Store()
    store.bulk_extend(union_quads(quads))
    store.bulk_extend(union_quads(search_key_quads(quads)))
    return store
