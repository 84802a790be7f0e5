"""Slips of the pen: two spellings come in, whether one may be a misspelling of the other goes out.

Foreign names differ by one letter, in long words by two (Damerau–Levenshtein); Vietnamese syllables are
never slips of each other, because a tone mark makes another name.
"""

from __future__ import annotations

from rapidfuzz.distance import DamerauLevenshtein

from pipelines.entities.clusters import SHORTEST_WORD
from pipelines.name_keys import plain

LONG_WORD = 8


def close(one: str, other: str) -> bool:
    """Whether two foreign words differ by a slip: one letter, in long words two."""
    if one == other:
        return True
    shortest = min(len(one), len(other))
    if shortest < SHORTEST_WORD:
        return False
    return DamerauLevenshtein.distance(one, other, score_cutoff=2) <= (2 if shortest >= LONG_WORD else 1)


def slip(one: str, other: str) -> bool:
    """Whether two parts of foreign names differ by a slip."""
    one, other = plain(one), plain(other)
    return is_foreign(one) and is_foreign(other) and close(one, other)


def is_foreign(word: str) -> bool:
    """Whether a syllable is no Vietnamese one: plain letters and long, or two vowels apart."""
    return word.isascii() and len(word) >= SHORTEST_WORD
