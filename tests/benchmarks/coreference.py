"""Entities and positions against hand-made annotations: how well the steps after recognition do.

``python tests/benchmarks/coreference.py [--part dev|held] [--names gold|found] [--errors N]`` reads the
annotated articles below ``$DOTHI_SHARED/train`` (default ``../shared``). With ``--names gold`` the names are
the annotated ones, so that only positions and coreference are measured; with ``found`` they are recognised.
"""

from __future__ import annotations

import argparse
import collections
import os
import pathlib
import re
import sys
import time
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from graph.model import Article, EntityType, Form
from pipelines.coreference import Coreference
from pipelines.document import Doc, DocEntity, Name, Step
from pipelines.pipeline import Pipeline
from pipelines.positions import Positions
from pipelines.segmentation import Segmentation

TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


class GoldEntity(msgspec.Struct):
    """An annotated entity."""

    id: str
    type: str
    name: str
    mentions: list[str]
    nominals: list[str] = []


class GoldPosition(msgspec.Struct):
    """An annotated position."""

    person: str
    title: str
    of: str | None = None


class Gold(msgspec.Struct):
    """The annotation of one article, as far as it is measured here."""

    entities: list[GoldEntity]
    positions: list[GoldPosition]
    lines: tuple[int, int] | None = None

    def end(self, text: str) -> int:
        """Where the annotated lines end."""
        if self.lines is None:
            return len(text)
        return sum(len(line) + 1 for line in text.split("\n")[: self.lines[1] + 1])


