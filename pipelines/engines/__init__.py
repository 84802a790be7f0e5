"""What runs the pipeline over many articles: one process, several, or many machines.

A `Feed` says which articles there are; an engine reads them and gives an `Outcome` for each, in the order of
the feed. The pipeline knows nothing of engines, and engines nothing of stores: what an article says comes out
as text that `graph.storage.store.ArticleStore.absorb` takes. All engines give the same outcomes.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from graph.errors import DothiError
from graph.model import Article
from graph.storage.incoming import ArticleText

if TYPE_CHECKING:
    from pipelines.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one input: the texts of its article and its teasers, or why there are none."""

    source: str
    texts: tuple[ArticleText, ...] = ()
    error: str = ""
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides an article's graph beside the article: sent to wherever the pipeline runs."""

    base: str
    model: str = "fast"
    min_score: float | None = None

    def digest(self, article: Article) -> str:
        """What changes when the article's graph may."""
        from graph.storage.articles import fingerprint
        from pipelines.assembly import activity

        return fingerprint(article, activity(self.model), f"{self.min_score or 0.0:g}")


@dataclass(frozen=True, slots=True)
class Feed:
    """The articles of sources (see `pipelines.reading`) that are not in the store as they are.

    `known` holds the digests of those that are. What can't be read comes as a failed outcome in its place.
    """

    sources: Sequence[str]
    settings: Settings
    date: str | None = None
    known: frozenset[str] = field(default=frozenset(), repr=False)

    def __iter__(self) -> Iterator[Article | Outcome]:
        """Articles to be read, and outcomes of inputs that need not or can't be."""
        for item in self.files():
            if isinstance(item, Outcome):
                yield item
            else:
                yield from self.of(*item)

    def files(self) -> Iterator[tuple[str, str] | Outcome]:
        """The files of all sources as `of` takes them, and what failed to be found."""
        from pipelines.reading import files

        for source in self.sources:
            try:
                yield from files(source)
            except DothiError as error:
                yield Outcome(source, error=str(error))

    def of(self, path: str, name: str) -> Iterator[Article | Outcome]:
        """What one file holds."""
        from pipelines.reading import read_file

        failed: list[DothiError] = []
        for article in read_file(path, name, date=self.date, failed=failed.append):
            yield from _failures(failed, path)
            if self.settings.digest(article) in self.known:
                yield Outcome(article.id, unchanged=True)
            else:
                yield article
        yield from _failures(failed, path)


def _failures(failed: list[DothiError], source: str) -> Iterator[Outcome]:
    yield from [Outcome(source, error=str(error)) for error in failed]
    failed.clear()


class Engine(Protocol):
    """Runs the pipeline over a feed."""

    def run(self, feed: Feed) -> Generator[Outcome, None, None]:
        """The outcome of each article, in order; closing the iterator ends the work."""


class Reader:
    """The pipeline as engines call it: loaded once, and no article makes it raise.

    >>> outcome = Reader(Settings("https://e.example/"))(Article("a", "Mưa lớn ở Huế."))
    >>> outcome.source, len(outcome.texts), outcome.error
    ('a', 1, '')
    """

    def __init__(self, settings: Settings) -> None:
        from pipelines.pipeline import Pipeline

        self.settings = settings
        self._pipeline: Pipeline = Pipeline(settings.model, settings.min_score)

    def __call__(self, article: Article) -> Outcome:
        """What came of one article."""
        from graph.storage.articles import entry
        from graph.storage.store import text_of

        digest = self.settings.digest(article)
        try:
            said = self._pipeline(article)
            texts = tuple(text_of(entry(graph, digest, self.settings.base)) for graph in said)
        except DothiError as error:
            return Outcome(article.id, error=f"{article.id}: {error}")
        except Exception as error:  # one bad article never stops the others
            return Outcome(article.id, error=f"{article.id}: {type(error).__name__}: {error}")
        return Outcome(article.id, texts)


class InProcess:
    """Reads one article after the other, here."""

    def run(self, feed: Feed) -> Generator[Outcome, None, None]:
        """The outcome of each article, in order."""
        reader = Reader(feed.settings)
        for item in feed:
            yield item if isinstance(item, Outcome) else reader(item)
