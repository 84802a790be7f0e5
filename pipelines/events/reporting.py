"""Reporting words in a document: "cho biết", "theo lời", "dẫn lời", "thông báo của".

What comes in are a document's sentences and tokens; what goes out are the places where someone is
credited with a claim, as `Cue`s. The words stand in ``lexicon/reporting.yaml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import msgspec

from pipelines.document import Doc, Sentence
from pipelines.lexicon_files import LEXICON, read_yaml


class Kind(StrEnum):
    """Where a cue has the one who speaks: before it, behind it, or both (a medium that quotes)."""

    VERB = "verb"
    QUOTING = "quoting"
    ACCORDING = "according"
    DOCUMENT = "document"


class CueEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Reporting words, their kind, and a sentence with them."""

    words: str
    kind: Kind
    example: str


class NoSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that look like reporting words or make "theo" something else, and a sentence with them."""

    words: str
    example: str


class Reporting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lists of ``reporting.yaml``."""

    cues: tuple[CueEntry, ...]
    not_sources: tuple[NoSource, ...]
    not_cues: tuple[NoSource, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """Reporting words in the text: token indices into ``doc.tokens``, half-open, and the sentence's index."""

    first: int
    last: int
    sentence: int
    kind: Kind
    words: str


@cache
def reporting() -> Reporting:
    """Read and check the list of reporting words.

    >>> reporting().cues[0].words
    'cho biết'
    """
    return read_yaml(LEXICON / "reporting.yaml", Reporting)


@cache
def _by_first_word() -> dict[str, tuple[tuple[tuple[str, ...], CueEntry | NoSource], ...]]:
    table: dict[str, list[tuple[tuple[str, ...], CueEntry | NoSource]]] = {}
    entries: list[CueEntry | NoSource] = [*reporting().cues, *reporting().not_cues]
    for entry in entries:
        split = tuple(entry.words.lower().split())
        table.setdefault(split[0], []).append((split, entry))
    return {w: tuple(sorted(found, key=lambda f: (-len(f[0]), f[0]))) for w, found in table.items()}


@cache
def _not_after_theo() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(n.words.lower().split()) for n in reporting().not_sources)


def find_cues(doc: Doc, lowered: Sequence[str]) -> list[Cue]:
    """The reporting words of a document, in order, the longest at each place.

    Args:
        doc: with sentences and tokens.
        lowered: the lower-cased text of each of ``doc.tokens``.
    """
    cues: list[Cue] = []
    for number, sentence in enumerate(doc.sentences):
        cues.extend(_cues_of(sentence, number, lowered))
    return cues


def _cues_of(sentence: Sentence, number: int, lowered: Sequence[str]) -> list[Cue]:
    table, barred = _by_first_word(), _not_after_theo()
    cues: list[Cue] = []
    at = sentence.first
    while at < sentence.last:
        for split, entry in table.get(lowered[at], ()):
            last = at + len(split)
            if last > sentence.last or tuple(lowered[at:last]) != split:
                continue
            follows = tuple(lowered[last : last + 2])
            if split == ("theo",) and any(follows[: len(b)] == b for b in barred):
                break
            if isinstance(entry, CueEntry):
                cues.append(Cue(at, last, number, entry.kind, entry.words))
            at = last - 1
            break
        at += 1
    return cues
