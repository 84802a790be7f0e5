"""Loading and asking many articles: the store on disk against rdflib's graph in memory, in one run.

    python tests/benchmarks/store.py [ARTICLES]            invented articles (default 500)
    python tests/benchmarks/store.py --graph graph.nq      articles that `dothi build` or `dothi export` wrote

Both sides load the same statements and answer every named query with the same values, for the first
thousand rows as `dothi query` asks; rdflib is given the union without the named graphs, which is less to
load. Seconds are of processor time, so that other work on the machine does not count. A query that rdflib
does not finish within --limit seconds is told as "≥" that limit and counts with it: the ratio is then a lower
bound. Where rdflib finishes, its rows must be the store's; of rows that were cut at a thousand, their number.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from pyoxigraph import DefaultGraph, RdfFormat, serialize

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
from graph.querying.named_queries import named_queries
from graph.querying.results import plain
from graph.querying.sparql import Rows, Triples, run
from graph.rdf import article_quads
from graph.storage.bulk import bulk_load
from graph.storage.store import read_store

MOST = 1000
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
    asked = {"actor": first, "source": first, "from": first, "to": second}
    return asked | {"organisation": place, "place": place, "title": f"Bộ trưởng {place}"}


def questions(given: dict[str, str]) -> dict[str, str]:
    """Each named query with the values it needs."""
    return {
        query.name: query.bounded({p.name: given[p.name] for p in query.parameters if p.required}, MOST)
        for query in named_queries()
    }


RDFLIB = """
import json, signal, sys, time, rdflib
def stop(*_):
    raise TimeoutError
signal.signal(signal.SIGPROF, stop)
limit = float(sys.argv[2])
graph = rdflib.Graph()
started = time.process_time()
graph.parse(sys.argv[1], format="nt")
print(json.dumps(time.process_time() - started), flush=True)
for line in sys.stdin:
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        rows = list(graph.query(json.loads(line)))
        took = time.process_time() - started
        signal.setitimer(signal.ITIMER_PROF, 0)
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        print(json.dumps([took, cells]), flush=True)
    except TimeoutError:
        print("null", flush=True)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """How long a query took, in seconds, and its rows as words."""

    seconds: float
    rows: list[list[str]]

    def content(self) -> Counter[tuple[str, ...]]:
        """The rows in no order, and lists within a cell in no order either; numbers by their value."""
        return Counter(
            tuple(", ".join(sorted(map(_number, cell.split(", ")))) for cell in row) for row in self.rows
        )


def _number(word: str) -> str:
    try:
        return f"{float(word):g}"
    except ValueError:
        return word


def ask_store(path: Path, asked: dict[str, str]) -> dict[str, Answered]:
    """Ask a store every question once."""
    answers: dict[str, Answered] = {}
    with read_store(path) as store:
        for name, text in asked.items():
            started = time.process_time()
            result = run(store, text)
            took = time.process_time() - started
            rows = [[plain(cell) for cell in row] for row in result.rows] if isinstance(result, Rows) else []
            if isinstance(result, Triples):
                rows = [
                    [plain(t.subject), plain(t.predicate), plain(t.object)]
                    for t in dict.fromkeys(result.triples)
                ]
            answers[name] = Answered(took, rows)
    return answers


def ask_rdflib(union: Path, asked: dict[str, str], limit: float) -> Iterator[Answered | None]:
    """How long loading took (without rows), then each answer as it comes; None for one that was stopped."""
    command = [sys.executable, "-c", RDFLIB, str(union), str(limit)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Answered(json.loads(process.stdout.readline()), [])
        for text in asked.values():
            process.stdin.write(f"{json.dumps(text)}\n")
            process.stdin.flush()
            found = json.loads(process.stdout.readline())
            yield None if found is None else Answered(*found)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("articles", nargs="?", type=int, default=500)
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds that rdflib has for one query")
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
    path, union = folder / "store", folder / "union.nt"
    started = time.process_time()
    count = bulk_load(path, [file])
    loading = time.process_time() - started
    statements = write_union(path, union)
    asked = questions(values(path))
    ours = ask_store(path, asked)
    size = sum(f.stat().st_size for f in path.iterdir() if f.is_file())
    print(
        f"{count} articles, {statements} statements in the union, {size / count / 1024:.0f} kB of store each"
    )
    if only_store:
        print(f"load {loading:.2f} s")
        for name, answer in ours.items():
            print(f"{name:<18}{len(answer.rows):>6}{answer.seconds * 1000:>9.1f} ms")
        return
    theirs = ask_rdflib(union, asked, limit)
    print(f"{'':<18}{'rows':>6}{'store':>12}{'rdflib':>12}{'ratio':>9}")
    loaded = next(theirs)
    assert loaded is not None
    load = loaded.seconds
    print(f"{'load':<24}{loading:>10.2f} s{load:>10.2f} s{load / loading:>8.1f}×", flush=True)
    other: list[float] = []
    for (name, answer), found in zip(ours.items(), theirs, strict=True):
        print(f"{name:<18}{len(answer.rows):>6}" + beside(answer, found, limit), flush=True)
        other.append(limit if found is None else found.seconds)
    times = [answer.seconds for answer in ours.values()]
    middle, others = median(times), median(other)
    print(f"{'median':<24}{middle * 1000:>9.1f} ms{others:>10.2f} s{others / middle:>8.0f}×")
    print(f"{'queries':<24}{sum(times):>10.2f} s{sum(other):>10.2f} s{sum(other) / sum(times):>8.1f}×")
    total, whole = loading + sum(times), load + sum(other)
    print(f"{'load and queries':<24}{total:>10.2f} s{whole:>10.2f} s{whole / total:>8.1f}×")


def write_union(path: Path, union: Path) -> int:
    """Write what rdflib is to load; how many statements."""
    with read_store(path) as store:
        triples = [q.triple for q in store.quads_for_pattern(None, None, None, DefaultGraph())]
        serialize(triples, str(union), RdfFormat.N_TRIPLES)
        return len(triples)


def beside(ours: Answered, theirs: Answered | None, limit: float) -> str:
    """A line's end: both times, and whether both found the same."""
    if theirs is None:
        return f"{ours.seconds * 1000:>9.1f} ms{f'≥ {limit:.0f} s':>12}{limit / ours.seconds:>8.0f}×"
    if max(len(ours.rows), len(theirs.rows)) > MOST:
        same = "" if len(ours.rows) == len(theirs.rows) else "  DIFFERENT number of rows"
    else:
        same = "" if ours.content() == theirs.content() else "  DIFFERENT rows"
    return (
        f"{ours.seconds * 1000:>9.1f} ms{theirs.seconds:>10.2f} s{theirs.seconds / ours.seconds:>8.0f}×{same}"
    )


if __name__ == "__main__":
    main()
