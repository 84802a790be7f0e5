"""The fast network: a small stack of dilated convolutions, learnt from annotations and from soft labels.

In come the annotated data, soft labels on unlabelled news (`labels`; none in the first round) and word
vectors (`crf`); out go ``fast.npz`` and ``fast.words.txt``. Hinton et al. (2015), "Distilling the Knowledge
in a Neural Network". Batch norms are folded into the convolutions at the end.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pipelines.features import AFFIXES, BREAK, LEXICON_ROWS, SHAPES, features_of, lexicon_rows
from pipelines.training.data import split
from pipelines.training.network import Heads, score_piece, targets_of
from pipelines.training.network import loss_of as gold_loss
from pipelines.training.soft import SoftPiece, lone_lines
from pipelines.training.tally import Tally
from pipelines.training.targets import Piece, piece_of

log = logging.getLogger(__name__)
DILATIONS = (1, 2, 4, 8, 1)
POOL_AT = 3
WIDTH = 224
AFFIX_WIDTH = 40
SHAPE_WIDTH = 16


@dataclass(frozen=True, slots=True)
class Prepared:
    """The input of one text: `rows` [N, 6] of the tables (word, prefix, suffix, whole, shape, lexicon),
    the lexicon's `weights` [N], `group` [N] numbers equal capitalised tokens from 1 (0: none), `places` the
    rows of the tokens proper (line ends stand between).
    """

    rows: np.ndarray[tuple[int, int], np.dtype[np.int32]]
    weights: np.ndarray[tuple[int], np.dtype[np.float32]]
    group: np.ndarray[tuple[int], np.dtype[np.int32]]
    places: np.ndarray[tuple[int], np.dtype[np.int32]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Several texts laid end to end; see `lay_out`."""

    rows: Tensor
    weights: Tensor
    left: tuple[Tensor, ...]
    right: tuple[Tensor, ...]
    group: Tensor
    groups: int
    places: Tensor


class Lookup:
    """Feature rows of tokens, remembered."""

    def __init__(self, words: Sequence[str]) -> None:
        self.rows = {w: i + 1 for i, w in enumerate(words)}
        self._cache: dict[str, tuple[int, int, int, int, int, int]] = {}

    def __call__(self, text: str) -> tuple[int, int, int, int, int, int]:
        """Word, prefix, suffix, whole and shape of a token, and 0 for the lexicon."""
        row = self._cache.get(text)
        if row is None:
            f = features_of(text)
            row = (self.rows.get(f.word, 0), f.prefix, f.suffix, f.whole, f.shape, 0)
            self._cache[text] = row
        return row


def prepare(words: Sequence[str], lines: Sequence[int], lookup: Lookup) -> Prepared:
    """The input rows of a text, given by its tokens and their line numbers."""
    texts: list[str] = []
    places: list[int] = []
    for i, word in enumerate(words):
        if i and lines[i] != lines[i - 1]:
            texts.append(BREAK)
        places.append(len(texts))
        texts.append(word)
    rows = np.array([lookup(t) for t in texts], np.int32).reshape(-1, 6)
    weights = np.zeros(len(texts), np.float32)
    for at, row, weight in lexicon_rows(texts):
        rows[at, 5] = row
        weights[at] = weight
    known: dict[str, int] = {}
    group = [known.setdefault(t, len(known) + 1) if t[0].isupper() else 0 for t in texts]
    return Prepared(rows, weights, np.array(group, np.int32), np.array(places, np.int32))


