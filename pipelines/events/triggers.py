"""Event triggers with type and status, from what the network read.

In come the probabilities of BIO tags for each token, out go `Trigger`s. A token belongs to a trigger where
the network doubts that it is none (`Reading.least`); the type is the one with most of
the probability over the trigger's tokens, the lexicon's opinion counted in (`LEXICON_SHARE`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from graph.model import EventType, Status
from pipelines.document import Doc, Sentence, Trigger
from pipelines.trigger_lexicon import Match, trigger_lexicon

LONE = 0.6
"""What a single syllable must reach that the lexicon does not know: most are half a word ("giới thiệu")."""
LEXICON_SHARE = 0.1
"""How much a word of the lexicon that is always of a type adds to that type's probability."""
_TYPES = tuple(EventType)
_STATUSES = tuple(Status)
_COLUMN = {kind: i for i, kind in enumerate(_TYPES)}
Floats = npt.NDArray[np.float32]


def spans(rows: Floats, least: float) -> list[tuple[int, int]]:
    """Token spans [first, last) of triggers for tag probabilities [N, 47]."""
    inside = 1 - rows[:, 0] > least
    if not inside.any():
        return []
    begins = rows[:, 1::2].sum(axis=1) > rows[:, 2::2].sum(axis=1)
    result: list[tuple[int, int]] = []
    open_at = -1
    for i in np.flatnonzero(inside).tolist():
        if open_at == i and not begins[i]:
            result[-1] = (result[-1][0], i + 1)
        else:
            result.append((i, i + 1))
        open_at = i + 1
    return result


def whole(
    stretches: Sequence[tuple[int, int]], kinds: Sequence[int], known: Sequence[Match]
) -> list[tuple[int, int]]:
    """The stretches, each widened to the lexicon's word of which it is a part; equal ones once.

    Stretches of different kinds stay apart: "bác bỏ cáo buộc" tells of a denial and of an accusation.

    >>> match = trigger_lexicon().match("Hai bên hội đàm tại Huế".split())
    >>> whole([(3, 4)], [0], match), whole([(1, 2), (4, 6)], [0, 0], match)
    ([(2, 4)], [(1, 2), (4, 6)])
    >>> whole([(2, 3), (3, 4)], [0, 0], match), whole([(2, 3), (3, 4)], [0, 1], match)
    ([(2, 4)], [(2, 3), (3, 4)])
    """
    around = [next((m for m in known if m.first <= a and b <= m.last), None) for a, b in stretches]
    inside: dict[int, set[int]] = {}
    for m, kind in zip(around, kinds, strict=True):
        if m:
            inside.setdefault(m.first, set()).add(kind)
    result: list[tuple[int, int]] = []
    for stretch, m in zip(stretches, around, strict=True):
        span = (m.first, m.last) if m and len(inside[m.first]) == 1 else stretch
        if not result or span[0] >= result[-1][1]:
            result.append(span)
    return result


def find(doc: Doc, sentences: Sequence[Sentence]) -> list[Trigger]:
    """The triggers in the given sentences of a document that has been read."""
    assert doc.reading is not None
    found: list[Trigger] = []
    for sentence in sentences:
        rows = doc.reading.triggers[sentence.first : sentence.last]
        stretches = spans(rows, doc.reading.least)
        if not stretches:
            continue
        known = trigger_lexicon().match([t.text for t in doc.tokens[sentence.first : sentence.last]])
        kinds = [int(_shares(rows[a:b]).argmax()) for a, b in stretches]
        for first, last in whole(stretches, kinds, known):
            at, end = sentence.first + first, sentence.first + last
            inside = doc.reading.triggers[at:end]
            shares = _shares(inside)
            entries = next((m.entries for m in known if m.first < last and first < m.last), ())
            if last - first == 1 and not entries and 1 - inside[0, 0] < LONE:
                continue
            for entry in entries:
                shares[_COLUMN[entry.type]] += LEXICON_SHARE * entry.weight
            statuses = doc.reading.statuses[at:end].mean(axis=0)
            kind, status = int(shares.argmax()), int(statuses.argmax())
            found.append(
                Trigger(
                    begin=doc.tokens[at].begin,
                    end=doc.tokens[end - 1].end,
                    type=_TYPES[kind],
                    score=float(1 - inside[:, 0].min()),
                    status=_STATUSES[status],
                    status_score=float(statuses[status]),
                )
            )
    return found


def _shares(rows: Floats) -> Floats:
    """How much of the tokens' probability each type has."""
    result: Floats = (rows[:, 1::2] + rows[:, 2::2]).mean(axis=0)
    return result


def statuses(doc: Doc, found: Sequence[Trigger]) -> list[list[float]]:
    """The network's probabilities of each status, in the order of `Status`, for each trigger."""
    assert doc.reading is not None
    begins = [t.begin for t in doc.tokens]
    result: list[list[float]] = []
    for trigger in found:
        first, last = bisect_left(begins, trigger.begin), bisect_left(begins, trigger.end)
        result.append(doc.reading.statuses[first : max(last, first + 1)].mean(axis=0).tolist())
    return result
