"""One article's graph in its one canonical form, checked: the same content is the same value.

An `ArticleGraph` comes in as a pipeline or a file gives it; the same one goes out with every tuple sorted,
duplicates gone and local ids numbered in the order of the text, so that equality, merging and output do not
depend on how it was built. What the contract forbids (offsets that miss their words, an argument that names
no entity, an impossible date) is refused here with a line that says where, so that nothing later has to ask.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from graph.errors import DothiError
from graph.model import (
    Argument,
    Article,
    ArticleGraph,
    Entity,
    Event,
    Mention,
    Position,
    Quantity,
    Role,
    Time,
)

T = TypeVar("T")

ROLES = tuple(Role)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DAY_OF_YEAR = re.compile(r"--(\d\d)-(\d\d)")
_MONTH = re.compile(r"(?:\d{4}|-)-(\d\d)")
_YEAR = re.compile(r"\d{4}")
_CLOCK = re.compile(
    r"(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)?"
)


def is_time(value: str) -> bool:
    """Whether a value is a day, month or year as `graph.model.Time` writes them.

    >>> [v for v in ("2024-03-25", "2024-02-30", "2024-03", "2024", "--03-25", "--11", "--13") if is_time(v)]
    ['2024-03-25', '2024-03', '2024', '--03-25', '--11']
    """
    if not value.isascii():
        return False
    if found := _DAY.fullmatch(value):
        return _is_day(*map(int, found.groups()))
    if found := _DAY_OF_YEAR.fullmatch(value):
        return _is_day(2000, *map(int, found.groups()))
    if found := _MONTH.fullmatch(value):
        return 1 <= int(found[1]) <= 12 and not value.startswith("0000")
    return bool(_YEAR.fullmatch(value)) and value != "0000"


def is_date(value: str) -> bool:
    """Whether a value can be when an article was published: a day, month, year, or a day with a clock time.

    >>> is_date("2024-03-28"), is_date("2024-03-28T07:30:00+07:00"), is_date("28/3/2024")
    (True, True, False)
    """
    found = _CLOCK.fullmatch(value) if value.isascii() else None
    return is_time(found[1] if found else value) and not value.startswith("--")


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def canonical(graph: ArticleGraph) -> ArticleGraph:
    """The graph checked, sorted, and with local ids E1…, V1…, P1… in the order of the text.

    Raises `DothiError` when something in it can't be true of the article.

    >>> from graph.model import Article
    >>> canonical(ArticleGraph(Article("a", "Một bài.", related=("c", "b", "c")))).article.related
    ('b', 'c')
    """
    graph = ordered(graph)
    entities = {e.id: f"E{n}" for n, e in enumerate(graph.entities, 1)}
    return ordered(
        replace(
            graph,
            entities=tuple(replace(e, id=entities[e.id]) for e in graph.entities),
            events=tuple(
                replace(
                    v,
                    id=f"V{n}",
                    arguments=tuple(replace(a, entity=entities[a.entity]) for a in v.arguments),
                )
                for n, v in enumerate(graph.events, 1)
            ),
            positions=tuple(
                replace(
                    p,
                    id=f"P{n}",
                    person=entities[p.person],
                    organization=entities[p.organization] if p.organization is not None else None,
                )
                for n, p in enumerate(graph.positions, 1)
            ),
        )
    )


def ordered(graph: ArticleGraph) -> ArticleGraph:
    """The graph checked and sorted, local ids kept. Raises `DothiError` as `canonical` does.

    >>> ordered(ArticleGraph(Article("a", "Một bài."))).entities
    ()
    """
    article = _article(graph.article)
    check = _Check(article)
    entities = tuple(sorted((_entity(e, check) for e in graph.entities), key=_entity_order))
    place = {e.id: n for n, e in enumerate(entities)}
    if len(place) < len(entities):
        raise check.error("two entities have the same id")
    events = [_event(v, check, place) for v in graph.events]
    positions = [_position(p, check, place) for p in graph.positions]
    return replace(
        graph,
        article=article,
        entities=entities,
        events=tuple(sorted(events, key=lambda v: _event_order(v, place))),
        positions=tuple(sorted(positions, key=lambda p: _position_order(p, place))),
    )


def _article(article: Article) -> Article:
    try:
        for text in (article.id, article.text, article.title, article.url or "", article.publisher or ""):
            text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise DothiError(
            f"article {article.id!r}: half of a surrogate pair in its text: decode it anew"
        ) from error
    if not article.id:
        raise DothiError("an article has an empty id: give it one")
    if article.date is not None and not is_date(article.date):
        raise DothiError(f"article {article.id!r}: {article.date!r} is no ISO date such as 2024-03-28")
    return replace(
        article,
        url=article.url or None,
        publisher=article.publisher or None,
        related=tuple(sorted(set(article.related) - {article.id})),
    )


class _Check:
    """Refuses what can't be true of one article."""

    def __init__(self, article: Article) -> None:
        self.article = article

    def error(self, message: str) -> DothiError:
        return DothiError(f"article {self.article.id!r}: {message}")

    def mention(self, mention: Mention) -> Mention:
        if mention.article != self.article.id:
            raise self.error(f"a mention belongs to article {mention.article!r}")
        if not 0 <= mention.begin < mention.end or (
            self.article.text[mention.begin : mention.end] != mention.text
        ):
            raise self.error(f"{mention.text!r} does not stand at {mention.begin}–{mention.end}")
        return mention

    def mentions(self, mentions: Iterable[Mention], what: str) -> tuple[Mention, ...]:
        found = tuple(sorted({self.mention(m) for m in mentions}))
        if not found:
            raise self.error(f"{what} has no mention")
        return found

    def score(self, score: float) -> float:
        if not 0.0 <= score <= 1.0:
            raise self.error(f"a score of {score} is not between 0 and 1")
        return score

    def entity(self, entity: str, known: dict[str, int]) -> str:
        if entity not in known:
            raise self.error(f"{entity!r} is the id of no entity")
        return entity


