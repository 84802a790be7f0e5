"""`dothi load`: N-Quads that dothi wrote, out of an export or the partitions of a cluster, into a new store.

Much faster than reading the articles again. Who is who is decided anew from what the articles say.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.errors import DothiError
from pipelines import console
from pipelines.messages import either
from pipelines.store_messages import StoreMessage

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE…", help=either("N-Quads (.nq, .nq.gz).", "Tệp N-Quads (.nq, .nq.gz).")),
]
StorePath = Annotated[
    Path, typer.Option("--store", help=either("The store's folder, new.", "Thư mục kho, tạo mới."))
]


def load(files: Files, store: StorePath) -> int:
    """Make a store of N-Quads files, such as `dothi export kho -o graph.nq` writes."""
    from pyoxigraph import NamedNode

    from graph.files import form
    from graph.identifiers import Identifiers
    from graph.resolution.whole_store import links_beside, resolve_store
    from graph.storage.articles import base_of
    from graph.storage.bulk import bulk_load
    from graph.storage.store import ArticleStore

    for file in files:
        if form(file) != "nq":
            raise DothiError(StoreMessage.NOT_NQUADS(path=file), exit_code=2)
    count = bulk_load(store, files)
    with ArticleStore(store) as opened:
        old = NamedNode(Identifiers(base_of(opened.store)).identity_graph())
        opened.replace_graph(old, [])  # as the store decided from which the files came
        resolve_store(opened, links_beside(store))
    console.note(StoreMessage.LOADED(count=count, store=store))
    return 0
