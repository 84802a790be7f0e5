"""What a person points SPARQL at: a graph file, a store, or the folder that `dothi build` wrote.

A path goes in, a `Source` comes out that always answers with the newest state: a store is opened again when
its writer has published something.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from pyoxigraph import Store

from graph.errors import DothiError
from graph.forms.graph_files import load
from graph.storage.store import recover
from graph.storage.store_files import Layout, is_store, reading, require_store, telling, version

_BUILT = ("graph.ttl", "graph.trig", "graph.nq", "graph.jsonld", "graph.nt", "graph.rdf")


class Source:
    """A graph to ask, by its path; `DothiError` if there is none.

    >>> Source("missing.ttl")
    Traceback (most recent call last):
    graph.errors.DothiError: missing.ttl: not found
    """

    def __init__(self, path: Path | str) -> None:
        self.path = resolve(Path(path))
        self._open = ExitStack()
        self._store: Store | None = None
        self._version: str | None = None

    def store(self) -> Store:
        """The graph in its newest published state."""
        if not self.path.is_dir():
            if self._store is None:
                self._store = load(self.path)
            return self._store
        layout = require_store(self.path)
        recover(layout)
        newest = version(layout)
        if self._store is None or newest != self._version:
            self._store = self._reopen(layout)
            self._version = newest
        return self._store

    def close(self) -> None:
        """Let go of the snapshot."""
        self._store = None
        self._open.close()

    def _reopen(self, layout: Layout) -> Store:
        self.close()
        folder = self._open.enter_context(reading(layout))
        with telling(layout.root):
            return Store.read_only(str(folder))


def resolve(path: Path) -> Path:
    """The store or graph file that a path stands for: a folder written by `dothi build` stands for its graph.

    Raises `DothiError` for a folder that holds neither, and when there is nothing.
    """
    if not path.exists():
        raise DothiError(f"{path}: not found")
    if not path.is_dir() or is_store(path):
        return path
    for name in _BUILT:
        if (path / name).is_file():
            return path / name
    raise DothiError(f"{path}: neither a store nor a folder with a graph.ttl")
