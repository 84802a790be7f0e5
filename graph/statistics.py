"""Counts and trends of a store: articles, actors, events by type and month, who is most connected, new pairs.

The union of a store is read once; who is known by several IRIs (`graph.resolution.whole_store`) counts once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph import vocabulary as v

KINDS = ("Person", "Organization", "Place")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a name, columns, and rows whose last cell is a number."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def statistics(store: Store, since: str | None = None, top: int = 20) -> list[Table]:
    """The tables of a store; `since` (a day or month) asks for pairs first seen together then or later.

    >>> [table.name for table in statistics(Store())]
    ['counts', 'events by type', 'events by month', 'most connected']
    """
    whole = _whole(store)
    actors: dict[object, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, v.HAS_ACTOR, None, DefaultGraph()):
        actor = whole.get(quad.object, quad.object) if isinstance(quad.object, NamedNode) else None
        if isinstance(actor, NamedNode):
            actors[quad.subject].add(actor.value)
    story = {q.subject: q.object for q in store.quads_for_pattern(None, v.SAME_EVENT, None, DefaultGraph())}
    dates = _literals(store, v.HAS_TIME)
    types = Counter[str]()
    months = Counter[tuple[str, str]]()
    for quad in store.quads_for_pattern(None, v.EVENT_TYPE, None, DefaultGraph()):
        if isinstance(quad.object, NamedNode) and story.get(quad.subject, quad.subject) == quad.subject:
            kind, date = quad.object.value.rsplit("#", 1)[-1], dates.get(quad.subject, "")
            types[kind] += 1
            if len(date) >= 7 and not date.startswith("--"):
                months[date[:7], kind] += 1
    tables = [
        Table("counts", ("what", "number"), tuple(_counts(store, whole, len(story)))),
        Table("events by type", ("type", "events"), tuple(_ranked(types, len(types)))),
        Table(
            "events by month", ("month", "type", "events"), tuple((*k, n) for k, n in sorted(months.items()))
        ),
        Table("most connected", ("actor", "others"), tuple(_connected(store, actors, top))),
    ]
    if since:
        tables.append(Table("new pairs", ("first", "second", "day"), _new_pairs(store, actors, dates, since)))
    return tables


def _whole(store: Store) -> dict[object, NamedNode]:
    """The IRI that stands for each that is one with others, by the graph that says who is who."""
    graphs = [
        g for g in store.named_graphs() if isinstance(g, NamedNode) and g.value.endswith("graph/identity")
    ]
    quads = (q for graph in graphs for q in store.quads_for_pattern(None, v.SAME_AS, None, graph))
    return {q.subject: q.object for q in quads if isinstance(q.object, NamedNode)}


def _counts(store: Store, whole: dict[object, NamedNode], told: int) -> list[tuple[str, int]]:
    def instances(kind: NamedNode) -> set[object]:
        return {q.subject for q in store.quads_for_pattern(None, v.TYPE, kind, DefaultGraph())}

    copies = sum(1 for _ in store.quads_for_pattern(None, v.COPY_OF, None, DefaultGraph()))
    rows = [("articles", len(instances(v.NEWS_ARTICLE))), ("of them copies", copies)]
    for kind in KINDS:
        found = instances(v.term(f"https://schema.org/{kind}"))
        rows.append((kind, len({whole.get(entity, entity) for entity in found})))
    return [*rows, ("events", len(instances(v.EVENT))), ("of them told by several", told)]


def _literals(store: Store, predicate: NamedNode) -> dict[object, str]:
    found = store.quads_for_pattern(None, predicate, None, DefaultGraph())
    return {q.subject: q.object.value for q in found if isinstance(q.object, Literal)}


def _ranked(counts: Counter[str], top: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:top]


def _connected(store: Store, actors: dict[object, set[str]], top: int) -> list[tuple[str, int]]:
    others: dict[str, set[str]] = defaultdict(set)
    for who in actors.values():
        for one in who:
            others[one] |= who - {one}
    ranked = _ranked(Counter({iri: len(found) for iri, found in others.items() if found}), top)
    return [(_name(store, iri), count) for iri, count in ranked]


def _new_pairs(
    store: Store, actors: dict[object, set[str]], dates: dict[object, str], since: str
) -> tuple[tuple[str, str, str], ...]:
    first: dict[tuple[str, str], str] = {}
    for event, who in actors.items():
        date = dates.get(event, "")
        if date and not date.startswith("--"):
            ordered = sorted(who)
            for n, one in enumerate(ordered):
                for other in ordered[n + 1 :]:
                    first[one, other] = min(first.get((one, other), date), date)
    new = sorted((date, pair) for pair, date in first.items() if date >= since)
    return tuple((_name(store, one), _name(store, other), date) for date, (one, other) in new)


def _name(store: Store, iri: str) -> str:
    found = store.quads_for_pattern(NamedNode(iri), v.PREF_LABEL, None, DefaultGraph())
    return min((q.object.value for q in found if isinstance(q.object, Literal)), default=iri)
