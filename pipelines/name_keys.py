"""Keys under which two spellings of a name are the same: what comes in is a name, what goes out its key.

Case, spacing, hyphens and the two ways of placing a tone mark ("hoà", "hòa") are folded; known
abbreviations ("UBND", "TP") are written out; tone marks and diacritics can be left off for comparison.
The keys are for comparing only: what is shown is always the article's own spelling.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
SEPARATORS = frozenset("-–—.'’&")


@lru_cache(maxsize=200_000)
def fold(syllable: str) -> str:
    """The syllable in lower case with its tone mark moved to the end.

    >>> fold("Hoà") == fold("hòa"), fold("Uỷ") == fold("ủy"), fold("ma") == fold("mà")
    (True, True, False)
    """
    lowered = syllable.casefold()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFD", lowered)
    tones = "".join(c for c in decomposed if c in TONES)
    if not tones:
        return lowered
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES)) + tones


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """The text in lower case without any diacritic.

    >>> plain("Đà Nẵng")
    'da nang'
    """
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=100_000)
def syllables(name: str) -> tuple[str, ...]:
    """The folded syllables of a name; hyphens, dots and apostrophes only separate.

    >>> syllables("Kim Jong - un"), syllables("TP.HCM")
    (('kim', 'jong', 'un'), ('tp', 'hcm'))
    """
    spaced = "".join(" " if c in SEPARATORS else c for c in name)
    return tuple(fold(part) for part in spaced.split())


@lru_cache(maxsize=100_000)
def name_key(name: str) -> str:
    """The key of a name: equal for the same name however it is spaced, cased or hyphenated.

    >>> name_key("Kim Jong - un") == name_key("Kim Jong-Un"), name_key("G 20") == name_key("G20")
    (True, True)
    """
    parts = syllables(name)
    if len(parts) == 2 and parts[1].isdigit() and len(parts[0]) <= 2:
        return parts[0] + parts[1]
    return " ".join(parts)