@dataclass
class Count:
    """Right, found and annotated."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def add(self, right: int, found: int, gold: int) -> None:
        """Count one article."""
        self.right += right
        self.found += found
        self.gold += gold

    def row(self, name: str) -> str:
        """A line of the table."""
        p = self.right / self.found if self.found else 0.0
        r = self.right / self.gold if self.gold else 0.0
        f = 2 * p * r / (p + r) if p + r else 0.0
        return f"{name:16}{p:7.3f}{r:7.3f}{f:7.3f}{self.gold:7}{self.found:7}"


@dataclass
class Scores:
    """All figures, and what went wrong."""

    counts: dict[str, Count] = field(default_factory=lambda: collections.defaultdict(Count))
    errors: list[str] = field(default_factory=list)


def normal(name: str) -> str:
    """The name as the scorer compares it."""
    parts = []
    for part in unicodedata.normalize("NFD", name.casefold()).replace("-", " ").split():
        tone = "".join(c for c in part if c in TONES)
        parts.append("".join(c for c in part if c not in TONES) + tone)
    return " ".join(parts)


def articles(part: str, folder: pathlib.Path) -> Iterator[tuple[str, str, Gold]]:
    """Id, text and annotation of each article of a part."""
    for path in sorted(folder.glob("*.json")):
        held = zlib.crc32(path.stem.encode()) % 5 == 0
        if part == "all" or held == (part == "held"):
            text = unicodedata.normalize("NFC", path.with_suffix(".txt").read_text(encoding="utf-8"))
            yield path.stem, text, msgspec.json.decode(path.read_bytes(), type=Gold)


def gold_names(text: str, gold: Gold) -> list[Name]:
    """The annotated mentions wherever they stand, the longest first."""
    kinds: dict[str, EntityType] = {}
    for entity in gold.entities:
        for mention in entity.mentions:
            kinds.setdefault(unicodedata.normalize("NFC", mention), EntityType(entity.type))
    if not kinds:
        return []
    options = "|".join(re.escape(m) for m in sorted(kinds, key=len, reverse=True))
    found = re.finditer(rf"(?<!\w)(?:{options})(?!\w)", text)
    return [Name(m.start(), m.end(), kinds[m[0]]) for m in found]


def pairs(weights: Iterable[tuple[int, str, int]]) -> dict[str, int]:
    """One-to-one pairs, the best first."""
    taken: set[int] = set()
    matched: dict[str, int] = {}
    for _, gold, found in sorted(weights, key=lambda w: (-w[0], w[1], w[2])):
        if gold not in matched and found not in taken:
            matched[gold] = found
            taken.add(found)
    return matched


def labels(entity: DocEntity) -> set[str]:
    """All names of an entity as compared."""
    return {normal(name) for name in (entity.name, *entity.names)}


def score(name: str, doc: Doc, gold: Gold, scores: Scores) -> None:
    """Count one article."""
    wanted = {e.id: (e.type, {normal(n) for n in [e.name, *e.mentions]}) for e in gold.entities}
    have = {
        e.id: (e.type.value, labels(e)) for e in doc.entities if any(m.form is Form.NAME for m in e.mentions)
    }
    matched = pairs(
        (len(g & h), gid, hid)
        for gid, (gt, g) in wanted.items()
        for hid, (ht, h) in have.items()
        if gt == ht and g & h
    )
    scores.counts["entity"].add(len(matched), len(have), len(wanted))
    for gid in sorted(wanted.keys() - matched.keys()):
        scores.errors.append(f"entity  {name} MISS  {wanted[gid]}")
    of = {hid: gid for gid, hid in matched.items()}
    for hid in sorted(have.keys() - of.keys()):
        near = [wanted[g][1] for g, h in sorted(matched.items()) if wanted[g][1] & have[hid][1]]
        scores.errors.append(f"entity  {name} EXTRA {have[hid]} {'SPLIT of ' + str(near) if near else ''}")

    _score_positions(name, doc, gold, of, scores)
    _score_nominals(name, doc, gold, of, scores)


def _score_positions(name: str, doc: Doc, gold: Gold, of: dict[int, str], scores: Scores) -> None:
    """Positions: person and title, and with the right organisation."""
    called = {e.id: e.name for e in gold.entities} | {f"#{e.id}": e.name for e in doc.entities}

    def known(entity: int | None) -> str:
        return "" if entity is None else of.get(entity, f"#{entity}")

    want = {(p.person, normal(p.title)): p.of or "" for p in gold.positions}
    got: dict[tuple[str, str], set[str]] = {}
    for position in doc.positions:
        key = (known(position.person), normal(position.title))
        got.setdefault(key, set()).add(known(position.organization))
    right = want.keys() & got.keys()
    exact = {key for key in right if want[key] in got[key]}
    scores.counts["position"].add(len(right), len(got), len(want))
    scores.counts["position+of"].add(len(exact), len(got), len(want))
    for kind, keys in (("MISS", want.keys() - got.keys()), ("EXTRA", got.keys() - want.keys())):
        for person, title in sorted(keys):
            scores.errors.append(f"position {name} {kind} {called[person]} | {title}")
    for key in sorted(right - exact):
        found = [called.get(o, "") for o in sorted(got[key])]
        scores.errors.append(f"of {name} {called[key[0]]} | {key[1]} | {called.get(want[key])} not {found}")


def _score_nominals(name: str, doc: Doc, gold: Gold, of: dict[int, str], scores: Scores) -> None:
    """Nominal mentions: those found whose words are annotated, and whether for the right entity."""
    text = doc.text
    meant: dict[str, set[str]] = collections.defaultdict(set)
    for entity in gold.entities:
        for nominal in entity.nominals:
            meant[normal(nominal)].add(entity.id)
    found: dict[str, set[str]] = collections.defaultdict(set)
    for one in doc.entities:
        for mention in one.mentions:
            if mention.form is Form.NOMINAL:
                found[normal(text[mention.begin : mention.end])].add(of.get(one.id, f"#{one.id}"))
    for words, entities in sorted(found.items()):
        if words in meant:
            scores.counts["nominal (words annotated)"].add(len(entities & meant[words]), len(entities), 0)
            if entities - meant[words]:
                scores.errors.append(f"nominal {name} {words}: {entities} for {meant[words]}")
        else:
            scores.counts["nominal (words not annotated)"].add(0, len(entities), 0)
            scores.errors.append(
                f"nomextra {name} {words}: {[e.name for e in gold.entities if e.id in entities]}"
            )
    scores.counts["nominal"].add(
        sum(len(found[w] & meant[w]) for w in meant if w in found),
        sum(len(e) for w, e in found.items() if w in meant),
        sum(len(e) for e in meant.values()),
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["dev", "held", "all"], default="held")
    parser.add_argument("--names", choices=["gold", "found"], default="gold")
    parser.add_argument(
        "--set", choices=["train", "gold"], default="train", help="gold is for looking at causes"
    )
    parser.add_argument("--errors", default="", help="kind of errors to list, e.g. entity, position")
    options = parser.parse_args()
    folder = pathlib.Path(os.environ.get("DOTHI_SHARED", "../shared")) / options.set
    if not folder.is_dir():
        print(f"{folder}: no annotated articles; set DOTHI_SHARED", file=sys.stderr)
        return 1
    if options.errors and options.part == "held" and options.set == "train":
        print("the held-out part is for measuring only: errors are listed for --part dev", file=sys.stderr)
        return 2
    steps: list[Step] = [Positions(), Coreference()]
    scores = Scores()
    for step in steps:  # the lexicons are read once
        step(Segmentation()(Doc(Article("warm", "Thủ tướng Anh tới."))))
    size, spent = 0, 0.0
    for name, text, gold in articles("all" if options.set == "gold" else options.part, folder):
        if options.names == "gold":
            doc = Segmentation()(Doc(Article(name, text)))
            doc.names = gold_names(text, gold)
        else:
            doc = recognised(name, text)
        start = time.process_time()
        for step in steps:
            doc = step(doc)
        spent += time.process_time() - start
        size += len(doc.tokens)
        score(name, doc, gold, scores)
    print(f"{'':16}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}{'found':>7}")
    for figure, count in scores.counts.items():
        print(count.row(figure))
    print(f"{size} tokens, {size / spent:.0f} tokens a second (positions, coreference, gazetteer)")
    for error in scores.errors:
        if options.errors and error.startswith(options.errors):
            print(error)
    return 0


@lru_cache(maxsize=1)
def recognising() -> list[Step]:
    """The steps up to the names."""
    steps = Pipeline(os.environ.get("DOTHI_MODEL", "fast")).steps
    return [step for step in steps if type(step).__name__ in ("Segmentation", "Tagging", "Recognition")]


def recognised(name: str, text: str) -> Doc:
    """The document with the names that the program itself finds."""
    doc = Doc(Article(name, text))
    for step in recognising():
        doc = step(doc)
    return doc


if __name__ == "__main__":
    sys.exit(main())
