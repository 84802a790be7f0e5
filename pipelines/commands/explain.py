"""`dothi explain`: the sentences and the merges behind a person or an event of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.archive_messages import ArchiveMessage
from pipelines.messages import either

Node = Annotated[
    str,
    typer.Argument(
        metavar="ENTITY|EVENT", help=either("A name, or an IRI.", "Tên, hoặc IRI."), show_default=False
    ),
]
StorePath = Annotated[Path, typer.Option("--store", help=either("The store's folder.", "Thư mục kho."))]
Limit = Annotated[
    int, typer.Option(metavar="N", help=either("Sentences shown of each.", "Số câu hiện cho mỗi nút."))
]


def explain(node: Node, store: StorePath, limit: Limit = 10) -> int:
    """The sentences and the merges behind a node."""
    from graph.naming import spelt
    from graph.resolution.explanation import explain as explained
    from graph.resolution.registry import registry
    from graph.storage.store import read_store

    with read_store(store) as opened, registry(store) as held:
        for found in explained(opened, held, node):
            print(f"{found.name}  <{found.iri}>")
            articles = len({s.article for s in found.sentences})
            print(f"  {ArchiveMessage.TOLD(sentences=len(found.sentences), articles=articles)}")
            for first, second, why in found.merges:
                print(f"  {_last(first)} = {_last(second)}")
                for reason in why.split("; "):
                    print(f"      {spelt(reason)}")
            for said in found.sentences[:limit]:
                words = (
                    f"{said.text[: said.begin]}[{said.text[said.begin : said.end]}]{said.text[said.end :]}"
                )
                print(f"  {_last(said.article)}: {' '.join(words.split())}")
    return 0


def _last(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]
