"""One event in several articles, against pairs that were labelled by hand: precision and recall.

Part of ``python -m tests.benchmarks.identity``, which reads the articles. Of the labelled pairs whose events
the pipeline finds, precision is the share of those in one story that are one event, recall the share of those
that are one event that are in one story. Pairs were chosen because something speaks for them: recall says
nothing of events that no two articles describe alike.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from graph.resolution.registry import Registry
from graph.storage.articles import article_name

LABELS = Path(__file__).with_name("stories.yaml")


def labels() -> dict[str, dict[str, list[list[str]]]]:
    """By group, pairs of events, each ``article:offset``, that are the ``same`` or ``different``."""
    return yaml.safe_load(LABELS.read_text("utf-8"))


def articles() -> set[str]:
    """The articles of all pairs."""
    groups = labels().values()
    return {event.split(":")[0] for g in groups for pairs in g.values() for pair in pairs for event in pair}


def story(held: Registry, event: str) -> str | None:
    """The story of an event, or its own IRI; None if there is no such event."""
    article, offset = event.split(":")
    sql = """SELECT COALESCE(story, events.iri) FROM events JOIN articles ON number = article
        WHERE articles.iri = ? AND (events.iri LIKE ? OR events.iri LIKE ?)"""
    found = held.column(sql, article_name(article).value, f"%-{offset}", f"%-{offset}.2")
    return found[0] if found else None


def score(held: Registry, wrong: bool) -> None:
    """Print precision and recall of each group; with `wrong` also the pairs that are not right."""
    for group, answers in labels().items():
        counts = {(same, joined): 0 for same in (True, False) for joined in (True, False)}
        missing = 0
        for label, pairs in answers.items():
            for first, second in pairs:
                stories = story(held, first), story(held, second)
                if None in stories:
                    missing += 1
                    continue
                same, joined = label == "same", stories[0] == stories[1]
                counts[same, joined] += 1
                if wrong and same != joined:
                    print(f"  {label:10} {first} {second}")
        right, false, missed = counts[True, True], counts[False, True], counts[True, False]
        print(f"{group}: {sum(counts.values())} pairs of events ({missing} more: an event was not found)")
        print(f"precision {right / (right + false):.3f}, recall {right / (right + missed):.3f}")
