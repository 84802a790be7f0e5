"""Two layers: what articles say is kept as it is, who is who is derived; merging and removal are exact."""

from __future__ import annotations

from pathlib import Path

import networkx
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from graph.errors import DothiError
from graph.knowledge_graph import KnowledgeGraph
from graph.model import ArticleGraph, Status
from graph.naming import normal
from graph.querying.sparql import Rows
from graph.validation import validate
from tests.graph.sample import articles, first, second, teaser
from tests.graph.strategies import article_graphs, graphs
from tests.graph.test_identity import said

FORMS = ["ttl", "trig", "nt", "nq", "jsonld", "rdf"]
slow = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return KnowledgeGraph(articles())


def test_the_shared_minister_is_one_and_the_homonyms_are_two(graph: KnowledgeGraph) -> None:
    names = [(e.name, e.names) for e in graph.entities if "/person/" in e.id]
    assert names == [
        ("Ingrid Solheim", ("Solheim", "Solhiem")),
        ("Lê Thị Sáo", ()),
        ("Nguyễn Văn Hùng", ()),
        ("Nguyễn Văn Hùng", ()),
    ]


def test_each_merge_is_explained(graph: KnowledgeGraph) -> None:
    assert graph.identity.explain(f"{graph.base}person/ingrid-solheim") == ()  # one IRI in both articles
    told = KnowledgeGraph(
        said(name, "Lê Văn Tám", (title, "Công ty Mây Xanh"))
        for name, title in (("a", "Giám đốc"), ("b", "Kế toán"))
    )
    (merge,) = told.identity.merges
    assert f"held for: {normal('Công ty Mây Xanh')}" in str(merge)
    assert graph.identity.explain(f"{graph.base}person/le-thi-sao.in-mau-2") == ()


def test_events_and_positions_name_global_entities(graph: KnowledgeGraph) -> None:
    known = {e.id for e in graph.entities}
    assert {a.entity for v in graph.events for a in v.arguments} <= known
    assert {p.person for p in graph.positions} <= known
    assert [v.status for v in graph.events if "thăm" in v.label] == [Status.CANCELLED, Status.NEGATED]


def test_every_mention_stands_where_it_says(graph: KnowledgeGraph) -> None:
    texts = {a.article.id: a.article.text for a in graph.articles}
    for node in (*graph.entities, *graph.events, *graph.positions):
        for mention in node.mentions:
            assert texts[mention.article][mention.begin : mention.end] == mention.text


@slow
@given(graphs, graphs, graphs)
def test_merging_is_associative_commutative_and_idempotent(
    a: list[ArticleGraph], b: list[ArticleGraph], c: list[ArticleGraph]
) -> None:
    x, y, z = map(KnowledgeGraph, (a, b, c))
    assert x.merge(y).merge(z) == x.merge(y.merge(z)) == z.merge(y, x) == KnowledgeGraph([*c, *a, *b])
    assert x.merge(x) == x
    assert x.merge(y).entities == y.merge(x).entities
    assert x.merge(y).quads == y.merge(x).quads


@slow
@given(graphs)
def test_an_article_taken_out_leaves_the_graph_without_it(built: list[ArticleGraph]) -> None:
    whole = KnowledgeGraph(built)
    rest = KnowledgeGraph([a for a in whole.articles if a.article.id != "a"])
    assert whole.without("a") == rest
    assert whole.without("a").quads == rest.quads
    assert whole.without("a").merge(whole) == whole


@slow
@given(graphs)
def test_articles_stay_as_they_are_and_entities_are_never_joined_within_one(
    built: list[ArticleGraph],
) -> None:
    whole = KnowledgeGraph(built)
    for article in whole.articles:
        assert KnowledgeGraph([article]).articles == (article,)
        names = whole.identity.names(article)
        assert len(set(names.values())) == len(article.entities)


