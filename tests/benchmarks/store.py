"""Loading and asking many articles: the store on disk against rdflib's graph in memory, in one run.

    python tests/benchmarks/store.py [ARTICLES]            invented articles (default 500)
    python tests/benchmarks/store.py --graph graph.nq      articles that `dothi build` or `dothi export` wrote

Both sides load the same statements and answer every named query with the same values; rdflib is given the
union without the named graphs, which is less to load. Seconds are of processor time, so that other work on
the machine does not count. A query that rdflib does not finish within --limit seconds counts with that limit.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pyoxigraph import DefaultGraph, RdfFormat, serialize

from graph.bulk import bulk_load
from graph.model import (
    Argument,
    Article,
    ArticleGraph,
    Entity,
    EntityType,
    Event,
    EventType,
    Form,
    Mention,
    Position,
    Role,
    Status,
    Time,
)
from graph.named_queries import named_queries
from graph.rdf import article_quads
from graph.sparql import Rows, run
from graph.store import read_store, stored_articles

TITLES = ("Bộ trưởng", "Chủ tịch", "Thủ tướng", "Giám đốc")
ONSETS = "b c ch d đ g h kh l m n ng ph qu s t th tr v x".split()  # noqa: SIM905
RIMES = "a an ang anh ao âm ên iên inh oan ông uân uy ươi ương".split()  # noqa: SIM905


def names(choose: random.Random, count: int, syllables: int) -> list[str]:
    """Invented names; the first ones are to be used more often."""
    return [
        " ".join((choose.choice(ONSETS) + choose.choice(RIMES)).capitalize() for _ in range(syllables))
        for _ in range(count)
    ]


def invented(count: int) -> Iterator[ArticleGraph]:
    """Articles with twelve entities and twelve events each; some actors stand in very many."""
    choose = random.Random(0)
    pools = {
        EntityType.PERSON: names(choose, 50 + count * 2, 3),
        EntityType.ORGANIZATION: names(choose, 20 + count // 2, 4),
        EntityType.PLACE: names(choose, 20 + count // 10, 2),
    }
    for number in range(count):
        yield one(choose, pools, f"bai-{number}")


def one(choose: random.Random, pools: dict[EntityType, list[str]], name: str) -> ArticleGraph:
    picked = {(t, pool[int(len(pool) * choose.random() ** 3)]) for t, pool in pools.items() for _ in range(4)}
    things = sorted(picked, key=lambda thing: (thing[0].value, thing[1]))
    text, entities = "", []
    for number, (kind, called) in enumerate(things):
        begin = len(text)
        text += f"{called} có mặt trong câu chuyện này, theo lời kể của nhiều người dân. "
        mention = Mention(name, begin, begin + len(called), called, Form.NAME)
        entities.append(Entity(f"E{number}", kind, called, (mention,)))
    events = []
    for number in range(12):
        begin = len(text)
        text += f"gặp gỡ lần {number} đã diễn ra. "
        trigger = Mention(name, begin, begin + 6, "gặp gỡ", Form.TRIGGER)
        who = [choose.choice(entities).id for _ in range(3)]
        roles = zip((Role.AGENT, Role.RECIPIENT, Role.PLACE), who, strict=True)
        events.append(
            Event(
                f"V{number}",
                choose.choice(list(EventType)),
                f"gặp gỡ lần {number}",
                choose.choice(list(Status)),
                (trigger,),
                tuple(Argument(role, entity, 0.9) for role, entity in roles),
                Time(f"2024-{choose.randint(1, 12):02}-{choose.randint(1, 28):02}"),
            )
        )
    people = [e for e in entities if e.type is EntityType.PERSON]
    office = next(e for e in entities if e.type is EntityType.PLACE)
    positions = tuple(
        Position(f"P{n}", person.id, TITLES[n % 4], person.mentions, office.id)
        for n, person in enumerate(people)
    )
    article = Article(name, text, name, f"2024-{choose.randint(1, 12):02}-15", publisher=f"Báo {number % 7}")
    return ArticleGraph(article, tuple(entities), tuple(events), positions)


def values(store_path: Path) -> dict[str, str]:
    """The most central actors, as values for the queries that need one."""
    top = """SELECT ?n (COUNT(*) AS ?c) { ?e sem:hasActor ?a . ?a a %s ; skos:prefLabel ?n }
        GROUP BY ?n ORDER BY DESC(?c) ?n LIMIT 2"""
    with read_store(store_path) as store:
        people, places = run(store, top % "schema:Person"), run(store, top % "schema:Place")
    assert isinstance(people, Rows)
    assert isinstance(places, Rows)
    first, second = (row[0].value for row in people.rows)
    place = places.rows[0][0].value
    return {"actor": first, "from": first, "to": second, "organisation": place, "title": f"Bộ trưởng {place}"}


def questions(given: dict[str, str]) -> dict[str, str]:
    """Each named query with the values it needs."""
    return {
        query.name: query.bound({p.name: given[p.name] for p in query.parameters if p.required})
        for query in named_queries()
    }


RDFLIB = """
import signal, sys, time, rdflib
def stop(*_):
    raise TimeoutError
