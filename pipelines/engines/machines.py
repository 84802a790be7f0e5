"""The pipeline on many machines, through Ray Data (the extra ``dothi[ray]``).

Files are read by tasks of the cluster and stream through a pool of actors, each with its models loaded once.
Ray holds back reading while the actors are busy, and runs again what a lost worker was doing. Actors write
partitions of N-Quads into a folder that all machines see; the driver takes them up in the order of the feed.
A partition is written under a temporary name and renamed, so that what lies there is always whole: a driver
that was killed begins with it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from graph.errors import DothiError
from graph.model import Article
from graph.storage.incoming import ArticleText, split
from pipelines.engines import Feed, Outcome, Reader, Settings
from pipelines.messages import Message

if TYPE_CHECKING:
    import pyarrow
    from ray.data import Datasource

PARTITION = 64
"""Articles in a partition."""

BLOCK = 256
"""Articles that a reading task hands on at once."""


class Machines:
    """Reads articles with `workers` actors of the Ray cluster at `address` (a new local one if None)."""

    def __init__(self, workers: int, parts: Path, address: str | None = None, *, keep: bool = False) -> None:
        self.workers = workers
        self.parts = parts.absolute()
        self.address = address
        self.keep = keep

    def run(self, feed: Feed) -> Generator[Outcome, None, None]:
        """The outcome of each article, in order, after what an earlier run left in the partitions."""
        _connect(self.address)
        self.parts.mkdir(parents=True, exist_ok=True)
        left = _left(self.parts)
        yield from left
        again = Counter(outcome.source for outcome in left)
        found = {o.texts[0].digest for o in left if again[o.source] == 1}
        rest = replace(feed, known=feed.known | found)
        for path, outcomes in _partitions(rest, self.workers, self.parts):
            texts = list(_texts(Path(path))) if path else []
            for outcome, size in outcomes:
                yield replace(outcome, texts=tuple(texts[:size]))
                del texts[:size]
        if not self.keep:
            for part in self.parts.glob("*.nq"):
                part.unlink()
            self.parts.rmdir()


def _left(parts: Path) -> list[Outcome]:
    """What partitions of an earlier run hold; an article and its teasers have one digest."""
    texts = (text for part in sorted(parts.glob("*.nq")) for text in _texts(part))
    groups = (tuple(group) for _, group in groupby(texts, key=lambda text: text.digest))
    return [Outcome(group[0].name, group) for group in groups]


def _connect(address: str | None) -> None:
    try:
        import ray
        import ray.data
    except ImportError:
        needed = Message.MISSING_PACKAGE(what="--engine ray", package="ray", requirement="dothi[ray]")
        raise DothiError(needed, 2) from None
    if not ray.is_initialized():
        try:
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise DothiError(f"--address {address}: no Ray cluster there ({error})") from error


def _texts(part: Path) -> Iterator[ArticleText]:
    with part.open("rb") as file:
        yield from split(file)


def _partitions(feed: Feed, workers: int, parts: Path) -> Iterator[tuple[str, list[tuple[Outcome, int]]]]:
    """The path of each partition (empty when nothing new is in it) and its outcomes with counts of texts."""
    import ray
    import ray.data

    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    tasks = max(1, 4 * workers)
    read = ray.data.read_datasource(_source(feed), override_num_blocks=tasks)
    done = read.map_batches(
        _Actor,
        fn_constructor_args=(feed.settings, str(parts)),
        batch_format="pyarrow",
        batch_size=PARTITION,
        concurrency=workers,
        max_restarts=-1,
        max_task_retries=-1,
    )
    decoder = msgspec.msgpack.Decoder(list[tuple[Outcome, int]])
    for row in done.iter_rows():
        yield row["part"], decoder.decode(row["outcomes"])


def _source(feed: Feed) -> Datasource:
    """The feed as tasks that Ray runs where there is room: each reads a share of the files."""
    import pyarrow
    from ray.data import Datasource, ReadTask
    from ray.data.block import BlockMetadata

    def blocks(items: Sequence[tuple[str, str] | Outcome]) -> Iterator[pyarrow.Table]:
        pending: list[bytes] = []
        for item in items:
            for one in [item] if isinstance(item, Outcome) else feed.of(*item):
                pending.append(msgspec.msgpack.encode((type(one) is Article, one)))
                if len(pending) == BLOCK:
                    yield pyarrow.table({"item": pyarrow.array(pending, pyarrow.binary())})
                    pending = []
        yield pyarrow.table({"item": pyarrow.array(pending, pyarrow.binary())})

    class Articles(Datasource):
        def estimate_inmemory_data_size(self) -> int | None:
            return None

        def get_read_tasks(self, parallelism: int, *_: object, **__: object) -> list[ReadTask]:
            items = list(feed.files())
            size = max(1, -(-len(items) // parallelism))
            shares = [items[at : at + size] for at in range(0, len(items), size)]
            about = BlockMetadata(num_rows=None, size_bytes=None, input_files=None, exec_stats=None)
            return [ReadTask(partial(blocks, share), about) for share in shares]

    return Articles()


class _Actor:
    """Reads batches of articles and writes each as a partition."""

    def __init__(self, settings: Settings, parts: str) -> None:
        self.reader = Reader(settings)
        self.parts = Path(parts)

    def __call__(self, batch: pyarrow.Table) -> pyarrow.Table:
        import pyarrow

        outcomes = [self._outcome(data) for data in batch["item"].to_pylist()]
        text = b"".join(text.text for outcome in outcomes for text in outcome.texts)
        bare = [(replace(outcome, texts=()), len(outcome.texts)) for outcome in outcomes]
        row = {"part": [self._write(text)], "outcomes": [msgspec.msgpack.encode(bare)]}
        return pyarrow.table(row)

    def _outcome(self, data: bytes) -> Outcome:
        is_article, rest = msgspec.msgpack.decode(data, type=tuple[bool, msgspec.Raw])
        if is_article:
            return self.reader(msgspec.msgpack.decode(rest, type=Article))
        return msgspec.msgpack.decode(rest, type=Outcome)

    def _write(self, text: bytes) -> str:
        """The path of a new partition, named by what it holds: a retry writes the same file."""
        if not text:
            return ""
        path = self.parts / f"{sha256(text).hexdigest()[:24]}.nq"
        beside = path.with_suffix(f".{uuid4().hex}")
        beside.write_bytes(text)
        beside.replace(path)
        return str(path)
