"""Which names of persons are one person: full names, short forms, misspellings.

A Vietnamese is called by the given name later on ("ông Trọng"), a foreigner by the last name, a Chinese or
Korean by the first; father and son, or two ministers of one name, stay two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from pipelines.document import Doc
from pipelines.entities.clusters import SHORTEST_WORD, Cluster, merge, name_lexicon, share_out
from pipelines.entities.slips import close, is_foreign, slip
from pipelines.name_keys import fold, plain, syllables


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    return frozenset(fold(name) for name in name_lexicon().surnames)


def is_vietnamese(words: Sequence[str]) -> bool:
    """Whether a person's name is built like a Vietnamese one: called by its last part.

    >>> is_vietnamese(syllables("Nguyễn Phú Trọng")), is_vietnamese(syllables("Tập Cận Bình"))
    (True, False)
    """
    return len(words) >= 2 and words[0] in _surnames()


def _short_of(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether `short` may stand for the person called `full`."""
    if len(short) >= len(full):
        return False
    if short == full[-len(short) :]:
        return True
    if is_vietnamese(full) and len(full) > 2:
        return False
    return short == full[: len(short)] or (len(short) == 2 and len(full) > 2 and short == (full[0], full[-1]))


def _agree(one: Cluster, other: Cluster) -> bool:
    """Whether nothing speaks against two persons being one: gender."""
    return one.gender * other.gender >= 0


def _family_name(short: Cluster, full: Cluster) -> bool:
    """ "ông Dương" for Dương Khiết Trì: a Chinese name given in Vietnamese, called by its first part."""
    return (
        len(short.words) == 1
        and len(full.words) == 3
        and short.words[0] == full.words[0]
        and _agree(short, full)
    )


def _someone_else(short: Cluster, full: Cluster) -> bool:
    """Whether a short form is known by other titles before the full name is ever given."""
    apart = bool(short.titles and full.titles and not short.titles & full.titles)
    return apart and short.first < full.first


def join_persons(doc: Doc, clusters: list[Cluster]) -> list[Cluster]:
    """Short forms and misspellings joined to full names."""
    ordered = sorted(clusters, key=lambda c: (-len(c.words), c.first))
    kept: list[Cluster] = []
    for cluster in ordered:
        same = [c for c in kept if _misspelt(cluster, c)]
        if len(same) == 1:
            merge(same[0], cluster)
            continue
        candidates = [c for c in kept if any(_short_of(cluster.words, syllables(f)) for f in c.forms)]
        candidates = [c for c in candidates if _agree(cluster, c) and not _someone_else(cluster, c)]
        if not candidates:
            near = [c for c in kept if _misspelt_short(cluster, c) or _family_name(cluster, c)]
            if len(near) == 1:
                merge(near[0], cluster)
            else:
                kept.append(cluster)
        elif len(candidates) == 1:
            merge(candidates[0], cluster)
        else:
            share_out(doc, cluster, candidates)
    return kept


def best_spelling(cluster: Cluster) -> str:
    """The full name of a person with each part as the article mostly writes it.

    >>> from collections import Counter
    >>> from graph.model import EntityType
    >>> forms = Counter({"Anna Rosini": 1, "Rossini": 5})
    >>> best_spelling(Cluster(EntityType.PERSON, "Anna Rosini", forms=forms))
    'Anna Rossini'
    """
    counts: Counter[str] = Counter()
    for form, count in cluster.forms.items():
        counts.update(dict.fromkeys(form.split(), count))
    parts = []
    for part in cluster.text.split():
        near = [word for word in counts if slip(word, part)]
        parts.append(max([part, *near], key=lambda word: (counts[word], word == part, word)))
    return " ".join(parts)


def _misspelt(one: Cluster, other: Cluster) -> bool:
    """Whether two names of the same length are one by a slip of the pen."""
    a, b = one.words, other.words
    if len(a) != len(b) or not _agree(one, other):
        return False
    if a == b:
        return True
    if [plain(w) for w in a] == [plain(w) for w in b]:
        unmarked = all(w.isascii() for w in a) or all(w.isascii() for w in b)
        return unmarked and len(a) >= 2
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if len(a) >= 2:
        return not (is_vietnamese(a) and is_vietnamese(b)) and all(slip(x, y) for x, y in differing)
    return len(a[0]) >= SHORTEST_WORD + 1 and a[0].isascii() and b[0].isascii() and close(a[0], b[0])


def _misspelt_short(one: Cluster, other: Cluster) -> bool:
    """Whether a short form is a slip of the last part of a full name."""
    a, b = one.words, other.words
    if len(a) != 1 or len(b) < 2 or is_vietnamese(b) or not _agree(one, other):
        return False
    return is_foreign(a[0]) and is_foreign(plain(b[-1])) and close(a[0], plain(b[-1]))
