"""Who is who in a store: kept up as articles come and go, undone by an editor; stories and copies."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.article_iris import local_iris
from graph.errors import DothiError
from graph.identifiers import Identifiers
from graph.knowledge_graph import KnowledgeGraph
from graph.model import Argument, ArticleGraph, Event, EventType, Form, Mention, Role, Status, Time
from graph.naming import normal
from graph.resolution.explanation import explain
from graph.resolution.registry import registry
from graph.resolution.whole_store import read_links, resolve_store
from graph.storage.articles import article_name, entry
from graph.storage.store import ArticleStore, text_of
from graph.vocabulary import COPY_OF, SAME_AS, SAME_EVENT
from tests.graph.sample import articles
from tests.graph.test_identity import ORGANIZATION as BODY
from tests.graph.test_identity import said
from tests.graph.test_named_queries import answer


@pytest.fixture
def folder():
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


GIVEN = "An Bình Châu Dung Giang Hà Khoa Linh Minh Nam Oanh Phúc Quang Sơn Thảo Uyên Vinh Xuân Yến Đạt Tám"


def people() -> list[ArticleGraph]:
    """Many names made of the commonest parts, so that a name's rarity can be told."""
    return [
        said(f"x{n}-{middle}", f"{'Nguyễn' if n % 2 else 'Trần'} {middle} {given}")
        for n, given in enumerate(GIVEN.split())
        for middle in ("Văn", "Thị", "Đức", "Ngọc")
    ]


def resolved(store: ArticleStore, graphs: list[ArticleGraph], links: Path | None = None) -> None:
    store.absorb([text_of(entry(graph, graph.article.text)) for graph in graphs])
    resolve_store(store, links)


CLUSTERS = """SELECT cluster FROM persons JOIN articles ON number = article
    WHERE articles.iri = ? AND name LIKE ?"""


def same(path: Path, first: str, second: str) -> bool:
    """Whether those called Tám in two articles are one."""
    with registry(path) as held:
        called = f"%{normal('Tám')}"
        found = [held.column(CLUSTERS, article_name(a).value, called) for a in (first, second)]
    return found[0][0] == found[1][0]


CLOUD = "Công ty Mây Xanh"
ONE = [
    [said("a", "Lê Văn Tám", ("Giám đốc", CLOUD)), said("b", "Lê Văn Tám", ("Phó giám đốc", CLOUD))],
    [said(name, "Lê Văn Tám", beside=("Đỗ Quyên Uyển", "Hứa Mộc Lan")) for name in "ab"],
]
TWO = [
    [said("a", "Nguyễn Văn Tám"), said("b", "Nguyễn Văn Tám")],
    [said("a", "Nguyễn Văn Tám", ("ca sĩ", None)), said("b", "Nguyễn Văn Tám", ("Giám đốc", CLOUD))],
    [said("a", "Văn Tám"), said("b", "Nguyễn Văn Tám")],
    [said("a", "Lê Văn Tám", beside=("Đỗ Quyên Uyển",)), said("b", "Lê Văn Tám")],
]


@pytest.mark.parametrize(("graphs", "one"), [*((g, True) for g in ONE), *((g, False) for g in TWO)])
def test_one_or_two(folder, graphs, one):
    more = [said(f"y{n}", "Nguyễn Văn Tám", ("thợ", f"Xưởng {n}")) for n in range(3)] if not one else []
    with ArticleStore(folder / "s") as store:
        resolved(store, [*people(), *more, *graphs])
    assert same(folder / "s", "a", "b") is one


def test_new_articles_join_and_those_that_go_leave_no_trace(folder):
    first, second = ONE[0]
    with ArticleStore(folder / "s") as store:
        resolved(store, [*people(), first])
        before = set(store.store.quads_for_pattern(None, None, None))
        assert resolve_store(store).articles == 0
        resolved(store, [second])
        assert list(store.store.quads_for_pattern(None, SAME_AS, None, DefaultGraph()))
        store.remove([article_name("b")])
        assert resolve_store(store).withdrawn == 1
        assert set(store.store.quads_for_pattern(None, None, None)) == before


def test_a_store_and_a_graph_tell_the_same_apart(folder):
    graphs = [*people(), *ONE[0], said("c", "Vân Hạc Tám"), *articles()]
    with ArticleStore(folder / "s") as store:
        resolved(store, graphs)
        links = {(q.subject.value, q.object.value) for q in same_as(store)}
    identity = KnowledgeGraph(graphs).identity
    own = [(local_iris(g), identity.names(g)) for g in KnowledgeGraph(graphs).articles]
    assert links
    assert {(iris[e], iri) for iris, names in own for e, iri in names.items() if iris[e] != iri} == links


def test_a_body_is_found_under_all_its_names_and_an_editor_parts_them(folder):
    path, links = folder / "s", folder / "s.links.csv"
    short, long = said("a", "HĐND Mây", kind=BODY), said("b", "Hội đồng nhân dân Mây", kind=BODY)
    with ArticleStore(path) as store:
        resolved(store, [short, long])
        (link,) = same_as(store)
        with registry(path) as held:
            (found,) = explain(store.store, held, "hđnd mây")
        assert {s.article for s in found.sentences} == {article_name(a).value for a in "ab"}
        assert [why.split(":")[0] for *_, why in found.merges] == ["same name, written out"]
        links.write_text(f"different,{link.subject.value},{link.object.value}\n", "utf-8")
        resolve_store(store, links)
        assert not same_as(store)
        links.unlink()
        resolve_store(store, links)
        assert same_as(store) == [link]
        store.remove([article_name("b")])
        resolve_store(store)
        assert not same_as(store)


