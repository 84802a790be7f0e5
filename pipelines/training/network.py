"""The heads that teacher and student share, and how a batch of examples becomes their targets.

A trunk (encoder or convolutions) gives one vector a token. On it stand: tags of names, one set for each
annotation scheme; tags of triggers with their event types; the status of a trigger; and arcs, which score
every (trigger, mention) pair for the roles agent, recipient, place and source. Tags are BIO.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pipelines.tagging import ARC_FEATURES, ARC_ROLES, NAME_TAGS, STATUSES, TRIGGER_TAGS
from pipelines.training.tally import Tally
from pipelines.training.targets import IGNORED, Piece


class Heads(nn.Module):
    """All that stands on the trunk."""

    def __init__(self, width: int, arc_width: int = 128, dropout: float = 0.1) -> None:
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.house = nn.Linear(width, len(NAME_TAGS))
        self.vlsp = nn.Linear(width, len(NAME_TAGS))
        self.triggers = nn.Linear(width, len(TRIGGER_TAGS))
        self.status = nn.Linear(width, len(STATUSES))
        self.arc_trigger = nn.Linear(width, 2 * arc_width)
        self.arc_mention = nn.Linear(width, 2 * arc_width)
        self.arc_features = nn.Parameter(torch.zeros(ARC_FEATURES, arc_width))
        self.arc_roles = nn.Linear(arc_width, len(ARC_ROLES))

    def arcs(self, hidden: Tensor, batch: Tensor, ends: Tensor, features: Tensor) -> Tensor:
        """Role logits of pairs: `batch` [P] rows, `ends` [P, 4] tokens, `features` [P, ARC_FEATURES]."""
        t = self.arc_trigger(hidden)
        m = self.arc_mention(hidden)
        t = (t[batch, ends[:, 0]] + t[batch, ends[:, 1]]) / 2
        m = (m[batch, ends[:, 2]] + m[batch, ends[:, 3]]) / 2
        ta, tb = t.chunk(2, dim=-1)
        ma, mb = m.chunk(2, dim=-1)
        joined: Tensor = F.relu(ta + ma + features @ self.arc_features + tb * mb)
        scores: Tensor = self.arc_roles(self.drop(joined))
        return scores


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets of a batch as tensors; tokens are padded with `IGNORED`."""

    house: Tensor
    vlsp: Tensor
    triggers: Tensor
    statuses: Tensor
    batch: Tensor
    ends: Tensor
    features: Tensor
    roles: Tensor


def targets_of(pieces: Sequence[Piece]) -> Targets:
    """Stack the targets of pieces."""
    width = max(p.last - p.first for p in pieces)

    def stack(rows: list[Sequence[int]]) -> Tensor:
        return torch.tensor([list(r) + [IGNORED] * (width - len(r)) for r in rows])

    nothing: tuple[int, ...] = ()
    all_pairs = [(i, pair) for i, p in enumerate(pieces) for pair in p.pairs]
    features = torch.zeros(len(all_pairs), ARC_FEATURES)
    roles = torch.zeros(len(all_pairs), len(ARC_ROLES))
    for row, (_, pair) in enumerate(all_pairs):
        features[row, list(pair.features)] = 1.0
        if pair.roles:
            roles[row, list(pair.roles)] = 1.0
    return Targets(
        house=stack([p.names if p.example.style == "house" else nothing for p in pieces]),
        vlsp=stack([p.names if p.example.style != "house" else nothing for p in pieces]),
        triggers=stack([p.triggers for p in pieces]),
        statuses=stack([p.statuses for p in pieces]),
        batch=torch.tensor([i for i, _ in all_pairs], dtype=torch.long),
        ends=torch.tensor(
            [(q.trigger, q.trigger_last, q.mention, q.mention_last) for _, q in all_pairs], dtype=torch.long
        ).reshape(-1, 4),
        features=features,
        roles=roles,
    )


