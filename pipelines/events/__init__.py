"""Events: who did what to whom, where, when, and did it really happen; the heart of the graph.

A document with names, entities and times that the network has read comes in, `DocEvent`s go out. Each
question has a module of its own (`triggers`, `arguments`, `times`, `status`, `sources`, `quantities`,
`merging`), asked for each trigger; here the answers of the triggers that tell of one event become one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.model import EntityType, Role
from pipelines.document import BlockKind, Doc, DocArgument, DocEvent, Trigger
from pipelines.events import arcs, arguments, labels, merging, quantities, sources, status, times, triggers
from pipelines.tagging import load

_SURE_WITHOUT = 0.7
"""How sure a trigger must be for an event of which nobody is surely part."""


class Events:
    """Adds the events to a document."""

    requires = ("sentences", "tokens", "reading", "names", "entities", "times")
    assigns = ("events",)

    def __init__(self, model: str = "fast") -> None:
        self.network = load(model)

    def __call__(self, doc: Doc) -> Doc:
        """Find the events of all sentences."""
        found = merging.agreed(doc, triggers.find(doc, doc.sentences))
        states = status.distributions(doc, found, triggers.statuses(doc, found))
        found = [_judged(trigger, state) for trigger, state in zip(found, states, strict=True)]
        seen = arcs.score(doc, found, self.network)
        parts = arguments.arguments(doc, found, seen)
        alone = [arguments.of_event([part]) for part in parts]
        when = times.attach(doc, found)
        who = sources.attribute(doc, found)
        counts = quantities.attach(doc, found)
        in_headline = _in_headline(doc, found)
        groups = merging.merge(doc, found, alone, [w.time if w else None for w in when])
        persons = {e.id for e in doc.entities if e.type is EntityType.PERSON}
        events: list[DocEvent] = []
        for group in groups:
            sure = max(found[i].score for i in group)
            taking_part = arguments.of_event([parts[i] for i in group], certainty=sure, persons=persons)
            if not taking_part and sure < _SURE_WITHOUT:
                continue  # a doubtful event of nobody, nowhere, says nothing about anyone
            source = sources.of_event([who[i] for i in group], [in_headline[i] for i in group])
            if source is not None:
                taking_part.append(DocArgument(Role.SOURCE, source.entity, source.score, source.evidence))
            time = times.of_event([when[i] for i in group])
            state, state_score = status.of_event([states[i] for i in group], [in_headline[i] for i in group])
            members = [found[i] for i in group]
            kind, _ = merging.voted_type(members)
            events.append(
                DocEvent(
                    type=kind,
                    status=state,
                    label=labels.label(doc, members),
                    triggers=tuple(members),
                    arguments=tuple(taking_part),
                    time=time.time if time else None,
                    quantities=tuple(q for i in group for q in counts[i]),
                    subtype=labels.subtype(doc, members, kind),
                    score=sure,
                    status_score=state_score,
                )
            )
        doc.events = events
        return doc


def _judged(trigger: Trigger, state: Sequence[float]) -> Trigger:
    """The trigger with its most probable status, which times and sources take as evidence."""
    most, score = status.best(tuple(state))
    return replace(trigger, status=most, status_score=score)


def _in_headline(doc: Doc, found: Sequence[Trigger]) -> list[bool]:
    heads = [b for b in doc.blocks if b.kind is BlockKind.HEADLINE]
    return [any(b.begin <= t.begin < b.end for b in heads) for t in found]
