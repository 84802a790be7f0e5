"""How fast a graph becomes Turtle and N-Quads, beside rdflib's serializer on the same graph in the same run.

Ours is timed from the values on (quads, grouping, writing) and for writing alone; rdflib writes what it
already holds. One core, processor time. Copies of the sample, or articles that `dothi export` wrote:
``python -m tests.benchmarks.rdf_writing [--articles N | --graph graph.nq]``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from graph.forms.rdf_forms import read_form, write_form
from graph.forms.rdf_reading import read_articles
from graph.knowledge_graph import KnowledgeGraph
from graph.model import ArticleGraph, Mention
from tests.graph.sample import articles


def copy(graph: ArticleGraph, article: str) -> ArticleGraph:
    """The same graph under another article id."""

    def moved(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
        return tuple(replace(m, article=article) for m in mentions)

    return replace(
        graph,
        article=replace(graph.article, id=article),
        entities=tuple(replace(e, mentions=moved(e.mentions)) for e in graph.entities),
        events=tuple(
            replace(
                v,
                mentions=moved(v.mentions),
                arguments=tuple(
                    replace(a, evidence=a.evidence and replace(a.evidence, article=article))
                    for a in v.arguments
                ),
                time=v.time
                and replace(v.time, evidence=v.time.evidence and replace(v.time.evidence, article=article)),
                quantities=tuple(
                    replace(q, evidence=replace(q.evidence, article=article)) for q in v.quantities
                ),
            )
            for v in graph.events
        ),
        positions=tuple(replace(p, mentions=moved(p.mentions)) for p in graph.positions),
    )


def many(number: int) -> list[ArticleGraph]:
    """So many article graphs, copies of the sample."""
    sample = articles()
    return [copy(sample[n % len(sample)], f"bai-{n:06}") for n in range(number)]


def timed(work: Callable[[], object]) -> float:
    """Processor seconds that `work` takes."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--graph", type=Path)
    given = parser.parse_args()
    graphs = many(given.articles) if given.graph is None else KnowledgeGraph.read(given.graph).articles
    number = len(graphs)
    building = timed(lambda: KnowledgeGraph(graphs).entities)
    print(
        f"{number} articles; check, order, who is who: {building:.2f} s ({number / building:.0f} articles/s)"
    )
    whole = KnowledgeGraph(graphs)
    print(f"{len(whole.entities)} entities, {len(whole.quads)} quads")
    union, dataset = whole.to_rdf(), whole.to_dataset()
    for form, other in (("ttl", "turtle"), ("nq", "nquads")):
        fresh = KnowledgeGraph(graphs)
        assert fresh.entities
        making = timed(lambda graph=fresh: graph.quads)  # type: ignore[misc]
        writing = timed(lambda graph=fresh, form=form: write_form(graph.quads, form))  # type: ignore[misc]
        source = union if form == "ttl" else dataset
        theirs = timed(lambda source=source, other=other: source.serialize(format=other, encoding="utf-8"))  # type: ignore[misc]
        print(
            f"{other:8} rdflib {theirs:6.2f} s; dothi {writing:6.2f} s ({theirs / writing:.0f}×), "
            f"with making the quads {making + writing:6.2f} s ({theirs / (making + writing):.1f}×)"
        )
        data = write_form(fresh.quads, form)
        reading = timed(lambda data=data, form=form: read_articles(read_form(data, form, form)))  # type: ignore[misc]
        print(f"{other:8} read back: {reading:.2f} s")


if __name__ == "__main__":
    main()
