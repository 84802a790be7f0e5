"""Which places and organisations of several articles are one, and why.

Each IRI that articles give a place or an organisation is known once, with its name and identifier. Two are
one by a shared identifier; by the same name, or the same name written out
(`graph.resolution.known_names.long_form`), when at most one identity is known for it; or as the body of the
country at home ("Bộ Y tế") in articles that name no other country. What one article keeps apart is never
joined, nor what an editor parted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from graph.article_iris import is_scoped
from graph.resolution.facts import Facts, ThingFact
from graph.resolution.known_names import is_body, is_national, long_form
from graph.resolution.registry import Registry, chunks

SAME, DIFFERENT = "same", "different"
"""What an editor can say of two nodes."""


@dataclass(frozen=True, slots=True)
class _Thing:
    """A place or an organisation as articles know it: `home` if it is seen where no other country is.

    `articles` is how many know it by this IRI.
    """

    iri: str
    name: str
    identifier: str
    home: bool
    articles: int = 1

    @property
    def kind(self) -> str:
        return self.iri.rsplit("/", 2)[-2]


def enter_things(registry: Registry, number: int, found: Facts) -> None:
    """Note what an article says of places and organisations."""
    rows = [(t.iri, t.name, t.identifier, int(t.home)) for t in found.things]
    registry.db.executemany(
        "INSERT INTO things VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET articles = articles + 1", rows
    )
    registry.db.executemany(
        "INSERT OR IGNORE INTO stands VALUES (?, ?)", [(thing.iri, number) for thing in found.things]
    )


def forget_things(registry: Registry, number: int, found: Facts) -> None:
    """Take back what an article says."""
    registry.db.executemany(
        "UPDATE things SET articles = articles - 1 WHERE iri = ?", [(thing.iri,) for thing in found.things]
    )
    registry.db.execute("DELETE FROM things WHERE articles < 1")
    registry.db.execute("DELETE FROM stands WHERE article = ?", (number,))


def decide_things(registry: Registry, links: Iterable[tuple[str, str, str]] = ()) -> None:
    """Decide for all places and organisations which are one; an IRI that stood for some goes on if it can."""
    db = registry.db
    rows = db.execute("SELECT iri, name, identifier, home, articles FROM things ORDER BY iri")
    things = {iri: _Thing(iri, name, identifier, bool(home), n) for iri, name, identifier, home, n in rows}
    sets = _Sets(registry, things, {(first, second) for kind, first, second in links if kind == DIFFERENT})
    why: dict[str, tuple[str, str]] = {}
    for first, second in _asked(things, links):
        if sets.join(first, second, asked=True):
            why[second] = (first, "an editor's link")
    for first, second, evidence in _agreeing(things.values()):
        if sets.join(first, second):
            why[second] = (first, evidence)
    standing = set(registry.column("SELECT DISTINCT cluster FROM unions"))
    unions = []
    for members in sets.all():
        whole = min(members, key=lambda iri: _preference(things[iri], standing))
        told = [(iri, *why[iri]) for iri in members if iri in why]
        unions += [(iri, whole, *why.get(iri, ("", ""))) for iri in members if told]
    db.execute("DELETE FROM unions")
    db.executemany("INSERT INTO unions VALUES (?, ?, ?, ?)", sorted(unions))


def _of(fact: ThingFact) -> _Thing:
    return _Thing(fact.iri, fact.name, fact.identifier, fact.home)


def _keys(thing: _Thing) -> Iterator[tuple[str, str]]:
    """What another must agree in to be the same, by kind of evidence, the strongest first."""
    if thing.identifier:
        yield "same identifier", f"{thing.kind} {thing.identifier}"
    if thing.kind == "organization" and thing.home and is_national(thing.name):
        yield "no other country named", f"{thing.kind} {long_form(thing.name)}"
    if thing.name and not is_body(thing.name):
        yield "same name", f"{thing.kind} {thing.name}"
        yield "same name, written out", f"{thing.kind} {long_form(thing.name)}"


def _agreeing(things: Iterable[_Thing]) -> Iterator[tuple[str, str, str]]:
    """Pairs that agree in something, with what it is: the strongest kind of evidence first."""
    groups: dict[str, dict[str, list[_Thing]]] = defaultdict(lambda: defaultdict(list))
    for thing in things:
        for kind, value in _keys(thing):
            groups[kind][value].append(thing)
    for kind in ("same identifier", "same name", "same name, written out", "no other country named"):
        for value, members in sorted(groups[kind].items()):
            if kind == "same identifier" or len({m.identifier for m in members if m.identifier}) < 2:
                for first, second in pairwise(members):
                    yield first.iri, second.iri, f"{kind}: {value.split(' ', 1)[1]}"


def _asked(things: dict[str, _Thing], links: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    for kind, first, second in sorted(links):
        if kind == SAME and first in things and second in things:
            yield first, second


def _preference(thing: _Thing, standing: set[str]) -> tuple[bool, bool, bool, int, int, str]:
    """Which IRI stays: one that has stood, that has an identifier, that articles share, the commonest."""
    scoped = is_scoped(thing.iri)
    size = -len(thing.name.split())
    return thing.iri not in standing, not thing.identifier, scoped, -thing.articles, size, thing.iri


@dataclass(slots=True)
class _Set:
    """IRIs that are one, those that must not join them, and how often articles have them."""

    members: list[str]
    articles: int
    foes: set[str] = field(default_factory=set)


class _Sets:
    """Disjoint sets of IRIs, none of which holds two that must stay apart, or that stand in one article."""

    def __init__(
        self, registry: Registry, things: Mapping[str, _Thing], apart: Iterable[tuple[str, str]]
    ) -> None:
        self._registry = registry
        self._of = {iri: _Set([iri], thing.articles) for iri, thing in things.items()}
        for first, second in apart:
            for one, other in ((first, second), (second, first)):
                if one in self._of:
                    self._of[one].foes.add(other)

    def join(self, first: str, second: str, *, asked: bool = False) -> bool:
        """Make two sets one, unless they are or must stay apart; what an editor `asked` no article parts."""
        one, other = self._of[first], self._of[second]
        if one is other or not one.foes.isdisjoint(other.members):
            return False
        if not asked and self._stand_together(one, other):
            return False
        if len(one.members) < len(other.members):
            one, other = other, one
        one.members += other.members
        one.articles += other.articles
        one.foes |= other.foes
        self._of.update(dict.fromkeys(other.members, one))
        return True

    def _stand_together(self, one: _Set, other: _Set) -> bool:
        """Whether an article has an IRI of each: it takes them for two."""
        few, many = sorted((one, other), key=lambda held: held.articles)
        sql = (
            "SELECT 1 FROM stands AS a CROSS JOIN json_each(?2) AS m CROSS JOIN stands AS b "
            "ON b.iri = m.value AND b.article = a.article WHERE a.iri IN (SELECT value FROM json_each(?1)) "
            "LIMIT 1"
        )
        return bool(self._registry.column(sql, chunks(few.members), chunks(many.members)))

    def all(self) -> list[list[str]]:
        """The sets of more than one."""
        sets = {id(held): held.members for held in self._of.values()}
        return sorted(sorted(members) for members in sets.values() if len(members) > 1)
