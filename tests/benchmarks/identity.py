"""Who is who across articles, against 60 names that were labelled by hand: B³ precision and recall.

And which events of several articles are one (`tests.benchmarks.stories`).

A mention is a name in an article; the program's answer is the person that the store takes it for. Articles of
the research corpus are read into a store (``DOTHI_SHARED`` or ``../shared``): those that are labelled, and
``--more N`` others, whose names and persons make evidence rare or common as in an archive. Run it with
``python -m tests.benchmarks.identity [--more N] [--store DIR] [--wrong]``; a store that is given is kept.
Mentions that recognition did not find are counted apart: they are no question of who is who.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import tempfile
from collections import defaultdict
from pathlib import Path

import yaml

from graph.naming import normal
from graph.resolution.registry import Registry, registry
from graph.storage.articles import article_name
from pipelines.command import run
from tests.benchmarks import stories

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DOTHI_SHARED", ROOT.parent / "shared"))
LABELS = Path(__file__).with_name("identity.yaml")

Mention = tuple[str, str]


def labels() -> dict[str, dict[str, list[str]]]:
    """Names, who bears them, and in which articles."""
    return yaml.safe_load(LABELS.read_text("utf-8"))


def articles(folder: Path, more: int) -> Path:
    """A file with the labelled articles and others."""
    wanted = {i for people in labels().values() for ids in people.values() for i in ids} | stories.articles()
    path = folder / "articles.jsonl"
    with gzip.open(SHARED / "corpus" / "news-30k.jsonl.gz", "rt") as lines, path.open("w") as out:
        for line in lines:
            if json.loads(line)["id"] in wanted:
                out.write(line)
            elif more > 0:
                more -= 1
                out.write(line)
    return path


def answer(held: Registry, name: str, person: str, article: str) -> str | None:
    """The person that the store takes a mention for; of several the one called most alike."""
    sql = """SELECT name, cluster FROM persons JOIN articles ON number = article WHERE articles.iri = ?"""
    rows = held.db.execute(sql, (article_name(article).value,)).fetchall()
    asked, full = set(normal(name).split()), set(normal(person).split())
    found = [(len(full & set(n.split())), n, cluster) for n, cluster in rows if asked <= set(n.split())]
    return max(found)[2] if found else None


def b_cubed(truth: dict[Mention, str], said: dict[Mention, str]) -> tuple[float, float]:
    """Precision and recall (Bagga & Baldwin 1998), mentions weighing alike."""
    scores = []
    for groups, others in ((said, truth), (truth, said)):
        members: dict[str, list[Mention]] = defaultdict(list)
        for mention, group in groups.items():
            members[group].append(mention)
        shares = [
            sum(others[m] == others[mention] for m in members[groups[mention]])
            / len(members[groups[mention]])
            for mention in groups
        ]
        scores.append(sum(shares) / len(shares))
    return scores[0], scores[1]


def main() -> None:
    """Read, resolve and score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--more", type=int, default=1000)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--wrong", action="store_true", help="show names that are not all right")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        store = options.store or Path(name) / "store"
        if not store.exists():
            run(["ingest", str(articles(Path(name), options.more)), "--store", str(store), "--quiet"])
        with registry(store) as held:
            score(held, options.wrong)
            stories.score(held, options.wrong)


def score(held: Registry, wrong: bool) -> None:
    truth: dict[Mention, str] = {}
    said: dict[Mention, str] = {}
    missing = 0
    for name, people in labels().items():
        for person, ids in people.items():
            for article in ids:
                found = answer(held, name, person, article)
                if found is None:
                    missing += 1
                    continue
                truth[name, article] = f"{name}: {person}"
                said[name, article] = found
        if wrong:
            of_name = {m: (truth[m], said[m]) for m in truth if m[0] == name}
            if len({t for t, _ in of_name.values()}) != len({s for _, s in of_name.values()}):
                for (_, article), (person, iri) in of_name.items():
                    print(f"  {person:40} {article}  {iri.rsplit('/', 1)[-1]}")
    precision, recall = b_cubed(truth, said)
    print(f"{len(labels())} names, {len(truth)} mentions ({missing} more were not recognised)")
    print(f"B³ precision {precision:.3f}, recall {recall:.3f}")


if __name__ == "__main__":
    main()
