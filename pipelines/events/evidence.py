"""What speaks for an entity's role in an event: the words between and around a trigger and a mention.

What comes in is a document with its entities and the event triggers; what goes out is, for each trigger,
the entities that may take part, each with named evidence: order, distance, the case words that lead to the
mention and to the trigger, passive, coordination, nesting, what the trigger's frame in the lexicon expects,
and how much the article is about the entity. Learnt weights judge it (`pipelines.events.arguments`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.model import Form
from pipelines.document import Span, Trigger
from pipelines.events.function_words import case_words
from pipelines.events.scene import Phrase, Point, Scene
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


@dataclass(frozen=True, slots=True)
class Relation:
    """How a mention of the trigger's sentence stands to it; see `_relate`."""

    side: str  # "<" before the trigger, ">" behind it, "=" inside its words
    first: int
    last: int
    letter: str
    who: str
    start: int
    order: int
    modifier: bool
    lead: str
    lead2: str
    follow: str
    follow2: str
    lead_kind: str
    follow_kind: str
    near_kind: str
    path: tuple[str, ...]
    rank: int
    from_start: int
    counts: str


def _relate(scene: Scene, s: Setting, point: Point, points: Sequence[Point]) -> Relation:
    """Order, what leads to the mention and follows it, what stands between, and who else is there."""
    if point.last <= s.first:
        side, first, last = "<", point.last, s.first
    elif point.first >= s.last:
        side, first, last = ">", s.last, point.first
    else:
        side, first, last = "=", s.last, s.last
    phrases = scene.phrases[s.sentence]
    phrase = phrases.get(point.first, Phrase(point.first)) if point.outer < 0 else Phrase(point.first)
    at = scene.before[phrase.start]
    lead, lead_kind = _symbol(scene, s, at)
    lead2, _ = _symbol(scene, s, scene.before[at] if at >= 0 else -1)
    if point.outer >= 0:
        lead = lead2 = "in" + scene.letters[point.outer]
    elif lead in ("vào", "với") and scene.words[at - 1] in ("nhằm", "đối"):
        lead = f"{scene.words[at - 1]} {lead}"
    ahead = scene.after[point.last]
    follow, follow_kind = _symbol(scene, s, ahead)
    follow2, _ = _symbol(scene, s, scene.after[ahead + 1] if ahead < len(scene.symbols) else ahead)
    others = [p for p in points if p.outer < 0 and p.entity != point.entity and not phrases[p.first].modifier]
    between = {p.entity for p in others if first <= p.first and p.last <= last}
    border = s.last if side == ">" else s.begin
    earlier = {p.entity for p in others if border <= p.first and p.last <= point.first}
    fore, aft = (
        {p.entity for p in others if p.last <= s.first},
        {p.entity for p in others if p.first >= s.last},
    )
    inside = [i for i in range(first, last) if scene.symbols[i]]
    near = next((i for i in (reversed(inside) if side == "<" else inside) if scene.symbols[i] == "T"), -1)
    letter = scene.letters[point.entity]
    return Relation(
        side,
        first,
        last,
        letter,
        letter + point.form.value[:2],
        phrase.start,
        phrase.order,
        phrase.modifier,
        lead,
        lead2,
        follow,
        follow2,
        lead_kind,
        follow_kind,
        scene.kinds.get(near, "?") if near >= 0 else "",
        tuple(scene.symbols[i] for i in inside),
        min(len(between), 4),
        min(len(earlier), 3),
        f"{min(3, len(fore))},{min(3, len(aft))}",
    )


def _symbol(scene: Scene, s: Setting, at: int) -> tuple[str, str]:
    """The symbol of a token, T! for the trigger itself; for another trigger also its type."""
    if at < s.begin:
        return "^", ""
    if at >= s.end:
        return "$", ""
    if s.first <= at < s.last:
        return "T!", ""
    symbol = scene.symbols[at]
    return symbol, scene.kinds.get(at, "?") if symbol == "T" else ""


def _pair(scene: Scene, s: Setting, point: Point, points: Sequence[Point]) -> list[str]:
    """The evidence of a mention in the trigger's sentence."""
    r = _relate(scene, s, point, points)
    found = [*_place_in_sentence(s, r), *_words_around(scene, s, r, point), *_frame(s, r, point)]
    if r.order:
        found += [f"{r.side}row={min(3, r.order)}", f"{r.side}row{s.type}"]
    if r.modifier:
        found += [f"{r.side}mod{r.letter}", f"{r.side}mod{r.letter}{s.type}"]
    if point.outer >= 0:
        outer = scene.letters[point.outer]
        found += [f"{r.side}in={outer}{r.letter}", f"{r.side}in={outer}{r.letter}{s.type}"]
    if point.form is not Form.NAME:
        found.append(f"{r.side}m0={scene.words[point.first]}")
    return found


