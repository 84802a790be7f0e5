"""The values a knowledge graph is made of: articles, mentions, entities, events and positions.

Frozen dataclasses without behaviour. Everything that one article says is an `ArticleGraph`; it never
changes because of another article. A `KnowledgeGraph` holds many of them and derives who is who.
Offsets count Unicode code points of `Article.text` (NFC), half-open: ``text[begin:end]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EntityType(StrEnum):
    """What an entity is; the values are the local names of the schema.org classes."""

    PERSON = "Person"
    ORGANIZATION = "Organization"
    PLACE = "Place"


class EventType(StrEnum):
    """The sixteen event types of PLOVER and seven more."""

    CONSULT = "CONSULT"
    AGREE = "AGREE"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"
    VOTE = "VOTE"
    PERSONNEL = "PERSONNEL"
    LEGISLATE = "LEGISLATE"
    CASUALTY = "CASUALTY"
    DISASTER = "DISASTER"
    TRANSACT = "TRANSACT"
    CEREMONY = "CEREMONY"


class Status(StrEnum):
    """Whether an event really happened, as far as the article says."""

    OCCURRED = "occurred"
    ONGOING = "ongoing"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"


class Form(StrEnum):
    """How a mention refers: entities by Name, Nominal or Pronoun; the others by one form each."""

    NAME = "Name"
    NOMINAL = "Nominal"
    PRONOUN = "Pronoun"
    TRIGGER = "Trigger"
    TITLE = "Title"
    QUANTITY = "Quantity"
    TIME = "Time"


class Role(StrEnum):
    """What an entity is in an event."""

    AGENT = "agent"
    RECIPIENT = "recipient"
    PLACE = "place"
    SOURCE = "source"


class Modifier(StrEnum):
    """How a position is held, when it is not simply held."""

    FORMER = "former"
    ACTING = "acting"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read. `date` is ISO (``2024-03-28``) and None when unknown, never guessed.

    `related` names the ids of articles that this one links to (teasers below the body).
    """

    id: str
    text: str
    title: str = ""
    date: str | None = None
    url: str | None = None
    publisher: str | None = None
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """The words of an article that say something: ``article.text[begin:end] == text``."""

    article: str
    begin: int
    end: int
    text: str
    form: Form


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor or place as one article knows it, or (derived) as all articles together do.

    `id` is unique within its article graph. `name` is the fullest bare name, `names` every further bare
    name. `classes` are narrower schema.org classes (``Country``, ``City``, ``GovernmentOrganization``).
    `same_as` holds identifiers from data sources that the program really has; `point` is
    (longitude, latitude) in degrees, WGS 84.
    """

    id: str
    type: EntityType
    name: str
    mentions: tuple[Mention, ...]
    names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """An entity's part in an event, how sure that is (0 to 1), and the words that refer to it there."""

    role: Role
    entity: str
    score: float
    evidence: Mention | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """When: ``2024-03-25``, ``2024-03``, ``2024``, or without a known year ``--03-25``, ``--11``."""

    value: str
    evidence: Mention | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count the article gives for an event: a value, and what is counted in the article's words."""

    value: float
    unit: str
    evidence: Mention


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, will, may, or did not: one event, however often the article tells it.

    `mentions` are the trigger words. `score` is how sure the finder is that this is an event of this
    type, `status_score` how sure it is of the status (both 0 to 1).
    """

    id: str
    type: EventType
    label: str
    status: Status
    mentions: tuple[Mention, ...]
    arguments: tuple[Argument, ...] = ()
    time: Time | None = None
    quantities: tuple[Quantity, ...] = ()
    subtype: str | None = None
    score: float = 1.0
    status_score: float = 1.0


@dataclass(frozen=True, slots=True)
class Position:
    """`person` holds, held or will hold the bare `title` for `organization` (an entity id, or None)."""

    id: str
    person: str
    title: str
    mentions: tuple[Mention, ...]
    organization: str | None = None
    modifier: Modifier | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """The run that made a graph: version of the program, model, and digest of the lexicon.

    `time` (ISO) is None unless asked for: the same input gives byte-identical output.
    """

    version: str
    model: str
    lexicon: str
    time: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleGraph:
    """All that one article says. Entity, event and position ids are local to it."""

    article: Article
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    positions: tuple[Position, ...] = ()
    activity: Activity | None = None
