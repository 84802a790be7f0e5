"""What speaks for an entity's role in an event: the words between and around a trigger and a mention.

What comes in is a document with its entities and the event triggers; what goes out is, for each trigger,
the entities that may take part, each with named evidence: order, distance, the case words that lead to the
mention and to the trigger, passive, coordination, nesting, what the trigger's frame in the lexicon expects,
and how much the article is about the entity. Learnt weights judge it (`pipelines.events.arguments`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.model import Form
from pipelines.document import Span, Trigger
from pipelines.events.function_words import case_words
from pipelines.events.scene import Point, Scene
from pipelines.trigger_lexicon import Entry, trigger_lexicon

BACK = 2  # sentences before the trigger's own from which an entity may come
PRONOUNS = frozenset({"ông", "bà", "anh", "chị", "cô"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may take part in a trigger's event, the mention that says so, and the evidence."""

    entity: int
    evidence: Span
    features: tuple[str, ...]


def _bucket(n: int) -> str:
    return str(n) if n < 4 else "4-6" if n < 7 else "7-11" if n < 12 else "12-20" if n < 21 else "21+"


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a trigger whoever the candidate is."""

    first: int
    last: int
    sentence: int
    begin: int
    end: int
    type: str
    lemma: str
    kind: str
    entry: Entry | None
    voice: str
    passive: int
    lead: str
    lead2: str
    follow: str
    follow2: str


def _setting(scene: Scene, trigger: Trigger, span: tuple[int, int], sentence: int) -> Setting:
    first, last = span
    bounds = scene.doc.sentences[sentence]
    lemma = " ".join(scene.words[first:last])
    entries = trigger_lexicon().lookup(lemma)
    entry = next((e for e in entries if e.type == trigger.type), entries[0] if entries else None)
    passive, voice = _voice(scene, first, bounds.first)
    a = scene.before[first]
    b = scene.before[a] if a >= 0 else -1
    c = scene.after[last]
    d = scene.after[c + 1] if c < len(scene.symbols) else c
    at = (bounds.first, bounds.last)
    return Setting(
        first,
        last,
        sentence,
        bounds.first,
        bounds.last,
        trigger.type.value[:4],
        lemma,
        entry.pos.value[0] if entry else "?",
        entry,
        voice,
        passive,
        scene.symbol(a, *at),
        scene.symbol(b, *at),
        scene.symbol(c, *at),
        scene.symbol(d, *at),
    )


def _voice(scene: Scene, first: int, begin: int) -> tuple[int, str]:
    """Where "bị" or "được" stands before the trigger in its clause, and how: -1 and "" if active."""
    seen = 0
    at = scene.before[first]
    for _ in range(5):
        if at < begin:
            break
        symbol = scene.symbols[at]
        if symbol in ("bị", "được"):
            return at, f"{symbol}{seen}"
        if symbol[0] in "POL":
            seen += 1
        elif symbol in (",", "T", "S", "mà", "và", "nhưng", "rằng", "để", ":", '"'):
            break
        at = scene.before[at]
    return -1, ""


def _slots(setting: Setting, side: str, lead: str, lead_word: str, position: int) -> str:
    """Which roles the trigger's frame allows where the mention stands."""
    if setting.entry is None:
        return "?"
    frame = setting.entry.frame
    slot = lead_word
    if side == "<" and lead not in case_words():
        if 0 <= setting.passive < position:
            return "Ab"  # between "bị" and the verb
        if setting.passive >= 0:
            return "A" if frame.passive == "agent" else "R"
        slot = "subject"
    elif side == ">" and lead == "T!":
        slot = "object"
    found = "A" if slot in frame.agent else ""
    found += "R" if slot in frame.recipient else ""
    found += "P" if slot in frame.place else ""
    return found or ("-" if slot in case_words() or slot in ("subject", "object") else "")


