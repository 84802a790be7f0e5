"""A second look at participants: what the first look found for the others says something of each.

What comes in are the candidates of all triggers with their first log-odds; what goes out is evidence for a
second weighing: rivals for a role ("who else may be the agent"), the role of the same entity in the trigger
before and behind in the sentence (whom someone urges is the one who shall act), and its role where the
article names the same event elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from pipelines.document import Trigger
from pipelines.events.evidence import Candidate
from pipelines.events.scene import Scene

Floats = npt.NDArray[np.float32]
UNLIKELY = -6.0
ROLE_LETTERS = "arp"


def _step(odds: float) -> int:
    return max(-4, min(4, round(odds)))


class FirstLook:
    """The log-odds of the first look, by trigger and entity, and which triggers are neighbours."""

    def __init__(
        self,
        scene: Scene,
        triggers: Sequence[Trigger],
        found: Sequence[Sequence[Candidate]],
        odds: Sequence[Floats],
    ) -> None:
        self.scene = scene
        self.triggers = triggers
        self.odds: list[dict[int, list[float]]] = [
            {c.entity: row for c, row in zip(row_of, rows.tolist(), strict=True)}
            for row_of, rows in zip(found, odds, strict=True)
        ]
        self.sentences = [scene.layout.sentence(t.begin) for t in triggers]
        self.lemmas = [" ".join(scene.words[first:last]) for first, last in scene.spans]
        self.alike = [self._alike(i) for i in range(len(triggers))]
        order = sorted(range(len(triggers)), key=lambda i: (scene.spans[i], i))
        self.previous: dict[int, int] = {}
        self.following: dict[int, int] = {}
        for n, i in enumerate(order):
            for j in reversed(order[:n]):
                if scene.spans[j][1] <= scene.spans[i][0]:
                    if self.sentences[i] == self.sentences[j]:
                        self.previous[i] = j
                        self.following.setdefault(j, i)
                    break

    def role(self, trigger: int, entity: int) -> str:
        """The likelier role of an entity at a trigger: a, r, - for neither, x if it was no candidate."""
        row = self.odds[trigger].get(entity)
        if row is None:
            return "x"
        best = max(row[0], row[1])
        return "-" if best < 0 else "a" if row[0] == best else "r"

    def _alike(self, trigger: int) -> tuple[list[int], list[int]]:
        """The other triggers of the type, with the same words and with any."""
        same = [
            j
            for j, other in enumerate(self.triggers)
            if other.type is self.triggers[trigger].type and self.scene.spans[j] != self.scene.spans[trigger]
        ]
        return [j for j in same if self.lemmas[j] == self.lemmas[trigger]], same

    def elsewhere(self, others: Sequence[int], entity: int) -> tuple[str, str]:
        """How likely the entity is agent and recipient of other triggers, in steps."""
        if not others:
            return "x", "x"
        agent = recipient = UNLIKELY
        for j in others:
            row = self.odds[j].get(entity)
            if row is not None:
                agent, recipient = max(agent, row[0]), max(recipient, row[1])
        return str(_step(agent)), str(_step(recipient))


def evidence(look: FirstLook, trigger: int, entity: int) -> tuple[str, ...]:
    """The evidence of the second look for one candidate."""
    own = look.odds[trigger][entity]
    kind = look.triggers[trigger].type.value[:4]
    letter = look.scene.letters[entity]
    return (
        *_own(own, kind, letter),
        *_rivals(look, trigger, entity, own, kind),
        *_neighbours(look, trigger, entity, kind),
        *_elsewhere(look, trigger, entity, own),
    )


def _own(own: Sequence[float], kind: str, letter: str) -> Iterator[str]:
    steps = [_step(o) for o in own]
    for role, odds, step in zip(ROLE_LETTERS, own, steps, strict=True):
        yield f"{role}{max(-8, min(8, round(2 * odds)))}"
        yield f"{role}{step}{kind}"
        yield f"{role}{step}{letter}"
    yield f"ar{steps[0]},{steps[1]}"
    yield f"rp{steps[1]},{steps[2]}"
    yield f"ap{steps[0]},{steps[2]}"


def _rivals(look: FirstLook, trigger: int, entity: int, own: Sequence[float], kind: str) -> Iterator[str]:
    others = [row for e, row in look.odds[trigger].items() if e != entity]
    best = [max((row[k] for row in others), default=UNLIKELY) for k in range(3)]
    steps = [_step(b) for b in best]
    for k, role in enumerate(ROLE_LETTERS):
        yield f"o{role}{_step(own[k])},{steps[k]}"
        yield f"o{role}{max(-3, min(3, round(own[k] - best[k])))}{kind}"
    yield f"oa{steps[0]}r{_step(own[1])}"
    yield f"or{steps[1]}a{_step(own[0])}"
    yield f"oa{steps[0]}{kind}"
    yield f"or{steps[1]}{kind}"
    yield f"na{min(3, sum(row[0] > 0 for row in others))}"
    yield f"nr{min(3, sum(row[1] > 0 for row in others))}"


def _neighbours(look: FirstLook, trigger: int, entity: int, kind: str) -> Iterator[str]:
    scene = look.scene
    for side, near in (("u", look.previous.get(trigger)), ("v", look.following.get(trigger))):
        if near is None:
            yield f"{side}none"
            continue
        role = look.role(near, entity)
        other = look.triggers[near].type.value[:4]
        first, last = (near, trigger) if side == "u" else (trigger, near)
        path = [x for x in scene.symbols[scene.spans[first][1] : scene.spans[last][0]] if x]
        yield f"{side}{role}"
        yield f"{side}{role}{kind}"
        yield f"{side}{role}{other}"
        yield f"{side}{role}{other}{kind}"
        yield f"{side}{role}{' '.join(path[:4])}"
        yield f"{side}{role}{len(path)}{look.role(trigger, entity)}"
        row = look.odds[near].get(entity)
        if row is not None:
            yield f"{side}a{_step(row[0])}{look.role(trigger, entity)}"
            yield f"{side}r{_step(row[1])}{look.role(trigger, entity)}"


def _elsewhere(look: FirstLook, trigger: int, entity: int, own: Sequence[float]) -> Iterator[str]:
    for name, others in zip("ey", look.alike[trigger], strict=True):
        agent, recipient = look.elsewhere(others, entity)
        yield f"{name}a{agent},{_step(own[0])}"
        yield f"{name}r{recipient},{_step(own[1])}"
        yield f"{name}ar{agent},{recipient}"
