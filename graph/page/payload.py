"""A knowledge graph as the compact JSON that the page carries.

Articles, entities, events and positions come in; nested lists without names go out, entities and events each
in order of importance, so that a node's number is its rank. Offsets are turned from code points to the UTF-16
units that a browser counts in. Only what the page shows is kept.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from graph.model import (
    Activity,
    Article,
    Entity,
    EntityType,
    Event,
    EventType,
    Form,
    Mention,
    Modifier,
    Position,
    Role,
    Status,
)
from graph.page.importance import entity_weights, event_weights
from graph.page.wording import subtype_names

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"

TYPES = list(EntityType)
STATUSES = list(Status)
ROLES = list(Role)
FORMS = list(Form)
MODIFIERS: list[Modifier | None] = [None, *Modifier]
EVENT_TYPES = list(EventType)


class Graph(Protocol):
    """What the page needs of a knowledge graph."""

    @property
    def articles(self) -> Sequence[Article]:
        """All articles."""

    @property
    def entities(self) -> Sequence[Entity]:
        """All entities, each once."""

    @property
    def events(self) -> Sequence[Event]:
        """All events; their arguments name entities of this graph."""

    @property
    def positions(self) -> Sequence[Position]:
        """All positions; they name entities of this graph."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Entities and events in order of importance, with their weights."""

    entities: tuple[tuple[Entity, float], ...]
    events: tuple[tuple[Event, float], ...]


def ranked(graph: Graph) -> Ranked:
    """The graph's nodes, the most important first; ties in order of id."""
    aside = frozenset(other for article in graph.articles for other in article.related)
    of_entities = entity_weights(graph.entities, graph.events, aside)
    of_events = event_weights(graph.events, of_entities, aside)
    return Ranked(
        tuple(
            (e, of_entities[e.id]) for e in sorted(graph.entities, key=lambda e: (-of_entities[e.id], e.id))
        ),
        tuple((e, of_events[e.id]) for e in sorted(graph.events, key=lambda e: (-of_events[e.id], e.id))),
    )


class _Places:
    """Where mentions stand: article numbers, and offsets in UTF-16 units."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._number = {article.id: number for number, article in enumerate(articles)}
        self._wide = {a.id: [i for i, c in enumerate(a.text) if ord(c) > 0xFFFF] for a in articles}

    def of(self, mention: Mention) -> list[int]:
        """Article, begin and end of a mention; empty when the graph does not hold its article."""
        number = self._number.get(mention.article)
        if number is None:
            return []
        wide = self._wide[mention.article]
        return [number, *(at + bisect_left(wide, at) for at in (mention.begin, mention.end))]

    def flat(self, mentions: Iterable[Mention]) -> list[Json]:
        """All mentions in one list, three numbers each."""
        return [number for mention in mentions for number in self.of(mention)]

    def with_forms(self, mentions: Iterable[Mention]) -> list[Json]:
        """All mentions in one list, four numbers each, the last of which is the form."""
        flat: list[Json] = []
        for mention in mentions:
            if place := self.of(mention):
                flat.extend((*place, FORMS.index(mention.form)))
        return flat


def _entity(entity: Entity, weight: float, places: _Places) -> Json:
    names: list[Json] = [name for name in entity.names if name != entity.name]
    point: Json = [round(entity.point[0], 4), round(entity.point[1], 4)] if entity.point else 0
    mentions = places.with_forms(entity.mentions)
    return [
        TYPES.index(entity.type),
        entity.name,
        names,
        [*entity.classes],
        [*entity.same_as],
        point,
        mentions,
        round(weight, 2),
    ]


def _event(event: Event, weight: float, places: _Places, number: dict[str, int]) -> Json:
    roles: list[Json] = []
    for argument in event.arguments:
        if argument.entity in number:
            evidence = places.of(argument.evidence) if argument.evidence else []
            roles.append(
                [ROLES.index(argument.role), number[argument.entity], round(argument.score, 2), *evidence]
            )
    quantities: list[Json] = [[q.value, q.unit, *places.of(q.evidence)] for q in event.quantities]
    words: Json = [*places.of(event.time.evidence)] if event.time and event.time.evidence else 0
    return [
        EVENT_TYPES.index(event.type),
        event.label,
        STATUSES.index(event.status),
        places.flat(event.mentions),
        event.time.value if event.time else 0,
        words or 0,
        quantities,
        event.subtype or 0,
        round(event.score, 2),
        roles,
        round(weight, 2),
    ]


def _positions(positions: Sequence[Position], places: _Places, number: dict[str, int]) -> list[Json]:
    kept: list[Json] = []
    for position in positions:
        if position.person in number:
            organization = number.get(position.organization or "", -1)
            modifier = MODIFIERS.index(position.modifier)
            kept.append(
                [
                    number[position.person],
                    position.title,
                    organization,
                    modifier,
                    places.flat(position.mentions),
                ]
            )
    return kept


def _articles(articles: Sequence[Article]) -> list[Json]:
    number = {article.id: index for index, article in enumerate(articles)}
    return [
        [
            a.id,
            a.title,
            a.date,
            a.url,
            a.publisher,
            a.text,
            [number[other] for other in a.related if other in number],
        ]
        for a in articles
    ]


def _iris(ids: Sequence[str]) -> Json:
    """What all ids begin with, and the rest of each; nothing when they are no absolute IRIs."""
    first, last = min(ids, default=""), max(ids, default="")
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    start = first[:same]
    if ":" not in start:
        return 0
    return [start, [name[len(start) :] for name in ids]]


def _made(activities: Iterable[Activity]) -> list[Json]:
    """Version, model and lexicon of the runs, each once, in order."""
    return [[*run] for run in sorted({(a.version, a.model, a.lexicon) for a in activities})]


def _subtypes(events: Iterable[Event]) -> dict[str, Json]:
    """The names of the narrower types that the events have."""
    names = subtype_names()
    return {kind: names[kind] for kind in sorted({e.subtype for e in events if e.subtype in names})}


def payload(graph: Graph, ranks: Ranked, *, language: str, title: str, made: Iterable[Activity] = ()) -> str:
    """The graph as JSON that is safe inside a ``<script>``; `made` are the runs that it comes from.

    >>> script_json(["</script>"])
    '["\\\\u003c/script\\\\u003e"]'
    """
    places = _Places(graph.articles)
    number = {entity.id: index for index, (entity, _) in enumerate(ranks.entities)}
    return script_json(
        {
            "language": language,
            "title": title,
            "made": _made(made),
            "subtypes": _subtypes(graph.events),
            "eventTypes": [str(kind) for kind in EVENT_TYPES],
            "articles": _articles(graph.articles),
            "entities": [_entity(entity, weight, places) for entity, weight in ranks.entities],
            "events": [_event(event, weight, places, number) for event, weight in ranks.events],
            "positions": _positions(graph.positions, places, number),
            "iris": _iris([*(e.id for e, _ in ranks.entities), *(e.id for e, _ in ranks.events)]),
        }
    )


def script_json(value: Json) -> str:
    """JSON in which no character can end a script element, open a comment or end a line of JavaScript.

    >>> script_json("a<!--\\u2028")
    '"a\\\\u003c!--\\\\u2028"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return (
        "".join(f"\\u{ord(c):04x}" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)
        if _has_surrogate(text)
        else text
    )


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
