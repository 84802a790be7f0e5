"""The way back from RDF: quads in the terms of VOCABULARY become article graphs again.

Quads come in, with or without named graphs; article graphs in canonical form go out. With named graphs each
article is read from its own; without, its mentions say what belongs to it, and a `dothi:Appearance` says
how an article alone describes an entity that several share. Other statements are passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad

from graph import vocabulary as v
from graph.canonical import canonical
from graph.errors import DothiError
from graph.model import (
    Activity,
    Argument,
    Article,
    ArticleGraph,
    Entity,
    EntityType,
    Event,
    EventType,
    Form,
    Mention,
    Modifier,
    Position,
    Quantity,
    Status,
    Time,
)
from graph.namespaces import DOTHI, SCHEMA
from graph.rdf import ROLES

Value = TypeVar("Value", EventType, Form, Modifier, Status)

_ROLE_OF = {property.value: role for role, property in ROLES.items()}
_TYPE_OF = {SCHEMA + kind.value: kind for kind in EntityType}


def read_articles(quads: Iterable[Quad]) -> list[ArticleGraph]:
    """The article graphs that quads hold, by article id.

    Raises `DothiError` when something is missing or can't be true.

    >>> from graph.rdf import article_quads
    >>> graph = ArticleGraph(Article("a", "Một bài."))
    >>> read_articles(article_quads(graph)) == [graph]
    True
    """
    indexes: dict[str, _Index] = defaultdict(_Index)
    for quad in quads:
        graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        indexes[graph].add(quad)
    found: dict[str, ArticleGraph] = {}
    for graph in sorted(indexes, key=lambda name: (not name, name)):
        index = indexes[graph]
        nodes = [n for n in index.instances(v.NEWS_ARTICLE) if n not in found]
        if nodes:
            found.update(_Reader(index, nodes).articles())
    return sorted(found.values(), key=lambda g: g.article.id)


class _Index:
    """Statements of one graph by subject and predicate, and subjects by type."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
        self._instances: dict[str, list[str]] = defaultdict(list)

    def add(self, quad: Quad) -> None:
        value = quad.object
        if not isinstance(value, NamedNode | Literal) or not isinstance(quad.subject, NamedNode):
            return
        subject, predicate = quad.subject.value, quad.predicate.value
        self._values[subject][predicate].append(value)
        if predicate == v.TYPE.value:
            self._instances[value.value].append(subject)

    def instances(self, kind: NamedNode) -> list[str]:
        return sorted(set(self._instances.get(kind.value, ())))

    def all(self, subject: str, predicate: NamedNode) -> list[str]:
        """The values of a property, sorted."""
        values = self._values.get(subject)
        return sorted({o.value for o in values.get(predicate.value, ())}) if values else []

    def optional(self, subject: str, predicate: NamedNode) -> str | None:
        """The first value of a property, None when there is none."""
        values = self.all(subject, predicate)
        return values[0] if values else None

    def one(self, subject: str, predicate: NamedNode) -> str:
        """The value of a property that must be there."""
        value = self.optional(subject, predicate)
        if value is None:
            raise DothiError(f"<{subject}> has no <{predicate.value}>: not a whole graph of dothi")
        return value


