"""`dothi ingest`: articles in, each put into a store once, replaced when it has changed.

Articles stream through an engine (`pipelines.engines`): memory does not grow with their number. A batch is
absorbed as a whole; killed and started again, the run passes over what is there and goes on. An article that
fails never stops the others: a file beside the store says which failed, and why.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import DothiError
from pipelines import console
from pipelines.archive_messages import ArchiveMessage
from pipelines.messages import either
from pipelines.store_messages import StoreMessage

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from graph.storage.incoming import ArticleText
    from graph.storage.store import ArticleStore
    from pipelines.engines import Engine, Feed, Outcome

BATCH = 128
"""Articles that are absorbed at once; twice as many would load in a twentieth less time, with 200 MB more."""

LONGEST_WAIT = 60.0
"""Seconds after which what waits is absorbed, however little, and readers are shown what has come since."""

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE…",
        help=either(
            "Files (text, HTML, JSONL, CSV, Parquet, WARC; .gz, .zst), folders, patterns, -, or addresses of "
            "pages, feeds and sitemaps.",
            "Tệp (văn bản, HTML, JSONL, CSV, Parquet, WARC; .gz, .zst), thư mục, mẫu tên tệp, -, hoặc "
            "địa chỉ trang web, RSS/Atom, sitemap.",
        ),
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

Links = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help=either(
            "An editor's decisions, same,IRI,IRI or different,IRI,IRI; by default STORE.links.csv, if there.",
            "Quyết định của biên tập viên, same,IRI,IRI hoặc different,IRI,IRI; mặc định KHO.links.csv.",
        ),
    ),
]
Workers = Annotated[
    int, typer.Option(metavar="N", help=either("Processes that read.", "Số tiến trình đọc bài."))
]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="local|ray",
        help=either("Where they run: here, or on a Ray cluster.", "Chạy ở đâu: máy này, hay cụm Ray."),
    ),
]
Address = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help=either("The Ray cluster.", "Địa chỉ cụm Ray."))
]
Parts = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help=either(
            "Where Ray's workers write partitions of N-Quads, which are then kept; all machines see it.",
            "Nơi Ray ghi các phần N-Quads (được giữ lại); mọi máy phải thấy thư mục này.",
        ),
    ),
]


def ingest(
    sources: Sources,
    store: StorePath,
    workers: Workers = 1,
    engine: EngineName = "local",
    address: Address = None,
    parts: Parts = None,
    date: Date = None,
    base_iri: BaseIri = None,
    model: Model = "fast",
    min_score: MinScore = None,
    links: Links = None,
) -> int:
    """Add articles to a store; what is there unchanged is passed over."""
    from graph.identifiers import DEFAULT_BASE, Identifiers
    from graph.resolution.whole_store import links_beside, read_links, resolve_store
    from graph.storage.store import ArticleStore, digests, stored_articles
    from pipelines.engines import Feed, Settings
    from pipelines.pipeline import checked
    from pipelines.reading import publication_date

    day = None if date is None else publication_date(date, "--date")
    settings = Settings(Identifiers(base_iri or DEFAULT_BASE).base, *checked(model, min_score))
    chosen = _engine(engine, workers, address, parts, store)
    whole = store.absolute()
    failures = whole.with_name(f"{whole.name}.failed.jsonl")
    decisions = links or links_beside(store)
    if links is not None or decisions.exists():
        read_links(decisions)
    with ArticleStore(store) as opened:
        failures.unlink(missing_ok=True)
        run = _Run(opened, settings.base, failures)
        run.all(chosen, Feed(sources, settings, day, digests(opened.store)))
        resolve_store(opened, decisions)
        total = sum(1 for _ in stored_articles(opened.store))
    if run.failed:
        console.note(ArchiveMessage.FAILURES(path=failures))
    console.note(run.told(store, total))
    return 1 if run.failed else 0


def _engine(name: str, workers: int, address: str | None, parts: Path | None, store: Path) -> Engine:
    """The engine of that name; `DothiError` if there is none, or the options do not fit it."""
    if workers < 1:
        raise DothiError(ArchiveMessage.BAD_WORKERS(), 2)
    if name == "ray":
        from pipelines.engines.machines import Machines

        return Machines(workers, parts or store / "dothi" / "parts", address, keep=parts is not None)
    if name != "local":
        raise DothiError(ArchiveMessage.NO_ENGINE(name=name), 2)
    for option, value in (("--address", address), ("--parts", parts)):
        if value is not None:
            raise DothiError(ArchiveMessage.ONLY_RAY(option=option), 2)
    if workers == 1:
        from pipelines.engines import InProcess

        return InProcess()
    from pipelines.engines.processes import Processes

    return Processes(workers)


@dataclass(slots=True)
class _Run:
    """One run over many articles: what waits to be absorbed, and what has come of the rest."""

    store: ArticleStore
    base: str
    failures: Path
    waiting: list[ArticleText] = field(default_factory=list)
    leaving: list[NamedNode] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    absorbed: float = field(default_factory=time.monotonic)

    def all(self, engine: Engine, feed: Feed) -> None:
        """Absorb what the engine makes of the feed; when interrupted, at least what has come so far."""
        from pipelines.counting import expected
        from pipelines.progress import progress

        try:
            with progress(lambda: expected(feed.sources)) as step, closing(engine.run(feed)) as outcomes:
                for outcome in outcomes:
                    self.one(outcome)
                    step()
        finally:
            self.commit()

    def one(self, outcome: Outcome) -> None:
        """Take up what came of one article, with its teasers."""
        from pyoxigraph import NamedNode

        from graph.storage.articles import teasers

        if outcome.error:
            self.fail(outcome)
        elif outcome.unchanged:
            self.changes["unchanged"] += 1
        else:
            here = {text.name for text in outcome.texts}
            if any(text.name in here for text in self.waiting):
                self.commit()
            name = NamedNode(outcome.texts[0].name)
            if self.store.digest(name) is not None:
                self.leaving += [old for old in teasers(self.store.store, name) if old.value not in here]
            self.waiting += outcome.texts
        if len(self.waiting) >= BATCH or (self.waiting and time.monotonic() - self.absorbed > LONGEST_WAIT):
            self.commit()

    def commit(self) -> None:
        """Absorb what waits, and now and then show it to readers."""
        for change in self.store.absorb(self.waiting):
            self.changes[change.value] += 1
        self.store.remove(self.leaving)
        self.waiting, self.leaving = [], []
        if time.monotonic() - self.absorbed > LONGEST_WAIT:
            self.store.publish()
        self.absorbed = time.monotonic()

    def fail(self, outcome: Outcome) -> None:
        """Tell that an input could not be read, and write it down."""
        console.error(outcome.error)
        with self.failures.open("a", encoding="utf-8") as file:
            record = {"source": outcome.source, "reason": outcome.error}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        self.failed += 1

    def told(self, store: Path, total: int) -> str:
        """What came of it, in a line."""
        added, updated, unchanged = (self.changes[c] for c in ("added", "updated", "unchanged"))
        counts = {"added": added, "updated": updated, "unchanged": unchanged, "failed": self.failed}
        return StoreMessage.INGESTED(**counts, total=total, store=store)
