"""The graph as a networkx `MultiDiGraph`: entities and events as nodes, roles and positions as edges.

A knowledge graph comes in. Edges run as the sentence does: agent and source to the event, the event to its
recipient and place; a person to what a position is held for. Attributes are only text and numbers, the
same ones with the same type on every node (and on every edge), so that any format and tool can hold them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx

from graph.model import Article, Entity, Event, Mention, Position, Role

if TYPE_CHECKING:
    from graph.knowledge_graph import KnowledgeGraph

MOST_TEXT = 400
"""A node's sentence is cut to this many characters."""

LABELS = {
    Role.AGENT: "tác nhân",
    Role.RECIPIENT: "đối tượng",
    Role.PLACE: "tại",
    Role.SOURCE: "theo lời",
}
"""The Vietnamese name of each role, as edges show it."""


def to_networkx(graph: KnowledgeGraph) -> networkx.MultiDiGraph[str]:
    """Entities and events as nodes (named by IRI), arguments and positions as edges (keyed by an id).

    >>> from graph.knowledge_graph import KnowledgeGraph
    >>> to_networkx(KnowledgeGraph()).number_of_nodes()
    0
    """
    network: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    texts = {a.article.id: a.article for a in graph.articles}
    positions: dict[str, list[str]] = {}
    names = {e.id: e.name for e in graph.entities}
    for position in graph.positions:
        positions.setdefault(position.person, []).append(_position_text(position, names))
    for entity in graph.entities:
        network.add_node(entity.id, **_entity(entity, positions.get(entity.id, []), texts))
    for event in graph.events:
        network.add_node(event.id, **_event(event, texts))
        for n, argument in enumerate(event.arguments, 1):
            ends = (event.id, argument.entity)
            if argument.role in (Role.AGENT, Role.SOURCE):
                ends = (argument.entity, event.id)
            words = argument.evidence.text if argument.evidence else ""
            key = f"{event.id}.{n}"
            _edge(network, ends, key, argument.role.value, LABELS[argument.role], argument.score, words)
    for position in graph.positions:
        if position.organization is not None:
            ends = (position.person, position.organization)
            _edge(network, ends, position.id, "position", position.title, 1.0, position.mentions[0].text)
    return network


def _edge(
    network: networkx.MultiDiGraph[str],
    ends: tuple[str, str],
    key: str,
    role: str,
    label: str,
    score: float,
    words: str,
) -> None:
    network.add_edge(
        *ends,
        key=key,
        edge_id=key,
        label=label,
        role=role,
        interaction=role,
        weight=float(score),
        evidence=words,
    )


def _entity(entity: Entity, positions: list[str], texts: dict[str, Article]) -> dict[str, str | int | float]:
    longitude, latitude = entity.point or (None, None)
    attributes = _node(entity.name, entity.type.value, entity.mentions, texts)
    attributes |= {
        "names": "; ".join(entity.names),
        "classes": "; ".join(entity.classes),
        "same_as": "; ".join(entity.same_as),
        "positions": "; ".join(dict.fromkeys(positions)),
    }
    if longitude is not None and latitude is not None:
        attributes |= {"longitude": float(longitude), "latitude": float(latitude)}
    return attributes


def _event(event: Event, texts: dict[str, Article]) -> dict[str, str | int | float]:
    attributes = _node(event.label, "Event", event.mentions, texts)
    attributes |= {
        "event_type": event.type.value,
        "subtype": event.subtype or "",
        "status": event.status.value,
        "time": event.time.value if event.time else "",
        "quantities": "; ".join(f"{q.value:g} {q.unit}" for q in event.quantities),
        "score": float(event.score),
    }
    return attributes


def _node(
    label: str, kind: str, mentions: tuple[Mention, ...], texts: dict[str, Article]
) -> dict[str, str | int | float]:
    """What every node has: label, kind, how often and where it stands, and the line that says so first."""
    articles = sorted({m.article for m in mentions})
    return {
        "label": label,
        "kind": kind,
        "mentions": len(mentions),
        "articles": "; ".join(articles),
        "text": _line(mentions[0], texts),
    }


def _line(mention: Mention, texts: dict[str, Article]) -> str:
    """The line of the article in which a mention stands, cut around it when it is long."""
    text = texts[mention.article].text
    begin = text.rfind("\n", 0, mention.begin) + 1
    end = text.find("\n", mention.end)
    end = len(text) if end < 0 else end
    if end - begin > MOST_TEXT:
        begin = max(begin, mention.begin - MOST_TEXT // 2)
        end = min(end, begin + MOST_TEXT)
    return text[begin:end].strip()


def _position_text(position: Position, names: dict[str, str]) -> str:
    of = names[position.organization] if position.organization is not None else ""
    return f"{position.title} ({of})" if of else position.title
