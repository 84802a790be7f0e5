"""Which entities of several articles are one, and why; `graph.resolution.deciding` decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.model import ArticleGraph


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """An entity of an article."""

    article: str
    entity: str


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """Two IRIs that stand for one entity, of which `whole` stays, and what speaks for it in words."""

    whole: str
    first: str
    second: str
    why: str

    def __str__(self) -> str:
        first, second = (iri.rsplit("/", 1)[-1] for iri in (self.first, self.second))
        return f"{first} = {second}: {self.why}"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is who: the IRI of every reference, and the merges that made two IRIs one."""

    iris: Mapping[Reference, str]
    merges: tuple[Merge, ...]

    def names(self, graph: ArticleGraph) -> dict[str, str]:
        """The global IRI of each local entity id of an article."""
        return {e.id: self.iris[Reference(graph.article.id, e.id)] for e in graph.entities}

    def explain(self, iri: str) -> tuple[Merge, ...]:
        """The merges that made one entity of several; none when articles know it by one IRI alone."""
        return tuple(merge for merge in self.merges if merge.whole == iri)
