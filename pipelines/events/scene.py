"""A document as event triggers see it: mentions by sentence, and what each token is for its clause.

What comes in is a document with entities and triggers; what goes out is a `Scene`, computed once for all
triggers: the mentions of each sentence (with what they stand inside), rows like "A, B và C", the nearest
function word on either side of each token, and how much the article is about each entity.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.model import EntityType, Form
from pipelines.document import BlockKind, Doc, Trigger
from pipelines.events.function_words import all_words
from pipelines.events.times import Layout

MARKS = {",": ",", ";": ",", ":": ":", '"': '"', "“": '"', "”": '"', "(": "(", ")": ")", "-": "-", "–": "-"}
TITLE = 4  # words of a title that may stand between what it is held for and the name
LETTERS = {EntityType.PERSON: "P", EntityType.ORGANIZATION: "O", EntityType.PLACE: "L"}


@dataclass(frozen=True, slots=True)
class Point:
    """A mention of an entity by token indices. `outer` is the entity of a mention around it, -1 if none."""

    first: int
    last: int
    entity: int
    form: Form
    outer: int


class Scene:
    """A document as triggers see it: mentions by sentence, and the symbol of each token.

    A symbol is a function word, a mark, P/O/L where a person, organisation or place is mentioned, T for a
    trigger, S for reporting words, D for a time; other words have none: clauses of one build look alike.
    """

    def __init__(self, doc: Doc, triggers: Sequence[Trigger], layout: Layout | None = None) -> None:
        self.doc = doc
        self.layout = layout or Layout(doc, triggers)
        self.words = self.layout.lowered
        self.letters = {e.id: LETTERS[e.type] for e in doc.entities}
        self.spans = [(self.layout.token(t.begin), self.layout.token_end(t.end)) for t in triggers]
        self.points = self._points()
        self.symbols = self._symbols()
        self.before = self._before()
        self.after = self._after()
        self.salience = self._salience()
        self.kinds = {
            first: t.type.value[:4] for (first, _), t in zip(self.spans, triggers, strict=True)
        }  # type of the trigger that begins at a token
        self.phrases = [_phrases(self, points) for points in self.points]

    def _points(self) -> list[list[Point]]:
        """The mentions of each sentence in order, the longer first where two begin together."""
        spans = sorted(
            {
                (self.layout.token(m.begin), -self.layout.token_end(m.end), e.id, m.form)
                for e in self.doc.entities
                for m in e.mentions
            }
        )
        found: list[list[Point]] = [[] for _ in self.doc.sentences]
        bounds = [s.first for s in self.doc.sentences]
        outer: tuple[int, int] = (-1, -1)  # last token and entity of the mention around
        for first, minus_last, entity, form in spans:
            sentence = bisect_right(bounds, first) - 1
            if sentence < 0 or first >= self.doc.sentences[sentence].last:
                continue
            last = -minus_last
            inside = last <= outer[0] and entity != outer[1]
            found[sentence].append(Point(first, last, entity, form, outer[1] if inside else -1))
            if last > outer[0]:
                outer = last, entity
        return found

    def _symbols(self) -> list[str]:
        function = all_words()
        symbols = [w if w in function else MARKS.get(w, "") for w in self.words]
        for cue in self.layout.cues:
            symbols[cue.first : cue.last] = ["S"] + [""] * (cue.last - cue.first - 1)
        for first, last in self.layout.time_spans:
            symbols[first:last] = ["D"] + [""] * (last - first - 1)
        for points in self.points:
            for p in points:
                if p.outer < 0:
                    letter = self.letters[p.entity]
                    mark = letter if p.form is Form.NAME else letter + p.form.value[0].lower()
                    symbols[p.first : p.last] = [mark] + [""] * (p.last - p.first - 1)
        for first, last in self.layout.trigger_spans:
            symbols[first:last] = ["T"] + [""] * (last - first - 1)
        return symbols

    def _before(self) -> list[int]:
        """For each token the nearest token before it with a symbol."""
        found, last = [], -1
        for i, symbol in enumerate(self.symbols):
            found.append(last)
            if symbol:
                last = i
        found.append(last)
        return found

    def _after(self) -> list[int]:
        """For each token the nearest token from it on with a symbol."""
        found, last = [len(self.symbols)] * (len(self.symbols) + 1), len(self.symbols)
        for i in range(len(self.symbols) - 1, -1, -1):
            if self.symbols[i]:
                last = i
            found[i] = last
        return found

    def _salience(self) -> dict[int, str]:
        """How much the article is about each entity: in the headline or not, and how often mentioned."""
        opening = next((b.end for b in self.doc.blocks if b.kind is BlockKind.HEADLINE), 0)
        most = max((len(e.mentions) for e in self.doc.entities), default=1)
        found: dict[int, str] = {}
        for e in self.doc.entities:
            head = any(m.begin < opening for m in e.mentions)
            share = 4 * len(e.mentions) // (most + 1)
            found[e.id] = f"{'h' if head else '-'}{min(len(e.mentions), 4)}{share}"
        return found

    def symbol(self, at: int, first: int, last: int) -> str:
        """The symbol of token `at`, or ^ and $ outside the sentence [first, last)."""
        return "^" if at < first else "$" if at >= last else self.symbols[at]


@dataclass(frozen=True, slots=True)
class Phrase:
    """The noun phrase of a mention: where it begins, its place in a row of phrases, and whether the mention
    only belongs to the title of the person named behind it ("Ngoại trưởng *Nga* Sergei Lavrov").
    """

    start: int
    order: int = 0
    modifier: bool = False


def _phrases(scene: Scene, points: Sequence[Point]) -> dict[int, Phrase]:
    """The phrase of each outermost mention of a sentence, by its first token.

    A later member of "A, B và C" has the start of the first one: what leads to it leads to all.
    """
    found: dict[int, Phrase] = {}
    outermost = [p for p in points if p.outer < 0]
    for n, two in enumerate(outermost):
        found[two.first] = Phrase(two.first)
        if scene.letters[two.entity] != "P":
            continue
        start, m = two.first, n - 1
        while m >= 0 and scene.letters[outermost[m].entity] != "P":
            gap = scene.symbols[outermost[m].last : start]
            if len(gap) > TITLE or any(gap):
                break
            start = outermost[m].first
            found[start] = Phrase(start, modifier=True)
            m -= 1
        found[two.first] = Phrase(start)
    heads = [p for p in outermost if not found[p.first].modifier]
    for one, two in pairwise(heads):
        between = {x for x in scene.symbols[one.last : found[two.first].start] if x}
        if one.entity == two.entity or found[two.first].start - one.last > 9:
            continue
        same = scene.letters[one.entity] == scene.letters[two.entity]
        if between == {"và"} or (same and between and between <= {"và", ",", "cùng"}):
            first = found[one.first]
            found[two.first] = Phrase(first.start, first.order + 1)
    return found
