"""The written forms, read back by tools that are not ours; the worst text; and bombs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import igraph
import networkx
import pyarrow.parquet
import pytest
import rdflib
from rdflib.compare import isomorphic

from graph.errors import DothiError
from graph.forms.gexf import write_gexf
from graph.forms.graphml import read_graphml, write_graphml
from graph.knowledge_graph import KnowledgeGraph
from graph.model import Article, ArticleGraph, Entity, EntityType, Form, Mention
from graph.namespaces import GAF, NIF, SKOS
from tests.graph.sample import articles

NASTY = 'A "quoted" & <b>\x00\x0b\x1f]]> \\u0041; 😀 שלום \u202e e\u0301 \x85\u2028\ufffe'
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF>"""


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return KnowledgeGraph(articles())


@pytest.fixture(scope="module")
def nasty() -> KnowledgeGraph:
    article = Article(NASTY, NASTY, title=NASTY, publisher=NASTY)
    mention = Mention(NASTY, 0, len(NASTY), NASTY, Form.NAME)
    return KnowledgeGraph([ArticleGraph(article, (Entity("E1", EntityType.PERSON, NASTY, (mention,)),))])


@pytest.mark.parametrize("form", ["ttl", "trig", "nt", "nq", "jsonld", "rdf"])
def test_rdflib_reads_every_rdf_form(form: str, graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.write(tmp_path / f"graph.{form}")
    dataset = rdflib.Dataset(default_union=True).parse(tmp_path / f"graph.{form}")
    union = rdflib.Graph()
    for s, p, o, _ in dataset.quads():
        union.add((s, p, o))
    assert isomorphic(union, graph.to_rdf())


@pytest.mark.parametrize("form", ["ttl", "trig", "nt", "nq", "jsonld", "rdf"])
def test_control_characters_survive_every_rdf_form(form: str, nasty: KnowledgeGraph, tmp_path: Path) -> None:
    nasty.write(tmp_path / f"graph.{form}")
    assert KnowledgeGraph.read(tmp_path / f"graph.{form}") == nasty


def test_a_person_is_found_in_turtle_by_rdflib(graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.write(tmp_path / "graph.ttl")
    read = rdflib.Graph().parse(tmp_path / "graph.ttl")
    person = read.value(
        predicate=rdflib.URIRef(f"{SKOS}prefLabel"), object=rdflib.Literal("Lê Thị Sáo", "vi")
    )
    mention = read.value(person, rdflib.URIRef(f"{GAF}denotedBy"))
    assert str(read.value(mention, rdflib.URIRef(f"{NIF}anchorOf"))) == "Lê Thị Sáo"
    assert not any(isinstance(term, rdflib.BNode) for triple in read for term in triple)


def test_turtle_is_grouped_under_short_names(graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.write(tmp_path / "graph.ttl")
    text = (tmp_path / "graph.ttl").read_text(encoding="utf-8")
    assert '\n\nperson:ingrid-solheim a schema:Person ;\n\tskos:prefLabel "Ingrid Solheim"@vi ;\n' in text


def test_json_ld_reads_well(graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.write(tmp_path / "graph.jsonld")
    nodes = {n["id"]: n for n in json.loads((tmp_path / "graph.jsonld").read_text("utf-8"))["@graph"]}
    assert nodes["person:ingrid-solheim"]["alias"] == ["Solheim", "Solhiem"]
    event = nodes["event:mau-1.chuyen-tham-265"]
    assert (event["status"], event["agent"], event["score"]) == (
        "dothi:cancelled",
        "person:ingrid-solheim",
        "0.95",
    )
    assert event["time"] == {"@value": "2025-04", "@type": "xsd:gYearMonth"}


def test_networkx_and_igraph_read_graphml(graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.write(tmp_path / "graph.graphml")
    network = graph.to_networkx()
    read = networkx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    assert set(read.edges(keys=True)) == set(network.edges(keys=True))
    assert all(read.nodes[n]["label"] == d["label"] for n, d in network.nodes(data=True))
    other = igraph.Graph.Read_GraphML(str(tmp_path / "graph.graphml"))
    assert (other.vcount(), other.ecount()) == (network.number_of_nodes(), network.number_of_edges())
    assert set(other.vs["label"]) == {d["label"] for _, d in network.nodes(data=True)}
    assert len(set(other.es["edge_id"])) == other.ecount()
    assert set(read_graphml(tmp_path / "graph.graphml").edges) == set(network.edges)


def test_labels_stand_where_each_tool_looks(graph: KnowledgeGraph) -> None:
    text = write_graphml(graph.to_networkx()).decode()
    assert "<y:NodeLabel>Ingrid Solheim</y:NodeLabel>" in text
    assert 'attr.name="label" attr.type="string"' in text
    assert 'labels=":Person"' in text
    assert 'attr.name="weight" attr.type="double"' in text
    assert 'attr.name="interaction"' in text
    assert "None" not in text


@pytest.mark.parametrize("write", [write_graphml, write_gexf])
def test_xml_of_the_worst_text_can_be_read(write, nasty: KnowledgeGraph, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "graph.xml"
    path.write_bytes(write(nasty.to_networkx()))
    read = networkx.read_graphml(path) if write is write_graphml else networkx.read_gexf(path)
    (label,) = (d["label"] for _, d in read.nodes(data=True))
    assert label.startswith('A "quoted" & <b>]]> \\u0041; 😀 שלום')


def test_tables_for_neo4j_and_parquet(graph: KnowledgeGraph, tmp_path: Path) -> None:
    nodes, edges = graph.write(tmp_path / "graph.csv")
    assert (nodes.name, edges.name) == ("graph.nodes.csv", "graph.edges.csv")
    rows = list(csv.DictReader(io.StringIO(nodes.read_text("utf-8"))))
    assert {r[":LABEL"] for r in rows} == {"Person", "Organization", "Place", "Event"}
    assert next(r["names:string[]"] for r in rows if r["label"] == "Ingrid Solheim") == "Solheim;Solhiem"
    ids = {r[":ID"] for r in rows}
    assert {r[":START_ID"] for r in csv.DictReader(io.StringIO(edges.read_text("utf-8")))} <= ids
    table = pyarrow.parquet.read_table(graph.write(tmp_path / "graph.parquet")[0])
    assert table.num_rows == len(rows)
    assert table.schema.field("mentions").type == "int64"


@pytest.mark.parametrize("name", ["bomb.rdf", "bomb.graphml"])
@pytest.mark.parametrize("content", [BOMB, b"<!-- x -->" * 20_000 + BOMB, BOMB.decode().encode("utf-16")])
def test_entity_bombs_are_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    read = read_graphml if name.endswith("graphml") else KnowledgeGraph.read
    with pytest.raises(DothiError, match=r"refused|UTF-8"):
        read(tmp_path / name)