def _pair(scene: Scene, s: Setting, point: Point, points: Sequence[Point]) -> Iterator[str]:
    """How a trigger and a mention of its sentence stand to each other."""
    words, symbols = scene.words, scene.symbols
    if point.last <= s.first:
        side, first, last = "<", point.last, s.first
    elif point.first >= s.last:
        side, first, last = ">", s.last, point.first
    else:
        side, first, last = "=", s.last, s.last
    letter = scene.letters[point.entity]
    who = letter + point.form.value[:2]
    head, order = scene.groups[s.sentence].get((point.first, point.last, point.entity), (point, 0))
    at = scene.before[head.first]
    nested = point.outer >= 0
    if nested:
        lead = lead2 = "in" + scene.letters[point.outer]
    else:
        lead = "T!" if s.first <= at < s.last else scene.symbol(at, s.begin, s.end)
        back = scene.before[at] if at >= 0 else -1
        lead2 = "T!" if s.first <= back < s.last else scene.symbol(back, s.begin, s.end)
    lead_word = (
        f"{words[at - 1]} {lead}" if lead in ("vào", "với") and words[at - 1] in ("nhằm", "đối") else lead
    )
    ahead = scene.after[point.last]
    follow = "T!" if s.first <= ahead < s.last else scene.symbol(ahead, s.begin, s.end)
    beyond = scene.after[ahead + 1] if ahead < len(symbols) else ahead
    follow2 = "T!" if s.first <= beyond < s.last else scene.symbol(beyond, s.begin, s.end)
    path = [x for x in symbols[first:last] if x]
    outermost = [p for p in points if p.outer < 0 and p.entity != point.entity]
    nearer = len({p.entity for p in outermost if first <= p.first and p.last <= last})
    if side == "<":
        rank_from_start = len({p.entity for p in outermost if p.last <= point.first})
    else:
        rank_from_start = len({p.entity for p in outermost if s.last <= p.first and p.last <= point.first})
    rank = min(nearer, 4)
    fore = min(3, len({p.entity for p in outermost if p.last <= s.first}))
    aft = min(3, len({p.entity for p in outermost if p.first >= s.last}))
    distance = _bucket(last - first)
    commas, others, said = min(3, path.count(",")), min(3, path.count("T")), min(2, path.count("S"))
    slots = _slots(s, side, lead, lead_word, point.first)
    ev, lemma = s.type, s.lemma
    yield side
    yield f"{side}{ev}"
    yield f"{side}{who}"
    yield f"{side}{ev}{who}"
    yield f"{side}d={distance}"
    yield f"{side}d={distance}{s.kind}"
    yield f"{side}r={rank}"
    yield f"{side}r={rank}{who}"
    yield f"{side}r={rank}{ev}"
    yield f"{side}r={rank}{letter}{ev}"
    yield f"{side}q={min(3, rank_from_start)}"
    yield f"{side}q={min(3, rank_from_start)}{ev}"
    yield f"{side}n={fore},{aft}"
    yield f"{side}n={fore},{aft}{ev}"
    yield f"{side}c={commas},{others},{said}"
    yield f"{side}c={commas},{others},{said},{rank}"
    yield f"{side}L={lead_word}"
    yield f"{side}L={lead_word}{letter}"
    yield f"{side}L={lead_word}{ev}"
    yield f"{side}L={lead_word}{letter}{ev}"
    yield f"{side}L={lead_word} {lead2}"
    yield f"{side}L={lead_word} r{rank}{s.kind}"
    yield f"{side}F={follow}"
    yield f"{side}F={follow}{letter}"
    yield f"{side}F={follow} {follow2}"
    yield f"{side}F={follow}{ev}"
    yield f"{side}LF={lead_word} {follow}"
    yield f"{side}tl={s.lead}"
    yield f"{side}tl={s.lead} {s.lead2}"
    yield f"{side}tl={s.lead}{rank}"
    yield f"{side}tf={s.follow}"
    yield f"{side}tf={s.follow} {s.follow2}"
    yield f"{side}tf={s.follow}{rank}"
    yield f"{side}l={lemma}"
    yield f"{side}l={lemma}{rank}"
    yield f"{side}l={lemma}{lead_word}"
    yield f"{side}l={lemma}{letter}"
    yield f"{side}fr={slots}"
    yield f"{side}fr={slots}{rank}"
    yield f"{side}fr={slots}{letter}{ev}"
    yield f"{side}fr={slots}c{commas}{others}"
    voice = s.voice and f"{s.voice}{'>' if point.first > s.passive else '<'}"
    yield f"{side}v={voice}"
    if voice:
        yield f"{side}v={voice}{ev}"
        yield f"{side}v={voice}{letter}{rank}"
    if len(path) <= 6:
        joined = " ".join(path)
        yield f"{side}p={joined}"
        if len(path) <= 3:
            yield f"{side}p={joined}{ev}"
            yield f"{side}p={joined}{letter}"
    else:
        yield f"{side}p=…"
    yield f"{side}p0={' '.join(path[:2])}"
    yield f"{side}p-1={' '.join(path[-2:])}"
    for symbol in sorted(set(path)):
        yield f"{side}has={symbol}"
    if last - first <= 2:
        yield f"{side}w={' '.join(words[first:last])}"
    yield f"{side}w-1={words[point.first - 1] if point.first > s.begin else '^'}"
    yield f"{side}w+1={words[point.last] if point.last < s.end else '$'}"
    if order:
        yield f"{side}row={min(3, order)}"
        yield f"{side}row{ev}"
    if nested:
        outer = scene.letters[point.outer]
        yield f"{side}in={outer}{letter}"
        yield f"{side}in={outer}{letter}{ev}"
    if point.form is not Form.NAME:
        yield f"{side}m0={words[point.first]}"


def _alone(scene: Scene, s: Setting, entity: int) -> Iterator[str]:
    """What the article says of the entity, whatever the sentence."""
    letter, salience = scene.letters[entity], scene.salience[entity]
    yield f"e={letter}{s.type}"
    yield f"e={letter}{s.lemma}"
    yield f"s={salience}"
    yield f"s={salience}{letter}"
    yield f"s={salience[0]}{s.type}"