def _place_in_sentence(s: Setting, r: Relation) -> tuple[str, ...]:
    side, ev, rank, letter = r.side, s.type, r.rank, r.letter
    distance = _bucket(r.last - r.first)
    marks = f"{min(3, r.path.count(','))},{min(3, r.path.count('T'))},{min(2, r.path.count('S'))}"
    joined = " ".join(r.path) if len(r.path) <= 6 else "…"
    path = [f"{side}p={joined}"]
    if len(r.path) <= 3:
        path += [f"{side}p={joined}{ev}", f"{side}p={joined}{letter}"]
    return (
        side,
        f"{side}{ev}",
        f"{side}{r.who}",
        f"{side}{ev}{r.who}",
        f"{side}d={distance}{s.kind}",
        f"{side}d={distance}",
        f"{side}r={rank}",
        f"{side}r={rank}{r.who}",
        f"{side}r={rank}{ev}",
        f"{side}r={rank}{letter}{ev}",
        f"{side}q={r.from_start}",
        f"{side}q={r.from_start}{ev}",
        f"{side}n={r.counts}",
        f"{side}n={r.counts}{ev}",
        f"{side}c={marks}",
        f"{side}c={marks},{rank}",
        f"{side}near={r.near_kind}",
        f"{side}near={r.near_kind}{ev}",
        *path,
        f"{side}p0={' '.join(r.path[:2])}",
        f"{side}p-1={' '.join(r.path[-2:])}",
        *(f"{side}has={x}" for x in dict.fromkeys(r.path)),
    )


def _words_around(scene: Scene, s: Setting, r: Relation, point: Point) -> tuple[str, ...]:
    side, ev, rank, letter, lead, lemma = r.side, s.type, r.rank, r.letter, r.lead, s.lemma
    words = scene.words
    between = (f"{side}w={' '.join(words[r.first : r.last])}",) if r.last - r.first <= 2 else ()
    kinds: tuple[str, ...] = (f"{side}Lk={r.lead_kind}", f"{side}Lk={r.lead_kind}{ev}") if r.lead_kind else ()
    if r.follow_kind:
        kinds += (
            f"{side}Fk={r.follow_kind}",
            f"{side}Fk={r.follow_kind}{ev}",
            f"{side}Lk={r.lead_kind}{r.follow}",
        )
    return (
        f"{side}L={lead}",
        f"{side}L={lead}{letter}",
        f"{side}L={lead}{ev}",
        f"{side}L={lead}{letter}{ev}",
        f"{side}L={lead} {r.lead2}",
        f"{side}L={lead} r{rank}{s.kind}",
        f"{side}F={r.follow}",
        f"{side}F={r.follow}{letter}",
        f"{side}F={r.follow} {r.follow2}",
        f"{side}F={r.follow}{ev}",
        f"{side}LF={lead} {r.follow}",
        f"{side}tl={s.lead}",
        f"{side}tl={s.lead} {s.lead2}",
        f"{side}tl={s.lead}{rank}",
        f"{side}tf={s.follow}",
        f"{side}tf={s.follow} {s.follow2}",
        f"{side}tf={s.follow}{rank}",
        f"{side}l={lemma}",
        f"{side}l={lemma}{rank}",
        f"{side}l={lemma}{lead}",
        f"{side}l={lemma}{letter}",
        f"{side}w-1={words[r.start - 1] if r.start > s.begin else '^'}",
        f"{side}w+1={words[point.last] if point.last < s.end else '$'}",
        *between,
        *kinds,
    )


def _frame(s: Setting, r: Relation, point: Point) -> list[str]:
    side, letter = r.side, r.letter
    slots = _slots(s, side, r.lead.split(" ")[-1], r.lead, point.first)
    found = [
        f"{side}fr={slots}",
        f"{side}fr={slots}{r.rank}",
        f"{side}fr={slots}{letter}{s.type}",
        f"{side}fr={slots}c{min(3, r.path.count(','))}{min(3, r.path.count('T'))}",
    ]
    if s.voice:
        voice = f"{s.voice}{'>' if point.first > s.passive else '<'}"
        found += [f"{side}v={voice}", f"{side}v={voice}{s.type}", f"{side}v={voice}{letter}{r.rank}"]
    return found


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
        best = min(chosen, key=lambda p: max(p.first - setting.last, setting.first - p.last))
        found.append(_candidate(scene, entity, best, [*features, *_alone(scene, setting, entity)]))
    seen = set(near)
    for back in range(1, min(BACK, sentence) + 1):
        rank = 0
        for point in reversed(scene.points[sentence - back]):
            if point.entity not in seen and point.outer < 0:
                seen.add(point.entity)
                features = list(_from_before(scene, setting, point, back, rank, points))
                found.append(
                    _candidate(scene, point.entity, point, [*features, *_alone(scene, setting, point.entity)])
                )
                rank += 1
    return found


def _candidate(scene: Scene, entity: int, point: Point, features: Sequence[str]) -> Candidate:
    tokens = scene.doc.tokens
    return Candidate(entity, Span(tokens[point.first].begin, tokens[point.last - 1].end), tuple(features))