class _Reader:
    """Reads the articles `nodes` of one index."""

    def __init__(self, index: _Index, nodes: list[str]) -> None:
        self.index = index
        self.nodes = nodes
        self.ids = {node: index.one(node, v.IDENTIFIER) for node in nodes}
        self.mentions = {
            node: (context, self.mention(node, context))
            for node in index.instances(v.PHRASE)
            if (context := index.one(node, v.REFERENCE_CONTEXT)) in self.ids
        }
        self.appearances = {
            (index.one(node, v.APPEARS_IN), index.one(node, v.APPEARANCE_OF)): node
            for node in index.instances(v.APPEARANCE)
        }

    def articles(self) -> dict[str, ArticleGraph]:
        entities = self._by_article(self.entities())
        events = self._by_article(self.events())
        positions = self._by_article(self.positions())
        return {
            node: canonical(
                ArticleGraph(
                    self.article(node),
                    tuple(entities[node]),
                    tuple(events[node]),
                    tuple(positions[node]),
                    self.activity(node),
                )
            )
            for node in self.nodes
        }

    @staticmethod
    def _by_article(items: Iterable[tuple[str, Thing]]) -> dict[str, list[Thing]]:
        found: dict[str, list[Thing]] = defaultdict(list)
        for node, item in items:
            found[node].append(item)
        return found

    def article(self, node: str) -> Article:
        index = self.index
        publisher = index.optional(node, v.PUBLISHER)
        return Article(
            self.ids[node],
            index.one(node, v.IS_STRING),
            index.optional(node, v.HEADLINE) or "",
            index.optional(node, v.DATE_PUBLISHED),
            index.optional(node, v.URL),
            index.one(publisher, v.PREF_LABEL) if publisher else None,
            tuple(index.one(related, v.IDENTIFIER) for related in index.all(node, v.RELATION)),
        )

    def activity(self, article: str) -> Activity | None:
        index = self.index
        node = index.optional(article, v.GENERATED_BY)
        if node is None:
            return None
        return Activity(
            index.one(node, v.SOFTWARE_VERSION),
            index.one(node, v.MODEL),
            index.one(node, v.LEXICON),
            index.optional(node, v.ENDED_AT),
        )

    def mention(self, node: str, context: str) -> Mention:
        index = self.index
        return Mention(
            self.ids[context],
            int(index.one(node, v.BEGIN_INDEX)),
            int(index.one(node, v.END_INDEX)),
            index.one(node, v.ANCHOR_OF),
            _of(Form, index.one(node, v.FORM)),
        )

    def mentions_of(self, node: str) -> dict[str, list[Mention]]:
        """The mentions of a node, by article."""
        return self._by_article(
            self.mentions[mention]
            for mention in self.index.all(node, v.DENOTED_BY)
            if mention in self.mentions
        )

    def evidence(self, node: str, predicate: NamedNode) -> Mention | None:
        mention = self.index.optional(node, predicate)
        return self.mentions[mention][1] if mention in self.mentions else None

    def entities(self) -> Iterator[tuple[str, Entity]]:
        for type_iri, kind in _TYPE_OF.items():
            for node in self.index.instances(v.term(type_iri)):
                for article, mentions in self.mentions_of(node).items():
                    yield article, self.entity(node, kind, article, mentions)

    def entity(self, node: str, kind: EntityType, article: str, mentions: list[Mention]) -> Entity:
        """An entity as one article describes it: by its appearance there if it has one."""
        index = self.index
        appearance = self.appearances.get((article, node))
        if appearance:
            classes = index.all(appearance, v.NARROWER_CLASS)
            same_as = index.all(appearance, v.KNOWN_AS)
            wkt = index.optional(appearance, v.POINT)
        else:
            classes = index.all(node, v.TYPE)
            same_as = index.all(node, v.SAME_AS)
            geometry = index.optional(node, v.HAS_GEOMETRY)
            wkt = index.one(geometry, v.AS_WKT) if geometry else None
        described = appearance or node
        return Entity(
            node,
            kind,
            index.one(described, v.PREF_LABEL),
            tuple(mentions),
            tuple(index.all(described, v.ALT_LABEL)),
            tuple(unquote(c.removeprefix(SCHEMA)) for c in classes if c.startswith(SCHEMA)),
            tuple(same_as),
            _point(wkt),
        )

    def events(self) -> Iterator[tuple[str, Event]]:
        index = self.index
        for node in index.instances(v.EVENT):
            for article, mentions in self.mentions_of(node).items():
                time = index.optional(node, v.HAS_TIME)
                subtype = index.optional(node, v.SUBTYPE)
                yield (
                    article,
                    Event(
                        node,
                        _of(EventType, index.one(node, v.EVENT_TYPE)),
                        index.one(node, v.LABEL),
                        _of(Status, index.one(node, v.STATUS)),
                        tuple(mentions),
                        tuple(self.arguments(node)),
                        Time(time, self.evidence(node, v.TIME_MENTION)) if time else None,
                        tuple(self.quantities(node)),
                        unquote(subtype.removeprefix(DOTHI)) if subtype else None,
                        float(index.optional(node, v.SCORE) or 1),
                        float(index.optional(node, v.STATUS_SCORE) or 1),
                    ),
                )

    def arguments(self, event: str) -> Iterator[Argument]:
        """The participations; where another program wrote none, the plain properties."""
        index = self.index
        parts = index.all(event, v.HAS_PARTICIPATION)
        for part in parts:
            yield Argument(
                _ROLE_OF[index.one(part, v.ROLE)],
                index.one(part, v.PARTICIPANT),
                float(index.one(part, v.SCORE)),
                self.evidence(part, v.DENOTED_BY),
            )
        if not parts:
            for role, predicate in ROLES.items():
                for entity in index.all(event, predicate):
                    yield Argument(role, entity, 1.0)

    def quantities(self, event: str) -> Iterator[Quantity]:
        index = self.index
        for node in index.all(event, v.QUANTITY):
            evidence = self.evidence(node, v.DENOTED_BY)
            if evidence:
                yield Quantity(float(index.one(node, v.VALUE)), index.one(node, v.UNIT_TEXT), evidence)

    def positions(self) -> Iterator[tuple[str, Position]]:
        index = self.index
        for node in index.instances(v.MEMBERSHIP):
            for article, mentions in self.mentions_of(node).items():
                modifier = index.optional(node, v.MODIFIER)
                yield (
                    article,
                    Position(
                        node,
                        index.one(node, v.MEMBER),
                        index.one(index.one(node, v.HAS_ROLE), v.PREF_LABEL),
                        tuple(mentions),
                        index.optional(node, v.ORGANIZATION),
                        _of(Modifier, modifier) if modifier else None,
                    ),
                )


Thing = TypeVar("Thing")


def _of(values: type[Value], iri: str) -> Value:
    """The value that a term of our own namespace stands for."""
    try:
        return values(iri.removeprefix(DOTHI))
    except ValueError as error:
        raise DothiError(f"<{iri}> is no {values.__name__} of dothi") from error


def _point(wkt: str | None) -> tuple[float, float] | None:
    if wkt is None:
        return None
    try:
        longitude, latitude = wkt.removeprefix("POINT").strip(" ()").split()
        return float(longitude), float(latitude)
    except ValueError as error:
        raise DothiError(f"{wkt!r} is no point such as POINT(105.8 21.0)") from error
