"""Countries that a recogniser cut in two: names come in, names with whole countries go out.

"Thổ Nhĩ Kỳ Abdullah Gul" behind "Tổng thống" is a country and a person however the parts were first read. A
name of a country in several words with capitals is one name, unless it stands inside a longer one ("Đại sứ
quán Thổ Nhĩ Kỳ").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from graph.model import EntityType
from pipelines.document import Doc, Name
from pipelines.gazetteer import country_names
from pipelines.name_keys import fold
from pipelines.titles import Phrases


@lru_cache(maxsize=1)
def _countries() -> tuple[Phrases, frozenset[str]]:
    """Names of countries in two words or more, and the words that they start with."""
    phrases = Phrases([name for name in country_names() if " " in name])
    return phrases, phrases.openers()


def countries(doc: Doc) -> Iterator[tuple[int, int]]:
    """Where names of countries in several words stand, each word with a capital.

    >>> from graph.model import Article
    >>> from pipelines.segmentation import tokens
    >>> text = "Tổng thống Thổ Nhĩ Kỳ tới; triều tiên."
    >>> [text[b:e] for b, e in countries(Doc(Article("a", text), tokens=tokens(text)))]
    ['Thổ Nhĩ Kỳ']
    """
    phrases, openers = _countries()
    row = [fold(token.text) for token in doc.tokens]
    at = 0
    while at < len(row):
        size = len(phrases.longest(row, at)) if row[at] in openers else 0
        inside = doc.tokens[at : at + size]
        if size and all(token.text[:1].isupper() for token in inside):
            begin, end = inside[0].begin, inside[-1].end
            if "\n" not in doc.text[begin:end]:
                yield begin, end
                at += size
                continue
        at += 1


def whole_countries(doc: Doc, names: Sequence[Name]) -> list[Name]:
    """The names, with each country that they cut or miss as a name of its own.

    >>> from graph.model import Article
    >>> from pipelines.segmentation import tokens
    >>> text = "Tổng thống Thổ Nhĩ Kỳ Anna Rossi"
    >>> cut = (Name(11, 14, EntityType.PLACE), Name(15, 32, EntityType.PERSON))
    >>> doc = Doc(Article("a", text), tokens=tokens(text), names=cut)
    >>> [text[name.begin : name.end] for name in whole_countries(doc, cut)]
    ['Thổ Nhĩ Kỳ', 'Anna Rossi']
    """
    out = list(names)
    for begin, end in countries(doc):
        first = bisect_right([name.end for name in out], begin)
        last = bisect_left([name.begin for name in out], end)
        touched = out[first:last]
        if any(name.begin <= begin and end <= name.end for name in touched):
            continue
        left = [_cut(doc, replace(n, end=begin)) for n in touched if n.begin < begin]
        right = [_cut(doc, replace(n, begin=end)) for n in touched if n.end > end]
        score = max((name.score for name in touched), default=0.5)
        place = Name(begin, end, EntityType.PLACE, score)
        out[first:last] = [n for n in (*left, place, *right) if n is not None]
    return out


def _cut(doc: Doc, name: Name) -> Name | None:
    """A name without the space at its ends; None if nothing is left."""
    text = doc.text[name.begin : name.end]
    begin, end = name.begin + len(text) - len(text.lstrip()), name.end - len(text) + len(text.rstrip())
    return replace(name, begin=begin, end=end) if begin < end else None
