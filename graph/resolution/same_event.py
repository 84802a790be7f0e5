"""Whether two articles tell of one event, of the same type on the same day: what speaks for it, in words.

Two `EventFact` come in, whose actors are those of the whole store; evidence goes out, or None. The acts must
agree (the words, or what kind of act it is), and those who take part; and nothing may speak against it: one
happened and the other was called off, who acts in one is acted on in the other, or each has persons of its
own.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph.resolution.facts import EventFact
from graph.resolution.known_names import act_words, same_kind

MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE", "VOTE", "TRANSACT"})
"""Types of acts that need two: one participant and the day do not say which."""

ONE_PERSON = frozenset({"CASUALTY", "COERCE", "PERSONNEL"})
"""Types of what happens to a person on a day once, as a rule."""

DIRECTED = frozenset(
    {"ACCUSE", "THREATEN", "REQUEST", "REJECT", "SANCTION", "ASSAULT", "COERCE", "SUPPORT", "AID", "CONCEDE"}
)
"""Types of acts in which it matters who does it to whom."""

_OFF = frozenset({"cancelled", "negated"})


def same_event(first: EventFact, second: EventFact) -> str | None:
    """What speaks for two events being one; None when too little does, or something speaks against it.

    >>> hue = ("urn:x/place/hue",)
    >>> a = EventFact("urn:1", "CEREMONY", "2024-05-02", "khai mạc", ("urn:x/person/tam",), hue, "khai mạc")
    >>> b = EventFact("urn:2", "CEREMONY", "2024-05-02", "lễ", ("urn:x/person/tam",), hue, "lễ khai mạc")
    >>> same_event(a, b)
    'tam, hue; khai mạc'
    >>> same_event(a, EventFact("urn:3", "CEREMONY", "2024-05-02", "lễ", a.actors, hue, "bế giảng")) is None
    True
    """
    actors = sorted({*first.actors} & {*second.actors})
    if not actors or against(first, second):
        return None
    words = sorted(act_words(first.trigger) & act_words(second.trigger))
    kind = same_kind(first.kind, second.kind)
    persons = _persons(actors)
    together = [*actors, *sorted({*first.places} & {*second.places} - {*actors})]
    if words:
        suffers = persons & {*first.recipients} & {*second.recipients}
        alone = kind and bool(persons if first.type in ONE_PERSON else suffers)
        called_alike = first.label == second.label and first.type not in MUTUAL
        enough = len(together) > 1 or called_alike or alone
    else:
        enough = kind and len(persons) > 1
    if not enough:
        return None
    act = " ".join(dict.fromkeys(word for word in first.trigger.split() if word in words))
    return f"{', '.join(iri.rsplit('/', 1)[-1] for iri in together)}; {act or first.kind}"


def against(first: EventFact, second: EventFact) -> bool:
    """Whether something says that two events of a type and day are not one, whatever agrees.

    >>> a = EventFact("urn:1", "ACCUSE", "2024-05-02", "tố", ("urn:1", "urn:2"), recipients=("urn:2",))
    >>> b = EventFact("urn:2", "ACCUSE", "2024-05-02", "tố", ("urn:1", "urn:2"), recipients=("urn:1",))
    >>> against(a, a), against(a, b)
    (False, True)
    """
    if "occurred" in (first.status, second.status) and not _OFF.isdisjoint((first.status, second.status)):
        return True
    if first.type in DIRECTED and (_reversed(first, second) or _reversed(second, first)):
        return True
    ours, theirs = _persons(first.actors), _persons(second.actors)
    return bool(ours - theirs) and bool(theirs - ours) and len(ours & theirs) < 2


def _reversed(first: EventFact, second: EventFact) -> bool:
    """Whether somebody acts in the one who in the other is only acted on."""
    acting = {*first.actors} - {*first.recipients}
    return not acting.isdisjoint(second.recipients)


def _persons(actors: Iterable[str]) -> set[str]:
    return {iri for iri in actors if "/person/" in iri}
