"""The teacher: the cut multilingual encoder, fine-tuned on names, triggers, status and arguments at once.

In come ``base.npz`` and ``pieces.json`` (see `encoder_source`) and the annotated data (see `data`); out goes
``teacher.pt``. Learning rates fall towards the lower layers, as in Howard & Ruder (2018), "Universal
Language Model Fine-tuning for Text Classification".
"""

from __future__ import annotations

import logging
import queue
import random
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor, nn

from pipelines.encoder import piece_ids
from pipelines.pieces import Vocabulary
from pipelines.training.data import Example, split
from pipelines.training.encoder_source import Encoder, load_base
from pipelines.training.network import Heads, Targets, loss_of, score_piece, targets_of
from pipelines.training.tally import Tally
from pipelines.training.targets import Piece, cut

log = logging.getLogger(__name__)
HALF = torch.cpu._is_avx512_bf16_supported()  # type: ignore[attr-defined]
"""Whether this processor multiplies 16-bit numbers itself: half as much time, the same figures."""


@dataclass(frozen=True, slots=True)
class Options:
    """How long and how fast to learn; the seed fixes everything else."""

    epochs: int = 6
    rate: float = 1e-4
    head_rate: float = 1e-3
    decay: float = 0.92
    frozen: int = 1
    batch_tokens: int = 1_600
    trigger_weight: float = 1.0
    most: int = 220
    seed: int = 1


ROUNDS = (
    Options(),
    Options(epochs=6, rate=1.5e-4, batch_tokens=700, trigger_weight=2.0, seed=2),
    Options(epochs=1, rate=5e-5, head_rate=3e-4, batch_tokens=700, trigger_weight=2.0, seed=3),
)
"""The teacher learns in rounds: triggers, rarer than names, want smaller batches and more steps."""


class Teacher(nn.Module):
    """Encoder and heads; tokens are represented by their first piece."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = Heads(encoder.word.embedding_dim)

    def hidden(self, ids: Tensor, mask: Tensor, firsts: Tensor) -> Tensor:
        """[B, N, width]: the vector of each token's first piece; `firsts` is [B, N]."""
        encoded = self.encoder(ids, mask)
        index = firsts.unsqueeze(-1).expand(-1, -1, encoded.shape[-1])
        return torch.gather(encoded, 1, index)


def encode(
    vocabulary: Vocabulary, rows: Sequence[Sequence[str]], lines: Sequence[Sequence[int]]
) -> tuple[Tensor, Tensor, Tensor]:
    """Piece ids, mask and each token's first piece, of several token lists, padded."""
    both = [piece_ids(vocabulary, words, numbers) for words, numbers in zip(rows, lines, strict=True)]
    width = max(len(ids) for ids, _ in both)
    count = max(len(firsts) for _, firsts in both)
    ids_ = torch.tensor([ids + [vocabulary.pad] * (width - len(ids)) for ids, _ in both])
    mask = torch.tensor([[1] * len(ids) + [0] * (width - len(ids)) for ids, _ in both])
    firsts_ = torch.tensor([firsts + [0] * (count - len(firsts)) for _, firsts in both])
    return ids_, mask, firsts_


def words_of(piece: Piece) -> tuple[list[str], list[int]]:
    """The tokens of a piece and their lines."""
    e = piece.example
    return [t.text for t in e.tokens[piece.first : piece.last]], list(e.lines[piece.first : piece.last])


def varied(words: list[str], draw: random.Random) -> list[str]:
    """Now and then a text in capitals or without any, as headlines and captions have it."""
    if draw.random() < 0.02:
        return [w.upper() for w in words]
    if draw.random() < 0.02:
        return [w.lower() for w in words]
    return words


def batches(pieces: Sequence[Piece], size: int, draw: random.Random) -> Iterator[list[Piece]]:
    """Batches of about `size` tokens of similar length, in random order."""
    order = sorted(pieces, key=lambda p: (p.last - p.first) * draw.uniform(0.85, 1.15))
    result: list[list[Piece]] = [[]]
    for piece in order:
        longest = max([p.last - p.first for p in result[-1]] + [piece.last - piece.first])
        if result[-1] and longest * (len(result[-1]) + 1) > size:
            result.append([])
        result[-1].append(piece)
    draw.shuffle(result)
    yield from result


def evaluate(
    model: Teacher, vocabulary: Vocabulary, examples: Sequence[Example], most: int = 220
) -> dict[str, Tally]:
    """Names, triggers, typed triggers, status and arcs on held-out examples."""
    model.eval()
    tallies: dict[str, Tally] = {}
    with torch.no_grad():
        for example in examples:
            for piece in cut(example, most):
                words, lines = words_of(piece)
                score_piece(model.heads, model.hidden(*encode(vocabulary, [words], [lines])), piece, tallies)
    model.train()
    return tallies


