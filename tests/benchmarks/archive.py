"""A whole archive into a store: speed, memory, size, and how the time of resolution grows.

Run it with ``python -m tests.benchmarks.archive [--sizes 1000,10000,30000] [--workers 2] [--one 1000]``. The
research corpus is read (``DOTHI_SHARED`` or ``../shared``) by ``dothi ingest`` in a process of its own, whose
processes' resident memory is watched; resolution is timed apart, once over all that is there. ``--one`` is
the size at which one worker is measured beside them.
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
from datetime import date
from itertools import islice
from pathlib import Path

from graph.resolution import resolve_store
from graph.store import ArticleStore

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DOTHI_SHARED", ROOT.parent / "shared"))


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


def resident(process: int) -> int:
    """Resident memory of a process in MB, 0 when it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    lines = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(next(lines, "0 0").split()[1]) // 1024


def ingest(source: Path, store: Path, workers: int) -> tuple[float, list[str]]:
    """Seconds that `dothi ingest` takes, and ``start → end`` of each process's memory."""
    started = time.monotonic()
    command = [sys.executable, "-m", "pipelines.command", "ingest", str(source), "--store", str(store)]
    process = subprocess.Popen([*command, "--workers", str(workers), "--quiet"], cwd=ROOT)
    seen: dict[int, list[int]] = {}
    while process.poll() is None:
        for one in family(process.pid):
            if memory := resident(one):
                seen.setdefault(one, []).append(memory)
        time.sleep(1)
    took = time.monotonic() - started
    busy = [sizes for sizes in seen.values() if max(sizes) > 60]
    return took, [f"{sizes[min(20, len(sizes) // 4)]}→{sizes[-1]} (max {max(sizes)})" for sizes in busy]


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
    took, memory = ingest(source, store, workers)
    kept = size_of(store) / count / 1024
    resolution = resolving(store)
    row = (count, workers, f"{took:.0f}", f"{count / took:.1f}", f"{syllables / took:,.0f}", f"{kept:.0f}")
    print("| " + " | ".join(map(str, (*row, f"{resolution:.1f}", "; ".join(memory)))) + " |", flush=True)
    shutil.rmtree(store)
    return took


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,30000")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--one", type=int, default=1000)
    options = parser.parse_args()
    print(f"{date.today()}, {os.cpu_count()} cores")
    print("| articles | workers | s | articles/s | syllables/s | kB/article | resolution s | memory MB |")
    print("|---:|---:|---:|---:|---:|---:|---:|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone = measure(options.one, 1, folder) if options.one else 0.0
        for count in map(int, options.sizes.split(",")):
            took = measure(count, options.workers, folder)
            if count == options.one:
                print(f"{options.workers} workers: {alone / took:.2f}× of one", file=sys.stderr)


if __name__ == "__main__":
    main()
