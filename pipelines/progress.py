"""How far a long run is: a bar on a terminal, a plain line now and then otherwise, nothing when quiet.

The number of articles to come is counted in a thread while the work goes on; until it is known there is a
rate and no time left.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Protocol

from pipelines import console
from pipelines.archive_messages import ArchiveMessage

LINE_EVERY = 30.0
"""Seconds between two plain lines."""


class Step(Protocol):
    """Is called once for each article that is done."""

    def __call__(self) -> None:
        """One more."""


@contextmanager
def progress(count: Callable[[], int | None]) -> Iterator[Step]:
    """Shows how many of `count()` articles are done, each time the value it gives is called.

    >>> with progress(lambda: 1) as one_more:
    ...     one_more()
    """
    total: list[int | None] = [None]

    def find_out() -> None:
        total[0] = count()

    Thread(target=find_out, daemon=True).start()
    if console.is_quiet():
        yield lambda: None
    elif sys.stderr.isatty():
        with _bar(total) as step:
            yield step
    else:
        yield _Lines(total)


@contextmanager
def _bar(total: list[int | None]) -> Iterator[Step]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=120)
    started = time.monotonic()
    with bar:
        task = bar.add_task(ArchiveMessage.READING(), total=None, rate="")

        def step() -> None:
            done = bar.tasks[task].completed + 1
            rate = done / max(time.monotonic() - started, 0.1)
            bar.update(
                task, advance=1, total=total[0], rate=ArchiveMessage.RATE(rate=f"{rate:.1f}"), refresh=False
            )

        yield step


class _Lines:
    """A line each `LINE_EVERY` seconds."""

    def __init__(self, total: list[int | None]) -> None:
        self._total = total
        self._started = self._told = time.monotonic()
        self._done = 0

    def __call__(self) -> None:
        self._done += 1
        now = time.monotonic()
        if now - self._told < LINE_EVERY:
            return
        self._told = now
        rate = self._done / (now - self._started)
        total = self._total[0]
        left = "" if total is None else ArchiveMessage.LEFT(time=span((total - self._done) / rate))
        console.note(ArchiveMessage.SO_FAR(done=self._done, rate=f"{rate:.1f}", left=left))


def span(seconds: float) -> str:
    """A time as a person says it.

    >>> span(42), span(600), span(9000)
    ('42 s', '10 min', '2.5 h')
    """
    if seconds < 90:
        return f"{max(seconds, 0):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
