"""The store holds whole articles, replaces and removes them, and always equals a store built afresh."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.errors import DothiError
from graph.namespaces import PREFIXES, SCHEMA, SKOS
from graph.rdf import article_quads
from graph.storage.incoming import split, write_down
from graph.storage.store import (
    ArticleQuads,
    ArticleStore,
    Change,
    content_digest,
    read_store,
    stored_articles,
    text_of,
    without_bookkeeping,
)
from tests.graph.sample import articles, first, second

BASE = "https://e.example/"
PREF = NamedNode(f"{SKOS}prefLabel")


@pytest.fixture
def tmp_path():
    """A folder in memory where there is one: the store syncs files, which a busy disk makes slow."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def said(graph=None, *, headline: str = "") -> ArticleQuads:
    quads = article_quads(graph or first(), base=BASE)
    name = quads[0].graph_name
    if headline:
        quads.append(Quad(name, NamedNode(f"{SCHEMA}headline"), Literal(headline), name))
    return ArticleQuads(name, quads, content_digest(quads))


def contents(store: Store) -> set[Quad]:
    return set(store.quads_for_pattern(None, None, None))


def fresh(path: Path, *whole: ArticleQuads) -> set[Quad]:
    with ArticleStore(path) as store:
        for article in whole:
            store.put([article])
        return contents(store.store)


def test_an_article_is_added_once_and_updated_when_it_changes(tmp_path):
    with ArticleStore(tmp_path / "s") as store:
        assert store.put([said()]) == [Change.ADDED]
        size = len(store.store)
        assert store.put([said()]) == [Change.UNCHANGED]
        assert len(store.store) == size
        assert store.put([said(headline="Tin mới")]) == [Change.UPDATED]
        assert contents(store.store) == fresh(tmp_path / "fresh", said(headline="Tin mới"))


def test_what_goes_in_comes_out(tmp_path):
    with ArticleStore(tmp_path / "s") as store:
        store.put([said()])
    with read_store(tmp_path / "s") as store:
        named = store.quads_for_pattern(None, None, None, said().name)
        expected = Store()
        expected.extend(said().quads)  # Oxigraph writes numbers in one way: 1.0 becomes 1
        assert set(without_bookkeeping(named)) == contents(expected)
        assert [(a.iri, a.date) for a in stored_articles(store)] == [(said().name.value, "2025-03-13")]


def test_removing_one_article_leaves_the_other_as_if_it_had_been_alone(tmp_path):
    whole = [said(graph) for graph in articles()]
    with ArticleStore(tmp_path / "s") as store:
        store.put(whole)
        assert store.remove([whole[0].name, whole[0].name, NamedNode("urn:nobody")]) == 1
        assert contents(store.store) == fresh(tmp_path / "fresh", *whole[1:])
        assert store.remove([a.name for a in whole[1:]]) == 2
        assert len(store.store) == 0


def test_the_default_graph_is_the_union_with_each_statement_once(tmp_path):
    with ArticleStore(tmp_path / "s") as store:
        store.put([said(graph) for graph in articles()])
        default = list(store.store.quads_for_pattern(None, None, None, DefaultGraph()))
        named = {
            (q.subject, q.predicate, q.object)
            for q in contents(store.store)
            if not isinstance(q.graph_name, DefaultGraph)
        }
        assert {(q.subject, q.predicate, q.object) for q in default} == named
        assert len(default) == len(named)


def labelled(number: int, name: str, *more: str) -> ArticleQuads:
    """An article that calls one place by `name`."""
    graph, place = NamedNode(f"{BASE}article/{number}"), NamedNode(f"{BASE}place/x")
    quads = [
        Quad(place, NamedNode(PREFIXES["rdf"] + "type"), NamedNode(f"{SCHEMA}Place"), graph),
        Quad(place, PREF, Literal(name, language="vi"), graph),
        *(Quad(place, NamedNode(f"{SKOS}altLabel"), Literal(n, language="vi"), graph) for n in more),
    ]
    return ArticleQuads(graph, quads, content_digest(quads))