Made: TypeAlias = tuple[Tensor, Tensor, Tensor, Targets, int]


def _made(
    learn: Sequence[Example], vocabulary: Vocabulary, options: Options, draw: random.Random
) -> Iterator[Made]:
    """The batches of one epoch as tensors, with their number of tokens; texts are cut anew each time."""
    pieces = [p for e in learn for p in cut(e, draw.choice((80, 160, options.most)))]
    for batch in batches(pieces, options.batch_tokens, draw):
        rows = [words_of(p) for p in batch]
        ids, mask, firsts = encode(vocabulary, [varied(w, draw) for w, _ in rows], [n for _, n in rows])
        yield ids, mask, firsts, targets_of(batch), sum(p.last - p.first for p in batch)


def _ahead(made: Iterator[Made]) -> Iterator[Made]:
    """The same batches, made by another thread while the network computes."""
    waiting: queue.Queue[Made | None] = queue.Queue(maxsize=4)

    def work() -> None:
        for batch in made:
            waiting.put(batch)
        waiting.put(None)

    threading.Thread(target=work, daemon=True).start()
    while (batch := waiting.get()) is not None:
        yield batch


def train(shared: Path, base: Path, out: Path, options: Options, resume: Path | None = None) -> Teacher:
    """Fine-tune and save the teacher (go on from `resume` if given)."""
    torch.manual_seed(options.seed)
    draw = random.Random(options.seed)
    learn, kept = split(shared)
    encoder, vocabulary = load_base(base)
    model = Teacher(encoder)
    if resume is not None:
        model.load_state_dict(torch.load(resume, weights_only=True))
    depth = len(encoder.layers)
    encoder.requires_grad_(False)  # embeddings and the lowest layers know their part already
    groups: list[dict[str, object]] = [{"params": model.heads.parameters(), "lr": options.head_rate}]
    for i in range(options.frozen, depth):
        layer = encoder.layers[i].requires_grad_(True)
        groups.append({"params": layer.parameters(), "lr": options.rate * options.decay ** (depth - 1 - i)})
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
    count = len(list(batches([p for e in learn for p in cut(e, options.most)], options.batch_tokens, draw)))
    total = count * options.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (0.08 * total), max(0.02, 1 - s / total))
    )
    log.info("%d examples, %d batches an epoch", len(learn), count)
    began = time.monotonic()
    model.train()
    for epoch in range(options.epochs):
        running, seen = 0.0, 0
        made = _made(learn, vocabulary, options, random.Random(f"{options.seed}-{epoch}"))
        for step, (ids, mask, firsts, targets, size) in enumerate(_ahead(made)):
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALF):
                hidden = model.hidden(ids, mask, firsts)
            loss = loss_of(model.heads, hidden.float(), targets, options.trigger_weight)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            running, seen = running + float(loss.detach()), seen + size
            if step % 50 == 49:
                log.info(
                    "epoch %d step %d loss %.3f, %.0f s, %d tokens",
                    epoch,
                    step,
                    running / 50,
                    time.monotonic() - began,
                    seen,
                )
                running = 0.0
        torch.save(model.state_dict(), out)
        if epoch % 3 == 2 or epoch == options.epochs - 1:
            for name, tally in evaluate(model, vocabulary, kept).items():
                log.info("  %-13s %s", name, tally)
    return model


def load(base: Path, weights: Path) -> tuple[Teacher, Vocabulary]:
    """A trained teacher, ready to label."""
    encoder, vocabulary = load_base(base)
    model = Teacher(encoder)
    model.load_state_dict(torch.load(weights, weights_only=True))
    model.eval()
    return model, vocabulary


def export(model: Teacher, pieces: Path, out: Path) -> None:
    """Write ``accurate.onnx`` (8-bit), ``accurate.npz`` (heads) and ``accurate.pieces.json`` into `out`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.eval()
    whole = out / "accurate.float.onnx"
    ids = torch.ones(1, 16, dtype=torch.int64)
    torch.onnx.export(
        model.encoder,
        (ids, torch.ones_like(ids)),
        str(whole),
        input_names=["ids", "mask"],
        output_names=["encoded"],
        dynamic_axes={"ids": {0: "b", 1: "t"}, "mask": {0: "b", 1: "t"}, "encoded": {0: "b", 1: "t"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(whole), str(out / "accurate.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()
    heads = {
        f"heads.{name}": value.numpy().astype(np.float16) for name, value in model.heads.state_dict().items()
    }
    np.savez_compressed(out / "accurate.npz", allow_pickle=False, **heads)
    (out / "accurate.pieces.json").write_text(pieces.read_text(encoding="utf-8"), encoding="utf-8")
