"""`dothi remove`: takes articles out of a store, with the teasers below them and all that only they say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines import console
from pipelines.messages import either
from pipelines.store_messages import StoreMessage

Articles = Annotated[
    list[str],
    typer.Argument(metavar="ARTICLE_ID…", help=either("Ids or IRIs of articles.", "Mã hoặc IRI của bài.")),
]
StorePath = Annotated[Path, typer.Option("--store", help=either("The store's folder.", "Thư mục kho."))]


def remove(articles: Articles, store: StorePath) -> int:
    """Take articles out of a store; each leaves no trace."""
    from graph.resolution.whole_store import links_beside, resolve_store
    from graph.storage.articles import find_article, teasers
    from graph.storage.store import ArticleStore, stored_articles
    from graph.storage.store_files import require_store

    require_store(store)
    failed = False
    with ArticleStore(store) as opened:
        names = []
        for given in articles:
            name = find_article(opened.store, given)
            if name is None:
                console.error(StoreMessage.NOT_STORED(id=given, store=store))
                failed = True
            else:
                names += [name, *teasers(opened.store, name)]
        count = opened.remove(names)
        resolve_store(opened, links_beside(store))
        total = sum(1 for _ in stored_articles(opened.store))
    console.note(StoreMessage.REMOVED(count=count, total=total))
    return 1 if failed else 0
