"""The pipeline in several processes of this machine, each with its models loaded once.

Articles go out in small batches, and no more of them than the processes can take soon, so that memory stays
where it is and reading waits for the work. Outcomes come back in the order of the feed. When a process dies
(killed, out of memory), its batches are read again; an article that ends a process twice is a failed one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from graph.model import Article
from pipelines.engines import Feed, Outcome, Reader, Settings

BATCH = 8
"""Articles that go to a process at once."""

AHEAD = 8
"""Batches for each process that may wait or be at work."""

_reader: Reader | None = None


@dataclass(slots=True)
class _Batch:
    """Articles at work, and outcomes that need no work, in their place in the order."""

    items: list[Article | Outcome]
    future: Future[list[Outcome]] | None = None
    outcomes: list[Outcome] | None = None


class Processes:
    """Reads articles in `workers` processes."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, feed: Feed) -> Generator[Outcome, None, None]:
        """The outcome of each article, in order."""
        crew = _Crew(self.workers, feed.settings)
        waiting: deque[_Batch] = deque()
        batches = _batches(feed)
        try:
            while True:
                while len(waiting) < AHEAD * self.workers and (batch := next(batches, None)) is not None:
                    waiting.append(batch)
                    crew.submit(batch, waiting)
                if not waiting:
                    return
                yield from crew.outcomes(waiting)
        finally:
            crew.end()


class _Crew:
    """A pool of processes that is made anew when one of them dies."""

    def __init__(self, workers: int, settings: Settings) -> None:
        self.workers = workers
        self.settings = settings
        self.pool = self._new()

    def _new(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")  # a fork would inherit the store's lock and threads
        return ProcessPoolExecutor(self.workers, context, _start, (self.settings,))

    def submit(self, batch: _Batch, waiting: deque[_Batch]) -> None:
        """Put a batch to work; `waiting` holds it and those before it."""
        try:
            batch.future = self.pool.submit(_read, batch.items)
        except BrokenProcessPool:
            self._recover(waiting)

    def outcomes(self, waiting: deque[_Batch]) -> list[Outcome]:
        """The outcomes of the first batch that waits, which is then taken off."""
        first = waiting[0]
        if first.outcomes is None and first.future is not None:
            try:
                first.outcomes = first.future.result()
            except BrokenProcessPool:
                self._recover(waiting)
        waiting.popleft()
        return first.outcomes or []

    def _recover(self, waiting: deque[_Batch]) -> None:
        """Read what the dead left, each article alone, so that the one that kills is known for certain."""
        self.pool.shutdown(wait=True)
        self.pool = self._new()
        for batch in waiting:
            if batch.outcomes is None and not _is_done(batch.future):
                batch.outcomes = [self._alone(item) for item in batch.items]

    def _alone(self, item: Article | Outcome) -> Outcome:
        if isinstance(item, Outcome):
            return item
        for _ in range(2):  # once may be chance
            try:
                return self.pool.submit(_read, [item]).result()[0]
            except BrokenProcessPool:
                self.pool.shutdown(wait=True)
                self.pool = self._new()
        return Outcome(item.id, error=f"{item.id}: reading it ended the process")

    def end(self) -> None:
        """Stop the processes, also when they are at work that nobody wants any more."""
        processes = list((getattr(self.pool, "_processes", None) or {}).values())
        self.pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()


def _is_done(future: Future[list[Outcome]] | None) -> bool:
    return future is not None and future.done() and not future.cancelled() and future.exception() is None


def _batches(feed: Feed) -> Iterator[_Batch]:
    items: list[Article | Outcome] = []
    for item in feed:
        items.append(item)
        if len(items) == BATCH:
            yield _Batch(items)
            items = []
    if items:
        yield _Batch(items)


def _start(settings: Settings) -> None:
    """Make a process ready: it leaves Ctrl-C to its parent, and ends when that is gone."""
    global _reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _reader = Reader(settings)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read(items: list[Article | Outcome]) -> list[Outcome]:
    """In a process: the outcomes of a batch."""
    assert _reader is not None
    return [item if isinstance(item, Outcome) else _reader(item) for item in items]
