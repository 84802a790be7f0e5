"""`dothi build`: articles in, the files of one knowledge graph out.

Articles that cannot be read, or that fail on the way, are told in a line each and do not stop the others;
the exit code says that there were some.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import DothiError
from graph.model import Article, ArticleGraph, EntityType
from pipelines import console
from pipelines.messages import Message, either

if TYPE_CHECKING:
    from graph.knowledge_graph import KnowledgeGraph
    from pipelines.pipeline import Pipeline

FORMATS = "ttl,graphml,html"
"""What is written unless ``--format`` says otherwise."""


def build(
    articles: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE…",
            help=either(
                "Files, folders, patterns, or - for standard input: text, HTML, JSON Lines, CSV, Parquet.",
                "Tệp, thư mục, mẫu tên tệp, hoặc - (đầu vào chuẩn): văn bản, HTML, JSON Lines, CSV, Parquet.",
            ),
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help=either("The folder to write to.", "Thư mục để ghi kết quả."))
    ],
    date: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help=either(
                "Publication date (2024-03-28) of articles that carry none.",
                "Ngày đăng (2024-03-28) của những bài không ghi ngày.",
            ),
        ),
    ] = None,
    format: Annotated[
        str,
        typer.Option(
            metavar="FORMS",
            help=either(
                "Forms to write, with commas between.", "Các định dạng cần ghi, cách nhau bằng dấu phẩy."
            ),
        ),
    ] = FORMATS,
    base_iri: Annotated[
        str | None,
        typer.Option(metavar="IRI", help=either("What all IRIs begin with.", "Phần đầu của mọi IRI.")),
    ] = None,
    model: Annotated[
        str,
        typer.Option(metavar="MODEL", help=either("fast or accurate.", "fast (nhanh) hoặc accurate (kỹ).")),
    ] = "fast",
    min_score: Annotated[
        float | None,
        typer.Option(
            metavar="0..1",
            help=either(
                "Leave out events and arguments that are less sure than this.",
                "Bỏ các sự kiện và vai trò kém chắc chắn hơn mức này.",
            ),
        ),
    ] = None,
) -> int:
    """Articles in, a knowledge graph out: OUT/graph.ttl, OUT/graph.graphml and OUT/graph.html."""
    return build_graph(articles, out, date, format, base_iri, model, min_score)


def build_graph(
    sources: Sequence[str],
    out: Path,
    date: str | None = None,
    formats: str = FORMATS,
    base_iri: str | None = None,
    model: str = "fast",
    min_score: float | None = None,
) -> int:
    """Build one graph of all articles in `sources`, write it below `out`, and say what it holds.

    Returns the exit code: 0, or 1 when an input failed. Raises DothiError when nothing could be built.
    """
    from pipelines.pipeline import Pipeline
    from pipelines.reading import publication_date

    started = time.perf_counter()
    names = _file_names(formats)
    day = None if date is None else publication_date(date, "--date")
    _make_folder(out)
    run = _Run(Pipeline(model, min_score), day)
    said = list(run.all(sources))
    if not said:
        raise DothiError(Message.NOTHING_BUILT())
    graph = _graph(said, base_iri)
    files = [file for name in names for file in graph.write(out / name)]
    if not console.is_quiet():
        _tell(graph, run.read, out, files, time.perf_counter() - started)
    if run.failed:
        console.error(Message.FAILED(count=run.failed, s="" if run.failed == 1 else "s"))
    return 1 if run.failed else 0


@dataclass(slots=True)
class _Run:
    """One run over many articles: counts what was read and what failed."""

    pipeline: Pipeline
    date: str | None
    read: int = 0
    failed: int = 0
    seen: dict[str, str] = field(default_factory=dict)

    def all(self, sources: Sequence[str]) -> Iterator[ArticleGraph]:
        """What the articles of all sources say."""
        from pipelines.reading import read

        for source in sources:
            for article in _followed(read(source, date=self.date, failed=self.fail)):
                yield from self.one(self.distinct(article, source))

    def one(self, article: Article) -> list[ArticleGraph]:
        """What one article and its teasers say; nothing if that fails."""
        try:
            said = self.pipeline(article)
        except DothiError as error:
            self.fail(DothiError(f"{article.id}: {error}"))
            return []
        except Exception as error:  # one bad article never stops the others
            console.unexpected(error, article.id)
            self.failed += 1
            return []
        self.read += 1
        return said

    def fail(self, error: DothiError) -> None:
        """Tell that an input could not be read."""
        console.error(str(error))
        self.failed += 1

    def distinct(self, article: Article, source: str) -> Article:
        """`article`, under a name of its own if another text already goes by its name."""
        digest = hashlib.sha256(article.text.encode()).hexdigest()
        if self.seen.setdefault(article.id, digest) == digest:
            return article
        new = f"{article.id}-{digest[:8]}"
        console.note(Message.SAME_ID(source=source, id=article.id, new=new))
        return replace(article, id=new)


def _graph(said: Iterable[ArticleGraph], base_iri: str | None) -> KnowledgeGraph:
    from graph.identifiers import DEFAULT_BASE
    from graph.knowledge_graph import KnowledgeGraph

    return KnowledgeGraph(said, base=base_iri or DEFAULT_BASE)


def _file_names(formats: str) -> list[str]:
    """``graph.ttl`` … for ``ttl,…``; DothiError for a form that nobody knows, before any work is done."""
    from graph.forms.writing import OTHER_FORMS, RDF_FORMS

    known = (*RDF_FORMS, *OTHER_FORMS)
    wanted = [name.strip().removeprefix(".").lower() for name in formats.split(",") if name.strip()]
    for name in wanted:
        if name.removesuffix(".gz") not in known:
            raise DothiError(Message.NO_SUCH_FORMAT(name=name, known=", ".join(known)), exit_code=2)
    return [f"graph.{name}" for name in dict.fromkeys(wanted)]


def _make_folder(out: Path) -> None:
    """Make `out` and see that it can be written to, before any work is done."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise DothiError(Message.NOT_WRITABLE(path=out, reason=error.strerror or error)) from None


def _followed(articles: Iterator[Article]) -> Iterator[Article]:
    """`articles`, counted on the terminal where a person watches."""
    if console.is_quiet() or not sys.stderr.isatty():
        yield from articles
        return
    started, count = time.monotonic(), 0
    for count, article in enumerate(articles, start=1):
        yield article
        if count % 20 == 0:
            speed = count / (time.monotonic() - started)
            print(f"\r{count} · {speed:.1f}/s ", end="", file=sys.stderr, flush=True)
    if count >= 20:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _tell(graph: KnowledgeGraph, read: int, out: Path, files: Sequence[Path], seconds: float) -> None:
    """The three or four lines that say what was found and where the files are."""
    teasers = len(graph.articles) - read
    types = [entity.type for entity in graph.entities]
    print(
        Message.BUILT(
            articles=Message.ARTICLES(count=read, s="" if read == 1 else "s"),
            related=Message.RELATED(count=teasers, s="" if teasers == 1 else "s") if teasers > 0 else "",
            seconds=f"{seconds:.1f}",
        )
    )
    print(
        Message.FOUND(
            persons=types.count(EntityType.PERSON),
            organizations=types.count(EntityType.ORGANIZATION),
            places=types.count(EntityType.PLACE),
            events=len(graph.events),
            positions=len(graph.positions),
        )
    )
    print(Message.WRITTEN(folder=f"{out}{os.sep}", files=", ".join(file.name for file in files)))
    if page := next((file for file in files if file.suffix == ".html"), None):
        print(Message.OPEN(page=page))
