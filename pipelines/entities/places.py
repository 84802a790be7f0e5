"""Which names of places are one: names of one country, names with their head and without, misspellings.

"Mỹ" and "Hoa Kỳ" are one country; "tỉnh Hoà Bình" and "Hoà Bình" are one unless the article also speaks of
"thành phố Hoà Bình".
"""

from __future__ import annotations

from collections import defaultdict

from rapidfuzz.distance import DamerauLevenshtein

from pipelines.document import Doc
from pipelines.entities.clusters import (
    SHORTEST_WORD,
    Cluster,
    Words,
    administrative_keys,
    bare,
    expanded,
    head_key,
    introduced,
    join_equal,
    join_pairs,
    merge,
)
from pipelines.entities.slips import close
from pipelines.features import is_syllable
from pipelines.gazetteer import place, short_country_code


def join_places(doc: Doc, clusters: list[Cluster]) -> list[Cluster]:
    """Names of one country, names with their heads and without, misspellings."""
    clusters = join_pairs(clusters, introduced(doc))
    for cluster in clusters:
        if cluster.country is None:
            code = short_country_code(cluster.text)
            if code is not None and any(c.country == code for c in clusters):
                cluster.country = code
    clusters = join_equal(clusters, lambda c: c.country or "")
    clusters = _join_administrative(clusters)
    clusters = join_equal(clusters, _place_key)
    return _join_misspelt_places(clusters)


def _place_key(cluster: Cluster) -> str:
    if cluster.country is not None:
        return cluster.country
    heads = sorted(_own_heads(cluster, bare(expanded(cluster.text), "administrative")))
    return " ".join([*heads, *bare(bare(expanded(cluster.text), "administrative"), "places")])


def _join_administrative(clusters: list[Cluster]) -> list[Cluster]:
    """ "tỉnh Hoà Bình" and "Hoà Bình": one if the article knows one head for the name only."""
    by_core: dict[Words, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        by_core[bare(expanded(cluster.text), "administrative")].append(cluster)
    out: list[Cluster] = []
    for core, group in by_core.items():
        heads = {head for c in group for head in _own_heads(c, core)}
        if len(group) > 1 and len(heads) <= 1 and not core[0][0].isdigit():
            for other in group[1:]:
                merge(group[0], other)
            out.append(group[0])
        else:
            out.extend(group)
    return out


def _own_heads(cluster: Cluster, core: Words) -> set[str]:
    """The administrative heads of a place: in its name and before it."""
    words = expanded(cluster.text)
    inside = {" ".join(words[: -len(core)])} if len(words) > len(core) else set()
    if not all(is_syllable(word) for word in core):
        return inside
    return inside | {head_key(head) for head in cluster.heads if head_key(head) in administrative_keys()}


def _join_misspelt_places(clusters: list[Cluster]) -> list[Cluster]:
    """A name that no source knows, one slip away from another name of the article."""
    out = list(clusters)
    for cluster in clusters:
        if (
            cluster.country is not None
            or sum(cluster.forms.values()) > 2
            or len(cluster.text) <= SHORTEST_WORD
        ):
            continue
        near = [c for c in out if c is not cluster and _misspelt_place(cluster, c)]
        if len(near) == 1 and place(cluster.text) is None:
            merge(near[0], cluster)
            out.remove(cluster)
    return out


def _misspelt_place(one: Cluster, other: Cluster) -> bool:
    a, b = one.words, other.words
    if len(a) != len(b) or sum(one.forms.values()) > sum(other.forms.values()):
        return False
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if len(differing) != 1:
        return False
    x, y = differing[0]
    known = other.country is not None or place(other.text) is not None
    if x.isdigit() or y.isdigit() or x.isascii() != y.isascii():
        return False
    if x.isascii() and len(x) >= SHORTEST_WORD and len(y) >= SHORTEST_WORD:
        return close(x, y)
    return known and len(a) >= 2 and DamerauLevenshtein.distance(one.text, other.text) <= 1
