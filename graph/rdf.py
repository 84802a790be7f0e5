"""What articles say as RDF quads, in the terms of VOCABULARY; `graph.forms.rdf_reading` is the way back.

An article graph comes in; quads in the article's own named graph go out, in a fixed order and each once.
There are no blank nodes: every node has an IRI of `graph.identifiers`, so that the same article always
gives the same quads. Vocabularies: Simple Event Model, GAF and NIF (instances and mentions), schema.org,
W3C org and PROV.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from graph import vocabulary as v
from graph.article_iris import local_iris
from graph.canonical import ordered
from graph.identifiers import DEFAULT_BASE, Identifiers
from graph.model import Activity, Article, ArticleGraph, Entity, Event, Mention, Position, Role
from graph.namespaces import DOTHI, SCHEMA, XSD
from graph.vocabulary import term

if TYPE_CHECKING:
    from graph.knowledge_graph import KnowledgeGraph

ROLES = {
    Role.AGENT: v.AGENT,
    Role.RECIPIENT: v.RECIPIENT,
    Role.PLACE: v.HAS_PLACE,
    Role.SOURCE: v.SOURCE,
}
"""The property that says what an entity is in an event."""


def article_quads(
    graph: ArticleGraph,
    *,
    base: str = DEFAULT_BASE,
    names: Mapping[str, str] | None = None,
    entities: Mapping[str, Entity] | None = None,
) -> list[Quad]:
    """The quads of one article, all in the named graph of its IRI.

    `names` gives the IRI of each local entity id (by default those of `graph.article_iris.local_iris`,
    which no other article can change). `entities` gives, for these IRIs, the entity as all articles together
    know it: then its name is the label, and an entity that this article describes otherwise has a
    `dothi:Appearance` with the article's own description. Raises `DothiError` when the article's graph can't
    be true.

    >>> from graph.model import Article
    >>> print(article_quads(ArticleGraph(Article("a", "Một bài.")), base="https://e.example/")[2].object)
    "a"
    """
    graph = ordered(graph)
    names = local_iris(graph, base) if names is None else names
    return _ArticleWriter(graph, Identifiers(base), names, entities or {}).write()


def quads(graph: KnowledgeGraph, *, base: str | None = None) -> list[Quad]:
    """The quads of a whole graph: a named graph for each article, entities under their global IRIs.

    `base` is the graph's own unless given.

    >>> from graph.knowledge_graph import KnowledgeGraph
    >>> quads(KnowledgeGraph())
    []
    """
    if base is not None and base != graph.base:
        graph = type(graph)(graph.articles, base=base)
    make = Identifiers(graph.base)
    entities = {e.id: e for e in graph.entities}
    return [
        quad
        for article in graph.articles
        for quad in _ArticleWriter(article, make, graph.identity.names(article), entities).write()
    ]


def temporal(value: str) -> Literal:
    """A day, month or year as a literal of the XSD type that says just that much.

    >>> [str(temporal(t)).rsplit("#")[1] for t in ("2024-03-25", "2024-03", "2024", "--03-25", "--11")]
    ['date>', 'gYearMonth>', 'gYear>', 'gMonthDay>', 'gMonth>']
    """
    if "T" in value:
        name = "dateTime"
    elif value.startswith("--"):
        name = "gMonthDay" if len(value) > 4 else "gMonth"
    else:
        name = {4: "gYear", 7: "gYearMonth"}.get(len(value), "date")
    return Literal(value, datatype=term(XSD + name))


def number(value: float) -> Literal:
    """A number without exponent: xsd:integer when it is whole, else xsd:decimal, exactly.

    >>> number(32000.0).value, number(0.97).value
    ('32000', '0.97')
    """
    if value.is_integer():
        return Literal(str(int(value)), datatype=v.INTEGER)
    return decimal(value)


def decimal(value: float) -> Literal:
    """A number as xsd:decimal, exactly as it is written in Python.

    >>> decimal(1e-07).value
    '0.0000001'
    """
    return Literal(format(Decimal(repr(float(value))), "f"), datatype=v.DECIMAL)


def _vietnamese(text: str) -> Literal:
    return Literal(text, language="vi")


def _iri(text: str) -> NamedNode | Literal:
    """The node of an address found in data; what is no IRI stays text, as xsd:anyURI."""
    try:
        return NamedNode(text)
    except ValueError:
        return Literal(text, datatype=v.ANY_URI)


class _ArticleWriter:
    """Collects the quads of one article, each once, in order."""

    def __init__(
        self,
        graph: ArticleGraph,
        make: Identifiers,
        names: Mapping[str, str],
        entities: Mapping[str, Entity],
    ) -> None:
        self.graph = graph
        self.make = make
        self.node = {local: NamedNode(iri) for local, iri in names.items()}
        self.entities = entities
        self.article = NamedNode(make.article(graph.article.id))
        self.mentions: dict[Mention, NamedNode] = {}
        self.quads: dict[Quad, None] = {}

    def write(self) -> list[Quad]:
        graph, article = self.graph, self.graph.article
        self.write_article(article)
        if graph.activity:
            self.write_activity(graph.activity)
        for entity in graph.entities:
            self.write_entity(entity)
        for event, iri in zip(graph.events, self.make.events(article.id, graph.events), strict=True):
            self.write_event(event, iri)
        iris = self.make.positions(article.id, graph.positions)
        for position, iri in zip(graph.positions, iris, strict=True):
            self.write_position(position, NamedNode(iri))
        for mention in sorted(self.mentions):
            self.write_mention(mention, self.mentions[mention])
        return list(self.quads)

    def add(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        self.quads[Quad(subject, predicate, value, self.article)] = None

    def mention(self, mention: Mention) -> NamedNode:
        """The node of a mention, which is written at the end."""
        found = self.mentions.get(mention)
        if found is None:
            found = self.mentions[mention] = NamedNode(self.make.mention(mention))
        return found

    def write_article(self, article: Article) -> None:
        node = self.article
        self.add(node, v.TYPE, v.NEWS_ARTICLE)
        self.add(node, v.TYPE, v.CONTEXT)
        self.add(node, v.IDENTIFIER, Literal(article.id))
        if article.title:
            self.add(node, v.HEADLINE, _vietnamese(article.title))
        if article.date:
            self.add(node, v.DATE_PUBLISHED, temporal(article.date))
        if article.publisher:
            publisher = NamedNode(self.make.publisher(article.publisher))
            self.add(node, v.PUBLISHER, publisher)
            self.add(publisher, v.TYPE, v.NEWS_ORGANIZATION)
            self.add(publisher, v.PREF_LABEL, _vietnamese(article.publisher))
        if article.url:
            self.add(node, v.URL, _iri(article.url))
        for other in article.related:
            related = NamedNode(self.make.article(other))
            self.add(node, v.RELATION, related)
            self.add(related, v.IDENTIFIER, Literal(other))
        self.add(node, v.IS_STRING, Literal(article.text))

    def write_activity(self, activity: Activity) -> None:
        node = NamedNode(self.make.activity(activity))
        self.add(self.article, v.GENERATED_BY, node)
        self.add(node, v.TYPE, v.ACTIVITY)
        self.add(node, v.SOFTWARE_VERSION, Literal(activity.version))
        self.add(node, v.MODEL, Literal(activity.model))
        self.add(node, v.LEXICON, Literal(activity.lexicon))
        if activity.time:
            self.add(node, v.ENDED_AT, Literal(activity.time, datatype=term(XSD + "dateTime")))

    def write_entity(self, entity: Entity) -> None:
        node = self.node[entity.id]
        whole = self.entities.get(node.value, entity)
        self.add(node, v.TYPE, term(SCHEMA + entity.type.value))
        for name in entity.classes:
            self.add(node, v.TYPE, _class(name))
        self.add(node, v.PREF_LABEL, _vietnamese(whole.name))
        for name in sorted({entity.name, *entity.names} - {whole.name}):
            self.add(node, v.ALT_LABEL, _vietnamese(name))
        for same in entity.same_as:
            self.add(node, v.SAME_AS, _iri(same))
        if entity.point and entity.point == whole.point:
            geometry = NamedNode(self.make.geometry(f"{entity.type.value.lower()}.{_last(node)}"))
            self.add(node, v.HAS_GEOMETRY, geometry)
            self.add(geometry, v.TYPE, v.GEOMETRY)
            self.add(geometry, v.AS_WKT, point(entity.point))
        for mention in entity.mentions:
            self.add(node, v.DENOTED_BY, self.mention(mention))
        if description(entity) != description(whole):
            self.write_appearance(entity, node)

    def write_appearance(self, entity: Entity, node: NamedNode) -> None:
        """How this article alone describes an entity that others describe otherwise."""
        appearance = NamedNode(self.make.appearance(self.graph.article.id, entity.id))
        self.add(appearance, v.TYPE, v.APPEARANCE)
        self.add(appearance, v.APPEARANCE_OF, node)
        self.add(appearance, v.APPEARS_IN, self.article)
        self.add(appearance, v.PREF_LABEL, _vietnamese(entity.name))
        for name in entity.names:
            self.add(appearance, v.ALT_LABEL, _vietnamese(name))
        for name in entity.classes:
            self.add(appearance, v.NARROWER_CLASS, _class(name))
        for same in entity.same_as:
            self.add(appearance, v.KNOWN_AS, _iri(same))
        if entity.point:
            self.add(appearance, v.POINT, point(entity.point))

    def write_event(self, event: Event, iri: str) -> None:
        node = NamedNode(iri)
        self.add(node, v.TYPE, v.EVENT)
        self.add(node, v.LABEL, _vietnamese(event.label))
        self.add(node, v.EVENT_TYPE, term(DOTHI + event.type.value))
        if event.subtype:
            subtype = NamedNode(DOTHI + quote(event.subtype, safe=""))
            self.add(node, v.SUBTYPE, subtype)
            self.add(subtype, v.BROADER, term(DOTHI + event.type.value))
        self.add(node, v.STATUS, term(DOTHI + event.status.value))
        for argument in event.arguments:
            self.add(node, ROLES[argument.role], self.node[argument.entity])
        for argument in event.arguments:
            if argument.role in (Role.AGENT, Role.RECIPIENT):
                self.add(node, v.HAS_ACTOR, self.node[argument.entity])
        if event.time:
            self.add(node, v.HAS_TIME, temporal(event.time.value))
            if event.time.evidence:
                self.add(node, v.TIME_MENTION, self.mention(event.time.evidence))
        self.add(node, v.SCORE, decimal(event.score))
        self.add(node, v.STATUS_SCORE, decimal(event.status_score))
        for mention in event.mentions:
            self.add(node, v.DENOTED_BY, self.mention(mention))
        self.write_quantities(event, node)
        self.write_participations(event, node)

    def write_quantities(self, event: Event, node: NamedNode) -> None:
        for n, quantity in enumerate(event.quantities, 1):
            count = NamedNode(self.make.quantity(node.value, n))
            self.add(node, v.QUANTITY, count)
            self.add(count, v.TYPE, v.QUANTITATIVE_VALUE)
            self.add(count, v.VALUE, number(quantity.value))
            self.add(count, v.UNIT_TEXT, Literal(quantity.unit))
            self.add(count, v.DENOTED_BY, self.mention(quantity.evidence))

    def write_participations(self, event: Event, node: NamedNode) -> None:
        """Each argument once more as a node, to which its score and its words can be tied."""
        counts = dict.fromkeys(Role, 0)
        for argument in event.arguments:
            counts[argument.role] += 1
            iri = self.make.participation(node.value, argument.role.value, counts[argument.role])
            part = NamedNode(iri)
            self.add(node, v.HAS_PARTICIPATION, part)
            self.add(part, v.TYPE, v.PARTICIPATION)
            self.add(part, v.ROLE, ROLES[argument.role])
            self.add(part, v.PARTICIPANT, self.node[argument.entity])
            self.add(part, v.SCORE, decimal(argument.score))
            if argument.evidence:
                self.add(part, v.DENOTED_BY, self.mention(argument.evidence))

    def write_position(self, position: Position, node: NamedNode) -> None:
        role = NamedNode(self.make.role(position.title))
        self.add(node, v.TYPE, v.MEMBERSHIP)
        self.add(node, v.MEMBER, self.node[position.person])
        if position.organization is not None:
            self.add(node, v.ORGANIZATION, self.node[position.organization])
        self.add(node, v.HAS_ROLE, role)
        if position.modifier:
            self.add(node, v.MODIFIER, term(DOTHI + position.modifier.value))
        for mention in position.mentions:
            self.add(node, v.DENOTED_BY, self.mention(mention))
        self.add(role, v.TYPE, v.ORG_ROLE)
        self.add(role, v.PREF_LABEL, _vietnamese(position.title))

    def write_mention(self, mention: Mention, node: NamedNode) -> None:
        self.add(node, v.TYPE, v.PHRASE)
        self.add(node, v.REFERENCE_CONTEXT, self.article)
        self.add(node, v.BEGIN_INDEX, Literal(str(mention.begin), datatype=v.INTEGER))
        self.add(node, v.END_INDEX, Literal(str(mention.end), datatype=v.INTEGER))
        self.add(node, v.ANCHOR_OF, Literal(mention.text))
        self.add(node, v.FORM, term(DOTHI + mention.form.value))


def description(entity: Entity) -> Entity:
    """What is said of an entity, without where and under which id."""
    return replace(entity, id="", mentions=())


def point(lonlat: tuple[float, float]) -> Literal:
    """A point (longitude, latitude) as well-known text.

    >>> point((105.84, 21.02)).value
    'POINT(105.84 21.02)'
    """
    return Literal(f"POINT({lonlat[0]!r} {lonlat[1]!r})", datatype=v.WKT_LITERAL)


def _class(name: str) -> NamedNode:
    return term(SCHEMA + quote(name, safe=""))


def _last(node: NamedNode) -> str:
    return node.value.rsplit("/", 1)[-1]
