"""Events: who did what to whom, where, when, and did it really happen; the heart of the graph.

A document with names, entities and times that the network has read comes in, `DocEvent`s go out. Each
question has a module of its own (`triggers`, `arguments`, `times`, `status`, `sources`, `quantities`,
`merging`), asked for each trigger; here the answers of the triggers that tell of one event become one event.
"""

from __future__ import annotations

from graph.model import Role
from pipelines.document import Doc, DocArgument, DocEvent
from pipelines.events import arcs, sources, times, triggers
from pipelines.tagging import load


class Events:
    """Adds the events to a document."""

    requires = ("sentences", "tokens", "reading", "names", "entities", "times")
    assigns = ("events",)

    def __init__(self, model: str = "fast") -> None:
        self.network = load(model)

    def __call__(self, doc: Doc) -> Doc:
        """Find the events of all sentences."""
        found = triggers.find(doc, doc.sentences)
        scores = arcs.score(doc, found, self.network)
        when = times.attach(doc, found)
        who = sources.attribute(doc, found)
        groups: dict[tuple[str, str], list[int]] = {}
        for i, t in enumerate(found):
            groups.setdefault((t.type, doc.text[t.begin : t.end].lower()), []).append(i)
        events = []
        for (kind, _), members in groups.items():
            best: dict[tuple[Role, int], DocArgument] = {}
            for i in members:
                for arc in scores[i]:
                    for role, p in (
                        (Role.AGENT, arc.agent),
                        (Role.RECIPIENT, arc.recipient),
                        (Role.PLACE, arc.place),
                    ):
                        if p > 0.5 and p > best.get((role, arc.entity), DocArgument(role, 0, 0, None)).score:
                            best[role, arc.entity] = DocArgument(role, arc.entity, p, arc.mention)
            time = times.of_event([when[i] for i in members])
            source = sources.of_event([who[i] for i in members])
            arguments = list(best.values())
            if source:
                arguments.append(DocArgument(Role.SOURCE, source.entity, source.score, source.evidence))
            first = found[members[0]]
            if not arguments:
                continue
            events.append(
                DocEvent(
                    first.type,
                    first.status,
                    doc.text[first.begin : first.end],
                    tuple(found[i] for i in members),
                    tuple(arguments),
                    time.time if time else None,
                    score=first.score,
                    status_score=first.status_score,
                )
            )
        doc.events = events
        return doc
