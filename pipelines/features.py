"""What the fast network sees of a token: its word, its ends, its shape. Shared by training and reading.

A token's text comes in, four small numbers go out; they depend on nothing but the text, so that the
network computes each distinct token once.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from graph.model import EventType
from pipelines.trigger_lexicon import trigger_lexicon

AFFIXES = 4096
"""Rows of the table of word ends; row 0 is "none"."""
BREAK = "\n"
"""The token that stands for the end of a line."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aăâeêioôơuưy"
_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
_SYLLABLE = re.compile(
    rf"{_ONSET}(?:[{_VOWELS}]|i[aeê]|y[aeê]|u[aâeêyoôơă]|ư[aơ]|o[aăeo]|[aăâeêoôơuưi][iouy]|uy[aêe]?|[iy]êu|oa[iy]|"
    r"u[ôâo][ity]|ươ[iu]|oe[o]|uy[u])(?:ch|ng|nh|[cmnpt])?"
)
SHAPES = ("lower", "Title", "UPPER", "MiXed", "number", "dotted", "mixed", "mark", "quote", "break", "letter")


def plain(text: str) -> str:
    """Lower case, with the tone mark at the end of the syllable, so that hoà and hòa are one word.

    >>> plain("Hoà") == plain("hòa")
    True
    """
    text = text.lower()
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    tone = "".join(c for c in parts if c in _TONES)
    if not tone:
        return text
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES)) + tone


def is_syllable(text: str) -> bool:
    """Whether a lower-case word can be a Vietnamese syllable.

    >>> [is_syllable(w) for w in ("nguyễn", "biden", "hội", "trump")]
    [True, False, True, False]
    """
    parts = unicodedata.normalize("NFD", text)
    bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    return _SYLLABLE.fullmatch(bare) is not None


def shape_of(text: str) -> int:
    """The shape of a token: an index into `SHAPES`, doubled, plus one for a Vietnamese syllable.

    >>> SHAPES[shape_of("Biden") // 2], shape_of("Huế") % 2
    ('Title', 1)
    """
    if text == BREAK:
        return 2 * SHAPES.index("break")
    first = text[0]
    if text.isdigit():
        kind = "number"
    elif first.isdigit():
        kind = "dotted" if any(c in ".,/:" for c in text) else "mixed"
    elif not first.isalpha():
        kind = "quote" if text in "\"'“”‘’«»" else "mark"
    elif len(text) == 1:
        kind = "letter" if first.isupper() else "lower"
    elif text.islower():
        kind = "lower"
    elif text.isupper():
        kind = "UPPER"
    elif first.isupper() and text[1:].islower():
        kind = "Title"
    else:
        kind = "MiXed"
    return 2 * SHAPES.index(kind) + is_syllable(text.lower())


def _row(affix: str) -> int:
    return 1 + zlib.crc32(affix.encode()) % (AFFIXES - 1)


@dataclass(frozen=True, slots=True)
class TokenFeatures:
    """The word to look up, and rows of the tables of affixes and shapes."""

    word: str
    prefix: int
    suffix: int
    whole: int
    shape: int


def features_of(text: str) -> TokenFeatures:
    """The features of a token's text.

    >>> features_of("27/3").word
    '00/0'
    """
    word = plain(text)
    if any(c.isdigit() for c in word):
        word = "".join("0" if c.isdigit() else c for c in word)
    return TokenFeatures(
        word=word,
        prefix=_row("<" + word[:3]),
        suffix=_row(word[-3:] + ">"),
        whole=_row("=" + text[:12]),
        shape=shape_of(text),
    )


LEXICON_ROWS = 1 + 2 * len(EventType)
_TYPE_ROW = {kind: 1 + 2 * i for i, kind in enumerate(EventType)}


def lexicon_rows(texts: Sequence[str]) -> list[tuple[int, int, float]]:
    """Where the trigger lexicon knows the words: (token, row below `LEXICON_ROWS`, weight 0 to 1).

    The rows are those of the most probable type, one for the first token of a match and one for the rest.

    >>> [at for at, _, _ in lexicon_rows("Hai ngoại trưởng hội đàm tại Huế".split())]
    [3, 4]
    """
    found = []
    for match in trigger_lexicon().match(texts):
        entry = match.entries[0]
        row = _TYPE_ROW[entry.type]
        found.append((match.first, row, entry.weight))
        found += [(i, row + 1, entry.weight) for i in range(match.first + 1, match.last)]
    return found
