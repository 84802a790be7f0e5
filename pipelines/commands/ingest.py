"""`dothi ingest`: articles in, each put into a store once, replaced when it has changed.

Articles stream through: memory does not grow with their number. A batch is one transaction; killed and
started again, the run passes over what is there and goes on. An article that fails never stops the others.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import DothiError
from graph.model import Article
from pipelines import console
from pipelines.messages import either
from pipelines.store_messages import StoreMessage

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from graph.store import ArticleQuads, ArticleStore
    from pipelines.pipeline import Pipeline

BATCH = 32
"""Articles in a transaction."""

PUBLISH_EVERY = 60.0
"""Seconds after which readers are shown what has come since."""

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="ARTICLE…",
        help=either("Files, folders, patterns, or -, as for build.", "Tệp, thư mục, mẫu tên tệp, hoặc -."),
    ),
]
StorePath = Annotated[
    Path,
    typer.Option("--store", help=either("The store's folder; made if new.", "Thư mục kho; tạo nếu chưa có.")),
]
Date = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help=either("Publication date of articles that carry none.", "Ngày đăng của bài không ghi ngày."),
    ),
]
BaseIri = Annotated[
    str | None, typer.Option(metavar="IRI", help=either("What all IRIs begin with.", "Phần đầu của mọi IRI."))
]
Model = Annotated[
    str, typer.Option(metavar="MODEL", help=either("fast or accurate.", "fast (nhanh) hoặc accurate (kỹ)."))
]
MinScore = Annotated[
    float | None,
    typer.Option(
        metavar="0..1", help=either("Leave out what is less sure.", "Bỏ những gì kém chắc chắn hơn mức này.")
    ),
]


def ingest(
    sources: Sources,
    store: StorePath,
    date: Date = None,
    base_iri: BaseIri = None,
    model: Model = "fast",
    min_score: MinScore = None,
) -> int:
    """Add articles to a store; what is there unchanged is passed over."""
    from graph.identifiers import DEFAULT_BASE
    from graph.store import ArticleStore, stored_articles
    from pipelines.pipeline import Pipeline
    from pipelines.reading import publication_date

    day = None if date is None else publication_date(date, "--date")
    with ArticleStore(store) as opened:
        run = _Run(opened, Pipeline(model, min_score), day, base_iri or DEFAULT_BASE)
        run.all(sources)
        total = sum(1 for _ in stored_articles(opened.store))
    console.note(run.told(store, total))
    return 1 if run.failed else 0


@dataclass(slots=True)
class _Run:
    """One run over many articles: what waits for the next transaction, and what has come of the rest."""

    store: ArticleStore
    pipeline: Pipeline
    date: str | None
    base: str
    waiting: list[ArticleQuads] = field(default_factory=list)
    leaving: list[NamedNode] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    published: float = field(default_factory=time.monotonic)

    def all(self, sources: Sequence[str]) -> None:
        """Put the articles of all sources."""
        for article in self.articles(sources):
            self.one(article)
            if len(self.waiting) >= BATCH:
                self.commit()
        self.commit()

    def articles(self, sources: Sequence[str]) -> Iterator[Article]:
        """The articles of all sources, those that can't be read told and left out."""
        from pipelines.reading import read

        for source in sources:
            yield from read(source, date=self.date, failed=self.fail)

    def one(self, article: Article) -> None:
        """Read one article, with its teasers, unless the store has it as it is."""
        from graph.articles import article_name, entry, fingerprint, teasers
        from pipelines.assembly import activity

        name = article_name(article.id, self.base)
        more = f"{self.pipeline.min_score:g}"
        digest = fingerprint(article, activity(self.pipeline.model), more)
        if self.store.digest(name) == digest:
            self.changes["unchanged"] += 1
            return
        try:
            said = [entry(graph, digest, self.base) for graph in self.pipeline(article)]
        except DothiError as error:
            self.fail(error)
            return
        except Exception as error:  # one bad article never stops the others
            console.unexpected(error, article.id)
            self.failed += 1
            return
        if any(waiting.name == name for waiting in self.waiting):
            self.commit()
        here = {each.name for each in said}
        self.leaving += [old for old in teasers(self.store.store, name) if old not in here]
        self.waiting += said

    def commit(self) -> None:
        """Put what waits, in one transaction, and now and then show it to readers."""
        for change in self.store.put(self.waiting):
            self.changes[change.value] += 1
        self.store.remove(self.leaving)
        self.waiting, self.leaving = [], []
        if time.monotonic() - self.published > PUBLISH_EVERY:
            self.store.publish()
            self.published = time.monotonic()

    def fail(self, error: DothiError) -> None:
        """Tell that an input could not be read."""
        console.error(str(error))
        self.failed += 1

    def told(self, store: Path, total: int) -> str:
        """What came of it, in a line."""
        added, updated, unchanged = (self.changes[c] for c in ("added", "updated", "unchanged"))
        counts = {"added": added, "updated": updated, "unchanged": unchanged, "failed": self.failed}
        return StoreMessage.INGESTED(**counts, total=total, store=store)