def lay_out(texts: Sequence[Prepared]) -> Batch:
    """Lay texts end to end without padding; neighbours of a token never cross into another text.

    Row 0 is nothing: what stands beyond a text's ends. `places` [B, N] gives the row of each token, 0 where
    a text is shorter than the longest.
    """
    rows, weights, groups = [np.zeros((1, 6), np.int32)], [np.zeros(1, np.float32)], [np.zeros(1, np.int32)]
    begins, ends, places = [np.zeros(1, np.int64)], [np.ones(1, np.int64)], []
    at, count = 1, 0
    for text in texts:
        size = len(text.rows)
        rows.append(text.rows)
        weights.append(text.weights)
        groups.append(np.where(text.group > 0, text.group + count, 0).astype(np.int32))
        count += int(text.group.max(initial=0))
        begins.append(np.full(size, at))
        ends.append(np.full(size, at + size))
        places.append(text.places + at)
        at += size
    here = torch.arange(at)
    first, last = torch.from_numpy(np.concatenate(begins)), torch.from_numpy(np.concatenate(ends))
    width = max(len(p) for p in places)
    padded = np.zeros((len(places), width), np.int64)
    for i, p in enumerate(places):
        padded[i, : len(p)] = p
    return Batch(
        torch.from_numpy(np.concatenate(rows)).long(),
        torch.from_numpy(np.concatenate(weights)),
        tuple(torch.where(here - d >= first, here - d, 0) for d in DILATIONS),
        tuple(torch.where(here + d < last, here + d, 0) for d in DILATIONS),
        torch.from_numpy(np.concatenate(groups)).long(),
        count + 1,
        torch.from_numpy(padded),
    )


class Student(nn.Module):
    """Token vectors, five convolutions with batch norm, a pool over equal words, and the shared heads."""

    def __init__(self, vectors: Tensor, width: int = WIDTH, dropout: float = 0.15) -> None:
        super().__init__()
        self.words = nn.Embedding(len(vectors) + 1, vectors.shape[1])
        with torch.no_grad():
            self.words.weight[0] = 0
            self.words.weight[1:] = vectors
        self.affixes = nn.Embedding(AFFIXES, AFFIX_WIDTH)
        nn.init.normal_(self.affixes.weight, std=0.1)
        self.shapes = nn.Embedding(2 * len(SHAPES), SHAPE_WIDTH)
        self.lexicon = nn.Embedding(LEXICON_ROWS, width)
        nn.init.zeros_(self.lexicon.weight)
        self.input = nn.Linear(vectors.shape[1] + 3 * AFFIX_WIDTH + SHAPE_WIDTH, width)
        self.layers = nn.ModuleList(nn.Linear(3 * width, width, bias=False) for _ in DILATIONS)
        self.norms = nn.ModuleList(nn.BatchNorm1d(width) for _ in DILATIONS)
        self.pool = nn.Linear(width, width, bias=False)
        self.pool_norm = nn.BatchNorm1d(width)
        self.drop = nn.Dropout(dropout)
        self.heads = Heads(width, dropout=dropout)

    def forward(self, batch: Batch) -> Tensor:
        """[B, N, width] of the tokens of a batch."""
        rows = batch.rows
        word = rows[:, 0]
        if self.training:  # learn to read a word by its ends alone
            word = word * (torch.rand(len(word)) > 0.03)
        x = self.input(
            self.drop(
                torch.cat(
                    [
                        self.words(word),
                        self.affixes(rows[:, 1]),
                        self.affixes(rows[:, 2]),
                        self.affixes(rows[:, 3]),
                        self.shapes(rows[:, 4]),
                    ],
                    dim=1,
                )
            )
        )
        x = x + batch.weights[:, None] * self.lexicon(rows[:, 5])
        real = torch.ones(len(rows), 1)
        real[0] = 0
        x = x * real
        for n, (layer, norm) in enumerate(zip(self.layers, self.norms, strict=True)):
            if n == POOL_AT:
                x = x + self._pooled(x, batch)
            y = layer(torch.cat([x[batch.left[n]], x, x[batch.right[n]]], dim=1))
            x = (x + self.drop(F.relu(norm(y)))) * real
        return x[batch.places]

    def _pooled(self, x: Tensor, batch: Batch) -> Tensor:
        keep = batch.group > 0
        sums = torch.zeros(batch.groups, x.shape[1]).index_add(0, batch.group[keep], x[keep])
        counts = torch.zeros(batch.groups).index_add(0, batch.group[keep], torch.ones(int(keep.sum())))
        means = sums[1:] / counts[1:, None].clamp(min=1)
        if len(means) < 2:
            return torch.zeros_like(x)
        out = F.relu(self.pool_norm(self.pool(means)))
        return torch.cat([torch.zeros(1, x.shape[1]), out])[batch.group]


