"""The words of time, read from ``lexicon/time.yaml`` and checked.

What comes in is the YAML that a linguist edits; what goes out is one frozen `Lexicon` of plain entries.
"""

from __future__ import annotations

from functools import cache

import msgspec

from pipelines.lexicon_files import LEXICON, read_yaml


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of one meaning; which of the further fields count depends on the list it stands in."""

    words: tuple[str, ...]
    example: str
    unit: str = ""
    shift: int = 0
    month: int | None = None
    day: int | None = None
    lunar: bool = False
    weak: bool = False


class Lexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All lists of ``time.yaml``, in the order of the file."""

    parts_of_day: tuple[Entry, ...]
    day_pointers: tuple[Entry, ...]
    periods: tuple[Entry, ...]
    weekdays: tuple[Entry, ...]
    months: tuple[Entry, ...]
    turns: tuple[Entry, ...]
    anaphors: tuple[Entry, ...]
    vague: tuple[Entry, ...]
    holidays: tuple[Entry, ...]
    introducers: tuple[Entry, ...]
    not_dates: tuple[Entry, ...]
    fraction_nouns: tuple[Entry, ...]
    future_cues: tuple[Entry, ...]
    past_cues: tuple[Entry, ...]
    matters: tuple[Entry, ...]
    settings: tuple[Entry, ...]


@cache
def load() -> Lexicon:
    """Read and check the list of time words.

    Raises:
        DothiError: the file is not what the lists above say.

    >>> load().weekdays[0].words[0]
    'thứ hai'
    """
    return read_yaml(LEXICON / "time.yaml", Lexicon, strict=False)


def words(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    """Every word of `entries`, longest first, so that a pattern prefers the longer phrase.

    >>> words((Entry(("a", "a b"), ""), Entry(("c d e",), "")))
    ('c d e', 'a b', 'a')
    """
    return tuple(sorted((w for e in entries for w in e.words), key=lambda w: (-len(w), w)))
