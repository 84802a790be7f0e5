"""Annotated texts as examples for the networks: tokens, and what is marked on them.

In come the two documented forms of data: a folder of ``ID.txt`` with ``ID.json`` (entities, events and
positions, with triggers given by line and string), and a JSON-lines file of tokenised sentences with
names (VLSP 2021). Out come `Example`s over the tokens of `pipelines.segmentation`. What is held out is
fixed by the id alone, so that no later run learns from it.
"""

from __future__ import annotations

import gzip
import json
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from graph.model import EntityType, EventType, Role, Status
from pipelines.document import Token, line_numbers
from pipelines.segmentation import tokens as tokenise


@dataclass(frozen=True, slots=True)
class NameLabel:
    """A name: token indices, half-open, and its type."""

    first: int
    last: int
    type: EntityType


@dataclass(frozen=True, slots=True)
class TriggerLabel:
    """A trigger: token indices, half-open, its type and status, and the event it belongs to."""

    first: int
    last: int
    type: EventType
    status: Status
    event: str


@dataclass(frozen=True, slots=True)
class MentionLabel:
    """Where the words of an annotated entity stand (names and nominals): token indices, half-open."""

    first: int
    last: int
    entity: str
    type: EntityType
    is_name: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its labels. `style` is the annotation scheme of the names: "house" or "vlsp".

    `lines` gives the line of each token; `roles` the (entity, role) pairs of each event.
    """

    id: str
    style: str
    tokens: tuple[Token, ...]
    lines: tuple[int, ...]
    names: tuple[NameLabel, ...]
    triggers: tuple[TriggerLabel, ...] = ()
    mentions: tuple[MentionLabel, ...] = ()
    roles: dict[str, frozenset[tuple[str, Role]]] = field(default_factory=dict)


class GoldEntity(msgspec.Struct, frozen=True):
    """An entity of an annotation file."""

    id: str
    type: EntityType
    name: str
    mentions: list[str]
    nominals: list[str] = []


class GoldMention(msgspec.Struct, frozen=True):
    """A mention of an event in an annotation file: line number from 0, and the words."""

    line: int
    trigger: str


class GoldEvent(msgspec.Struct, frozen=True):
    """An event of an annotation file."""

    id: str
    type: EventType
    status: Status
    mentions: list[GoldMention]
    agents: list[str] = []
    recipients: list[str] = []
    place: str | None = None
    time: str | None = None
    time_text: str | None = None
    source: str | None = None


class GoldPosition(msgspec.Struct, frozen=True):
    """A position of an annotation file."""

    person: str
    title: str
    of: str | None = None


class Gold(msgspec.Struct, frozen=True):
    """An annotation file."""

    id: str
    entities: list[GoldEntity]
    events: list[GoldEvent]
    positions: list[GoldPosition] = []
    lines: list[int] | None = None
    date: str | None = None


def held_out(text_id: str, one_in: int = 5) -> bool:
    """Whether a text is kept apart from all learning and tuning.

    >>> sum(held_out(f"text-{i}") for i in range(1000)) in range(150, 250)
    True
    """
    return zlib.crc32(text_id.encode()) % one_in == 0


def annotated_files(folder: Path) -> Iterator[tuple[str, Gold]]:
    """The texts (NFC) and annotations of a folder, in the order of their ids."""
    for path in sorted(folder.glob("*.json")):
        gold = msgspec.json.decode(path.read_bytes(), type=Gold)
        yield unicodedata.normalize("NFC", path.with_suffix(".txt").read_text(encoding="utf-8")), gold


def _find(words: Sequence[str], wanted: Sequence[str], first: int, last: int) -> Iterator[int]:
    size = len(wanted)
    for i in range(first, last - size + 1):
        if words[i] == wanted[0] and list(words[i : i + size]) == list(wanted):
            yield i


def example_of(text: str, gold: Gold) -> Example:
    """Put an annotation on the tokens of its text: every occurrence of a name or nominal counts."""
    tokens = tuple(tokenise(text))
    words = [t.text for t in tokens]
    lines = line_numbers(text, tokens)
    first_of = {n: lines.index(n) for n in dict.fromkeys(lines)}
    last_of = {n: len(lines) - lines[::-1].index(n) for n in first_of}
    limit = len(tokens)
    if gold.lines is not None:
        limit = sum(n <= gold.lines[1] for n in lines)
        tokens, lines = tokens[:limit], lines[:limit]

    def split(phrase: str) -> list[str]:
        return [t.text for t in tokenise(unicodedata.normalize("NFC", phrase))]

    phrases: list[tuple[list[str], GoldEntity, bool]] = []
    for entity in gold.entities:
        for phrase in dict.fromkeys([*entity.mentions, entity.name]):
            phrases.append((split(phrase), entity, True))
        for phrase in dict.fromkeys(entity.nominals):
            phrases.append((split(phrase), entity, False))
    phrases.sort(key=lambda p: (-len(p[0]), not p[2]))
    taken = [False] * limit
    names: list[NameLabel] = []
    mentions: dict[tuple[int, int, str], MentionLabel] = {}
    for wanted, entity, is_name in phrases:
        if not wanted:
            continue
        for i in _find(words, wanted, 0, limit):
            end = i + len(wanted)
            if is_name:
                if any(taken[i:end]):
                    continue
                taken[i:end] = [True] * len(wanted)
                names.append(NameLabel(i, end, entity.type))
            mentions.setdefault((i, end, entity.id), MentionLabel(i, end, entity.id, entity.type, is_name))
    triggers: list[TriggerLabel] = []
    for event in gold.events:
        for mention in event.mentions:
            if mention.line not in first_of:
                continue
            wanted = split(mention.trigger)
            for i in _find(words, wanted, first_of[mention.line], min(last_of[mention.line], limit)):
                triggers.append(TriggerLabel(i, i + len(wanted), event.type, event.status, event.id))
    roles: dict[str, frozenset[tuple[str, Role]]] = {}
    for event in gold.events:
        pairs = [(e, Role.AGENT) for e in event.agents] + [(e, Role.RECIPIENT) for e in event.recipients]
        pairs += [(event.place, Role.PLACE)] if event.place else []
        pairs += [(event.source, Role.SOURCE)] if event.source else []
        roles[event.id] = frozenset(pairs)
    return Example(
        id=gold.id,
        style="house",
        tokens=tokens,
        lines=tuple(lines),
        names=tuple(sorted(names, key=lambda n: n.first)),
        triggers=tuple(sorted(set(triggers), key=lambda t: (t.first, t.last, t.event))),
        mentions=tuple(mentions[key] for key in sorted(mentions)),
        roles=roles,
    )


def articles(folder: Path) -> list[Example]:
    """All annotated texts of a folder as examples."""
    return [example_of(text, gold) for text, gold in annotated_files(folder)]


_VLSP = {
    "PERSON": EntityType.PERSON,
    "LOCATION": EntityType.PLACE,
    "ADDRESS": EntityType.PLACE,
    "ORGANIZATION": EntityType.ORGANIZATION,
}


class _VlspRecord(msgspec.Struct, frozen=True):
    tokens: list[str]
    spans: list[tuple[int, int, str]]


def sentences(path: Path) -> list[Example]:
    """The sentences of a VLSP 2021 file (``.jsonl.gz``), tokenised anew; the id is the line number."""
    examples = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            record = msgspec.json.decode(line, type=_VlspRecord)
            begins, ends, at = [], [], 0
            for token in record.tokens:
                begins.append(at)
                ends.append(at + len(token))
                at += len(token) + 1
            tokens = tuple(tokenise(" ".join(record.tokens)))
            names = []
            for first, last, kind in record.spans:
                if kind not in _VLSP:
                    continue
                inside = [
                    i for i, t in enumerate(tokens) if t.end > begins[first] and t.begin < ends[last - 1]
                ]
                names.append(NameLabel(inside[0], inside[-1] + 1, _VLSP[kind]))
            names.sort(key=lambda n: n.first)
            examples.append(Example(f"vlsp-{number}", "vlsp", tokens, (0,) * len(tokens), tuple(names)))
    return examples


def split(shared: Path) -> tuple[list[Example], list[Example]]:
    """(to learn from, held out): a fifth of the articles and a tenth of the sentences are held out."""
    texts = articles(shared / "train")
    lines = sentences(shared / "ner" / "news-ner-dev.jsonl.gz")
    learn = [e for e in texts if not held_out(e.id)] + [e for e in lines if not held_out(e.id, 10)]
    kept = [e for e in texts if held_out(e.id)] + [e for e in lines if held_out(e.id, 10)]
    return learn, kept


def corpus(path: Path) -> Iterator[tuple[str, str]]:
    """(id, title + newline + text) of each article of a JSON-lines corpus (``.jsonl.gz``)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            title = record.get("title") or ""
            yield str(record["id"]), unicodedata.normalize("NFC", f"{title}\n{record['text']}".strip())
