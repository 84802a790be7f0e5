"""How fast articles become a graph, step by step, beside `underthesea.ner` on the same text in the same run.

One core, processor time. The text is the first articles of the research corpus where it lies beside the
checkout (``DOTHI_SHARED`` or ``../shared``), otherwise the samples that ship, repeated. Run it with
``python -m tests.benchmarks.speed [--articles N] [--model fast|accurate] [--json FILE]``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from graph.knowledge_graph import KnowledgeGraph
from graph.model import Article, ArticleGraph
from pipelines.assembly import assemble
from pipelines.document import Doc
from pipelines.pipeline import Pipeline
from pipelines.reading import read

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DOTHI_SHARED", ROOT.parent / "shared"))
CHUNK = 20  # articles that dothi reads before underthesea gets one of them

Result = TypeVar("Result")


@dataclass(slots=True)
class Clock:
    """Processor time by name, in seconds."""

    taken: dict[str, float] = field(default_factory=dict)

    def time(self, name: str, work: Callable[[], Result]) -> Result:
        """Do `work`, and add its time to `name`."""
        started = time.process_time()
        result = work()
        self.taken[name] = self.taken.get(name, 0.0) + time.process_time() - started
        return result


def articles(count: int) -> list[Article]:
    """The articles to read."""
    corpus = SHARED / "corpus" / "news-30k.jsonl.gz"
    if corpus.exists():
        with gzip.open(corpus) as lines:
            records = [json.loads(line) for line in islice(lines, count)]
        return [Article(r["id"], f"{r['title']}\n{r['text']}", r["title"], "2019-06-30") for r in records]
    samples = list(read(str(ROOT / "pipelines" / "samples")))
    return [replace(samples[n % len(samples)], id=f"{n}") for n in range(count)]


def syllables(text: str) -> int:
    """What stands between spaces: the measure that other tools' speeds are given in."""
    return len(text.split())


def read_all(pipeline: Pipeline, given: list[Article], clock: Clock) -> Iterator[list[ArticleGraph]]:
    """What each article says, with the time of every step."""
    for article in given:
        doc = Doc(article)
        for step in pipeline.steps:
            doc = clock.time(type(step).__name__, lambda step=step, doc=doc: step(doc))  # type: ignore[misc]
        yield [clock.time("assembly", lambda doc=doc: assemble(doc))]  # type: ignore[misc]


def underthesea_ner(text: str) -> object:
    """The yardstick: underthesea's recognition alone, line by line."""
    from underthesea import ner

    return [ner(line) for line in text.split("\n") if line.strip()]


def memory() -> int:
    """The most memory that this process held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--model", default="fast")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

    given = articles(options.articles)
    clock, yardstick = Clock(), Clock()
    pipeline = clock.time("start (models)", lambda: Pipeline(options.model))
    start = clock.taken.pop("start (models)")
    for _ in read_all(pipeline, given[:3], Clock()):  # what is loaded lazily is loaded before the clock runs
        pass
    underthesea_ner(given[0].text.split("\n")[0])
    said: list[ArticleGraph] = []
    heard = 0
    early = 0
    for first in range(0, len(given), CHUNK):
        chunk = given[first : first + CHUNK]
        for found in read_all(pipeline, chunk, clock):
            said.extend(found)
        yardstick.time("underthesea.ner", lambda: underthesea_ner(chunk[0].text))  # noqa: B023
        heard += syllables(chunk[0].text)
        early = early or memory()
    written = sum(syllables(article.text) for article in given)
    reading = sum(clock.taken.values())
    graph = KnowledgeGraph(said)
    clock.time("who is who", lambda: graph.world)
    clock.time("RDF (N-Quads)", lambda: graph.quads)

    theirs = heard / yardstick.taken["underthesea.ner"]
    ours = written / reading
    print(f"{len(given)} articles, {written:,} syllables; model {options.model}; one core, processor time")
    print(f"{'':22}{'seconds':>9}{'ms/article':>12}{'syllables/s':>13}{'share':>8}")
    for name, seconds in clock.taken.items():
        share = f"{seconds / reading:.0%}" if name not in ("who is who", "RDF (N-Quads)") else ""
        print(
            f"{name:22}{seconds:9.2f}{1000 * seconds / len(given):12.2f}{written / seconds:13,.0f}{share:>8}"
        )
    print(f"{'text to graph':22}{reading:9.2f}{1000 * reading / len(given):12.2f}{ours:13,.0f}")
    print(f"{'underthesea.ner alone':22}{'':9}{'':12}{theirs:13,.0f}")
    print(f"dothi, all together: {len(given) / reading:.1f} articles/s, {ours / theirs:.1f}× underthesea.ner")
    print(f"start (models) {start:.2f} s; memory {early} MB after {CHUNK} articles, {memory()} MB at the end")
    if options.json:
        figures = {"syllables/s": ours, "underthesea": theirs, "ratio": ours / theirs, "MB": memory()}
        options.json.write_text(json.dumps(figures | {f"s {k}": v for k, v in clock.taken.items()}, indent=1))


if __name__ == "__main__":
    main()
