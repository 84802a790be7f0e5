"""What is common in news whatever a store holds: counts that stand before a store's own, so that few articles
are judged as an archive would judge them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

KINDS = ("title", "held for", "organization", "place")
"""Kinds of evidence that are counted."""

ARTICLES = 1000
"""How many articles the background counts for: a store of more speaks for itself."""


@dataclass(frozen=True, slots=True)
class Background:
    """Different names with a syllable in each place, and the share of articles with a feature."""

    names: int
    syllables: tuple[dict[str, int], dict[str, int], dict[str, int]]
    features: dict[str, float]


@lru_cache(maxsize=1)
def background() -> Background:
    """The counts of `background.yaml`.

    >>> from graph.naming import normal
    >>> family, middle, given = background().syllables
    >>> family[normal("Nguyễn")] > family[normal("Dương")], f"place:{normal('Lào')}" in background().features
    (True, True)
    """
    from importlib.resources import files

    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read = yaml.load(
        files("graph.resolution").joinpath("background.yaml").read_text(encoding="utf-8"), loader
    )
    shares = {
        f"{kind}:{feature}": count / read["articles"]
        for kind in KINDS
        for feature, count in read[kind].items()
    }
    return Background(read["names"], (read["family"], read["middle"], read["given"]), shares)
