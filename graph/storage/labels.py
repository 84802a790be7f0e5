"""One preferred name for each node in the union of all articles; what other articles prefer is another name.

SKOS allows a node one `skos:prefLabel` in a language, but each article has its own. Their graphs keep it; in
the union the best stays: a place's most used name, else the fullest, as in `graph.derivation`. Which is best
takes all articles of a node to say, so names that are contested join the union by `settle`, not with their
article.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

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


def contested(store: Store, put: Iterable[Quad]) -> frozenset[NamedNode]:
    """The nodes that would not have one preferred name if the union took the names of `put` as they are.

    >>> e, g, h = term("urn:e"), term("urn:g"), term("urn:h")
    >>> store = Store()
    >>> store.extend([Quad(e, PREF_LABEL, Literal("An Bình"), g), Quad(e, PREF_LABEL, Literal("An Bình"))])
    >>> [len(contested(store, [Quad(e, PREF_LABEL, Literal(name), h)])) for name in ("An Bình", "Bình")]
    [0, 1]
    """
    prefer: dict[NamedNode, set[Literal]] = defaultdict(set)
    others: dict[NamedNode, set[Literal]] = defaultdict(set)
    for quad in put:
        if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
            if quad.predicate == PREF_LABEL:
                prefer[quad.subject].add(quad.object)
            elif quad.predicate == ALT_LABEL:
                others[quad.subject].add(quad.object)
    found = set()
    for node in prefer.keys() | others.keys():
        first = prefer[node].union(_names(store, node, PREF_LABEL, DefaultGraph()))
        if len(first) > 1 or first & others[node]:
            found.add(node)
    return frozenset(found)


def united(quads: Iterable[Quad], left: frozenset[NamedNode]) -> Iterator[Quad]:
    """The quads of articles as they join the union, without the names of nodes `left` for `settle`."""
    for quad in quads:
        if quad.subject not in left or quad.predicate not in (PREF_LABEL, ALT_LABEL):
            yield Quad(quad.subject, quad.predicate, quad.object)


def named_in(store: Store, graphs: Iterable[NamedNode]) -> frozenset[NamedNode]:
    """The nodes to which graphs give names."""
    found = (
        quad.subject
        for graph in graphs
        for label in (PREF_LABEL, ALT_LABEL)
        for quad in store.quads_for_pattern(None, label, None, graph)
    )
    return frozenset(node for node in found if isinstance(node, NamedNode))


def settle(store: Store, nodes: Iterable[NamedNode]) -> None:
    """Give nodes in the union the names that their articles give them, one of them preferred.

    >>> e, g, h = term("urn:e"), term("urn:g"), term("urn:h")
    >>> store = Store()
    >>> store.extend([Quad(e, PREF_LABEL, Literal(n), of) for n, of in (("An Bình", g), ("Bình", h))])
    >>> settle(store, [e])
    >>> sorted(str(q.object) for q in store.quads_for_pattern(e, None, None, DefaultGraph()))
    ['"An Bình"', '"Bình"']
    """
    gone: list[Quad] = []
    new: list[Quad] = []
    for node in nodes:
        now = {q for label in (PREF_LABEL, ALT_LABEL) for q in _labels(store, node, label, DefaultGraph())}
        wanted = set(_settled(store, node))
        gone += now - wanted
        new += wanted - now
    steps = [f"{kind} DATA {{ {_lines(quads)} }}" for kind, quads in (("DELETE", gone), ("INSERT", new))]
    if gone or new:
        store.update(" ;\n".join(steps))


def _settled(store: Store, node: NamedNode) -> Iterator[Quad]:
    uses = _uses(store, node)
    if uses:
        best = preferred(uses, Quad(node, TYPE, _PLACE) in store)
        yield Quad(node, PREF_LABEL, best)
        for name in {*uses, *_names(store, node, ALT_LABEL, None)} - {best}:
            yield Quad(node, ALT_LABEL, name)


def _lines(quads: Iterable[Quad]) -> str:
    return "\n".join(sorted(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads))


def unite(store: Store) -> None:
    """Leave each node of a graph in memory one preferred name in the union; the rest become other names."""
    names: dict[Node, list[Literal]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, PREF_LABEL, None, DefaultGraph()):
        if isinstance(quad.object, Literal):
            names[quad.subject].append(quad.object)
    for node, found in names.items():
        if len({name.language for name in found}) < len(found):
            best = preferred(_uses(store, node) or Counter(found), Quad(node, TYPE, _PLACE) in store)
            for name in found:
                if name != best and name.language == best.language:
                    store.remove(Quad(node, PREF_LABEL, name))
                    store.add(Quad(node, ALT_LABEL, name))


def _uses(store: Store, node: Node) -> Counter[Literal]:
    """How many articles prefer each name."""
    return Counter(_names(store, node, PREF_LABEL, None))


def _names(store: Store, node: Node, label: NamedNode, graph: DefaultGraph | None) -> Iterator[Literal]:
    """The names in the union, or in each of the articles' graphs."""
    for quad in _labels(store, node, label, graph):
        if isinstance(quad.object, Literal):
            yield quad.object


def _labels(store: Store, node: Node, label: NamedNode, graph: DefaultGraph | None) -> Iterator[Quad]:
    for quad in store.quads_for_pattern(node, label, None, graph):
        if graph is not None or not isinstance(quad.graph_name, DefaultGraph):
            yield quad
