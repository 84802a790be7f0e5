"""A logistic model over named evidence: what times and sources are attached by.

What comes in are the names of the features that hold for a candidate; what goes out is a probability.
The weights are a readable JSON file under ``pipelines/models/``, learnt by
``python -m pipelines.training.attachment``; a person can look up what speaks for or against.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec

from graph.errors import DothiError


class Logistic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Weights by feature name; a candidate below `threshold` is left out."""

    bias: float
    threshold: float
    weights: dict[str, float]

    def score(self, features: Iterable[str]) -> float:
        """The probability that a candidate with these features is the right one.

        >>> Logistic(0.0, 0.5, {"near": 2.0}).score(["near", "unknown"]) > 0.85
        True
        """
        weights = self.weights
        total = self.bias
        for name in features:
            total += weights.get(name, 0.0)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load(name: str) -> Logistic:
    """The model ``pipelines/models/NAME.json``.

    Raises:
        DothiError: the file is missing or is no such model.
    """
    path = files("pipelines") / "models" / f"{name}.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Logistic)
    except (OSError, msgspec.DecodeError) as error:
        command = "python -m pipelines.training.attachment DATA"
        raise DothiError(f"models/{name}.json: {error}; train it again: {command}") from error