def prepared(pieces: Sequence[Piece], lookup: Lookup) -> list[Prepared]:
    """The inputs of annotated pieces."""
    return [
        prepare(
            [t.text for t in p.example.tokens[p.first : p.last]], p.example.lines[p.first : p.last], lookup
        )
        for p in pieces
    ]


def soft_loss(student: Student, pieces: Sequence[SoftPiece], inputs: Sequence[Prepared]) -> Tensor:
    """Cross-entropy against the teachers' probabilities, for all tags."""
    hidden = student.heads.drop(student(lay_out(inputs)))
    ends = torch.from_numpy(np.concatenate([p.ends for p in pieces])).long()
    flat = torch.cat([hidden[i, : len(p.texts)] for i, p in enumerate(pieces)])

    def against(head: nn.Linear, parts: list[np.ndarray], weight: Tensor | None = None) -> Tensor:
        gold = torch.from_numpy(np.concatenate(parts)).float().softmax(-1)
        losses = -(gold * head(flat).log_softmax(-1)).sum(-1)
        return losses.mean() if weight is None else (losses * weight).sum() / weight.sum().clamp(min=1)

    triggers = torch.from_numpy(np.concatenate([p.triggers for p in pieces])).float().softmax(-1)
    loss = against(student.heads.house, [p.house for p in pieces])
    loss = loss + against(student.heads.vlsp, [p.vlsp for p in pieces])
    loss = loss + against(student.heads.triggers, [p.triggers for p in pieces])
    loss = loss + 0.2 * against(student.heads.status, [p.status for p in pieces], 1 - triggers[:, 0])
    if len(ends):
        batch = torch.from_numpy(np.repeat(np.arange(len(pieces)), [len(p.ends) for p in pieces]))
        features = torch.from_numpy(np.concatenate([p.features for p in pieces])).float()
        roles = torch.from_numpy(np.concatenate([p.roles for p in pieces])).float()
        scores = student.heads.arcs(hidden, batch, ends, features)
        loss = loss + 0.5 * F.binary_cross_entropy_with_logits(scores, roles) * roles.shape[1]
    return loss


def hard_loss(student: Student, pieces: Sequence[Piece], inputs: Sequence[Prepared]) -> Tensor:
    """The loss against annotations."""
    return gold_loss(student.heads, student(lay_out(inputs)), targets_of(pieces))


def evaluate(student: Student, pieces: Sequence[Piece], inputs: Sequence[Prepared]) -> dict[str, Tally]:
    """The figures on held-out pieces."""
    student.eval()
    tallies: dict[str, Tally] = {}
    with torch.no_grad():
        for piece, text in zip(pieces, inputs, strict=True):
            score_piece(student.heads, student(lay_out([text])), piece, tallies)
    student.train()
    return tallies


def grouped(sizes: Sequence[int], most: int, draw: random.Random) -> list[list[int]]:
    """Indices in random order, in batches of about `most` tokens."""
    order = list(range(len(sizes)))
    draw.shuffle(order)
    result: list[list[int]] = [[]]
    total = 0
    for i in order:
        if result[-1] and total + sizes[i] > most:
            result.append([])
            total = 0
        result[-1].append(i)
        total += sizes[i]
    return result


@dataclass(frozen=True, slots=True)
class Options:
    """How long to learn; `hard` is the share of annotated batches among all.

    Of one in `lone` unlabelled texts, the lines are read again one by one, since a text of one line is to be
    read as general sentences are.
    """

    epochs: int = 4
    hard: float = 0.25
    rate: float = 2e-3
    batch_tokens: int = 4_000
    lone: int = 3
    seed: int = 1


