"""The words that name events: verbs and nouns of Vietnamese news with their types and frames.

In comes a sequence of syllables, out come the longest stretches that the lexicon knows, each with every
entry it may stand for. Entries are data (`lexicon/triggers/TYPE.yaml`, one file per event type, and
`lexicon/frames.yaml`); syllables are compared in lower case with the tone mark moved to the end, so that
"hoà" and "hòa", "kỷ" and "kỉ" are one. Types are those of PLOVER (Halterman et al. 2023) and seven more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from graph.errors import DothiError
from graph.model import EventType, Status
from pipelines.lexicon_files import LEXICON, read_yaml

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SHORT_Y = frozenset({"hy", "ky", "ly", "my", "sy", "ty", "vy", "by"})


class PartOfSpeech(StrEnum):
    """What a trigger is in the clause: a verb, a noun, or a light verb with its noun in one."""

    VERB = "verb"
    NOUN = "noun"
    LIGHT = "light"


class Frame(msgspec.Struct, frozen=True):
    """Where a trigger's participants stand: "subject", "object", or the preposition before them.

    `passive` tells what the grammatical subject is after "bị" and "được".
    """

    agent: tuple[str, ...]
    recipient: tuple[str, ...]
    example: str
    place: tuple[str, ...] = ()
    passive: str = "recipient"


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of some words: event type, part of speech, frame, and how often they mean it.

    `weight` is the estimated share of occurrences in news that are really an event of this type
    (0 to 1). `status` is a status that the words themselves suggest. `head` is the classifier of a
    nominalisation ("cuộc" in "cuộc họp"), empty for the words alone.
    """

    words: str
    type: EventType
    pos: PartOfSpeech
    frame: Frame
    weight: float
    subtype: str | None = None
    status: Status | None = None
    head: str = ""
    example: str = ""


class Match(NamedTuple):
    """A stretch of tokens, half-open, and every entry that its words may be."""

    first: int
    last: int
    entries: tuple[Entry, ...]


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry as it stands in the file; what is left out comes from its group."""

    words: str
    weight: float
    example: str
    heads: tuple[str, ...] = ()
    bare: bool = True
    frame: str | None = None
    pos: PartOfSpeech | None = None
    subtype: str | None = None
    status: Status | None = None


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Entries that share a frame, a part of speech and a narrower concept."""

    about: str
    frame: str
    entries: tuple[_Line, ...]
    pos: PartOfSpeech = PartOfSpeech.VERB
    subtype: str | None = None
    status: Status | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event type's file."""

    type: EventType
    covers: str
    groups: tuple[_Group, ...]


