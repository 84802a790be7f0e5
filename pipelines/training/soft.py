"""Soft labels: what the readers of `labels` think of a text; network and fields learn from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

_BY_TOKEN = ("house", "vlsp", "triggers", "status")
_BY_PAIR = ("ends", "features", "roles")


@dataclass(frozen=True, slots=True)
class SoftPiece:
    """A text with the teachers' labels: logits of names (house, vlsp), of triggers, and of status.

    `ends` [P, 4] holds first and last token of trigger and mention of P pairs, `features` what
    `pipelines.tagging.arc_features` says of them, `roles` [P, 4] the probabilities of `ARC_ROLES`.
    """

    texts: tuple[str, ...]
    lines: tuple[int, ...]
    house: np.ndarray[tuple[int, int], np.dtype[np.float16]]
    vlsp: np.ndarray[tuple[int, int], np.dtype[np.float16]]
    triggers: np.ndarray[tuple[int, int], np.dtype[np.float16]]
    status: np.ndarray[tuple[int, int], np.dtype[np.float16]]
    ends: np.ndarray[tuple[int, int], np.dtype[np.int32]]
    features: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
    roles: np.ndarray[tuple[int, int], np.dtype[np.float16]]


def lone_lines(piece: SoftPiece, shortest: int = 8) -> Iterator[SoftPiece]:
    """The lines of a text as texts of their own, without pairs: how lone sentences look to the network."""
    first = 0
    for last in range(1, len(piece.texts) + 1):
        if last < len(piece.texts) and piece.lines[last] == piece.lines[last - 1]:
            continue
        if last - first >= shortest:
            yield replace(
                piece,
                texts=piece.texts[first:last],
                lines=piece.lines[first:last],
                house=piece.house[first:last],
                vlsp=piece.vlsp[first:last],
                triggers=piece.triggers[first:last],
                status=piece.status[first:last],
                ends=piece.ends[:0],
                features=piece.features[:0],
                roles=piece.roles[:0],
            )
        first = last


def write(path: Path, pieces: Iterable[SoftPiece]) -> None:
    """Keep labels in a file (numpy arrays in a zip file, no pickle)."""
    kept = list(pieces)
    np.savez(
        path,
        allow_pickle=False,
        texts=np.frombuffer("\n".join(" ".join(p.texts) for p in kept).encode(), np.uint8),
        pairs=np.array([len(p.ends) for p in kept]),
        lines=np.concatenate([np.array(p.lines, np.int32) for p in kept]),
        **{name: np.concatenate([getattr(p, name) for p in kept]) for name in _BY_TOKEN + _BY_PAIR},
    )


def read(path: Path) -> list[SoftPiece]:
    """What `write` kept."""
    with np.load(path, allow_pickle=False) as saved:
        arrays = dict(saved)
    texts = [tuple(line.split(" ")) for line in arrays["texts"].tobytes().decode().split("\n")]
    ends = np.cumsum([len(t) for t in texts])[:-1]
    parts = {name: np.split(arrays[name], ends) for name in ("lines", *_BY_TOKEN)}
    parts |= {name: np.split(arrays[name], np.cumsum(arrays["pairs"])[:-1]) for name in _BY_PAIR}
    return [
        SoftPiece(text, tuple(parts["lines"][n].tolist()), *(parts[k][n] for k in _BY_TOKEN + _BY_PAIR))
        for n, text in enumerate(texts)
    ]
