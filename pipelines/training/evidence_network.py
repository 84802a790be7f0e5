"""Fit the small networks that weigh named evidence (`pipelines.events.arguments.Network`), with numpy only.

In comes the evidence of candidates and, for each, whether it is agent, recipient and place; out goes a
network: logistic regression first, then a narrow layer of rectified units on top, both by Adam (Kingma and
Ba 2015), with features left out by chance (Srivastava et al. 2014). The same data gives the same weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipelines.events.arguments import ROLES, Floats, Network


@dataclass(frozen=True, slots=True)
class Holding:
    """Which features hold for which candidates: `columns` of one candidate after the other, cut at `ends`."""

    columns: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int64]
    width: int

    @property
    def size(self) -> int:
        """How many candidates."""
        return len(self.ends) - 1

    def sums(self, weights: Floats) -> Floats:
        """The sum of the weights' rows for each candidate; each has a feature that always holds."""
        result: Floats = np.add.reduceat(weights[self.columns], self.ends[:-1], axis=0)
        return result

    def gradient(self, errors: Floats) -> Floats:
        """The sum of the errors' rows for each feature: the transposed of `sums`."""
        order = np.argsort(self.columns, kind="stable")
        of_row = np.repeat(np.arange(self.size), np.diff(self.ends))[order]
        ordered = self.columns[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        result = np.zeros((self.width, errors.shape[1]), np.float32)
        result[ordered[starts]] = np.add.reduceat(errors[of_row], starts, axis=0)
        return result

    def part(self, rows: npt.NDArray[np.int64], kept: npt.NDArray[np.bool_]) -> Holding:
        """Some candidates, without the features that are not `kept`; the one that always holds stays."""
        lengths = np.diff(self.ends)[rows]
        offsets = np.repeat(self.ends[rows] - np.cumsum(lengths) + lengths, lengths)
        at = np.arange(int(lengths.sum())) + offsets
        columns = self.columns[at]
        stays = kept[: len(columns)] | (columns == 0)
        counts = np.add.reduceat(stays.astype(np.int64), np.cumsum(lengths) - lengths)
        return Holding(columns[stays], np.concatenate([[0], np.cumsum(counts)]), self.width)


Evidence = Sequence[Sequence[str]]


def holding(found: Evidence, names: Mapping[str, int]) -> Holding:
    """The features of all candidates; feature 0 holds always."""
    columns: list[int] = []
    ends = [0]
    for features in found:
        columns.append(0)
        columns.extend(dict.fromkeys(names[f] for f in features if f in names))
        ends.append(len(columns))
    return Holding(np.array(columns, np.int32), np.array(ends, np.int64), len(names))


def vocabulary(found: Evidence, rare: int) -> dict[str, int]:
    """The features that hold often enough to learn from, sorted; number 0 is what always holds."""
    counts = Counter(f for features in found for f in dict.fromkeys(features))
    return {name: n for n, name in enumerate(["", *sorted(f for f, k in counts.items() if k >= rare)])}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the fit is made with.

    `inner` is the width of the inner layer (0: none) of each of the `networks` that are averaged, `rare` how
    often a feature must hold; `penalty` and `steps` are for the direct weights; `passes`, `left_out` (the
    share of features left out by chance), `rate`, `decay` and `batch` for all layers together.
    """

    inner: int = 16
    networks: int = 2
    rare: int = 8
    penalty: float = 3.0
    steps: int = 70
    passes: int = 12
    left_out: float = 0.3
    rate: float = 0.003
    decay: float = 1e-4
    batch: int = 1024
    seed: int = 7


def fit(found: Evidence, answers: Floats, settings: Settings) -> Network:
    """A network from the evidence of candidates and their answers."""
    names = vocabulary(found, settings.rare)
    x = holding(found, names)
    direct, bias = _fit_direct(x, answers, settings)
    fitted = []
    for number in range(settings.networks):
        layers = _Layers.start(direct, bias, replace(settings, seed=settings.seed + 10 * number))
        if settings.inner:
            _fit_inner(x, answers, layers, replace(settings, seed=settings.seed + 10 * number))
        fitted.append(layers)
    return _average(names, fitted)


def _average(names: Mapping[str, int], fitted: Sequence[_Layers]) -> Network:
    """Networks side by side as one: it gives the mean of their log-odds."""
    return Network(
        names,
        np.mean([layers.direct for layers in fitted], axis=0),
        np.mean([layers.bias for layers in fitted], axis=0),
        np.hstack([layers.inner for layers in fitted]),
        np.hstack([layers.inner_bias for layers in fitted]),
        np.vstack([layers.outer for layers in fitted]) / np.float32(len(fitted)),
    )


def _fit_direct(x: Holding, y: Floats, settings: Settings) -> tuple[Floats, Floats]:
    """Logistic regression for the three roles at once, by Adam over all candidates."""
    order = np.argsort(x.columns, kind="stable")
    of_row = np.repeat(np.arange(x.size), np.diff(x.ends))[order]
    starts = np.flatnonzero(np.diff(x.columns[order], prepend=-1))
    direct = np.zeros((x.width, y.shape[1]), np.float32)
    bias: Floats = np.log(y.mean(axis=0)).astype(np.float32)
    first, second = np.zeros_like(direct), np.zeros_like(direct)
    for step in range(1, settings.steps + 1):
        error = (1 / (1 + np.exp(-(x.sums(direct) + bias))) - y).astype(np.float32)
        gradient = np.add.reduceat(error[of_row], starts, axis=0) + settings.penalty * direct
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        direct -= 0.08 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return direct, bias


@dataclass(frozen=True, slots=True)
class _Layers:
    """The arrays of the network while it learns."""

    direct: Floats
    bias: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats

    @staticmethod
    def start(direct: Floats, bias: Floats, settings: Settings) -> _Layers:
        """Direct weights as fitted, the inner layer small and by chance."""
        chance = np.random.default_rng(settings.seed)
        width = settings.inner
        inner = (0.05 * chance.standard_normal((direct.shape[0], width))).astype(np.float32)
        outer = (0.1 * chance.standard_normal((width, direct.shape[1]))).astype(np.float32)
        return _Layers(direct.copy(), bias.copy(), inner, np.zeros(width, np.float32), outer)

    def parts(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """In the order of `Weights`."""
        return self.direct, self.bias, self.inner, self.inner_bias, self.outer


def _fit_inner(x: Holding, y: Floats, layers: _Layers, settings: Settings) -> None:
    """All layers together, by Adam over shuffled batches; some features left out by chance each time."""
    chance = np.random.default_rng(settings.seed + 1)
    direct, bias, inner, inner_bias, outer = layers.parts()
    first, second = [np.zeros_like(p) for p in layers.parts()], [np.zeros_like(p) for p in layers.parts()]
    batches = x.size // settings.batch
    last = settings.passes * batches
    longest = int(np.diff(x.ends).max()) * settings.batch
    scale = np.float32(1 / (1 - settings.left_out))
    for step in range(last):
        if step % batches == 0:
            order = chance.permutation(x.size)
        chosen = order[(step % batches) * settings.batch :][: settings.batch]
        part = x.part(chosen, chance.random(longest, np.float32) >= settings.left_out)
        before = part.sums(inner) * scale + inner_bias
        hidden = np.maximum(before, 0)
        odds = part.sums(direct) * scale + bias + hidden @ outer
        error = ((1 / (1 + np.exp(-odds)) - y[chosen]) / len(chosen)).astype(np.float32)
        back = (error @ outer.T) * (before > 0)
        gradient = part.gradient(np.hstack([error, back])) * scale
        gradients = (
            gradient[:, : len(ROLES)] + settings.decay * direct,
            error.sum(axis=0),
            gradient[:, len(ROLES) :] + settings.decay * inner,
            back.sum(axis=0),
            hidden.T @ error,
        )
        rate = settings.rate * (1 - step / last)
        for p, g, m, v in zip(layers.parts(), gradients, first, second, strict=True):
            m += 0.1 * (g - m)
            v += 0.01 * (g * g - v)
            p -= rate * (m / (1 - 0.9 ** (step + 1))) / (np.sqrt(v / (1 - 0.99 ** (step + 1))) + 1e-8)