class _NonEvents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that are never a trigger, by the reason why."""

    stand_ins: dict[str, str]
    speech_acts: dict[str, str]
    compounds: dict[str, str]


@lru_cache(maxsize=65536)
def fold(syllable: str) -> str:
    """Lower-case a syllable and put its tone mark at the end, the same for both spellings.

    >>> fold("Hoà") == fold("hòa"), fold("kỷ") == fold("kỉ"), fold("hoa") == fold("hoá")
    (True, True, False)
    """
    parts = unicodedata.normalize("NFD", syllable.lower())
    tone = "".join(c for c in parts if c in _TONES)
    base = "".join(c for c in parts if c not in _TONES)
    if base in _SHORT_Y:
        base = base[0] + "i"
    return base + tone


def fold_words(words: str) -> tuple[str, ...]:
    """The folded syllables of some words.

    >>> fold_words("huỷ bỏ") == fold_words("hủy bỏ")
    True
    """
    return tuple(fold(s) for s in words.split())


def read_entries(folder: Path = LEXICON) -> tuple[Entry, ...]:
    """Every entry of the lexicon in `folder`, nominalised ones after their verb, in order of the files.

    Raises:
        DothiError: when a file is not valid or names a frame that does not exist.
    """
    frames = read_yaml(folder / "frames.yaml", dict[str, Frame])
    entries: list[Entry] = []
    for path in sorted((folder / "triggers").glob("*.yaml")):
        file = read_yaml(path, _File)
        for group in file.groups:
            for line in group.entries:
                entries.extend(_expand(path, file.type, group, line, frames))
    return tuple(entries)


def _expand(
    path: Path, type_: EventType, group: _Group, line: _Line, frames: dict[str, Frame]
) -> Iterator[Entry]:
    """The entry of one line, and one for each classifier that makes a noun of it."""
    frame = frames.get(line.frame or group.frame)
    if frame is None:
        raise DothiError(f"{path}: {line.words}: no frame {line.frame or group.frame!r} in frames.yaml")
    pos = line.pos or group.pos
    for head in ("", *line.heads) if line.bare else line.heads:
        yield Entry(
            words=f"{head} {line.words}".strip(),
            type=type_,
            pos=PartOfSpeech.NOUN if head else pos,
            frame=frame,
            # A classifier before it makes a nominalised event of an ambiguous verb.
            weight=max(line.weight, 0.5 + line.weight / 2) if head else line.weight,
            subtype=line.subtype or group.subtype,
            status=line.status or group.status,
            head=head,
            example=line.example,
        )


@dataclass(slots=True)
class _Node:
    """A node of the trie: what may follow, and what ends here."""

    next: dict[str, _Node]
    entries: tuple[Entry, ...] = ()


class TriggerLexicon:
    """Finds the lexicon's words in running text, the longest first.

    >>> lexicon = trigger_lexicon()
    >>> [m] = lexicon.match("Hai ngoại trưởng hội đàm tại Huế".split())
    >>> m.first, m.last, m.entries[0].type.value
    (3, 5, 'CONSULT')
    """

    def __init__(self, entries: Iterable[Entry], non_events: Iterable[str] = ()) -> None:
        self.entries = tuple(entries)
        self._root = _Node({})
        for entry in self.entries:
            node = self._node(entry.words)
            if all(e.type != entry.type for e in node.entries):
                node.entries = tuple(sorted((*node.entries, entry), key=lambda e: -e.weight))
        # Words that are never a trigger stand in the trie as matches without entries: they take part
        # in the longest match and so keep "quyết định này" from being read as shorter words.
        self._blocked = {fold_words(words) for words in non_events}
        for words in sorted(self._blocked):
            self._node(" ".join(words))

    def _node(self, words: str) -> _Node:
        node = self._root
        for syllable in fold_words(words):
            node = node.next.setdefault(syllable, _Node({}))
        return node

    def lookup(self, words: str) -> tuple[Entry, ...]:
        """The entries of exactly these words, most probable first; empty if there are none."""
        node: _Node | None = self._root
        for syllable in fold_words(words):
            node = node.next.get(syllable) if node else None
        return node.entries if node else ()

    def is_non_event(self, words: str) -> bool:
        """Whether these words are listed as never being a trigger."""
        return fold_words(words) in self._blocked

    def match(self, tokens: Sequence[str]) -> list[Match]:
        """The longest matches from left to right, without overlap; `tokens` are syllables and marks."""
        folded = [fold(t) for t in tokens]
        found: list[Match] = []
        i, n, start, blocked = 0, len(folded), self._root.next, self._blocked
        while i < n:
            node = start.get(folded[i])
            if node is None:
                i += 1
                continue
            end, entries, j = i + 1, node.entries, i + 1
            if not entries and (folded[i],) in blocked:
                end = i + 1
            while j < n:
                node = node.next.get(folded[j])
                if node is None:
                    break
                j += 1
                if node.entries:
                    end, entries = j, node.entries
                elif tuple(folded[i:j]) in blocked:
                    end, entries = j, ()
            if entries:
                found.append(Match(i, end, entries))
            i = end
        return found


@cache
def trigger_lexicon() -> TriggerLexicon:
    """The lexicon that ships, read once."""
    return TriggerLexicon(read_entries(), non_events())


@cache
def non_events() -> tuple[str, ...]:
    """Words that are never a trigger: empty stand-ins, plain speech acts, compounds."""
    data = read_yaml(LEXICON / "non_events.yaml", _NonEvents)
    return (*data.stand_ins, *data.speech_acts, *data.compounds)
