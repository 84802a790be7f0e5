"""`dothi validate`: checks a graph file or a store against the SHACL shapes, a line for each violation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.messages import either, language
from pipelines.store_messages import StoreMessage

Graph = Annotated[
    Path,
    typer.Argument(
        metavar="GRAPH|STORE",
        help=either("A graph file, a store, or a build's folder.", "Tệp đồ thị, kho, hoặc thư mục đã dựng."),
    ),
]


def validate(graph: Graph) -> int:
    """Check a graph against the SHACL shapes."""
    import tempfile

    from graph import validation
    from graph.querying.sources import resolve
    from graph.storage.store import read_store
    from graph.storage.store_files import is_store

    path = resolve(graph)
    if is_store(path):
        from pipelines.commands.export import write_union

        with read_store(path) as store, tempfile.TemporaryDirectory() as folder:
            union = Path(folder) / "store.nt"
            write_union(store, union)
            found = validation.validate(union, language=language())
    else:
        found = validation.validate(path, language=language())
    for violation in found:
        print(violation)
    summary = StoreMessage.INVALID if found else StoreMessage.VALID
    print(summary(path=graph, count=len(found)))
    return 1 if found else 0