@slow
@given(built=graphs, other=article_graphs())
@pytest.mark.parametrize("form", FORMS)
def test_every_rdf_form_gives_an_equal_graph(
    form: str, tmp_path_factory: pytest.TempPathFactory, built: list[ArticleGraph], other: ArticleGraph
) -> None:
    whole = KnowledgeGraph([*built, other])
    path = tmp_path_factory.mktemp("forms") / f"graph.{form}"
    whole.write(path)
    again = KnowledgeGraph.read(path)
    assert again == whole
    again.write(path.with_name(f"again.{form}"))
    assert path.with_name(f"again.{form}").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_compressed_forms_and_other_bases(form: str, graph: KnowledgeGraph, tmp_path: Path) -> None:
    based = KnowledgeGraph(articles(), base="http://localhost:8000/đồ-thị/")
    based.write(tmp_path / f"graph.{form}.gz")
    assert KnowledgeGraph.read(tmp_path / f"graph.{form}.gz") == based == graph
    assert all(e.id.startswith("http://localhost:8000/đồ-thị/") for e in based.entities)


@pytest.mark.parametrize("form", [*FORMS, "graphml", "gexf", "csv", "parquet", "ttl.gz"])
def test_the_same_input_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    one = KnowledgeGraph([first(), teaser(), second()]).write(tmp_path / f"one.{form}")
    two = KnowledgeGraph([second(), teaser(), first()]).write(tmp_path / f"two.{form}")
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_queries_see_the_union_and_each_article(graph: KnowledgeGraph) -> None:
    cancelled = graph.query("SELECT ?l { ?e dothi:status dothi:cancelled ; rdfs:label ?l }")
    assert isinstance(cancelled, Rows)
    assert [str(row[0].value) for row in cancelled.rows if row[0]] == ["chuyến thăm Huế"]  # type: ignore[union-attr]
    named = graph.query("SELECT DISTINCT ?g { GRAPH ?g { ?e a sem:Event } }")
    assert isinstance(named, Rows)
    assert len(named.rows) == 3


def test_rdflib_sees_the_same_union_and_graphs(graph: KnowledgeGraph) -> None:
    union, dataset = graph.to_rdf(), graph.to_dataset()
    query = "SELECT ?e WHERE { ?e a <http://semanticweb.cs.vu.nl/2009/11/sem/Event> }"
    assert len(list(union.query(query))) == len(list(dataset.query(query))) == 9
    assert {str(g.identifier) for g in dataset.graphs() if len(g)} >= {
        f"{graph.base}article/mau-1",
        f"{graph.base}article/mau-2",
    }


def test_networkx_has_events_between_their_actors(graph: KnowledgeGraph) -> None:
    network = graph.to_networkx()
    assert isinstance(network, networkx.MultiDiGraph)
    assert network.number_of_nodes() == len(graph.entities) + len(graph.events)
    (meeting,) = (n for n, d in network.nodes(data=True) if d["label"].startswith("hội đàm"))
    assert {(d["role"], network.nodes[a]["label"]) for a, _, d in network.in_edges(meeting, data=True)} == {
        ("agent", "Ingrid Solheim")
    }
    assert {network.nodes[b]["label"] for _, b in network.out_edges(meeting)} == {"Hà Nội", "Nguyễn Văn Hùng"}


def test_the_sample_conforms_to_the_shapes(graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.write(tmp_path / "graph.trig")
    assert validate(tmp_path / "graph.trig") == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("no.ttl", None, "not found"),
        ("bad.ttl", b"<a <b", "not valid Turtle"),
        ("foreign.ttl", b"<urn:a> <urn:b> <urn:c> .", "not a graph of dothi"),
        ("page.html", b"", "read from RDF"),
        ("half.nt.gz", b"\x1f\x8b", "not a whole gzip file"),
        ("latin.ttl", b'<urn:a> <urn:b> "\xe9" .', "not valid Turtle"),
    ],
)
def test_unreadable_files_are_told_in_a_line(
    name: str, content: bytes | None, message: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DothiError, match=message):
        KnowledgeGraph.read(tmp_path / name)


def test_an_unknown_form_is_told_in_a_line(graph: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(DothiError, match=r"no form of a graph is called \.docx"):
        graph.write(tmp_path / "graph.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_can_not_be_written_leaves_nothing_behind(graph: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DothiError, match="can't be written"):
        graph.write(tmp_path / "file" / "graph.ttl")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
