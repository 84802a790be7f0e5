"""What the network thinks of each trigger and each mention near it: agent, recipient, place or source?

In come a read document with entities and the triggers, out go probabilities for each pair. A mention
outside the trigger's line counts only where its entity has none in that line, and then only the nearest:
where an entity is named twice, the nearer words carry the role. The pairs are those of the training.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.model import EntityType, Form
from pipelines.document import Doc, Span, Trigger
from pipelines.tagging import ARC_FEATURES, ARC_REACH, Network, arc_features, lines_of


@dataclass(frozen=True, slots=True)
class Arc:
    """How probable the roles of an entity in an event are, by one mention (0 to 1 each)."""

    entity: int
    mention: Span
    form: Form
    agent: float
    recipient: float
    place: float
    source: float


@dataclass(frozen=True, slots=True)
class _Place:
    first: int
    last: int
    entity: int
    kind: EntityType
    form: Form
    span: Span


def score(doc: Doc, triggers: Sequence[Trigger], network: Network) -> list[list[Arc]]:
    """The arcs of each trigger, in the order of the mentions."""
    assert doc.reading is not None
    begins = [t.begin for t in doc.tokens]
    lines = lines_of(doc)
    places = sorted(
        (
            _Place(
                bisect_left(begins, m.begin),
                max(bisect_left(begins, m.end), bisect_left(begins, m.begin) + 1),
                entity.id,
                entity.type,
                m.form,
                Span(m.begin, m.end),
            )
            for entity in doc.entities
            for m in entity.mentions
        ),
        key=lambda p: (p.first, p.last, p.entity),
    )
    places = [p for p in places if p.first < len(begins)]
    names = [p for p in places if p.form is Form.NAME]
    name_firsts = [p.first for p in names]
    firsts = [p.first for p in places]
    chosen: list[tuple[int, _Place]] = []
    ends: list[tuple[int, int, int, int]] = []
    features: list[tuple[int, ...]] = []
    for index, trigger in enumerate(triggers):
        a = bisect_left(begins, trigger.begin)
        b = max(bisect_left(begins, trigger.end), a + 1)
        line = lines[a]
        reach = places[bisect_left(firsts, a - ARC_REACH) : bisect_left(firsts, a + ARC_REACH + 1)]
        near = [p for p in reach if not (p.first < b and p.last > a)]
        here = {p.entity for p in near if lines[p.first] == line}
        nearest: dict[int, tuple[int, int]] = {}
        for p in near:
            if p.entity not in here:
                nearest[p.entity] = min(nearest.get(p.entity, (len(begins), 0)), (abs(p.first - a), p.first))
        for p in near:
            if p.entity not in here and nearest[p.entity][1] != p.first:
                continue
            lo, hi = (b, p.first) if p.first >= b else (p.last, a)
            between = sum(
                q.last <= hi for q in names[bisect_left(name_firsts, lo) : bisect_left(name_firsts, hi)]
            )
            apart = lines[p.first] != line
            is_name = p.form is Form.NAME
            features.append(arc_features((a, b), (p.first, p.last), p.kind, is_name, apart, between))
            ends.append((a, b - 1, p.first, p.last - 1))
            chosen.append((index, p))
    on = np.zeros((len(features), ARC_FEATURES), np.float32)
    for row, indices in enumerate(features):
        on[row, indices] = 1
    scores = network.arcs(doc.reading.hidden, np.array(ends, np.intp).reshape(-1, 4), on).tolist()
    result: list[list[Arc]] = [[] for _ in triggers]
    for (index, p), (agent, recipient, place, source) in zip(chosen, scores, strict=True):
        result[index].append(Arc(p.entity, p.span, p.form, agent, recipient, place, source))
    return result
