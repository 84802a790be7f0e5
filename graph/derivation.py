"""The world as all articles together tell it: global entities, events and positions.

Article graphs and who is who come in; the same values go out with global IRIs as ids, entities united.
Nothing is said here that no article says: the fullest name, all names, all mentions, all identifiers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.identifiers import DEFAULT_BASE, Identifiers
from graph.model import Article, ArticleGraph, Entity, EntityType, Event, Position
from graph.naming import syllables
from graph.resolution.identity import Identity


@dataclass(frozen=True, slots=True)
class World:
    """Articles, entities, events and positions; ids of all but articles are global IRIs."""

    articles: tuple[Article, ...]
    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    positions: tuple[Position, ...]


def derive(graphs: Sequence[ArticleGraph], identity: Identity, base: str = DEFAULT_BASE) -> World:
    """The world of canonical article graphs, in order of their ids.

    >>> derive([], Identity({}, ()))
    World(articles=(), entities=(), events=(), positions=())
    """
    make = Identifiers(base)
    known: dict[str, list[Entity]] = defaultdict(list)
    events: list[Event] = []
    positions: list[Position] = []
    for graph in graphs:
        names = identity.names(graph)
        for entity in graph.entities:
            known[names[entity.id]].append(entity)
        for event, iri in zip(graph.events, make.events(graph.article.id, graph.events), strict=True):
            arguments = tuple(replace(a, entity=names[a.entity]) for a in event.arguments)
            events.append(replace(event, id=iri, arguments=arguments))
        iris = make.positions(graph.article.id, graph.positions)
        for position, iri in zip(graph.positions, iris, strict=True):
            of = names[position.organization] if position.organization is not None else None
            positions.append(replace(position, id=iri, person=names[position.person], organization=of))
    entities = tuple(united(iri, known[iri]) for iri in sorted(known))
    return World(tuple(g.article for g in graphs), entities, tuple(events), tuple(positions))


def united(iri: str, entities: Sequence[Entity]) -> Entity:
    """One entity of what several articles say of it.

    A person's and an organisation's name is the fullest; a place's is the one that stands there most often.

    >>> united("urn:e", [Entity(e, EntityType.PLACE, "Mỹ", ()) for e in ("E1", "E2")]).name
    'Mỹ'
    """
    if len(entities) == 1:
        return replace(entities[0], id=iri)
    names = {e.name for e in entities}
    uses = Counter(m.text for e in entities for m in e.mentions)
    by_use = entities[0].type is EntityType.PLACE

    def preference(name: str) -> tuple[int, int, int, str]:
        size, use = -len(syllables(name)), -uses[name]
        return (use, size, len(name), name) if by_use else (size, use, len(name), name)

    name = min(names, key=preference)
    points = (e.point for e in entities if e.point is not None)
    return Entity(
        iri,
        entities[0].type,
        name,
        tuple(sorted({m for e in entities for m in e.mentions})),
        tuple(sorted({n for e in entities for n in (e.name, *e.names)} - {name})),
        tuple(sorted({c for e in entities for c in e.classes})),
        tuple(sorted({s for e in entities for s in e.same_as})),
        next(points, None),
    )
