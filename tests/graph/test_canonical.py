"""What an article graph must hold is checked, and its form does not depend on how it was built."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.canonical import canonical, is_date, is_time
from graph.errors import DothiError
from graph.model import Argument, ArticleGraph, Role, Time
from tests.graph.sample import articles, first


@pytest.mark.parametrize("graph", articles(), ids=lambda g: g.article.id)
def test_order_and_ids_do_not_matter(graph: ArticleGraph) -> None:
    shuffled = replace(
        graph,
        entities=tuple(replace(e, mentions=e.mentions[::-1]) for e in reversed(graph.entities)),
        events=tuple(replace(v, id="z" + v.id, arguments=v.arguments[::-1]) for v in reversed(graph.events)),
        positions=graph.positions[::-1],
    )
    assert canonical(shuffled) == canonical(graph) == canonical(canonical(graph))


def broken(**changes: object) -> ArticleGraph:
    graph = first()
    event = replace(graph.events[0], **changes)  # type: ignore[arg-type]
    return replace(graph, events=(event, *graph.events[1:]))


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (broken(mentions=()), "has no mention"),
        (broken(arguments=(Argument(Role.AGENT, "E99", 0.5),)), "'E99' is the id of no entity"),
        (broken(arguments=(Argument(Role.AGENT, "E1", 1.5),)), "score of 1.5"),
        (broken(arguments=(Argument(Role.AGENT, "E1", float("nan")),)), "score of nan"),
        (broken(time=Time("27/3")), "is no time such as"),
        (broken(mentions=(replace(first().events[0].mentions[0], begin=1),)), "does not stand at 1"),
        (broken(mentions=(replace(first().events[0].mentions[0], article="x"),)), "belongs to article 'x'"),
        (replace(first(), article=replace(first().article, date="hôm qua")), "is no ISO date"),
        (replace(first(), article=replace(first().article, id="")), "empty id"),
        (replace(first(), article=replace(first().article, text="\ud800")), "surrogate"),
    ],
)
def test_what_can_not_be_true_is_refused(graph: ArticleGraph, message: str) -> None:
    with pytest.raises(DothiError, match=message):
        canonical(graph)


@pytest.mark.parametrize("value", ["2024-02-29", "2024-12", "1999", "--02-29", "--12"])
def test_times(value: str) -> None:
    assert is_time(value)


@pytest.mark.parametrize("value", ["2023-02-29", "2024-13", "0000", "--02-30", "--1", "٢٠٢٤", "2024-1-1", ""])
def test_no_times(value: str) -> None:
    assert not is_time(value)


def test_dates_of_articles() -> None:
    assert [d for d in ("2024-03-28", "2024-03-28T25:00:00", "--03-28", "2024") if is_date(d)] == [
        "2024-03-28",
        "2024",
    ]
