"""How much each entity and event matters, so that a page can open on the main ones.

Entities, events and articles come in; a number for each goes out. An entity matters by the events it takes
part in (its degree in the graph of entities and events, weighted by role) and how often it is named; an event
by how often it is told, how early, and by who takes part. One step of mutual reinforcement, as in HITS
(Kleinberg 1999), joins the two.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log1p, sqrt

from graph.model import Entity, Event, Mention, Role, Status

ROLE_WEIGHT = {Role.AGENT: 1.0, Role.RECIPIENT: 0.9, Role.PLACE: 0.45, Role.SOURCE: 0.35}
LESS_REAL = frozenset({Status.HYPOTHETICAL, Status.NEGATED})
EARLY = 400


def told(mentions: Sequence[Mention], aside: Collection[str] = ()) -> float:
    """How much the articles dwell on something: its mentions, more for those near an article's beginning.

    Mentions in the articles `aside` (teasers that another article links to) count for a third.

    >>> from graph.model import Form
    >>> told([Mention("a", 0, 3, "Lào", Form.NAME)]) > told([Mention("a", 2000, 2003, "Lào", Form.NAME)])
    True
    """
    own = [mention for mention in mentions if mention.article not in aside]
    articles = len({mention.article for mention in own})
    early = sum(mention.begin < EARLY for mention in own)
    count = len(own) + (len(mentions) - len(own)) / 3
    return log1p(count) + 0.6 * log1p(early) + 0.8 * log1p(max(articles - 1, 0))


def entity_weights(
    entities: Sequence[Entity], events: Sequence[Event], aside: Collection[str] = ()
) -> dict[str, float]:
    """The importance of each entity by id; no unit, larger is more important."""
    weights = {entity.id: told(entity.mentions, aside) for entity in entities}
    for event in events:
        share = 0.5 if event.status in LESS_REAL else 1.0
        if aside and all(mention.article in aside for mention in event.mentions):
            share /= 3
        for argument in event.arguments:
            if argument.entity in weights:
                weights[argument.entity] += share * ROLE_WEIGHT[argument.role] * (0.5 + 0.5 * argument.score)
    return weights


def event_weights(
    events: Sequence[Event], entities: dict[str, float], aside: Collection[str] = ()
) -> dict[str, float]:
    """The importance of each event by id, given that of the entities."""
    heaviest = max(entities.values(), default=1.0) or 1.0
    weights = {}
    for event in events:
        parts = {argument.entity: ROLE_WEIGHT[argument.role] for argument in event.arguments}
        joined = sum(
            role * sqrt(entities.get(entity, 0.0) / heaviest) for entity, role in sorted(parts.items())
        )
        only_aside = bool(aside) and all(mention.article in aside for mention in event.mentions)
        weight = told(event.mentions, aside) * (0.5 + 0.5 * event.score) + 1.2 * joined
        weights[event.id] = weight / 2 if only_aside else weight
    return weights