def test_a_node_has_one_preferred_name_in_the_union(tmp_path):
    with ArticleStore(tmp_path / "s") as store:
        for step, expected in [
            (labelled(1, "Hoa Kỳ", "Mỹ"), "Hoa Kỳ"),
            (labelled(2, "Mỹ"), "Hoa Kỳ"),
            (labelled(3, "Mỹ"), "Mỹ"),
            (labelled(3, "Hoa Kỳ"), "Hoa Kỳ"),
        ]:
            store.put([step])
            node = step.quads[0].subject
            found = store.store.quads_for_pattern(node, PREF, None, DefaultGraph())
            assert [quad.object.value for quad in found] == [expected]


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_changes_gives_the_store_that_is_built_afresh(tmp_path, seed):
    choose = random.Random(seed)
    held: dict[int, ArticleQuads] = {}
    with ArticleStore(tmp_path / "s") as store:
        for _ in range(20):
            number = choose.randrange(5)
            if number in held and choose.random() < 0.35:
                store.remove([held.pop(number).name])
                continue
            names = choose.sample(["Mỹ", "Hoa Kỳ", "Hợp chúng quốc Hoa Kỳ"], choose.choice([1, 1, 2]))
            held[number] = labelled(number, *names)
            store.put([held[number]])
        assert contents(store.store) == fresh(tmp_path / "fresh", *(held[n] for n in sorted(held)))


@pytest.mark.parametrize("seed", range(4))
def test_absorbed_at_once_or_put_one_by_one_is_the_same_store(tmp_path, seed):
    choose = random.Random(seed)
    called = ["Mỹ", "Hoa Kỳ", "Hợp chúng quốc Hoa Kỳ"]
    given = [
        labelled(choose.randrange(8), *choose.sample(called, choose.choice([1, 1, 2]))) for _ in range(20)
    ]
    with ArticleStore(tmp_path / "s") as store:
        for at in range(0, 20, 5):
            store.absorb([text_of(article) for article in given[at : at + 5]])
        assert store.absorb([text_of(given[-1])]) == [Change.UNCHANGED]
        store.publish()
        held = {article.name: article for article in given}
        assert contents(store.store) == fresh(tmp_path / "fresh", *held.values())


def test_a_load_that_was_killed_is_done_again_when_the_store_is_next_opened_or_read(tmp_path):
    texts = [text_of(said(graph)) for graph in articles()]
    for name, reopen in (("a", False), ("b", True)):
        with ArticleStore(tmp_path / name) as store:
            store.absorb(texts[:1])
            store.publish()
            store._layout.pending.touch()
            write_down(store._layout, store.store, texts[1:])
            store.store.extend(list(said(articles()[1]).quads)[:5])  # killed in the midst of loading
            store._store = None
            store._open.close()
        if reopen:
            with ArticleStore(tmp_path / name):
                pass
        with read_store(tmp_path / name) as reader:
            assert contents(reader) == fresh(tmp_path / f"fresh-{name}", *(said(g) for g in articles()))
        assert not (tmp_path / name / "dothi/incoming.nq").exists()


def test_contested_names_are_settled_when_the_writer_was_killed_before_it_published(tmp_path):
    given = [labelled(1, "Hoa Kỳ", "Mỹ"), labelled(2, "Mỹ"), labelled(3, "Mỹ")]
    with ArticleStore(tmp_path / "s") as store:
        for article in given:
            store.absorb([text_of(article)])
        node = given[0].quads[0].subject
        before = list(store.store.quads_for_pattern(node, PREF, None, DefaultGraph()))
        store._store = None
        store._open.close()
    with read_store(tmp_path / "s") as reader:
        (name,) = reader.quads_for_pattern(node, PREF, None, DefaultGraph())
        assert name.object.value == "Mỹ"
        assert [quad.object.value for quad in before] == ["Hoa Kỳ"]  # it was not settled by then
        assert contents(reader) == fresh(tmp_path / "fresh", *given)


def test_articles_are_found_again_in_a_file_of_many():
    texts = [text_of(said(graph)) for graph in articles()]
    assert list(split(b"".join(t.text for t in texts).splitlines(keepends=True))) == texts


def test_a_second_writer_is_told_who_writes(tmp_path):
    with ArticleStore(tmp_path / "s"), pytest.raises(DothiError, match=rf"process {os.getpid()} is writing"):
        ArticleStore(tmp_path / "s").__enter__()


def test_readers_see_the_last_published_state_while_a_writer_works(tmp_path):
    with ArticleStore(tmp_path / "s") as store:
        store.put([said()])
        store.publish()
        store.put([said(second())])
        with read_store(tmp_path / "s") as reader:
            assert len(list(stored_articles(reader))) == 1
    with read_store(tmp_path / "s") as reader:
        assert len(list(stored_articles(reader))) == 2