def train(shared: Path, words: Path, soft: Sequence[SoftPiece], out: Path, options: Options) -> Student:
    """Learn and export; without soft pieces, from the annotations alone."""
    torch.manual_seed(options.seed)
    draw = random.Random(options.seed)
    learn, kept = split(shared)
    with np.load(words, allow_pickle=False) as saved:
        vocabulary, vectors = [str(w) for w in saved["words"]], torch.from_numpy(saved["vectors"]).float()
    vectors = vectors / vectors.std() * 0.25
    lookup = Lookup(vocabulary)
    student = Student(vectors)
    hard_pieces = [piece_of(e, 0, len(e.tokens)) for e in learn if e.tokens]
    kept_pieces = [piece_of(e, 0, len(e.tokens)) for e in kept if e.tokens]
    hard_inputs, kept_inputs = prepared(hard_pieces, lookup), prepared(kept_pieces, lookup)
    soft = [*soft, *(line for piece in soft[:: options.lone] for line in lone_lines(piece))]
    soft_inputs = [prepare(p.texts, p.lines, lookup) for p in soft]
    soft_batches = len(grouped([len(p.texts) for p in soft], options.batch_tokens, draw)) if soft else 0
    hard_batches = len(grouped([p.last - p.first for p in hard_pieces], options.batch_tokens, draw))
    batches = soft_batches / (1 - options.hard) if soft else hard_batches
    total = int(options.epochs * batches)
    optimiser = torch.optim.AdamW(student.parameters(), lr=options.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, options.rate, total_steps=total + 1, pct_start=0.08, anneal_strategy="cos"
    )

    def forever(sizes: list[int]) -> Iterator[list[int]]:
        while True:
            yield from grouped(sizes, options.batch_tokens, draw)

    hard_stream = forever([p.last - p.first for p in hard_pieces])
    soft_stream = forever([len(p.texts) for p in soft]) if soft else iter(())
    began = time.monotonic()
    student.train()
    for step in range(total):
        if not soft or draw.random() < options.hard:
            chosen = next(hard_stream)
            loss = hard_loss(student, [hard_pieces[i] for i in chosen], [hard_inputs[i] for i in chosen])
        else:
            chosen = next(soft_stream)
            loss = soft_loss(student, [soft[i] for i in chosen], [soft_inputs[i] for i in chosen])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 50 == 49:
            log.info(
                "step %d of %d, loss %.3f, %.0f s",
                step + 1,
                total,
                float(loss.detach()),
                time.monotonic() - began,
            )
        if step == total - 1 or (step + 1) % max(1, total // 4) == 0:
            for name, tally in sorted(evaluate(student, kept_pieces, kept_inputs).items()):
                log.info("  %-13s %s", name, tally)
    student.eval()
    export(student, vocabulary, out)
    return student


def export(student: Student, vocabulary: Sequence[str], out: Path) -> None:
    """Write ``fast.npz`` (16-bit) and ``fast.words.txt`` into the folder `out`."""
    arrays: dict[str, np.ndarray] = {}

    def half(name: str, value: Tensor) -> None:
        arrays[name] = value.detach().numpy().astype(np.float16)

    half("words", student.words.weight)
    half("affixes", student.affixes.weight)
    half("shapes", student.shapes.weight)
    half("lexicon", student.lexicon.weight)
    half("input.weight", student.input.weight)
    half("input.bias", student.input.bias)

    def folded(layer: nn.Linear, norm: nn.BatchNorm1d) -> tuple[Tensor, Tensor]:
        assert norm.running_mean is not None
        assert norm.running_var is not None
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        return layer.weight.T * scale, norm.bias - norm.running_mean * scale

    for n, (layer, norm) in enumerate(zip(student.layers, student.norms, strict=True)):
        assert isinstance(layer, nn.Linear)
        assert isinstance(norm, nn.BatchNorm1d)
        weight, bias = folded(layer, norm)
        half(f"layer{n}.weight", weight)
        half(f"layer{n}.bias", bias)
    weight, bias = folded(student.pool, student.pool_norm)
    half("pool.weight", weight)
    half("pool.bias", bias)
    for name, value in student.heads.state_dict().items():
        half(f"heads.{name}", value)
    arrays["dilations"] = np.array(DILATIONS)
    arrays["pool_at"] = np.array([POOL_AT])
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(out / "fast.npz", allow_pickle=False, **arrays)
    (out / "fast.words.txt").write_text(
        "\n".join("⏎" if w == BREAK else w for w in vocabulary), encoding="utf-8"
    )
