"""Soft labels on unlabelled news: what three readers think together.

In come the teacher, the fields of `pipelines.crf`, a first fast network and a JSON-lines corpus; out go the
texts with the logits of all tags, and the teacher's opinion of who takes part in what, from which the fast
network that ships learns (Hinton et al. 2015, "Distilling the Knowledge in a Neural Network"). The three err
differently, and their mean errs less than any of them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from graph.model import EntityType
from pipelines.crf import Fields
from pipelines.document import line_numbers
from pipelines.encoder import windows
from pipelines.pieces import Vocabulary
from pipelines.segmentation import tokens as tokenise
from pipelines.tagging import ARC_FEATURES, NAME_TAGS, TRIGGER_TAGS, FastNetwork, Floats, softmax
from pipelines.training.data import MentionLabel, corpus
from pipelines.training.network import spans_of
from pipelines.training.soft import SoftPiece
from pipelines.training.targets import near_mentions
from pipelines.training.teacher import HALF, Teacher, encode

log = logging.getLogger(__name__)
LONGEST = 6_000
"""Characters of the longest article that is used."""
TOGETHER = 32
"""Articles that are read together."""
BATCH = 3_000
"""Tokens that go through the encoder at once."""
SHARES_OF_NAMES = (0.45, 0.3, 0.25)
SHARES_OF_TRIGGERS = (0.5, 0.25, 0.25)
"""How much teacher, fields and first network count."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Those who label."""

    teacher: Teacher
    vocabulary: Vocabulary
    fields: Fields
    network: FastNetwork


@dataclass(frozen=True, slots=True)
class Plain:
    """A text's tokens and the line of each."""

    words: list[str]
    lines: list[int]


def plain(text: str) -> Plain:
    """The tokens of a text."""
    found = list(tokenise(text))
    return Plain([t.text for t in found], line_numbers(text, found))


def hidden(model: Teacher, vocabulary: Vocabulary, texts: Sequence[Plain]) -> list[Floats]:
    """The teacher's vector of each token of each text."""
    results = [np.zeros((len(t.words), model.heads.house.in_features), np.float32) for t in texts]
    cuts = [(n, first, last) for n, t in enumerate(texts) for first, last in windows(t.lines)]
    cuts.sort(key=lambda c: c[2] - c[1])
    while cuts:
        size = max(1, BATCH // (cuts[-1][2] - cuts[-1][1]))
        batch, cuts = cuts[-size:], cuts[:-size]
        rows = [texts[n].words[first:last] for n, first, last in batch]
        numbers = [texts[n].lines[first:last] for n, first, last in batch]
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALF):
            read = model.hidden(*encode(vocabulary, rows, numbers)).float().numpy()
        for (n, first, last), vectors in zip(batch, read, strict=True):
            results[n][first:last] = vectors[: last - first]
    return results


def logits(probabilities: Floats) -> npt.NDArray[np.float16]:
    """Logits of probabilities, none of them below log(1e-6)."""
    result: npt.NDArray[np.float16] = np.log(probabilities + 1e-6).astype(np.float16)
    return result


def mean(shares: Sequence[float], opinions: Sequence[Floats]) -> Floats:
    """The weighted mean of what the readers say."""
    return np.tensordot(np.array(shares, np.float32), np.stack(opinions), 1).astype(np.float32)


def opinions(readers: Readers, text: Plain, vectors: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Probabilities of names (in articles, in lone sentences), of triggers, and of statuses."""
    heads, x = readers.teacher.heads, torch.from_numpy(vectors)
    with torch.inference_mode():
        house, vlsp, triggers, statuses = (
            softmax(head(x).numpy()) for head in (heads.house, heads.vlsp, heads.triggers, heads.status)
        )
    in_article, spans, in_sentence = readers.fields.read(text.words, text.lines)
    first = readers.network.opinions(text.words, text.lines)
    return (
        mean(SHARES_OF_NAMES, (house, in_article, first[0])),
        mean(SHARES_OF_NAMES, (vlsp, in_sentence, first[1])),
        mean(SHARES_OF_TRIGGERS, (triggers, spans, first[2])),
        mean((0.5, 0.5), (statuses, first[3])),
    )


def label(readers: Readers, text: Plain, vectors: Floats) -> SoftPiece:
    """The labels of one article, given the teacher's vectors of its tokens."""
    house, vlsp, triggers, statuses = opinions(readers, text, vectors)
    names = [
        MentionLabel(first, last, " ".join(text.words[first:last]), EntityType(kind), True)
        for first, last, kind in spans_of(house.argmax(-1).tolist(), NAME_TAGS)
    ]
    spans = [(a, b) for a, b, _ in spans_of(triggers.argmax(-1).tolist(), TRIGGER_TAGS)]
    pairs = [(span, near) for span in spans for near in near_mentions(names, span, text.lines)]
    ends = np.array([(a, b - 1, m.first, m.last - 1) for (a, b), (m, _) in pairs], np.int32).reshape(-1, 4)
    features = np.zeros((len(pairs), ARC_FEATURES), np.bool_)
    for row, (_, (_, on)) in enumerate(pairs):
        features[row, list(on)] = True
    x = torch.from_numpy(vectors).unsqueeze(0)
    with torch.inference_mode():
        roles = readers.teacher.heads.arcs(
            x,
            torch.zeros(len(pairs), dtype=torch.long),
            torch.from_numpy(ends).long(),
            torch.from_numpy(features).float(),
        ).sigmoid()
    return SoftPiece(
        texts=tuple(text.words),
        lines=tuple(text.lines),
        house=logits(house),
        vlsp=logits(vlsp),
        triggers=logits(triggers),
        status=logits(statuses),
        ends=ends,
        features=features,
        roles=roles.numpy().astype(np.float16),
    )


def make(readers: Readers, path: Path, most: int) -> Iterator[SoftPiece]:
    """The labels of the first articles of a corpus, `most` tokens in all."""
    readers.teacher.eval()
    count, number = 0, 0
    texts = (plain(text) for _, text in corpus(path) if text.strip() and len(text) <= LONGEST)
    while some := list(islice(texts, TOGETHER)):
        for text, vectors in zip(some, hidden(readers.teacher, readers.vocabulary, some), strict=True):
            yield label(readers, text, vectors)
            count += len(text.words)
            number += 1
        if number % 320 == 0:
            log.info("%d articles, %d tokens", number, count)
        if count >= most:
            return
