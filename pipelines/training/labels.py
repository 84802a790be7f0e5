"""Soft labels on unlabelled news: what the first network and the fields think together.

In come a trained network, the fields of `pipelines.crf` and a JSON-lines corpus; out go the texts with the
logits of all tags, from which a second network learns (self-training by an ensemble; Xie et al. 2020,
"Self-training with Noisy Student").
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipelines.crf import Fields
from pipelines.segmentation import tokens as tokenise
from pipelines.tagging import NAMES_SHARE, TRIGGERS_SHARE, FastNetwork, Floats
from pipelines.training.data import corpus
from pipelines.training.student import SoftPiece

log = logging.getLogger(__name__)
LONGEST = 6_000
"""Characters of the longest article that is used."""


def _logits(probabilities: Floats) -> npt.NDArray[np.float16]:
    logits: npt.NDArray[np.float16] = np.log(probabilities + 1e-6).astype(np.float16)
    return logits


def label(network: FastNetwork, fields: Fields, text: str) -> SoftPiece:
    """The labels of one article."""
    words, lines, line, at = [], [], 0, 0
    for token in tokenise(text):
        line += text.count("\n", at, token.begin)
        at = token.begin
        words.append(token.text)
        lines.append(line)
    house, vlsp, triggers, statuses = network.opinions(words, lines)
    names, spans = fields.read(words, lines)
    return SoftPiece(
        texts=tuple(words),
        lines=tuple(lines),
        house=_logits(NAMES_SHARE * names + (1 - NAMES_SHARE) * house),
        vlsp=_logits(NAMES_SHARE * names + (1 - NAMES_SHARE) * vlsp),
        triggers=_logits(TRIGGERS_SHARE * spans + (1 - TRIGGERS_SHARE) * triggers),
        status=_logits(statuses),
    )


def make(network: FastNetwork, fields: Fields, path: Path, most: int) -> Iterator[SoftPiece]:
    """The labels of the first articles of a corpus, `most` tokens in all."""
    count = 0
    for number, (_, text) in enumerate(corpus(path)):
        if not text.strip() or len(text) > LONGEST:
            continue
        piece = label(network, fields, text)
        count += len(piece.texts)
        yield piece
        if number % 1000 == 999:
            log.info("%d articles, %d tokens", number + 1, count)
        if count >= most:
            return