def test_old_snapshots_go_when_nobody_reads_them(tmp_path):
    with ArticleStore(tmp_path / "s") as store:
        store.publish()
        with read_store(tmp_path / "s"):
            store.publish()
            store.publish()
            assert len([p for p in (tmp_path / "s/dothi/snapshots").iterdir() if p.is_dir()]) == 2
        store.publish()
        assert len([p for p in (tmp_path / "s/dothi/snapshots").iterdir() if p.is_dir()]) == 1


@pytest.mark.parametrize(
    ("prepare", "line"),
    [
        (lambda p: (p.mkdir(), (p / "thesis.doc").write_text("x")), "not a dothi store"),
        (lambda p: p.write_text("x"), "not a dothi store"),
        (lambda p: Store(str(p)), "not a dothi store"),
    ],
)
def test_a_foreign_folder_is_refused_and_left_alone(tmp_path, prepare, line):
    path = tmp_path / "s"
    prepare(path)
    before = sorted(p.name for p in path.iterdir()) if path.is_dir() else path.read_text()
    with pytest.raises(DothiError, match=line):
        ArticleStore(path)
    with pytest.raises(DothiError, match=line), read_store(path):
        pass
    assert before == (sorted(p.name for p in path.iterdir()) if path.is_dir() else path.read_text())


@pytest.mark.parametrize("name", ["CURRENT", "MANIFEST"])
def test_a_broken_store_is_one_clear_line(tmp_path, name):
    path = tmp_path / "s"
    fresh(path, said())
    broken = next(p for p in sorted(path.iterdir()) if p.name.startswith(name))
    broken.write_bytes(b"\x00rubbish")
    with pytest.raises(DothiError, match="damaged") as caught:
        ArticleStore(path).__enter__()
    assert "\n" not in str(caught.value)


def test_a_missing_store_says_how_to_make_one(tmp_path):
    with pytest.raises(DothiError, match="no such store"), read_store(tmp_path / "none"):
        pass


WRITER = """
import sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from graph.storage.store import ArticleQuads, ArticleStore, content_digest
version = sys.argv[2]
def article(n):
    g = NamedNode(f"https://e.example/article/{n}")
    p = NamedNode("https://e.example/p")
    said = [Literal(f"câu {i}, bản {version}") for i in range(60)]
    quads = [Quad(NamedNode(f"https://e.example/{n}/{i}"), p, said[i], g) for i in range(60)]
    return ArticleQuads(g, quads, content_digest(quads))
with ArticleStore(Path(sys.argv[1])) as store:
    for start in range(0, 90, 3):
        store.put([article(n) for n in range(start, start + 3)])
        if start % 30 == 0:
            store.publish()
        print(start, flush=True)
"""


def writer(path: Path, version: int = 0, **more: object) -> subprocess.Popen[bytes]:
    """A process that puts ninety articles, three in a transaction, each saying its version sixty times."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(version)], stdout=subprocess.PIPE, **more
    )


def versions(store: Store) -> list[str]:
    """The version of each stored article, after a check that each is whole and that the union is theirs."""
    found = []
    named: set[Triple] = set()
    for article in stored_articles(store):
        quads = list(store.quads_for_pattern(None, None, None, NamedNode(article.iri)))
        named |= {quad.triple for quad in quads}
        (version,) = {q.object.value.split(", bản ")[1] for q in quads if ", bản " in q.object.value}
        assert len(quads) == 61
        found.append(version)
    assert {q.triple for q in store.quads_for_pattern(None, None, None, DefaultGraph())} == named
    return found


def test_killed_in_a_loop_it_holds_whole_articles_and_the_next_run_completes_it(tmp_path):
    choose = random.Random(0)
    for attempt in range(8):
        process = writer(tmp_path / "s", attempt // 3)
        process.stdout.readline()
        time.sleep(choose.random() * 0.3)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with read_store(tmp_path / "s") as store:
            assert all(count % 3 == 0 for count in Counter(versions(store)).values())
    last = writer(tmp_path / "s", 9)
    last.communicate()
    assert last.returncode == 0
    with read_store(tmp_path / "s") as store:
        assert versions(store) == ["9"] * 90


def small_files() -> None:
    """Stand in for a full disk: no file may grow beyond 300 kB."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))


def test_a_full_disk_is_told_in_a_line_and_loses_nothing(tmp_path):
    process = writer(tmp_path / "s", stderr=subprocess.PIPE, preexec_fn=small_files)
    out, err = process.communicate()
    assert process.returncode != 0
    assert b"what was committed is safe" in err
    written = (len(out.split()) or 0) * 3
    with read_store(tmp_path / "s") as store:
        assert len(list(stored_articles(store))) >= written > 0
