"""Who is who across articles: which entities of several articles are one, and why.

Canonical article graphs come in; a map from each article's local entity to a global IRI goes out, with every
merge and its evidence. What `local_iris` gives the same IRI is one to begin with; evidence joins more.
Places and organisations are one by identifier, or by type and name. Persons are one only when names agree and
something else does (position, office, a person named beside them), or when the name is foreign and whole.
Within an article nothing is joined or split, and a join that would bring two entities of one article together
is refused. Blocking by name key and evidence per link follow the practice of probabilistic record linkage
(Fellegi & Sunter 1969), with fixed rules instead of weights.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.article_iris import is_scoped, local_iris, posts_of
from graph.identifiers import DEFAULT_BASE, Identifiers
from graph.known_names import is_body, is_leader, is_office
from graph.model import ArticleGraph, Entity, EntityType
from graph.naming import is_full, is_rare, is_vietnamese, normal, syllables

if TYPE_CHECKING:
    from pyoxigraph import Quad

__all__ = ["Identity", "Kind", "Merge", "Reference", "link_quads", "local_iris", "resolve"]

MOST_COMPANY = 12
"""A person named in more articles than this says nothing of who stands beside them."""


class Kind(StrEnum):
    """What speaks for two entities being one, the strongest first."""

    IDENTIFIER = "same identifier"
    NAME = "same name"
    RARE_NAME = "same rare name"
    POSITION = "same name and position"
    ORGANIZATION = "same name and organization"
    OFFICE = "same name and office"
    COMPANY = "same name, beside the same person"
    SHORT_NAME = "short name and same position"


RANK = {kind: n for n, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """An entity of an article."""

    article: str
    entity: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Two entities of two articles that are one, and the evidence in words: a kind and what agrees."""

    first: Reference
    second: Reference
    kind: Kind
    detail: str

    def __str__(self) -> str:
        return (
            f"{self.first.article} {self.first.entity} = {self.second.article} {self.second.entity}: "
            f"{self.kind.value} ({self.detail})"
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is who: the IRI of every reference, and the merges that made two references one."""

    iris: Mapping[Reference, str]
    merges: tuple[Merge, ...]

    def names(self, graph: ArticleGraph) -> dict[str, str]:
        """The global IRI of each local entity id of an article."""
        return {e.id: self.iris[Reference(graph.article.id, e.id)] for e in graph.entities}

    def explain(self, iri: str) -> tuple[Merge, ...]:
        """The merges that made one entity of what several articles say; none when only one names it."""
        return tuple(m for m in self.merges if self.iris[m.first] == iri)


def resolve(graphs: Iterable[ArticleGraph], base: str = DEFAULT_BASE) -> Identity:
    """Who is who over all of `graphs` (one for each article id); their order does not matter.

    >>> resolve([]).merges
    ()
    """
    nodes = list(_nodes(sorted(graphs, key=lambda g: g.article.id), base))
    clusters = _Clusters([n.reference.article for n in nodes])
    merges = []
    for find in (_same_iri, _same_thing, _same_person, _short_name):
        for link in sorted(set(find(nodes, clusters))):
            if clusters.join(link.first, link.second):
                first, second = nodes[link.first].reference, nodes[link.second].reference
                merges.append(Merge(first, second, tuple(Kind)[link.rank], link.detail))
    iris = {}
    for members in clusters.all():
        iri = min(_preference(nodes[n]) for n in members)[-1]
        iris.update({nodes[n].reference: iri for n in members})
    return Identity(iris, tuple(merges))


def link_quads(graphs: Iterable[ArticleGraph], base: str = DEFAULT_BASE) -> list[Quad]:
    """What a store needs beside the articles' own graphs: ``<own IRI> owl:sameAs <global IRI>``.

    Only where the two differ, all in the named graph `Identifiers.identity_graph`.

    >>> link_quads([])
    []
    """
    from pyoxigraph import NamedNode, Quad

    from graph.vocabulary import SAME_AS

    graphs = list(graphs)
    identity = resolve(graphs, base)
    pairs = set()
    for graph in graphs:
        own = local_iris(graph, base)
        pairs |= {(own[e], iri) for e, iri in identity.names(graph).items() if own[e] != iri}
    where = NamedNode(Identifiers(base).identity_graph())
    return [Quad(NamedNode(a), SAME_AS, NamedNode(b), where) for a, b in sorted(pairs)]


@dataclass(frozen=True, slots=True)
class _Post:
    """A person's position: the one form of its title, the node it is held for, and its own words."""

    title: str
    organization: int | None
    words: str


@dataclass(frozen=True, slots=True)
class _Node:
    """An entity of an article with what speaks for who it is."""

    reference: Reference
    entity: Entity
    name: str
    iri: str
    posts: tuple[_Post, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Link:
    """A possible merge of two nodes (given by number), the strongest first."""

    rank: int
    first: int
    second: int
    detail: str


def _nodes(graphs: Sequence[ArticleGraph], base: str) -> Iterator[_Node]:
    offset = 0
    for graph in graphs:
        iris = local_iris(graph, base)
        number = {e.id: offset + n for n, e in enumerate(graph.entities)}
        posts = posts_of(graph)
        for entity in graph.entities:
            held = (
                _Post(title, number[of] if of is not None else None, words)
                for title, of, words in posts.get(entity.id, ())
            )
            yield _Node(
                Reference(graph.article.id, entity.id),
                entity,
                normal(entity.name),
                iris[entity.id],
                tuple(dict.fromkeys(held)),
            )
        offset += len(graph.entities)


def _preference(node: _Node) -> tuple[bool, bool, int, str]:
    """Sorts a cluster's IRIs: one that many articles can share first, then the fullest name."""
    return (is_scoped(node.iri), not node.entity.same_as, -len(syllables(node.name)), node.iri)


class _Clusters:
    """Disjoint sets of nodes (union-find), none of which holds two nodes of one article."""

    def __init__(self, articles: Sequence[str]) -> None:
        self._parent = list(range(len(articles)))
        self._articles = [{article} for article in articles]

    def find(self, node: int) -> int:
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def join(self, first: int, second: int) -> bool:
        """Unite the sets of two nodes unless they are one already, or share an article."""
        a, b = self.find(first), self.find(second)
        if a == b:
            return False
        if len(self._articles[a]) < len(self._articles[b]):
            a, b = b, a
        if not self._articles[a].isdisjoint(self._articles[b]):
            return False
        self._parent[b] = a
        self._articles[a] |= self._articles[b]
        self._articles[b] = set()
        return True

    def all(self) -> list[list[int]]:
        """The sets, each in ascending order."""
        members: dict[int, list[int]] = defaultdict(list)
        for node in range(len(self._parent)):
            members[self.find(node)].append(node)
        return list(members.values())


class _Blocks:
    """Nodes by what they agree in; each block becomes a chain of links."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[Kind, Hashable], tuple[str, list[int]]] = {}

    def add(self, node: int, kind: Kind, agree: Hashable, detail: str) -> None:
        self._blocks.setdefault((kind, agree), (detail, []))[1].append(node)

    def links(self) -> Iterator[_Link]:
        for (kind, _), (detail, members) in self._blocks.items():
            for first, second in pairwise(members):
                yield _Link(RANK[kind], first, second, detail)


def _same_iri(nodes: Sequence[_Node], _: _Clusters) -> Iterator[_Link]:
    """What the articles alone already give one IRI."""
    blocks = _Blocks()
    for n, node in enumerate(nodes):
        entity = node.entity
        if entity.same_as:
            blocks.add(n, Kind.IDENTIFIER, node.iri, entity.same_as[0])
        elif entity.type is not EntityType.PERSON:
            blocks.add(n, Kind.NAME, node.iri, entity.name)
        else:
            blocks.add(n, Kind.RARE_NAME if is_rare(node.name) else Kind.POSITION, node.iri, entity.name)
    return blocks.links()


def _same_thing(nodes: Sequence[_Node], _: _Clusters) -> Iterator[_Link]:
    """Places and organisations: a shared identifier; or type and name, when one identity at most is known."""
    blocks = _Blocks()
    named: dict[tuple[EntityType, str], list[int]] = defaultdict(list)
    for n, node in enumerate(nodes):
        for identifier in node.entity.same_as:
            blocks.add(n, Kind.IDENTIFIER, (node.entity.type, identifier), identifier)
        if node.entity.type is not EntityType.PERSON and not is_body(node.name):
            named[node.entity.type, node.name].append(n)
    for name, members in named.items():
        if len({nodes[n].iri for n in members if nodes[n].entity.same_as}) < 2:
            for n in members:
                blocks.add(n, Kind.NAME, name, nodes[n].entity.name)
    return blocks.links()


def _same_person(nodes: Sequence[_Node], clusters: _Clusters) -> Iterator[_Link]:
    """Persons of one name who share a position, an organisation, an office, or a companion."""
    blocks = _Blocks()
    company = _company(nodes)
    for n, node in enumerate(nodes):
        if node.entity.type is not EntityType.PERSON or not node.name:
            continue
        name, detail, full = node.name, node.entity.name, is_full(node.name)
        telling = len(syllables(name)) > 1 or (len(name) > 3 and not is_vietnamese(name))
        for post in node.posts:
            if post.organization is not None and telling:
                root = clusters.find(post.organization)
                of = f"{detail}, {post.words}, {nodes[root].entity.name}"
                blocks.add(n, Kind.POSITION, (name, post.title, root), of)
                if full and is_leader(post.title) and nodes[root].entity.type is EntityType.PLACE:
                    blocks.add(n, Kind.POSITION, (name, root), of)
                if full and nodes[root].entity.type is EntityType.ORGANIZATION:
                    blocks.add(n, Kind.ORGANIZATION, (name, root), f"{detail}, {nodes[root].entity.name}")
            if full and is_office(post.title):
                blocks.add(n, Kind.OFFICE, (name, post.title), f"{detail}, {post.words}")
        if full:
            for other in company(node):
                blocks.add(n, Kind.COMPANY, (name, other), f"{detail}, {other}")
    return blocks.links()


def _company(nodes: Sequence[_Node]) -> Callable[[_Node], list[str]]:
    """The Vietnamese full names of the others in a node's article that few articles name."""
    beside: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if node.entity.type is EntityType.PERSON and is_full(node.name) and not is_rare(node.name):
            beside[node.reference.article].add(node.name)
    articles = Counter(name for names in beside.values() for name in names)
    return lambda node: sorted(
        name
        for name in beside[node.reference.article]
        if name != node.name and articles[name] <= MOST_COMPANY
    )


def _short_name(nodes: Sequence[_Node], clusters: _Clusters) -> Iterator[_Link]:
    """A foreign last name with a position joins the one full name that has both."""
    full: dict[tuple[str, str], list[tuple[int, int | None]]] = defaultdict(list)
    short: list[int] = []
    for n, node in enumerate(nodes):
        if node.entity.type is not EntityType.PERSON:
            continue
        parts = node.name.split()
        if is_rare(node.name):
            for post in node.posts:
                for cut in range(1, len(parts)):
                    full[" ".join(parts[cut:]), post.title].append((n, post.organization))
        if parts and len(node.name) > 3 and not any(map(is_vietnamese, parts)):
            short.append(n)
    for n in short:
        for post in nodes[n].posts:
            candidates = {
                clusters.find(m): m
                for m, of in reversed(full.get((nodes[n].name, post.title), ()))
                if _agree(post, of, clusters)
            }
            if len(candidates) == 1:
                (m,) = candidates.values()
                detail = f"{nodes[n].entity.name}, {nodes[m].entity.name}, {post.words}"
                yield _Link(RANK[Kind.SHORT_NAME], min(n, m), max(n, m), detail)


def _agree(post: _Post, organization: int | None, clusters: _Clusters) -> bool:
    """Whether two posts of one title may be one: held for the same, or an office with one side unsaid."""
    if post.organization is None or organization is None:
        return is_office(post.title)
    return clusters.find(post.organization) == clusters.find(organization)