def _entity(entity: Entity, check: _Check) -> Entity:
    if entity.point and not (
        all(map(math.isfinite, entity.point)) and abs(entity.point[0]) <= 180 and abs(entity.point[1]) <= 90
    ):
        raise check.error(f"{entity.name!r} lies at an impossible point {entity.point}")
    return replace(
        entity,
        mentions=check.mentions(entity.mentions, f"entity {entity.name!r}"),
        names=tuple(sorted(set(entity.names) - {entity.name})),
        classes=tuple(sorted(set(entity.classes) - {entity.type.value})),
        same_as=tuple(sorted(set(entity.same_as))),
    )


def _entity_order(entity: Entity) -> tuple[object, ...]:
    return (entity.mentions, entity.type, entity.name, entity.names, entity.same_as, entity.id)


def _event(event: Event, check: _Check, known: dict[str, int]) -> Event:
    for argument in event.arguments:
        check.entity(argument.entity, known)
        check.score(argument.score)
        if argument.evidence:
            check.mention(argument.evidence)
    check.score(event.score)
    check.score(event.status_score)
    return replace(
        event,
        mentions=check.mentions(event.mentions, f"event {event.label!r}"),
        arguments=tuple(_unique(event.arguments, lambda a: _argument_order(a, known))),
        time=_time(event.time, check),
        quantities=tuple(_unique((_quantity(q, check) for q in event.quantities), _quantity_order)),
        subtype=event.subtype or None,
    )


def _event_order(event: Event, place: dict[str, int]) -> tuple[object, ...]:
    return (
        event.mentions,
        event.type,
        event.status,
        event.label,
        event.time.value if event.time else "",
        tuple(_argument_order(a, place) for a in event.arguments),
        event.id,
    )


def _argument_order(argument: Argument, place: dict[str, int]) -> tuple[object, ...]:
    evidence = (argument.evidence,) if argument.evidence else ()
    return (ROLES.index(argument.role), place[argument.entity], evidence, -argument.score)


def _time(time: Time | None, check: _Check) -> Time | None:
    if time is None:
        return None
    if not is_time(time.value):
        raise check.error(f"{time.value!r} is no time such as 2024-03-25, 2024-03, 2024, --03-25 or --11")
    if time.evidence:
        check.mention(time.evidence)
    return time


def _quantity(quantity: Quantity, check: _Check) -> Quantity:
    if not math.isfinite(quantity.value):
        raise check.error(f"a quantity of {quantity.value} {quantity.unit!r}")
    check.mention(quantity.evidence)
    return replace(quantity, value=float(quantity.value))


def _quantity_order(quantity: Quantity) -> tuple[object, ...]:
    return (quantity.evidence, quantity.value, quantity.unit)


def _position(position: Position, check: _Check, known: dict[str, int]) -> Position:
    check.entity(position.person, known)
    if position.organization is not None:
        check.entity(position.organization, known)
    return replace(position, mentions=check.mentions(position.mentions, f"position {position.title!r}"))


def _position_order(position: Position, place: dict[str, int]) -> tuple[object, ...]:
    of = place[position.organization] if position.organization is not None else -1
    return (
        position.mentions,
        place[position.person],
        position.title,
        of,
        position.modifier or "",
        position.id,
    )


def _unique(items: Iterable[T], order: Callable[[T], tuple[object, ...]]) -> list[T]:
    """The items sorted and without duplicates."""
    found: dict[tuple[object, ...], T] = {}
    for item in items:
        found.setdefault(order(item), item)
    return [found[key] for key in sorted(found)]
