"""Which names of organisations are one: abbreviations, short forms, variants of one full name.

"UBND tỉnh" is "UBND tỉnh Lào Cai" where no other is spoken of, "Công an Lào Cai" is "Công an tỉnh Lào Cai",
"TTCP" is "Thanh tra Chính phủ" when the article introduces it or the initials fit one name only.
"""

from __future__ import annotations

from functools import lru_cache

from pipelines.document import Doc
from pipelines.entities.clusters import (
    Cluster,
    abbreviation_lexicon,
    bare,
    expanded,
    heads,
    introduced,
    join_equal,
    join_pairs,
    merge,
    name_lexicon,
    share_out,
)
from pipelines.name_keys import fold, name_key, syllables


@lru_cache(maxsize=1)
def _known_abbreviations() -> dict[tuple[str, ...], str]:
    known: dict[tuple[str, ...], str] = {}
    for short, longs in abbreviation_lexicon().names.items():
        for long in longs:
            known.setdefault(expanded(long), name_key(short))
        known.setdefault(expanded(short), known[expanded(longs[0])])
    return known


def join_organizations(doc: Doc, clusters: list[Cluster]) -> list[Cluster]:
    """Abbreviations, short forms and variants joined to full names."""
    clusters = join_equal(clusters, lambda c: " ".join(expanded(c.text)))
    clusters = join_equal(clusters, lambda c: _known_abbreviations().get(expanded(c.text), ""))
    clusters = join_pairs(clusters, introduced(doc))
    clusters = _join_headless(clusters)
    clusters = join_equal(clusters, lambda c: "".join(syllables(c.text)))
    clusters = _join_companies(clusters)
    clusters = join_equal(clusters, lambda c: " ".join(_without_heads(expanded(c.text))))
    clusters = _join_initials(clusters)
    return _join_prefixes(doc, clusters)


def _join_headless(clusters: list[Cluster]) -> list[Cluster]:
    """ "công ty Kim Sơn" and "Kim Sơn": a name with its head and without."""
    return join_equal(clusters, lambda c: " ".join(bare(expanded(c.text), "organizations")))


def _join_companies(clusters: list[Cluster]) -> list[Cluster]:
    """ "Công ty Đầu tư Tâm An" and "Tâm An": a company whose proper name is its last words."""
    firms = [c for c in clusters if expanded(c.text)[:2] in _company_heads()]
    out: list[Cluster] = []
    for cluster in clusters:
        words = expanded(cluster.text)
        full = [
            c
            for c in firms
            if len(expanded(c.text)) > len(words) and expanded(c.text)[-len(words) :] == words
        ]
        if len(words) >= 2 and len(full) == 1 and cluster not in firms:
            merge(full[0], cluster)
        else:
            out.append(cluster)
    return out


@lru_cache(maxsize=1)
def _company_heads() -> frozenset[tuple[str, ...]]:
    return frozenset(syllables(head)[:2] for head in name_lexicon().companies)


def _without_heads(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "Công an tỉnh Lào Cai" as "Công an Lào Cai"; a head at the end stays ("UBND tỉnh")."""
    out: list[str] = []
    at = 0
    while at < len(words):
        head = next((h for h in heads("administrative") if words[at : at + len(h)] == h), ())
        if head and at and at + len(head) < len(words) and not words[at + len(head)][0].isdigit():
            at += len(head)
            continue
        out.append(words[at])
        at += 1
    return tuple(out)


def _join_initials(clusters: list[Cluster]) -> list[Cluster]:
    """ "TTCP" and "Thanh tra Chính phủ": the initials of one other name only."""
    out: list[Cluster] = []
    gone: set[int] = set()
    for cluster in clusters:
        text = cluster.text
        if 3 <= len(text) <= 6 and text.isupper() and text.isalpha():
            full = [c for c in clusters if c is not cluster and _initials(c.text) == text]
            if len(full) == 1:
                merge(full[0], cluster)
                gone.add(id(cluster))
    out.extend(cluster for cluster in clusters if id(cluster) not in gone)
    return out


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.replace("-", " ").split() if part).upper()


def _join_prefixes(doc: Doc, clusters: list[Cluster]) -> list[Cluster]:
    """ "Bộ Ngoại giao" and "Bộ Ngoại giao Mỹ": a name that one longer name starts with."""
    ordered = sorted(clusters, key=lambda c: (-len(expanded(c.text)), c.first))
    kept: list[Cluster] = []
    for cluster in ordered:
        longer = [c for c in kept if _starts(c, cluster)]
        if len(longer) == 1:
            merge(longer[0], cluster)
        elif longer and _generic(expanded(cluster.text)):
            share_out(doc, cluster, longer)
        else:
            kept.append(cluster)
    return kept


def _starts(longer: Cluster, shorter: Cluster) -> bool:
    words = expanded(shorter.text)
    if len(words) < 2 and not (len(words) == 1 and words[0] == fold("đảng")):
        return False
    return any(
        expanded(form)[: len(words)] == words and len(expanded(form)) > len(words) for form in longer.forms
    )


def _generic(words: tuple[str, ...]) -> bool:
    """Whether a name ends in a bare head, so that it can only be a short form: "UBND tỉnh"."""
    return any(words[-len(head) :] == head for head in heads("administrative"))
