"""The document that the steps of the pipeline fill, one layer each, in the manner of spaCy's `Doc`.

Every span is given in code points of ``doc.article.text`` (NFC), half-open. A step reads the layers that
stand before its own and assigns its own; nothing is changed afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from graph.model import Article, EntityType, EventType, Form, Modifier, Role, Status


class BlockKind(StrEnum):
    """What a stretch of lines is. Only HEADLINE, LEAD, PARAGRAPH and CAPTION are read further."""

    HEADLINE = "headline"
    LEAD = "lead"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    BYLINE = "byline"
    BOILERPLATE = "boilerplate"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of the article's text, in code points."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable, number or punctuation mark: what stands between spaces, with marks split off."""

    begin: int
    end: int
    text: str


def line_numbers(text: str, tokens: Sequence[Token]) -> list[int]:
    """The number of the line, from 0, that each token of a text stands in; `tokens` are in its order.

    >>> line_numbers("Mưa\\nto", [Token(0, 3, "Mưa"), Token(4, 6, "to")])
    [0, 1]
    """
    lines: list[int] = []
    line, at = 0, 0
    for token in tokens:
        line += text.count("\n", at, token.begin)
        at = token.begin
        lines.append(line)
    return lines


@dataclass(frozen=True, slots=True)
class Block:
    """A line or paragraph of the article and what kind it is."""

    begin: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a readable block; `first` and `last` index ``doc.tokens``, half-open."""

    begin: int
    end: int
    block: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Name:
    """A bare proper name (no title, no administrative head unless it belongs), with its type."""

    begin: int
    end: int
    type: EntityType
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Title:
    """A position in the text: its bare title's span, the person's name, and whom it is held for.

    `person` and `organization` are spans of ``doc.names``; `modifier` tells former, acting, new.
    `nominal` is the whole phrase ("Bộ trưởng Quốc phòng Israel"). A title without a name after it
    ("Tổng thống Nga đã …") has `person` None: coreference may find who it is.
    """

    begin: int
    end: int
    person: Name | None
    organization: Name | None
    modifier: Modifier | None
    nominal: Span


@dataclass(frozen=True, slots=True)
class Place:
    """What the gazetteer knows of a place: schema.org classes, identifiers, (longitude, latitude)."""

    classes: tuple[str, ...]
    same_as: tuple[str, ...]
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class EntityMention:
    """Where the text refers to an entity, and how (Name, Nominal, Pronoun)."""

    begin: int
    end: int
    form: Form


@dataclass(frozen=True, slots=True)
class DocEntity:
    """One real-world entity of the article with all its mentions, in order of the text.

    `name` is the fullest and best-spelt bare name, `names` every distinct other surface form.
    A group mention ("hai bên", "hai nước") may stand in the mentions of several entities.
    """

    id: int
    type: EntityType
    name: str
    names: tuple[str, ...]
    mentions: tuple[EntityMention, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class DocPosition:
    """A position with its holder and its organisation resolved to entity ids of the document."""

    person: int
    title: str
    organization: int | None
    modifier: Modifier | None
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time in the text. `value` is as in `graph.model.Time`, None if nothing can be said of it.

    `explicit` is true when day, month or year stand in the words themselves, false when they follow
    from the publication date ("hôm qua", "tuần trước").
    """

    begin: int
    end: int
    value: str | None
    explicit: bool


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words that name an event, with the most probable type and status."""

    begin: int
    end: int
    type: EventType
    score: float
    status: Status = Status.OCCURRED
    status_score: float = 1.0


@dataclass(frozen=True, slots=True)
class DocArgument:
    """An entity's role in an event, with how sure it is and the mention that carries it."""

    role: Role
    entity: int
    score: float
    evidence: Span | None


@dataclass(frozen=True, slots=True)
class DocQuantity:
    """A count that belongs to an event: value, what is counted, and the words."""

    value: float
    unit: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class DocEvent:
    """One event of the article with all its triggers, in order of the text."""

    type: EventType
    status: Status
    label: str
    triggers: tuple[Trigger, ...]
    arguments: tuple[DocArgument, ...] = ()
    time: TimeExpression | None = None
    quantities: tuple[DocQuantity, ...] = ()
    subtype: str | None = None
    score: float = 1.0
    status_score: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network reads in the tokens, one row for each of ``doc.tokens``.

    `names` are probabilities of `pipelines.tagging.NAME_TAGS`, `triggers` of `TRIGGER_TAGS`, `statuses` of
    `graph.model.Status` in its order; `hidden` is what arguments are scored from. `least` is the probability
    that a token belongs to a trigger from which on it is taken for one.
    """

    names: npt.NDArray[np.float32]
    triggers: npt.NDArray[np.float32]
    statuses: npt.NDArray[np.float32]
    hidden: npt.NDArray[np.float32]
    least: float = 0.3


@dataclass(slots=True)
class Doc:
    """An article and the layers found in it so far."""

    article: Article
    blocks: Sequence[Block] = ()
    tokens: Sequence[Token] = ()
    sentences: Sequence[Sentence] = ()
    reading: Reading | None = None
    names: Sequence[Name] = ()
    titles: Sequence[Title] = ()
    entities: Sequence[DocEntity] = ()
    positions: Sequence[DocPosition] = ()
    times: Sequence[TimeExpression] = ()
    events: Sequence[DocEvent] = ()
    related: Sequence[Article] = field(default_factory=tuple)

    @property
    def text(self) -> str:
        """The article's text, to which all offsets refer."""
        return self.article.text


class Step(Protocol):
    """A step of the pipeline: reads the layers it `requires`, adds the layers it `assigns`."""

    requires: tuple[str, ...]
    assigns: tuple[str, ...]

    def __call__(self, doc: Doc) -> Doc:
        """Add this step's layers to `doc` and return it."""
        ...