def _from_before(
    scene: Scene, s: Setting, point: Point, back: int, rank: int, points: Sequence[Point]
) -> Iterator[str]:
    """How an entity of a sentence before stands to a trigger whose own sentence does not mention it."""
    letter = scene.letters[point.entity]
    fore = [p for p in points if p.last <= s.first and p.outer < 0]
    aft = [p for p in points if p.first >= s.last and p.outer < 0]
    kinds = "".join(sorted({scene.letters[p.entity] for p in fore}))
    side = f"b{back}"
    pronoun = next((w for w in scene.words[s.begin : s.first] if w in PRONOUNS), "")
    opens = point.first - scene.doc.sentences[s.sentence - back].first < 6
    yield side
    yield f"{side}{letter}"
    yield f"{side}{letter}{s.type}"
    yield f"{side}r={min(rank, 3)}"
    yield f"{side}r={min(rank, 3)}{letter}"
    yield f"{side}o={opens}{letter}"
    yield f"{side}o={opens}{s.type}"
    yield f"{side}k={kinds}"
    yield f"{side}k={kinds}{letter}"
    yield f"{side}n={min(2, len(fore))},{min(2, len(aft))}"
    yield f"{side}n={min(2, len(fore))},{min(2, len(aft))}{letter}"
    yield f"{side}pr={pronoun}{letter}"
    yield f"{side}pr={pronoun}{letter}{opens}{min(rank, 2)}"
    yield f"{side}t={_bucket(s.first - s.begin)}"
    yield f"{side}tl={s.lead}"
    yield f"{side}tl={s.lead} {s.lead2}"
    yield f"{side}tf={s.follow}"
    yield f"{side}l={s.lemma}"
    yield f"{side}v={s.voice}"
    yield f"{side}{s.kind}{letter}"
    yield f"{side}w0={scene.words[s.begin]}"
    yield f"{side}s={scene.salience[point.entity]}"


def candidates(scene: Scene, number: int, trigger: Trigger) -> list[Candidate]:
    """The entities that may take part in the event of a trigger, in order of the text.

    An entity of the trigger's own sentence is judged by its nearest mention on either side, one of the
    sentences before by its last mention.
    """
    sentence = scene.layout.sentence(trigger.begin)
    if sentence < 0:
        return []
    setting = _setting(scene, trigger, scene.spans[number], sentence)
    points = scene.points[sentence]
    near: dict[int, list[Point]] = {}
    for point in points:
        near.setdefault(point.entity, []).append(point)
    found: list[Candidate] = []
    for entity, mentions in near.items():
        before = [p for p in mentions if p.last <= setting.first]
        behind = [p for p in mentions if p.first >= setting.last]
        chosen = [p for p in mentions if p not in before and p not in behind][:1]
        chosen += [max(before, key=lambda p: (p.outer < 0, p.first))] if before else []
        chosen += [min(behind, key=lambda p: (p.outer >= 0, p.first))] if behind else []
        features = [f for point in chosen for f in _pair(scene, setting, point, points)]
        if len(chosen) > 1:
            features.append("both")
        features.extend(_read_by_network(scene, number, setting, entity))
        best = min(chosen, key=lambda p: max(p.first - setting.last, setting.first - p.last))
        found.append(_candidate(scene, entity, best, [*features, *_alone(scene, setting, entity)]))
    seen = set(near)
    for back in range(1, min(BACK, sentence) + 1):
        rank = 0
        for point in reversed(scene.points[sentence - back]):
            if point.entity not in seen and point.outer < 0:
                seen.add(point.entity)
                features = list(_from_before(scene, setting, point, back, rank, points))
                features.extend(_read_by_network(scene, number, setting, point.entity))
                found.append(
                    _candidate(scene, point.entity, point, [*features, *_alone(scene, setting, point.entity)])
                )
                rank += 1
    return found


def _read_by_network(scene: Scene, number: int, s: Setting, entity: int) -> Iterator[str]:
    """What the text network thinks of the entity, by its likeliest mention, in steps of log-odds."""
    if scene.network_scores is None:
        return
    arcs = [arc for arc in scene.network_scores[number] if arc.entity == entity]
    if not arcs:
        yield "net=none"
        return
    best = (
        max(arc.agent for arc in arcs),
        max(arc.recipient for arc in arcs),
        max(arc.place for arc in arcs),
        max(arc.source for arc in arcs),
    )
    steps = [round(math.log(max(p, 1e-3) / max(1 - p, 1e-3))) for p in best]
    for role, step in zip("ARPS", steps, strict=True):
        yield f"net{role}={step}"
        yield f"net{role}={step}{s.type}"
    yield f"netAR={steps[0]},{steps[1]}"


def _candidate(scene: Scene, entity: int, point: Point, features: Sequence[str]) -> Candidate:
    tokens = scene.doc.tokens
    return Candidate(entity, Span(tokens[point.first].begin, tokens[point.last - 1].end), tuple(features))
