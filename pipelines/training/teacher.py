"""The teacher: the cut multilingual encoder, fine-tuned on names, triggers, status and arguments at once.

In come ``base.npz`` and ``pieces.json`` (see `encoder_source`) and the annotated data (see `data`); out goes
``teacher.pt``. Learning rates fall towards the lower layers, as in Howard & Ruder (2018), "Universal
Language Model Fine-tuning for Text Classification".
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from pipelines.training import network
from pipelines.training.data import Example, articles, held_out, sentences
from pipelines.training.encoder_source import Encoder, Vocabulary, load_base
from pipelines.training.network import Heads, Piece, Tally, cut, loss_of, spans_of, targets_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """How long and how fast to learn; the seed fixes everything else."""

    epochs: int = 5
    rate: float = 1e-4
    head_rate: float = 1e-3
    decay: float = 0.92
    frozen: int = 3
    batch_tokens: int = 1_600
    most: int = 220
    seed: int = 1


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


def encode(vocabulary: Vocabulary, rows: Sequence[Sequence[str]], lines: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor, Tensor]:
    """Piece ids, mask and each token's first piece, of several token lists; a line's end is ``</s>``."""
    all_ids, all_firsts = [], []
    for words, numbers in zip(rows, lines, strict=True):
        ids, firsts = [vocabulary.bos], []
        for i, word in enumerate(words):
            if i and numbers[i] != numbers[i - 1]:
                ids.append(vocabulary.eos)
            firsts.append(len(ids))
            pieces = vocabulary.pieces(word)
            # a mark is its own piece; the word start before it would only make the text longer
            ids += pieces[1:] if len(pieces) == 2 and not word[0].isalnum() else pieces[:12]
        ids.append(vocabulary.eos)
        if len(ids) > 512:
            ids, firsts = ids[:512], [min(f, 511) for f in firsts]
        all_ids.append(ids)
        all_firsts.append(firsts)
    width = max(len(r) for r in all_ids)
    count = max(len(r) for r in all_firsts)
    ids_ = torch.tensor([r + [vocabulary.pad] * (width - len(r)) for r in all_ids])
    mask = torch.tensor([[1] * len(r) + [0] * (width - len(r)) for r in all_ids])
    firsts_ = torch.tensor([r + [0] * (count - len(r)) for r in all_firsts])
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


def evaluate(model: Teacher, vocabulary: Vocabulary, examples: Sequence[Example], most: int = 220) -> dict[str, Tally]:
    """Names, triggers, typed triggers, status and arcs on held-out examples."""
    model.eval()
    tallies = {k: Tally() for k in ("house", "vlsp", "trigger", "trigger+type", "status", "arcs", "actors")}
    with torch.no_grad():
        for example in examples:
            for piece in cut(example, most):
                words, lines = words_of(piece)
                hidden = model.hidden(*encode(vocabulary, [words], [lines]))
                head = model.heads.house if example.style == "house" else model.heads.vlsp
                found = spans_of(head(hidden)[0].argmax(-1).tolist(), network.NAME_TAGS)
                tallies[example.style].add(set(found), set(spans_of(piece.names, network.NAME_TAGS)))
                if example.style != "house":
                    continue
                spans = spans_of(model.heads.triggers(hidden)[0].argmax(-1).tolist(), network.TRIGGER_TAGS)
                gold = spans_of(piece.triggers, network.TRIGGER_TAGS)
                touched = {(a, b) for a, b, _ in spans if any(a < d and c < b for c, d, _ in gold)}
                for name, typed in (("trigger", False), ("trigger+type", True)):
                    def same(x: str, y: str, typed: bool = typed) -> bool:
                        return not typed or x == y
                    hit_gold = sum(any(a < d and c < b and same(k, j) for a, b, k in spans) for c, d, j in gold)
                    hit_found = sum(any(a < d and c < b and same(k, j) for c, d, j in gold) for a, b, k in spans)
                    t = tallies[name]
                    t.right, t.found, t.gold = t.right + min(hit_gold, hit_found), t.found + len(spans), t.gold + len(gold)
                del touched
                status = model.heads.status(hidden)[0].argmax(-1).tolist()
                heads = [c for c, _, _ in gold]
                tallies["status"].right += sum(status[c] == piece.statuses[c] for c in heads)
                tallies["status"].found += len(heads)
                tallies["status"].gold += len(heads)
                if piece.pairs:
                    t_ = targets_of([piece])
                    scores = model.heads.arcs(hidden, t_.batch, t_.ends, t_.features) > 0
                    for name, columns in (("arcs", slice(0, 4)), ("actors", slice(0, 2))):
                        s, g = scores[:, columns], t_.roles[:, columns] > 0
                        tallies[name].right += int((s & g).sum())
                        tallies[name].found += int(s.sum())
                        tallies[name].gold += int(g.sum())
    model.train()
    return tallies


def split(shared: Path) -> tuple[list[Example], list[Example]]:
    """(to learn from, held out): a fifth of the articles and a tenth of the sentences are held out."""
    texts = articles(shared / "train")
    lines = sentences(shared / "ner" / "news-ner-dev.jsonl.gz")
    learn = [e for e in texts if not held_out(e.id)] + [e for e in lines if not held_out(e.id, 10)]
    kept = [e for e in texts if held_out(e.id)] + [e for e in lines if held_out(e.id, 10)]
    return learn, kept


def train(shared: Path, base: Path, out: Path, options: Options) -> Teacher:
    """Fine-tune and save the teacher; two hours on two cores at most."""
    torch.manual_seed(options.seed)
    draw = random.Random(options.seed)
    learn, kept = split(shared)
    encoder, vocabulary = load_base(base)
    model = Teacher(encoder)
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
        pieces = [p for e in learn for p in cut(e, draw.choice((80, 160, options.most)))]
        running, seen = 0.0, 0
        for step, batch in enumerate(batches(pieces, options.batch_tokens, draw)):
            rows = [words_of(p) for p in batch]
            ids, mask, firsts = encode(vocabulary, [varied(w, draw) for w, _ in rows], [n for _, n in rows])
            loss = loss_of(model.heads, model.hidden(ids, mask, firsts), targets_of(batch))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            running, seen = running + float(loss.detach()), seen + sum(p.last - p.first for p in batch)
            if step % 20 == 19:
                log.info("epoch %d step %d loss %.3f, %.0f s, %d tokens", epoch, step, running / 20, time.monotonic() - began, seen)
                running = 0.0
        torch.save(model.state_dict(), out)
        if epoch >= options.epochs - 3:
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
