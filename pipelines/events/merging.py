"""One event once: which triggers of an article tell of the same event.

In come a document, its triggers and what is known of each (participants, time); out come groups of trigger
indices, one for each event. Two triggers of one type are weighed by named evidence (words, subtype,
participants, times, demonstratives, distance, headline, what the sentences share) with a logistic model, and
joined greedily by average linkage (as in Barhom et al. 2019, "Revisiting Joint Modeling of Cross-document
Entity and Event Coreference Resolution", within one document). Learnt by `pipelines.training.merging`.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import msgspec

from graph.model import EntityType, EventType, Role
from pipelines.document import BlockKind, Doc, DocArgument, TimeExpression, Trigger
from pipelines.events.likeness import FEW, alike, bucket, sets, share
from pipelines.events.logistic import Logistic, load
from pipelines.lexicon_files import LEXICON, read_yaml
from pipelines.trigger_lexicon import PartOfSpeech, fold, fold_words, trigger_lexicon

WINDOW = 8  # tokens on each side whose words are compared
UNSURE = 0.7  # a trigger's score below which its type may give way


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of words of ``lexicon/merging.yaml``, with a sentence that holds one of them."""

    words: str
    example: str


@cache
def words_of(group: str) -> frozenset[str]:
    """The folded words of a group of the lexicon.

    >>> fold("Cuộc") in words_of("heads")
    True
    """
    groups = read_yaml(LEXICON / "merging.yaml", dict[str, Words])
    return frozenset(fold(w) for w in groups[group].words.split())


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of one trigger, as merging looks at it."""

    type: EventType
    core: tuple[str, ...]
    subtype: str | None
    noun: bool
    pointing: bool
    plural: bool
    other: bool
    indefinite: bool
    sentence: int
    block: int
    kind: BlockKind
    first: int
    near: frozenset[str]
    after: frozenset[str]
    shared: frozenset[str]
    before: str
    behind: str
    numbers: frozenset[str]
    around: frozenset[int]
    left: int | None
    right: int | None
    entities: frozenset[int]
    agents: frozenset[int]
    recipients: frozenset[int]
    places: frozenset[int]
    time: str | None


class Scene:
    """The triggers of a document as merging looks at them, in the order given."""

    def __init__(
        self,
        doc: Doc,
        triggers: Sequence[Trigger],
        arguments: Sequence[Sequence[DocArgument]] | None = None,
        times: Sequence[TimeExpression | None] | None = None,
    ) -> None:
        self.doc = doc
        self.folded = [fold(t.text) for t in doc.tokens]
        self.begins = [t.begin for t in doc.tokens]
        self.sentence_begins = [s.begin for s in doc.sentences]
        self.mentions = sorted((m.begin, m.end, e.id) for e in doc.entities for m in e.mentions)
        self.mention_begins = [m[0] for m in self.mentions]
        self.persons = frozenset(e.id for e in doc.entities if e.type is EntityType.PERSON)
        self.told = [
            self._told(t, arguments[i] if arguments else (), times[i] if times else None)
            for i, t in enumerate(triggers)
        ]
        self.frequency = Counter(w for s in doc.sentences for w in set(self.folded[s.first : s.last]))
        self.cores = Counter((t.type, t.core) for t in self.told)
        self.types = Counter(t.type for t in self.told)

    def _told(self, trigger: Trigger, arguments: Sequence[DocArgument], time: TimeExpression | None) -> Told:
        folded = self.folded
        first, last = bisect_left(self.begins, trigger.begin), bisect_left(self.begins, trigger.end)
        number = max(bisect_right(self.sentence_begins, trigger.begin) - 1, 0)
        sentence = self.doc.sentences[number]
        words = folded[first:last]
        core = core_words(words)
        entries = [e for e in trigger_lexicon().lookup(" ".join(words)) if e.type == trigger.type]
        entry = entries[0] if entries else None
        before = folded[max(sentence.first, first - 2) : first]
        behind = folded[last : min(sentence.last, last + 2)]
        low = bisect_left(self.mention_begins, sentence.begin)
        high = bisect_left(self.mention_begins, sentence.end)
        inside = self.mentions[low:high]
        lefts = [m for m in inside if m[1] <= trigger.begin]
        rights = [m for m in inside if m[0] >= trigger.end]
        span = (
            folded[max(sentence.first, first - WINDOW) : first],
            folded[last : min(sentence.last, last + WINDOW)],
        )

        low_at = self.begins[max(first - WINDOW, 0)]
        high_at = self.begins[min(last + WINDOW, len(folded) - 1)]

        def of(role: Role) -> frozenset[int]:
            return frozenset(a.entity for a in arguments if a.role is role)

        return Told(
            type=trigger.type,
            core=core,
            subtype=entry.subtype if entry else None,
            noun=(words[:1] != [] and words[0] in words_of("heads"))
            or (entry is not None and entry.pos is PartOfSpeech.NOUN),
            pointing=any(w in words_of("pointing") for w in behind),
            plural=any(w in words_of("plural") for w in before),
            other=any(w in words_of("other") for w in behind),
            indefinite=fold("một") in before,
            sentence=number,
            block=sentence.block,
            kind=self.doc.blocks[sentence.block].kind,
            first=first,
            near=frozenset(w for part in span for w in part if _content(w)),
            after=frozenset(w for w in span[1] if _content(w)),
            shared=frozenset(w for w in folded[sentence.first : sentence.last] if _content(w)),
            before=folded[first - 1] if first > sentence.first else "",
            behind=folded[last] if last < sentence.last else "",
            numbers=frozenset(w for w in folded[sentence.first : sentence.last] if w[0].isdigit()),
            around=frozenset(m[2] for m in inside if low_at <= m[0] <= high_at),
            left=lefts[-1][2] if lefts else None,
            right=rights[0][2] if rights else None,
            entities=frozenset(m[2] for m in inside),
            agents=of(Role.AGENT),
            recipients=of(Role.RECIPIENT),
            places=of(Role.PLACE),
            time=time.value if time else None,
        )


def _content(word: str) -> bool:
    return word not in words_of("stop") and (word[0].isalnum())


def features(scene: Scene, i: int, j: int) -> list[str]:
    """The evidence for and against two triggers telling of one event, by name; `i` stands before `j`."""
    a, b = scene.told[i], scene.told[j]
    words = _words(a, b)
    apart = b.sentence - a.sentence
    far = "0" if not apart else "1" if apart == 1 else "2-4" if apart < 5 else "5+"
    found = [
        f"words {words}",
        f"words {words} {a.type}",
        f"far {far}",
        f"far {far} {words}",
        f"type {a.type}",
    ]
    found.append(f"lemmas {' '.join(min(a.core, b.core))}|{' '.join(max(a.core, b.core))}")
    if a.core == b.core:
        found.append(f"lemma {' '.join(a.core)}")
    same_subtype = a.subtype == b.subtype if a.subtype and b.subtype else None
    found.append(f"subtype {same_subtype} {words == 'same'}")
    if a.subtype and b.subtype:
        found.append(f"subtypes {min(a.subtype, b.subtype)}|{max(a.subtype, b.subtype)}")
    if not apart:
        found.append(f"gap {bucket(b.first - a.first - len(a.core))} {words}")
    found += _forms(a, b, words)
    found += _between(scene, i, j, words)
    found += _participants(a, b, words)
    for name, x, y in (("near", a.near, b.near), ("after", a.after, b.after), ("shared", a.shared, b.shared)):
        x, y = x - set(a.core) - set(b.core), y - set(a.core) - set(b.core)
        found += share(name, x, y)
        if apart:
            found += (f"{f} {words == 'same'}" for f in share(f"{name} apart", x, y))
    found += _likeness(scene, a, b, words)
    return sorted(set(found))


def _likeness(scene: Scene, a: Told, b: Told, words: str) -> Iterator[str]:
    """What both sentences have that few others of the article have, and what stands next to the triggers."""
    cores = {*a.core, *b.core}
    if a.sentence != b.sentence:
        yield from alike("sentences", a.shared - cores, b.shared - cores, scene.frequency, words)
        if a.numbers and b.numbers:
            yield f"numbers {'some' if a.numbers & b.numbers else 'none'} {words}"
    close = [w for w in (a.near & b.near) - cores if scene.frequency[w] <= FEW]
    yield f"close few {min(2, len(close))} {words}"
    yield f"behind {a.behind == b.behind} {words}"
    yield f"before {a.before == b.before} {words}"
    yield f"before second {b.before}"
    yield f"before first {a.before}"
    yield f"behind both {'|'.join(sorted({a.behind, b.behind}))}"
    yield f"{sets('close', a.around, b.around)} {words}"
    one, two = a.agents | a.recipients, b.agents | b.recipients
    if one and two:
        yield f"within {one <= two or two <= one} {words}"
        yield f"in common {min(3, len(one & two))} of {min(3, len(one), len(two))}"


def _words(a: Told, b: Told) -> str:
    """How the words of two triggers compare."""
    if a.core == b.core:
        return "same"
    if set(a.core) <= set(b.core) or set(b.core) <= set(a.core):
        return "part"
    return "some" if set(a.core) & set(b.core) else "differ"


def _forms(a: Told, b: Told, words: str) -> Iterator[str]:
    """Nouns, demonstratives, plurals, headline and lead."""
    yield f"nouns {a.noun} {b.noun}"
    yield f"nouns {a.noun} {b.noun} {words}"
    for name in ("pointing", "plural", "other", "indefinite"):
        if getattr(b, name):
            yield f"second {name}"
            yield f"second {name} {words}"
        if getattr(a, name):
            yield f"first {name}"
    yield f"kinds {a.kind} {b.kind}"
    yield f"kinds {a.kind} {b.kind} {words}"


def _between(scene: Scene, i: int, j: int, words: str) -> Iterator[str]:
    """Other triggers of the type: how many, and whether one stands between."""
    a, b = scene.told[i], scene.told[j]
    between = [t for t in scene.told if t.type == a.type and a.first < t.first < b.first]
    yield f"between {bucket(len(between))}"
    yield f"between {bucket(len(between))} {words}"
    yield f"of type {bucket(scene.types[a.type])}"
    yield f"of type {bucket(scene.types[a.type])} {words}"
    if a.core == b.core:
        yield f"of words {bucket(scene.cores[a.type, a.core])}"
    else:
        others = scene.cores[a.type, a.core] + scene.cores[b.type, b.core]
        yield f"each once {others == 2}"


def _participants(a: Told, b: Told, words: str) -> Iterator[str]:
    """Who takes part, as far as known, who stands nearest, and the times."""
    same = words == "same"
    known = bool(a.agents or a.recipients), bool(b.agents or b.recipients)
    yield f"known {sorted(known)}"
    agents, recipients = sets("agents", a.agents, b.agents), sets("recipients", a.recipients, b.recipients)
    everyone = sets("all", a.agents | a.recipients, b.agents | b.recipients)
    yield from (agents, recipients, everyone, f"{agents} {recipients}", f"{everyone} {words}")
    yield f"{recipients} {a.type}"
    yield f"{agents} {a.type}"
    yield sets("places", a.places, b.places)
    if a.left is not None and b.left is not None:
        yield f"left {a.left == b.left} {same}"
    if a.right is not None and b.right is not None:
        yield f"right {a.right == b.right} {same}"
    yield f"{sets('around', a.entities, b.entities)} {same}"
    if a.time or b.time:
        relation = "same" if a.time == b.time else "differ" if a.time and b.time else "one"
        yield f"time {relation}"
        yield f"time {relation} {words}"


def linkage(size: int, scores: dict[tuple[int, int], float], threshold: float) -> list[list[int]]:
    """Groups of ``range(size)`` by average linkage: the closest two groups join while they are close enough.

    `scores` are log odds for pairs (smaller index first); pairs that are missing never join. Groups come in
    the order of their first member.

    >>> linkage(3, {(0, 1): 2.0, (1, 2): -1.0, (0, 2): -2.0}, 0.0)
    [[0, 1], [2]]
    """
    groups: dict[int, list[int]] = {i: [i] for i in range(size)}
    links = dict(scores)
    while links:
        (a, b), score = max(links.items(), key=lambda p: (p[1], -p[0][0], -p[0][1]))
        if score <= threshold:
            break
        joined, lost = groups[a], groups.pop(b)
        del links[a, b]
        for c in [g for g in groups if g != a]:
            x = links.pop((min(a, c), max(a, c)), None)
            y = links.pop((min(b, c), max(b, c)), None)
            if x is not None and y is not None:
                mean = (x * len(joined) + y * len(lost)) / (len(joined) + len(lost))
                links[min(a, c), max(a, c)] = mean
        joined.extend(lost)
    return [sorted(g) for _, g in sorted(groups.items())]


def log_odds(p: float) -> float:
    """The log odds of a probability.

    >>> log_odds(0.5)
    0.0
    """
    return math.log(max(p, 1e-9) / max(1 - p, 1e-9))


def pairs(scene: Scene) -> Iterator[tuple[int, int]]:
    """Triggers that may tell of one event: those of one type, the earlier first."""
    told = scene.told
    order = sorted(range(len(told)), key=lambda i: told[i].first)
    for n, i in enumerate(order):
        for j in order[n + 1 :]:
            if told[i].type == told[j].type and not _conflict(scene, told[i], told[j]):
                yield i, j


def _conflict(scene: Scene, a: Told, b: Told) -> bool:
    """Whether different persons are the ones it was done to: two arrests, two deaths, two appointments.

    A wrong edge between two people is the worst mistake, so this holds whatever else speaks for one event.
    """
    if not a.recipients or not b.recipients or a.recipients & b.recipients:
        return False
    return a.recipients <= scene.persons and b.recipients <= scene.persons


def core_words(words: Sequence[str]) -> tuple[str, ...]:
    """Folded words without the classifier before them: "cuộc tấn công" is "tấn công".

    >>> core_words([fold("cuộc"), fold("họp")]) == (fold("họp"),)
    True
    """
    return tuple(words[1:] if len(words) > 1 and words[0] in words_of("heads") else words)


def agreed(doc: Doc, triggers: Sequence[Trigger]) -> list[Trigger]:
    """The triggers with an unsure type replaced by the one that the same words have elsewhere.

    A type that is less sure than `UNSURE` gives way where the article's other readings of the same words
    are together three times as sure.
    """
    cores = [core_words(fold_words(doc.text[t.begin : t.end])) for t in triggers]
    sums: dict[tuple[str, ...], dict[EventType, float]] = {}
    for core, t in zip(cores, triggers, strict=True):
        types = sums.setdefault(core, {})
        types[t.type] = types.get(t.type, 0.0) + t.score
    result: list[Trigger] = []
    for core, t in zip(cores, triggers, strict=True):
        winner, most = max(sums[core].items(), key=lambda p: (p[1], p[0]))
        gives_way = t.score < UNSURE and winner != t.type and most >= 3 * sums[core][t.type]
        result.append(replace(t, type=winner) if gives_way else t)
    return result


def voted_type(triggers: Sequence[Trigger]) -> tuple[EventType, float]:
    """The type of an event by the votes of its triggers, each as strong as it is sure; and its share."""
    votes: dict[EventType, float] = {}
    for t in triggers:
        votes[t.type] = votes.get(t.type, 0.0) + t.score
    winner, most = max(votes.items(), key=lambda p: (p[1], p[0]))
    return winner, most / max(sum(votes.values()), 1e-9)


def merge(
    doc: Doc,
    triggers: Sequence[Trigger],
    arguments: Sequence[Sequence[DocArgument]] | None = None,
    times: Sequence[TimeExpression | None] | None = None,
    model: Logistic | None = None,
) -> list[list[int]]:
    """Groups of trigger indices, one for each event, in order of the text.

    `arguments` and `times` are what is known of each trigger by itself (nothing, if left out).
    """
    model = model or load("merging")
    triggers = agreed(doc, triggers)
    scene = Scene(doc, triggers, arguments, times)
    order = sorted(range(len(triggers)), key=lambda i: (triggers[i].begin, triggers[i].end, i))
    place = {i: n for n, i in enumerate(order)}
    scores: dict[tuple[int, int], float] = {}
    for i, j in pairs(scene):
        a, b = sorted((place[i], place[j]))
        scores[a, b] = log_odds(model.score(features(scene, i, j)))
    return [[order[n] for n in group] for group in linkage(len(order), scores, log_odds(model.threshold))]
