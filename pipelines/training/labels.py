"""The teacher's soft labels on unlabelled news: what the student learns from besides the annotations.

In come the teacher and a JSON-lines corpus, out go ``.npz`` shards of some hundred articles each: the
tokens, and for each token the logits of all tags in 16 bits; and for each pair of a trigger and a name
that the teacher sees, the logits of the roles.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from graph.model import EntityType, EventType, Role, Status
from pipelines.encoder import EncoderNetwork, windows
from pipelines.segmentation import tokens as tokenise
from pipelines.tagging import ARC_FEATURES, ARC_ROLES, NAME_TAGS, TRIGGER_TAGS
from pipelines.training.data import Example, MentionLabel, TriggerLabel, corpus
from pipelines.training.network import Heads, Piece, pairs, piece_of, spans_of, targets_of
from pipelines.training.student import SoftPiece

log = logging.getLogger(__name__)
SHARD = 250


def example_of_text(text_id: str, text: str) -> Example:
    """An article without labels."""
    tokens = tuple(tokenise(text))
    lines, line, at = [], 0, 0
    for token in tokens:
        line += text.count("\n", at, token.begin)
        at = token.begin
        lines.append(line)
    return Example(text_id, "house", tokens, tuple(lines), ())


def label(network: EncoderNetwork, heads: Heads, example: Example) -> SoftPiece:
    """The soft labels of one article."""
    words = [t.text for t in example.tokens]
    vectors = torch.from_numpy(network.vectors(words, example.lines))
    with torch.inference_mode():
        logits = [head(vectors) for head in (heads.house, heads.vlsp, heads.triggers, heads.status)]
        ends, features = [np.zeros((0, 4), np.int32)], [np.zeros((0, ARC_FEATURES), np.uint8)]
        roles = [np.zeros((0, len(ARC_ROLES)), np.float16)]
        for first, last in windows(example.lines):
            piece = piece_of(example, first, last)
            found = _with_pairs(piece, logits[0][first:last], logits[2][first:last])
            if found.pairs:
                targets = targets_of([found])
                here = vectors[None, first:last]
                scores = heads.arcs(here, targets.batch, targets.ends, targets.features)
                ends.append(targets.ends.numpy().astype(np.int32) + first)
                features.append(targets.features.numpy().astype(np.uint8))
                roles.append(scores.numpy().astype(np.float16))
    house, vlsp, triggers, status = (values.numpy().astype(np.float16) for values in logits)
    return SoftPiece(
        texts=tuple(words),
        lines=example.lines,
        house=house,
        vlsp=vlsp,
        triggers=triggers,
        status=status,
        ends=np.concatenate(ends),
        features=np.concatenate(features),
        roles=np.concatenate(roles),
    )


def _with_pairs(piece: Piece, names: torch.Tensor, triggers: torch.Tensor) -> Piece:
    """The piece with the pairs of the triggers and names that the teacher finds in it."""
    offset = piece.first
    found_names = spans_of(names.argmax(-1).tolist(), NAME_TAGS)
    found_triggers = spans_of(triggers.argmax(-1).tolist(), TRIGGER_TAGS)
    example = Example(
        piece.example.id,
        "house",
        piece.example.tokens,
        piece.example.lines,
        (),
        tuple(
            TriggerLabel(a + offset, b + offset, EventType(k), Status.OCCURRED, "V")
            for a, b, k in found_triggers
        ),
        tuple(
            MentionLabel(
                a + offset,
                b + offset,
                " ".join(t.text for t in piece.example.tokens[a + offset : b + offset]),
                EntityType(k),
                True,
            )
            for a, b, k in found_names
        ),
        {"V": frozenset[tuple[str, Role]]()},
    )
    return Piece(
        example,
        piece.first,
        piece.last,
        piece.names,
        piece.triggers,
        piece.statuses,
        tuple(pairs(example, piece.first, piece.last)),
    )


def write(
    network: EncoderNetwork, heads: Heads, path: Path, out: Path, part: int, parts: int, seconds: float
) -> None:
    """Label every `parts`-th article from `part` on, into shards, for at most `seconds`."""
    began = time.monotonic()
    batch: list[SoftPiece] = []
    shard = 0
    for number, (text_id, text) in enumerate(corpus(path)):
        if number % parts != part or len(text) > 12_000:
            continue
        batch.append(label(network, heads, example_of_text(text_id, text)))
        if len(batch) == SHARD or time.monotonic() - began > seconds:
            save(out / f"labels-{part}-{shard:03d}.npz", batch)
            shard, batch = shard + 1, []
            log.info("part %d: %d shards, %.0f s", part, shard, time.monotonic() - began)
        if time.monotonic() - began > seconds:
            return


def save(path: Path, pieces: Sequence[SoftPiece]) -> None:
    """One shard: everything laid end to end, with the sizes to take it apart."""
    temporary = path.with_suffix(".part.npz")
    np.savez(
        temporary,
        texts=np.array("\t".join(t for p in pieces for t in p.texts)),
        sizes=np.array([len(p.texts) for p in pieces]),
        lines=np.concatenate([np.array(p.lines, np.int32) for p in pieces]),
        house=np.concatenate([p.house for p in pieces]),
        vlsp=np.concatenate([p.vlsp for p in pieces]),
        triggers=np.concatenate([p.triggers for p in pieces]),
        status=np.concatenate([p.status for p in pieces]),
        pair_sizes=np.array([len(p.ends) for p in pieces]),
        ends=np.concatenate([p.ends for p in pieces]),
        features=np.concatenate([p.features for p in pieces]),
        roles=np.concatenate([p.roles for p in pieces]),
    )
    temporary.rename(path)


def load(folder: Path) -> Iterator[SoftPiece]:
    """The pieces of all shards of a folder, in the order of their names."""
    for path in sorted(folder.glob("labels-*[0-9].npz")):
        with np.load(path, allow_pickle=False) as saved:
            a = {name: saved[name] for name in saved.files}
        texts = str(a["texts"]).split("\t")
        at = pair = 0
        for size, count in zip(a["sizes"].tolist(), a["pair_sizes"].tolist(), strict=True):
            here, there = slice(at, at + size), slice(pair, pair + count)
            yield SoftPiece(
                tuple(texts[here]),
                tuple(a["lines"][here].tolist()),
                a["house"][here],
                a["vlsp"][here],
                a["triggers"][here],
                a["status"][here],
                a["ends"][there],
                a["features"][there],
                a["roles"][there],
            )
            at, pair = at + size, pair + count
