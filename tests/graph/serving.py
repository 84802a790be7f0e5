"""A server in a thread of its own, on a real socket, and a store for it to serve."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette

from graph.rdf import article_quads
from graph.storage.store import ArticleQuads, ArticleStore, content_digest
from tests.graph.sample import articles


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """The address of an application while it runs, without a slash behind."""
    import uvicorn

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
        assert thread.is_alive(), "the server did not start"
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


@contextmanager
def sample_store() -> Iterator[Path]:
    """A store of the sample articles, in memory where that is possible: a busy disk makes the store slow."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        path = Path(name) / "store"
        with ArticleStore(path) as store:
            for graph in articles():
                quads = article_quads(graph)
                store.put([ArticleQuads(quads[0].graph_name, quads, content_digest(quads))])
        yield path
