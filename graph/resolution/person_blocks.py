"""The persons of one block of names: which of them are one, decided one after the other.

Whoever is new is compared with each person already known whose name may be the same, and joins the one for
whom most speaks. Those who stayed alone are asked once more when all are known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log

from graph.article_iris import is_scoped
from graph.resolution.background import ARTICLES, background
from graph.resolution.facts import Facts, company
from graph.resolution.likeness import (
    ENOUGH,
    MARGIN,
    Judgement,
    Known,
    chance,
    judge,
    may_be_one,
    posts,
    prior,
)
from graph.resolution.registry import Registry
from graph.resolution.things import DIFFERENT, SAME

COMPANY = 12
"""Persons of an article that count as company; a list of a hundred names is none."""


def features(found: Facts, name: str, held: Iterable[str]) -> dict[str, list[str]]:
    """What an article says of one of its persons, by kind of evidence.

    >>> features(Facts(places=("huế",)), "lê văn tám", ("giám đốc",))["title"]
    ['giám đốc']
    """
    beside = company(found)
    return {
        **posts(held),
        "beside": [other for other in beside if other != name] if len(beside) <= COMPANY else [],
        "organization": list(found.organizations[:20]),
        "place": list(found.places[:20]),
    }


@dataclass(slots=True)
class _Cluster:
    """One person: its IRI, what is known of it, the IRIs it has in articles, and where each stands."""

    iri: str
    known: Known
    iris: set[str] = field(default_factory=set)
    homes: dict[int, str] = field(default_factory=dict)
    new: bool = False

    def take(self, other: _Cluster) -> None:
        """Be one with another."""
        self.known.unite(other.known)
        self.iris |= other.iris
        self.homes.update(other.homes)


class Persons:
    """Decides for the persons of blocks which are one."""

    def __init__(self, registry: Registry, links: set[tuple[str, str, str]]) -> None:
        self.registry = registry
        self.links: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for kind, first, second in sorted(links):
            self.links[first].append((kind, second))
            self.links[second].append((kind, first))
        ((articles,),) = registry.db.execute("SELECT COUNT(*) FROM articles").fetchall()
        ((names,),) = registry.db.execute("SELECT COUNT(*) FROM names").fetchall()
        self.background = background()
        self.total = articles + ARTICLES
        self.names = names + self.background.names
        self._rarity: dict[str, float] = {}

    def decide(self, blocks: set[str]) -> None:
        """Give a cluster to every person of these blocks that has none."""
        for key in sorted(blocks):
            self._block(key)

    def rarity(self, feature: str) -> float:
        """The logarithm of how seldom articles have a feature."""
        if feature not in self._rarity:
            sql = "SELECT articles FROM features WHERE feature = ?"
            row = self.registry.db.execute(sql, (feature,)).fetchone()
            having = (row[0] if row else 0) + ARTICLES * self.background.features.get(feature, 0.0)
            self._rarity[feature] = max(0.0, log((self.total + 10) / (having + 1)))
        return self._rarity[feature]

    def syllable(self, place: int, syllable: str) -> int:
        """How many different names have a syllable at a place."""
        sql = "SELECT names FROM syllables WHERE place = ? AND syllable = ?"
        row = self.registry.db.execute(sql, (place, syllable)).fetchone()
        return self.background.syllables[place].get(syllable, 0) + (row[0] if row else 0)

    def _block(self, key: str) -> None:
        clusters, waiting = self._read(key)
        order = sorted(
            waiting,
            key=lambda c: (-len(c.known.name.split()), is_scoped(c.iri), -len(c.known.articles), c.iri),
        )
        for person in order:
            clusters[person.iri] = person
            self._try(person, clusters)
        for person in order:
            if clusters.get(person.iri) is person and len(person.iris) == 1:
                self._try(person, clusters)
        of = {iri: cluster.iri for cluster in clusters.values() for iri in cluster.iris}
        sql = "SELECT DISTINCT iri FROM persons WHERE block = ? AND cluster IS NULL"
        decided = [(of[iri], iri) for iri in self.registry.column(sql, key)]
        self.registry.db.executemany("UPDATE persons SET cluster = ? WHERE iri = ?", decided)

    def _read(self, key: str) -> tuple[dict[str, _Cluster], list[_Cluster]]:
        """The clusters of a block, and those that wait to be decided; one IRI is one person."""
        sql = "SELECT iri, article, name, cluster FROM persons WHERE block = ? ORDER BY iri, article"
        rows = self.registry.db.execute(sql, (key,)).fetchall()
        known = {iri: cluster for iri, _, _, cluster in rows if cluster is not None}
        clusters: dict[str, _Cluster] = {}
        waiting: dict[str, _Cluster] = {}
        for iri, article, name, _ in rows:
            group, of = (clusters, known[iri]) if iri in known else (waiting, iri)
            cluster = group.setdefault(of, _Cluster(of, Known(name), new=group is waiting))
            cluster.known.unite(self._known(iri, article, name))
            cluster.iris.add(iri)
            cluster.homes[article] = iri
        return clusters, list(waiting.values())

    def _known(self, iri: str, article: int, name: str) -> Known:
        found = self.registry.facts(article)
        held = next((p.posts for p in found.persons if p.iri == iri), ())
        known = Known(name, {article})
        for kind, values in features(found, name, held).items():
            known.add(kind, values)
        return known

    def _try(self, person: _Cluster, clusters: dict[str, _Cluster]) -> None:
        """Join a person with the one for whom most speaks, if enough does."""
        found = [
            (judgement.total, other.iri, judgement)
            for other in clusters.values()
            if other is not person and (judgement := self._judge(person, other, clusters)) is not None
        ]
        if not found:
            return
        (total, iri, judgement), *rest = sorted(found, key=lambda f: (f[0], f[1]), reverse=True)
        other = clusters[iri]
        if total < ENOUGH or (other.known.name != person.known.name and rest and total - rest[0][0] < MARGIN):
            return
        kept, gone = sorted((other, person), key=_preference)
        kept.take(gone)
        del clusters[gone.iri]
        sql = "INSERT OR REPLACE INTO merges VALUES (?, ?, ?, ?)"
        db = self.registry.db
        db.execute(sql, (kept.iri, kept.iri, gone.iri, str(judgement)))
        db.execute("UPDATE OR REPLACE merges SET cluster = ? WHERE cluster = ?", (kept.iri, gone.iri))

    def _judge(self, first: _Cluster, second: _Cluster, clusters: dict[str, _Cluster]) -> Judgement | None:
        """What speaks for two being one; None when they can't be."""
        said = {kind for iri in first.iris for kind, other in self.links.get(iri, ()) if other in second.iris}
        if DIFFERENT in said:
            return None
        if SAME in said:
            return Judgement(((100.0, "an editor's link"),))
        names = first.known.name, second.known.name
        if not may_be_one(*names):
            return None
        few, many = sorted((first.homes, second.homes), key=len)
        if any(many.get(article, iri) != iri for article, iri in few.items()):
            return None
        rivals = 0
        if names[0] != names[1]:
            short, full = sorted(names, key=lambda name: len(name.split()))
            rivals = sum(
                len(c.known.articles)
                for c in clusters.values()
                if c.known.name not in (short, full) and may_be_one(short, c.known.name)
            )
        expected = chance(names[0], self.syllable, self.names)
        return judge(
            first.known, second.known, prior(first.known, second.known, expected, rivals), self.rarity
        )


def _preference(cluster: _Cluster) -> tuple[bool, bool, int, str]:
    """Which IRI stays: one that has stood, that articles can share, of the fullest name."""
    return (cluster.new, is_scoped(cluster.iri), -len(cluster.known.name.split()), cluster.iri)
