"""One preferred name for each node in the union of all articles; what other articles prefer is another name.

SKOS allows a node one `skos:prefLabel` in a language, but each article has its own. Their graphs keep it; in
the union the best stays: a place's most used name, else the fullest, as in `graph.derivation`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.naming import syllables
from graph.vocabulary import ALT_LABEL, PREF_LABEL, TYPE, term

Node = NamedNode | BlankNode | Triple
_PLACE = term("https://schema.org/Place")


def preferred(uses: Mapping[Literal, int], place: bool) -> Literal:
    """The best of several names, by how many articles prefer each.

    >>> mỹ, hoa_kỳ = Literal("Mỹ", language="vi"), Literal("Hoa Kỳ", language="vi")
    >>> preferred({mỹ: 3, hoa_kỳ: 1}, place=True).value, preferred({mỹ: 3, hoa_kỳ: 1}, place=False).value
    ('Mỹ', 'Hoa Kỳ')
    """

    def order(name: Literal) -> tuple[int, int, int, str, str]:
        use, size = -uses[name], -len(syllables(name.value))
        first, second = (use, size) if place else (size, use)
        return first, second, len(name.value), name.value, str(name)

    return min(uses, key=order)


@dataclass(slots=True)
class Relabelling:
    """What the union needs beside the plain statements of articles that are put or taken out.

    `other` holds names that must join the union as other names, `idle` those that must not, being preferred
    there; `anew` holds nodes whose names in the union must be written anew, the preferred one first.
    """

    other: set[Quad] = field(default_factory=set)
    idle: set[Quad] = field(default_factory=set)
    anew: dict[Node, tuple[Literal, ...]] = field(default_factory=dict)

    def union(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """The quads of articles as they join the union."""
        for quad in quads:
            if quad in self.other:
                yield Quad(quad.subject, ALT_LABEL, quad.object)
            elif quad not in self.idle and not (
                quad.subject in self.anew and quad.predicate in (PREF_LABEL, ALT_LABEL)
            ):
                yield Quad(quad.subject, quad.predicate, quad.object)

    def steps(self) -> list[str]:
        """Steps of a SPARQL update that write names anew."""
        steps: list[str] = []
        for node, names in self.anew.items():
            for label in (PREF_LABEL, ALT_LABEL):
                steps.append(f"DELETE {{ {node} {label} ?name }} WHERE {{ {node} {label} ?name }}")
            lines = [f"{node} {ALT_LABEL if n else PREF_LABEL} {name} ." for n, name in enumerate(names)]
            if lines:
                steps.append(f"INSERT DATA {{ {' '.join(lines)} }}")
        return steps


def relabel(store: Store, put: Iterable[Quad], gone: Collection[NamedNode]) -> Relabelling:
    """How names in the union change when the quads `put` come and the graphs `gone` go.

    >>> e, g, h = term("urn:e"), term("urn:g"), term("urn:h")
    >>> store = Store()
    >>> store.extend([Quad(e, PREF_LABEL, Literal("An Bình"), g), Quad(e, PREF_LABEL, Literal("An Bình"))])
    >>> new = [Quad(e, PREF_LABEL, Literal("Bình"), h)]
    >>> [quad.predicate == ALT_LABEL for quad in relabel(store, new, []).union(new)]
    [True]
    """
    plan = Relabelling()
    new: dict[Node, Counter[Literal]] = defaultdict(Counter)
    others: dict[Node, dict[Quad, Literal]] = defaultdict(dict)
    places: set[Node] = set()
    prefer: dict[Node, list[Quad]] = defaultdict(list)
    for quad in put:
        if quad.predicate == PREF_LABEL and isinstance(quad.object, Literal):
            new[quad.subject][quad.object] += 1
            prefer[quad.subject].append(quad)
        elif quad.predicate == ALT_LABEL and isinstance(quad.object, Literal):
            others[quad.subject][quad] = quad.object
        elif quad.predicate == TYPE and quad.object == _PLACE:
            places.add(quad.subject)
    for name in gone:
        for quad in store.quads_for_pattern(None, PREF_LABEL, None, name):
            new.setdefault(quad.subject, Counter())
    for node, added in new.items():
        before = {q.object for q in store.quads_for_pattern(node, PREF_LABEL, None, DefaultGraph())}
        if not gone and len(before | set(added)) <= 1:
            continue
        kept, dropped = _uses(store, node, gone)
        if len(before | set(kept) | set(dropped) | set(added)) <= 1:
            continue
        uses = kept + added
        place = node in places or Quad(node, TYPE, _PLACE) in store
        best = preferred(uses, place) if uses else None
        if best is not None and not dropped and before <= {best}:
            plan.other.update(quad for quad in prefer[node] if quad.object != best)
            plan.idle.update(quad for quad, name in others[node].items() if name == best)
        else:
            names = {*uses, *others[node].values(), *_others(store, node, gone)} - {best}
            first = () if best is None else (best,)
            plan.anew[node] = (*first, *sorted(names, key=str))
    return plan


def unite(store: Store) -> None:
    """Leave each node of a graph in memory one preferred name in the union; the rest become other names."""
    names: dict[Node, list[Literal]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, PREF_LABEL, None, DefaultGraph()):
        if isinstance(quad.object, Literal):
            names[quad.subject].append(quad.object)
    for node, found in names.items():
        if len({name.language for name in found}) < len(found):
            uses, _ = _uses(store, node, ())
            best = preferred(uses or Counter(found), Quad(node, TYPE, _PLACE) in store)
            for name in found:
                if name != best and name.language == best.language:
                    store.remove(Quad(node, PREF_LABEL, name))
                    store.add(Quad(node, ALT_LABEL, name))


def _uses(store: Store, node: Node, gone: Collection[NamedNode]) -> tuple[Counter[Literal], Counter[Literal]]:
    """How many articles prefer each name: those that stay, and those that go."""
    kept: Counter[Literal] = Counter()
    dropped: Counter[Literal] = Counter()
    for quad in store.quads_for_pattern(node, PREF_LABEL, None):
        if isinstance(quad.object, Literal) and not isinstance(quad.graph_name, DefaultGraph):
            (dropped if quad.graph_name in gone else kept)[quad.object] += 1
    return kept, dropped


def _others(store: Store, node: Node, gone: Collection[NamedNode]) -> set[Literal]:
    found = store.quads_for_pattern(node, ALT_LABEL, None)
    return {
        quad.object
        for quad in found
        if isinstance(quad.object, Literal)
        and not isinstance(quad.graph_name, DefaultGraph)
        and quad.graph_name not in gone
    }