def same_as(store: ArticleStore) -> list[Quad]:
    where = NamedNode(Identifiers().identity_graph())
    return sorted(store.store.quads_for_pattern(None, SAME_AS, None, where), key=str)


def test_an_editor_parts_and_joins(folder):
    path, links = folder / "s", folder / "s.links.csv"
    iris = {}
    with ArticleStore(path) as store:
        resolved(store, [*people(), *ONE[0], said("c", "Vân Hạc Tám")])
        with registry(path) as held:
            for name in "abc":
                found = held.column(
                    CLUSTERS.replace("cluster", "persons.iri", 1), article_name(name).value, "%"
                )
                iris[name] = next(iri for iri in found if "tam" in iri)
        lines = ["# biên tập", f"different,{iris['a']},{iris['b']}", f"same,{iris['a']},{iris['c']}"]
        links.write_text("\n".join(lines), "utf-8")
        resolve_store(store, links)
        assert not same(path, "a", "b")
        assert same(path, "a", "c")
        links.unlink()
        resolve_store(store, links)
        assert same(path, "a", "b")
        assert not same(path, "a", "c")


@pytest.mark.parametrize("line", ["same,a", "maybe,a,b", "same,a,b,c"])
def test_a_line_that_is_no_decision_is_told_with_its_number(folder, line):
    (folder / "l.csv").write_text(f"same,urn:a,urn:b\n{line}\n", "utf-8")
    with pytest.raises(DothiError, match=r"l\.csv:2: write same,IRI,IRI"):
        read_links(folder / "l.csv")


def met(article: str, day: str, *who: str, words: str = "gặp") -> ArticleGraph:
    """An article in which persons meet."""
    graph = said(article, who[0], beside=who[1:])
    text = f"{graph.article.text} {words}"
    begin = text.index(words)
    trigger = Mention(article, begin, begin + len(words), words, Form.TRIGGER)
    parts = tuple(Argument(Role.AGENT, e.id, 0.9) for e in graph.entities)
    event = Event(
        "V1", EventType.CONSULT, words, Status.OCCURRED, (trigger,), parts, Time(day), subtype="meeting"
    )
    return replace(graph, article=replace(graph.article, text=text), events=(event,))


def test_one_event_told_by_many_is_one_story(folder):
    with ArticleStore(folder / "s") as store:
        resolved(
            store,
            [
                met("a", "2024-05-02", "Ingrid Solheim", "Karsten Brandvold"),
                met("b", "2024-05-02", "Ingrid Solheim", "Karsten Brandvold", words="hội đàm"),
                met("c", "2024-05-03", "Ingrid Solheim", "Karsten Brandvold"),
                met("d", "2024-05-02", "Ingrid Solheim", "Torvald Nygaard", words="gặp riêng"),
            ],
        )
        links = list(store.store.quads_for_pattern(None, SAME_EVENT, None, DefaultGraph()))
        assert sorted(q.subject.value.rsplit("/", 1)[1][0] for q in links) == ["a", "b"]
        assert len({q.object for q in links}) == 1
        store.remove([article_name("a")])
        resolve_store(store)
        assert not list(store.store.quads_for_pattern(None, SAME_EVENT, None))


def test_a_text_on_several_sites_is_a_copy_of_the_first(folder):
    words = [f"tiếng{n}" for n in range(120)]
    texts = {"a": words, "b": [*words[:60], "thêm", *words[60:]], "c": words[::-1]}
    with ArticleStore(folder / "s") as store:
        for name, text in texts.items():
            graph = said(name, "Ingrid Solheim")
            whole = f"{graph.article.text} {' '.join(text)}"
            resolved(store, [replace(graph, article=replace(graph.article, text=whole))])
        (link,) = store.store.quads_for_pattern(None, COPY_OF, None, DefaultGraph())
        assert (link.subject, link.object) == (article_name("b"), article_name("a"))
        (row,) = answer(store.store, "copies")
        assert row["articles"] == "2"
        assert row["first"] == "a"
        assert answer(store.store, "copies", since="2999") == []


def test_outlets_that_report_an_event_are_counted(folder):
    told = [
        met("a", "2024-05-02", "Ingrid Solheim", "Karsten Brandvold"),
        met("b", "2024-05-02", "Ingrid Solheim", "Karsten Brandvold", words="hội đàm"),
        met("c", "2024-05-09", "Ingrid Solheim", "Torvald Nygaard"),
    ]
    papers = ("Báo Sao", "Báo Gió", "Báo Gió")
    with ArticleStore(folder / "s") as store:
        resolved(
            store,
            [
                replace(graph, article=replace(graph.article, publisher=paper))
                for graph, paper in zip(told, papers, strict=True)
            ],
        )
        (row,) = answer(store.store, "outlets")
        assert (row["outlets"], row["articles"], row["texts"]) == ("2", "2", "2")
        assert row["date"] == "2024-05-02"
        assert answer(store.store, "outlets", since="2024-06") == []
        assert len(answer(store.store, "outlets", actor="brandvold")) == 1
