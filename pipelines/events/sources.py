"""Who says so: the entity that an article credits with a claim, for each event trigger.

What comes in is a document with its entities and the event triggers; what goes out is, for each trigger,
the entity credited, with a score and the words that say it, or nothing (the article states it itself).
Reporting words ("cho biết", "theo", "dẫn lời") with the entities beside them make candidates, reaching
over the sentences of a running quotation; learnt weights judge how each stands to the trigger.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.model import EntityType, Form
from pipelines.document import Doc, Span, Trigger
from pipelines.events.logistic import Logistic, load
from pipelines.events.quotations import quotations
from pipelines.events.reporting import Cue, Kind
from pipelines.events.times import Layout

REACH = 2  # sentences before its own from which a trigger without reporting words may be told
QUOTED = 6  # sentences of a quotation between a trigger and the reporting words around it
FAITH = (1.0, 0.75, 0.45)  # in an event's first place below the headline, its second, and any later one
NEAR = 22  # tokens that may stand between a reporting word and the one who speaks
PRONOUNS = frozenset({"ông", "bà", "anh", "chị", "ông này", "bà này", "cô", "người này", "vị này"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is credited with what a trigger tells: an id of ``doc.entities``, how sure, which words."""

    entity: int
    score: float
    evidence: Span


@dataclass(frozen=True, slots=True)
class Speaker:
    """An entity beside reporting words, and the evidence that it is the one who speaks."""

    entity: int
    cue: Cue
    evidence: Span
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be a trigger's source, with the evidence for and against, by name."""

    entity: int
    evidence: Span
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A mention of an entity by token indices."""

    first: int
    last: int
    entity: int
    form: Form


class Attributions:
    """The speakers of a document, found once for all its triggers."""

    def __init__(self, doc: Doc, triggers: Sequence[Trigger]) -> None:
        self.doc = doc
        self.layout = Layout(doc, triggers)
        self.lowered = self.layout.lowered
        self.places = sorted(
            (
                Place(self.layout.token(m.begin), self.layout.token_end(m.end), e.id, m.form)
                for e in doc.entities
                for m in e.mentions
            ),
            key=lambda p: (p.first, -p.last, p.entity),
        )
        self.place_firsts = [p.first for p in self.places]
        self.types = {e.id: e.type for e in doc.entities}
        self.names = {e.id: e.name.lower() for e in doc.entities}
        self.quotes = quotations(doc)
        self.quote_begins = [q.begin for q in self.quotes]
        self.speakers = [s for cue in self.layout.cues for s in self._speakers(cue)]
        self.speaker_sentences = [s.cue.sentence for s in self.speakers]

    def quote(self, offset: int) -> int:
        """The index of the quotation around `offset`, -1 if none."""
        at = bisect_right(self.quote_begins, offset) - 1
        return at if at >= 0 and offset < self.quotes[at].end else -1

    def reachable(self, trigger: Trigger, own: int) -> list[Speaker]:
        """Speakers of the trigger's own sentence, of the quotation it stands in, and, where its sentence
        has no reporting words, of the sentences shortly before.
        """
        quote = self.quote(trigger.begin)
        first, last = own, own
        if quote >= 0:
            bounds = self.quotes[quote]
            first = min(own, max(self.layout.sentence(bounds.begin), own - QUOTED))
            last = max(own, min(self.layout.sentence(bounds.end), own + QUOTED))
        begin = bisect_left(self.speaker_sentences, own)
        if begin == bisect_right(self.speaker_sentences, own):
            first = min(first, own - REACH)
        return self.speakers[
            bisect_left(self.speaker_sentences, first) : bisect_right(self.speaker_sentences, last)
        ]

    def _within(self, first: int, last: int) -> list[Place]:
        return self.places[bisect_left(self.place_firsts, first) : bisect_left(self.place_firsts, last)]

    def _speakers(self, cue: Cue) -> Iterator[Speaker]:
        """Entities before a verb of saying, or behind "theo"; the last person for a bare pronoun."""
        sentence = self.doc.sentences[cue.sentence]
        if cue.kind in (Kind.VERB, Kind.QUOTING):
            before = [
                p
                for p in self._within(max(sentence.first, cue.first - NEAR), cue.first)
                if p.last <= cue.first
            ]
            stands = self._stands(before, sentence.first)
            for place, stand in list(zip(before, stands, strict=True))[-5:]:
                yield self._speaker(cue, place, "before", stand)
            yield from self._pronoun(cue)
        if cue.kind is not Kind.VERB:
            behind = self._within(cue.last, min(sentence.last, cue.last + NEAR))
            for place, stand in list(zip(behind, self._stands(behind, cue.last), strict=True))[:4]:
                yield self._speaker(cue, place, "behind", stand)

    def _stands(self, places: Sequence[Place], first: int) -> list[str]:
        """What each entity is in its phrase: the first that may speak, the last, both, one between, or a
        modifier ("Mỹ" in "Ngoại trưởng Mỹ Mike Pompeo", one behind "tại", a name within a nominal).
        """
        marks: list[str] = []
        for place in places:
            inner = any(
                o is not place
                and o.first <= place.first
                and place.last <= o.last
                and o.entity != place.entity
                for o in places
            )
            titled = any(
                o.first in (place.last, place.last + 1)
                and self.types[o.entity] is EntityType.PERSON
                and not self._marks(place.last, o.first)
                for o in places
            )
            lead = self.lowered[place.first - 1] if place.first > first else ""
            marks.append("modifier" if inner or titled else "object" if lead in LEADS else "")
        free = [n for n, mark in enumerate(marks) if not mark]
        for n in free:
            marks[n] = ("first" if n == free[0] else "") + ("last" if n == free[-1] else "") or "between"
        return marks

    def _marks(self, first: int, last: int) -> bool:
        return any(w in ",;:-–()" for w in self.lowered[first:last])

    def _speaker(self, cue: Cue, place: Place, side: str, stand: str) -> Speaker:
        tokens, words = self.doc.tokens, self.lowered
        gap = words[place.last : cue.first] if side == "before" else words[cue.last : place.first]
        entity = self.types[place.entity]
        kind = f"{cue.kind.value}/{side}"
        sentence = self.doc.sentences[cue.sentence]
        name = [
            f"{kind}",
            f"{kind}stand={stand}",
            f"{kind}stand={stand},{entity.value},{place.form.value}",
            f"{kind}gap={min(9, len(gap))}",
            f"{kind}type={entity.value}",
            f"cue={cue.words},{stand}",
            f"{kind}form={place.form.value}",
            f"{kind}cue={cue.words}",
            f"cue={cue.words},{entity.value}",
            f"{kind}marks={''.join(w for w in gap if w in ',:-–()')[:4]}",
        ]
        if len(gap) <= 3:
            name.append(f"{kind}gap={' '.join(gap)}")
        name.extend(f"{kind}has={w}" for w in sorted(set(gap) & GAP_WORDS))
        lead = words[place.first - 1] if place.first > sentence.first else "^"
        name.append(f"{kind}lead={lead}")
        name.append(
            f"{kind}opens={min(4, (place.first if side == 'before' else cue.first) - sentence.first)}"
        )
        between = (
            self._within(place.last, cue.first) if side == "before" else self._within(cue.last, place.first)
        )
        name.append(f"{kind}others={min(3, len(between))},{stand}")
        person = any(self.types[p.entity] is EntityType.PERSON and p.entity != place.entity for p in between)
        name.append(f"{kind}person-between={person},{entity.value},{stand}")
        name.append(f"{kind}cues-between={min(2, len(self._cues_between(place, cue, side)))},{stand}")
        evidence = Span(tokens[min(place.first, cue.first)].begin, tokens[max(place.last, cue.last) - 1].end)
        return Speaker(place.entity, cue, evidence, tuple(name))

    def _cues_between(self, place: Place, cue: Cue, side: str) -> list[Cue]:
        if side == "before":
            return self.layout.cues_between(place.last, cue.first)
        return self.layout.cues_between(cue.last, place.first)

    def _pronoun(self, cue: Cue) -> Iterator[Speaker]:
        """ "…", ông nói: the last person who was named, where coreference has not resolved it already."""
        words, tokens = self.lowered, self.doc.tokens
        at = cue.first - 1
        while at >= 0 and at >= cue.first - 3 and words[at] not in PRONOUNS:
            at -= 1
        sentence = self.doc.sentences[cue.sentence]
        if at < sentence.first or words[at] not in PRONOUNS:
            return
        if any(p.first <= at < p.last or p.first == at + 1 for p in self._within(at - 3, at + 2)):
            return
        persons = [
            p
            for p in self.places[: bisect_left(self.place_firsts, at)]
            if self.types[p.entity] is EntityType.PERSON
        ]
        seen: list[int] = []
        for place in reversed(persons[-12:]):
            if place.entity in seen:
                continue
            back = cue.sentence - self.layout.sentence(tokens[place.first].begin)
            subject = (
                place.first - self.doc.sentences[self.layout.sentence(tokens[place.first].begin)].first < 8
            )
            features = (
                f"pronoun={len(seen)}",
                f"pronoun-back={min(4, back)}",
                f"pronoun-subject={subject}",
                f"cue={cue.words}",
            )
            yield Speaker(place.entity, cue, Span(tokens[at].begin, tokens[cue.last - 1].end), features)
            seen.append(place.entity)
            if len(seen) == 2:
                return


LEADS = frozenset(
    ["của", "tại", "ở", "với", "về", "cho", "từ", "đến", "tới", "trong", "sang", "khi", "trên", "gặp"]
)
GAP_WORDS = frozenset(
    [
        "đã",
        "vừa",
        "cũng",
        "hôm",
        "ngày",
        "sáng",
        "chiều",
        "tối",
        "nay",
        "qua",
        "khi",
        "của",
        "và",
        "với",
        "trong",
        "tại",
        "được",
        "bị",
        "cho",
        "rằng",
        "là",
        "từ",
        "ông",
        "bà",
        "này",
        "ngay",
        "tiếp",
        "sau",
        "còn",
        "lại",
        "thì",
        "mà",
        "để",
    ]
)


def _bucket(n: int) -> str:
    return str(n) if n < 3 else "3-6" if n < 7 else "7-14" if n < 15 else "15+"


def _stand(cue: Cue, span: tuple[int, int]) -> str:
    """The kind of a cue and on which side of the trigger it stands."""
    side = "after" if cue.last <= span[0] else "before" if span[1] <= cue.first else "in"
    return f"{cue.kind.value}:{side}"


def _relation(
    found: Attributions, trigger: Trigger, span: tuple[int, int], speaker: Speaker
) -> Iterator[str]:
    """How a trigger stands to reporting words: order, distance, clauses, quotation."""
    cue, layout, words = speaker.cue, found.layout, found.lowered
    own = layout.sentence(trigger.begin)
    away = cue.sentence - own
    if (cue.first <= span[0] and span[1] <= cue.last) or (span[0] <= cue.first and cue.last <= span[1]):
        yield "same-words"
    side = _stand(cue, span).split(":")[1]
    where = f"{cue.kind.value}:{side}:{away}"
    yield where
    yield f"{where},{speaker.features[1] if speaker.features else ''}"
    quote, cue_quote = found.quote(trigger.begin), found.quote(found.doc.tokens[cue.first].begin)
    quoted = "no"
    if quote >= 0:
        bounds = found.quotes[quote]
        begin, end = layout.token(bounds.begin), layout.token_end(bounds.end)
        if cue_quote == quote:
            quoted = "same"
        elif 0 <= cue.first - end <= 14:
            quoted = "closes"
        elif 0 <= begin - cue.last <= 14:
            quoted = "opens"
        else:
            quoted = "other"
    elif cue_quote >= 0:
        quoted = "cue"
    yield f"quoted={quoted},{cue.kind.value}"
    yield f"{where},quoted={quoted}"
    yield f"{where},cue={cue.words}"
    for rival in sorted({_stand(c, span) for c in layout.cues if c.sentence == own and c is not cue}):
        yield f"{cue.kind.value}:{side},rival={rival}"
    sentence = found.doc.sentences[own]
    yield f"{where},opens={words[sentence.first]}" if away else f"{where}"
    if away:
        yield f"{where},first-cue={words[found.doc.sentences[cue.sentence].first]}"
        yield f"{where},own-cues={min(2, sum(c.sentence == own for c in layout.cues))}"
        yield f"{where},type={trigger.type.value}"
        return
    first, last = (cue.last, span[0]) if side == "after" else (span[1], cue.first)
    gap = words[first:last]
    yield f"{where},dist={_bucket(len(gap))}"
    yield f"{where},commas={min(3, gap.count(','))}"
    yield f"{where},triggers={min(3, sum(first <= a and b <= last for a, b in layout.trigger_spans))}"
    yield f"{where},cues={min(2, len(layout.cues_between(first, last)))}"
    yield f"{where},that={'rằng' in gap}"
    for word in sorted(set(gap) & CLAUSES):
        yield f"{where},has={word}"
    opens = cue.first - sentence.first
    yield f"{where},cue-opens={_bucket(opens)}"
    yield f"{where},cue-closes={_bucket(sentence.last - cue.last)}"
    actors = found._within(first, last)
    others = len({p.entity for p in actors} - {speaker.entity})
    yield f"{where},actors={min(2, others)},self={any(p.entity == speaker.entity for p in actors)}"
    if len(gap) < 3:
        yield f"{where},gap={' '.join(gap)}"


CLAUSES = frozenset(
    [
        "khi",
        "sau",
        "trước",
        "để",
        "nhằm",
        "vì",
        "do",
        "nếu",
        "mà",
        "và",
        "nhưng",
        "song",
        "còn",
        "khiến",
        "là",
        "nên",
        "về",
        "trong",
        "theo",
    ]
)


def _about(found: Attributions, trigger: Trigger, speaker: Speaker) -> Iterator[str]:
    """What kind of event is told, and whether the speaker stands beside the trigger as one who acts."""
    layout, words = found.layout, found.lowered
    first, last = layout.token(trigger.begin), layout.token_end(trigger.end)
    yield f"type={trigger.type.value}"
    yield f"type={trigger.type.value},{speaker.cue.kind.value}"
    yield f"status={trigger.status.value}"
    yield f"status={trigger.status.value},{speaker.cue.kind.value}"
    own = layout.sentence(trigger.begin)
    begin = found.doc.sentences[own].first
    before = found._within(begin, first)
    if before:
        nearest = before[-1].entity == speaker.entity
        yield f"nearest-before={nearest},{speaker.cue.kind.value}"
        yield f"subject={before[0].entity == speaker.entity},{speaker.cue.kind.value}"
    else:
        yield "nothing-before"
    yield f"t-1={words[first - 1] if first else ''}"
    yield f"t+1={words[last] if last < len(words) else ''}"
    yield f"sentence={min(own, 3)}"
    yield f"entity={found.types[speaker.entity].value},{trigger.type.value}"
    if found.types[speaker.entity] is EntityType.ORGANIZATION:  # agencies; a person's name says nothing
        yield f"who={found.names[speaker.entity]}"
        yield f"who={found.names[speaker.entity]},{speaker.cue.kind.value}"


def candidates(found: Attributions, trigger: Trigger) -> list[Candidate]:
    """Every entity that reporting words near a trigger credit, with the evidence, in order of the text."""
    own = found.layout.sentence(trigger.begin)
    if own < 0:
        return []
    span = found.layout.token(trigger.begin), found.layout.token_end(trigger.end)
    reachable = found.reachable(trigger, own)
    return [
        Candidate(
            speaker.entity,
            speaker.evidence,
            (*speaker.features, *_relation(found, trigger, span, speaker), *_about(found, trigger, speaker)),
        )
        for speaker in reachable
    ]


def attribute(
    doc: Doc, triggers: Sequence[Trigger], model: Logistic | None = None
) -> list[Attribution | None]:
    """The entity credited with each trigger, or None where the article states it itself.

    Args:
        doc: with sentences, tokens, times and entities (names, nominals and, if resolved, pronouns).
        triggers: the event triggers of the document.
        model: the weights; those that ship unless given.
    """
    model = model or load("sources")
    found = Attributions(doc, triggers)
    best: list[Attribution | None] = []
    for trigger in triggers:
        chosen: Attribution | None = None
        for candidate in candidates(found, trigger):
            score = model.score(candidate.features)
            if score >= model.threshold and (chosen is None or score > chosen.score):
                chosen = Attribution(candidate.entity, score, candidate.evidence)
        best.append(chosen)
    return best


def of_event(
    attributions: Sequence[Attribution | None], headline: Sequence[bool] = (), threshold: float | None = None
) -> Attribution | None:
    """The source of an event told in several places, given in the order of the text.

    An article credits a claim where it first tells of it below the headline; later places count for less.

    Args:
        attributions: of each place that tells of the event.
        headline: whether each place is in the headline; none is unless given.
        threshold: what the discounted score must reach; the model's unless given.

    >>> later = Attribution(2, 0.9, Span(9, 12))
    >>> of_event([None, Attribution(1, 0.8, Span(0, 5)), later], [True, False, False], 0.3).entity
    1
    >>> of_event([None, None, None, Attribution(1, 0.5, Span(0, 5))], threshold=0.3) is None
    True
    """
    floor = load("sources").threshold if threshold is None else threshold
    body = [a for n, a in enumerate(attributions) if not (n < len(headline) and headline[n])] or attributions
    best: Attribution | None = None
    for n, attribution in enumerate(body):
        if attribution is None:
            continue
        score = attribution.score * FAITH[min(n, len(FAITH) - 1)]
        if score >= floor and (best is None or score > best.score):
            best = Attribution(attribution.entity, score, attribution.evidence)
    return best