def loss_of(heads: Heads, hidden: Tensor, targets: Targets, trigger_weight: float = 1.0) -> Tensor:
    """The weighted sum of the heads' losses over a batch; `hidden` is [B, N, width]."""
    x = heads.drop(hidden)

    def tags(head: nn.Linear, gold: Tensor) -> Tensor:
        keep = gold != IGNORED
        if not bool(keep.any()):
            return hidden.new_zeros(())
        return F.cross_entropy(head(x[keep]), gold[keep])

    loss = tags(heads.house, targets.house) + tags(heads.vlsp, targets.vlsp)
    loss = loss + trigger_weight * tags(heads.triggers, targets.triggers)
    loss = loss + 0.2 * tags(heads.status, targets.statuses)
    if len(targets.batch):
        scores = heads.arcs(x, targets.batch, targets.ends, targets.features)
        loss = loss + 0.5 * F.binary_cross_entropy_with_logits(scores, targets.roles) * len(ARC_ROLES)
    return loss


def spans_of(tags: Sequence[int], names: Sequence[str]) -> list[tuple[int, int, str]]:
    """BIO tags to (first, last, type); an I without its B opens a span."""
    spans: list[tuple[int, int, str]] = []
    first, kind = 0, ""
    for i, tag in enumerate([*(names[t] for t in tags), "O"]):
        if kind and (tag[0] != "I" or tag[2:] != kind):
            spans.append((first, i, kind))
            kind = ""
        if tag[0] == "B" or (tag[0] == "I" and not kind):
            first, kind = i, tag[2:]
    return spans


def _touching(
    some: Sequence[tuple[int, int, str]], others: Sequence[tuple[int, int, str]], typed: bool
) -> int:
    return sum(any(a < d and c < b and (not typed or k == j) for a, b, k in others) for c, d, j in some)


def score_piece(heads: Heads, hidden: Tensor, piece: Piece, tallies: dict[str, Tally]) -> None:
    """Add a piece's right, found and gold counts; `hidden` is [1, N, width].

    Names count by exact span and type, triggers by overlap; status and arcs are given the gold triggers
    and mentions.
    """
    head = heads.house if piece.example.style == "house" else heads.vlsp
    found = spans_of(head(hidden)[0].argmax(-1).tolist(), NAME_TAGS)
    names = tallies.setdefault(piece.example.style, Tally())
    names.add(set(found), set(spans_of(piece.names, NAME_TAGS)))
    if piece.example.style != "house":
        for kind in ("Person", "Organization", "Place"):
            gold_names = spans_of(piece.names, NAME_TAGS)
            tallies.setdefault(f"vlsp {kind}", Tally()).add(
                {s for s in found if s[2] == kind}, {s for s in gold_names if s[2] == kind}
            )
        return
    spans = spans_of(heads.triggers(hidden)[0].argmax(-1).tolist(), TRIGGER_TAGS)
    gold = spans_of(piece.triggers, TRIGGER_TAGS)
    for name, typed in (("trigger", False), ("trigger+type", True)):
        t = tallies.setdefault(name, Tally())
        t.right += min(_touching(gold, spans, typed), _touching(spans, gold, typed))
        t.found += len(spans)
        t.gold += len(gold)
    status = heads.status(hidden)[0].argmax(-1).tolist()
    t = tallies.setdefault("status", Tally())
    t.right += sum(status[c] == piece.statuses[c] for c, _, _ in gold)
    t.found += len(gold)
    t.gold += len(gold)
    if piece.pairs:
        targets = targets_of([piece])
        scores = heads.arcs(hidden, targets.batch, targets.ends, targets.features) > 0
        for i, role in enumerate(ARC_ROLES):
            t = tallies.setdefault(f"arc {role}", Tally())
            right, wanted = scores[:, i], targets.roles[:, i] > 0
            t.right += int((right & wanted).sum())
            t.found += int(right.sum())
            t.gold += int(wanted.sum())