signal.signal(signal.SIGPROF, stop)
limit = float(sys.argv[2])
graph = rdflib.Graph()
started = time.process_time()
graph.parse(sys.argv[1], format="nt")
print(time.process_time() - started, flush=True)
for line in sys.stdin:
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        len(list(graph.query(eval(line))))
        print(time.process_time() - started, flush=True)
    except TimeoutError:
        print("stopped", flush=True)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
"""


def rdflib_times(union: Path, asked: dict[str, str], limit: float) -> tuple[float, dict[str, float | None]]:
    """Seconds to load and for each query; None for one that was stopped."""
    command = [sys.executable, "-c", RDFLIB, str(union), str(limit)]
    lines = "".join(f"{text!r}\n" for text in asked.values())
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    load, *seconds = done.stdout.split()
    took = {name: None if s == "stopped" else float(s) for name, s in zip(asked, seconds, strict=True)}
    return float(load), took


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("articles", nargs="?", type=int, default=500)
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--limit", type=float, default=20.0, help="seconds that rdflib has for one query")
    parser.add_argument("--only-store", action="store_true")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="dothi-store-"))
    try:
        measure(given.graph or written(folder, given.articles), folder, given.limit, given.only_store)
    finally:
        shutil.rmtree(folder)


def written(folder: Path, count: int) -> Path:
    file = folder / "articles.nq"
    quads = (quad for graph in invented(count) for quad in article_quads(graph))
    serialize(quads, str(file), RdfFormat.N_QUADS)
    return file


def measure(file: Path, folder: Path, limit: float, only_store: bool) -> None:
    started = time.process_time()
    count = bulk_load(folder / "store", [file])
    loading = time.process_time() - started
    asked = questions(values(folder / "store"))
    ours: dict[str, float] = {}
    with read_store(folder / "store") as store:
        assert count == sum(1 for _ in stored_articles(store))
        union = [q.triple for q in store.quads_for_pattern(None, None, None, DefaultGraph())]
        serialize(union, str(folder / "union.nt"), RdfFormat.N_TRIPLES)
        statements = len(union)
        del union
        for name, text in asked.items():
            started = time.process_time()
            run(store, text)
            ours[name] = time.process_time() - started
    size = sum(f.stat().st_size for f in (folder / "store").iterdir() if f.is_file())
    print(
        f"{count} articles, {statements} statements in the union, {size / count / 1024:.0f} kB of store each"
    )
    load, theirs = (0.0, {}) if only_store else rdflib_times(folder / "union.nt", asked, limit)
    print(f"{'':<18}{'store':>12}{'rdflib':>12}{'ratio':>9}")
    print(f"{'load':<18}{loading:>10.2f} s{load:>10.2f} s{load / loading:>8.1f}×")
    for name, seconds in ours.items():
        other = theirs.get(name)
        shown, ratio = (
            (f"{other:.2f} s", other / seconds) if other is not None else (f">{limit:.0f} s", limit / seconds)
        )
        print(f"{name:<18}{seconds * 1000:>9.1f} ms{shown:>12}{ratio:>8.0f}×")
    total = loading + sum(ours.values())
    whole = load + sum(limit if theirs.get(name) is None else theirs[name] for name in ours)
    print(f"{'load and queries':<18}{total:>10.2f} s{whole:>10.2f} s{whole / total:>8.1f}×")


if __name__ == "__main__":
    main()
