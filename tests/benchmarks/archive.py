"""A whole archive into a store: speed, memory, size, and how the time of resolution grows.

Run it with ``python -m tests.benchmarks.archive [--sizes 1000,10000,30000] [--workers 2] [--one 1000]``. The
research corpus is read (``DOTHI_SHARED`` or ``../shared``) by ``dothi ingest`` in a process of its own, whose
processes are watched: processor time (of the loading one, and of each that reads, in ms an article of all)
and resident memory, when a tenth of the time is over, at the end, and at most. Resolution is timed apart,
once over all that is there. ``--one`` is the size at which one worker is measured beside them. Each line is
printed when it is known, with the time of day.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from graph.resolution.whole_store import resolve_store
from graph.storage.store import ArticleStore

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DOTHI_SHARED", ROOT.parent / "shared"))
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
LEAST = 60 * 1024 * 1024
"""A process that never was as large as this is a helper of the system's."""


def first(count: int, folder: Path) -> tuple[Path, int]:
    """A file with the first articles of the corpus, and its syllables."""
    path, syllables = folder / f"{count}.jsonl", 0
    with gzip.open(SHARED / "corpus" / "news-30k.jsonl.gz", "rt") as lines, path.open("w") as out:
        for line in islice(lines, count):
            record = json.loads(line)
            syllables += len(record["title"].split()) + len(record["text"].split())
            out.write(line)
    return path, syllables


def family(root: int) -> Iterator[int]:
    """A process and its children."""
    yield root
    try:
        for child in Path(f"/proc/{root}/task/{root}/children").read_text().split():
            yield from family(int(child))
    except OSError:
        return


@dataclass
class Watched:
    """What one process was seen to use: processor time in seconds, and resident bytes each time."""

    cpu: float = 0.0
    sizes: list[int] = field(default_factory=list)

    def look(self, process: int) -> None:
        """Look once more; a process that has ended stays as it was seen last."""
        try:
            stat = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return
        self.cpu = (int(stat[11]) + int(stat[12])) / TICKS
        self.sizes += [int(stat[21]) * PAGE] if stat[21] != "0" else []

    def __str__(self) -> str:
        start, end = self.sizes[len(self.sizes) // 10], self.sizes[-max(1, len(self.sizes) // 50)]
        return "→".join(str(size >> 20) for size in (start, end)) + f" (max {max(self.sizes) >> 20})"


def ingest(source: Path, store: Path, workers: int) -> tuple[float, list[Watched]]:
    """Seconds that `dothi ingest` takes, and what its processes used, the loading one first."""
    started = time.monotonic()
    command = [sys.executable, "-m", "pipelines.command", "ingest", str(source), "--store", str(store)]
    process = subprocess.Popen([*command, "--workers", str(workers), "--quiet"], cwd=ROOT)
    seen: dict[int, Watched] = {}
    while process.poll() is None:
        for one in family(process.pid):
            seen.setdefault(one, Watched()).look(one)
        time.sleep(0.5)
    if process.returncode not in (0, 1):  # 1: some article failed
        sys.exit(process.returncode)
    took = time.monotonic() - started
    return took, [watched for watched in seen.values() if max(watched.sizes, default=0) > LEAST]


def size_of(folder: Path) -> int:
    """Bytes of the database in a store's folder, without its snapshots."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())


def resolving(store: Path) -> float:
    """Seconds to decide who is who over the whole store from nothing."""
    (store / "dothi" / "identity.sqlite").unlink()
    started = time.monotonic()
    with ArticleStore(store) as opened:
        resolve_store(opened)
    return time.monotonic() - started


def measure(count: int, workers: int, folder: Path) -> float:
    """Print one row; returns the seconds."""
    source, syllables = first(count, folder)
    store = folder / f"store-{count}-{workers}"
    took, (loader, *readers) = ingest(source, store, workers)
    kept = size_of(store) / count / 1024
    resolution = resolving(store)
    each = [f"{1000 * watched.cpu / count:.1f}" for watched in (loader, *readers)]
    row = (
        f"{datetime.now():%Y-%m-%d %H:%M}",
        *(count, workers, f"{took:.0f}", f"{count / took:.1f}", f"{syllables / took:,.0f}", f"{kept:.0f}"),
        *(f"{resolution:.1f}", " + ".join(each), "; ".join(map(str, (loader, *readers)))),
    )
    print("| " + " | ".join(map(str, row)) + " |", flush=True)
    shutil.rmtree(store)
    return took


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,30000")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--one", type=int, default=1000)
    options = parser.parse_args()
    names = ["when", "articles", "workers", "s", "articles/s", "syllables/s", "kB/article", "resolution s"]
    names += ["ms an article: loader + readers", "memory MB, loader; readers"]
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"| {' | '.join(names)} |\n|{'---|' * len(names)}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone = measure(options.one, 1, folder) if options.one else 0.0
        for count in map(int, options.sizes.split(",")):
            took = measure(count, options.workers, folder)
            if count == options.one:
                print(f"{options.workers} workers: {alone / took:.2f}× of one", file=sys.stderr)


if __name__ == "__main__":
    main()
