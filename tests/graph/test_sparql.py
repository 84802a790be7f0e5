"""SPARQL in memory: typed rows, one union, errors with their place, and no way to the network."""

from __future__ import annotations

import csv
import gzip
import io
import json
import time
import xml.etree.ElementTree as ElementTree
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    RdfFormat,
    Store,
    parse_query_results,
    serialize,
)

from graph.errors import DothiError
from graph.forms.graph_files import load
from graph.forms.rdf_forms import write_form
from graph.namespaces import PREFIXES
from graph.querying.results import write
from graph.querying.sources import Source, resolve
from graph.querying.sparql import Answer, Dataset, Rows, Triples, run
from graph.querying.sparql_errors import QueryError, QueryRefused, explain
from graph.querying.sparql_tokens import bind, tokens
from graph.querying.worker import Job, Limits, ask
from graph.rdf import article_quads
from graph.search_keys import fold, name_keys
from graph.storage.store import ArticleQuads, ArticleStore, content_digest
from tests.graph.sample import articles

A = NamedNode("https://e.example/a")
QUADS = [quad for graph in articles() for quad in article_quads(graph)]
COUNTS = """SELECT (COUNT(*) AS ?all) (COUNT(DISTINCT ?p) AS ?persons) (SUM(?v) AS ?value)
WHERE { ?s ?x ?o OPTIONAL { ?s a schema:Person BIND(?s AS ?p) } OPTIONAL { ?s schema:value ?v } }"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The sample graph in every form, and as a store."""
    folder = tmp_path_factory.mktemp("graphs")
    triples = list(dict.fromkeys(quad.triple for quad in QUADS))
    for name, form, items in [
        ("g.ttl", RdfFormat.TURTLE, triples),
        ("g.nt", RdfFormat.N_TRIPLES, triples),
        ("g.rdf", RdfFormat.RDF_XML, triples),
        ("g.nq", RdfFormat.N_QUADS, QUADS),
        ("g.trig", RdfFormat.TRIG, QUADS),
        ("g.jsonld", RdfFormat.JSON_LD, QUADS),
    ]:
        (folder / name).write_bytes(serialize(items, format=form))
    (folder / "g.nq.gz").write_bytes(gzip.compress((folder / "g.nq").read_bytes()))
    with ArticleStore(folder / "store") as store:
        for graph in articles():
            quads = article_quads(graph)
            store.put([ArticleQuads(quads[0].graph_name, quads, content_digest(quads))])
    return folder


@pytest.mark.parametrize("name", ["g.ttl", "g.nt", "g.rdf", "g.nq", "g.trig", "g.jsonld", "g.nq.gz"])
def test_every_form_and_the_store_answer_alike(folder, name):
    question = "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(?p NOT IN (dothi:digest)) }"
    expected = set(run(Source(folder / "store").store(), question).rows)
    assert set(run(load(folder / name), question).rows) == expected
    assert len(expected) > 500


def test_the_union_holds_each_statement_once_and_graphs_can_be_asked_alone(folder):
    store = load(folder / "g.nq")
    huế = "?place skos:prefLabel 'Huế'@vi"
    assert len(run(store, f"SELECT * WHERE {{ {huế} }}").rows) == 1
    assert len(run(store, f"SELECT * WHERE {{ GRAPH ?article {{ {huế} }} }}").rows) == 3
    first = "https://w3id.org/dothi/resource/article/mau-1"
    dates = "SELECT ?d {} WHERE {{ ?a schema:datePublished ?d }}"
    assert len(run(store, dates.format("")).rows) == 2
    assert len(run(store, dates.format(f"FROM <{first}>")).rows) == 1
    assert len(run(store, dates.format(""), dataset=Dataset(default=(first,))).rows) == 1
    assert len(run(store, dates.format(""), dataset=Dataset(named=(first,))).rows) == 0


def test_a_build_folder_stands_for_its_graph(folder, tmp_path):
    (tmp_path / "graph.ttl").write_bytes((folder / "g.ttl").read_bytes())
    assert resolve(tmp_path) == tmp_path / "graph.ttl"
    with pytest.raises(DothiError, match="neither a store"):
        resolve(folder)


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("SELEC * {}", "line 1, column 1: unknown word SELEC; did you mean SELECT?"),
        ("SELECT * WHERE {\n  ?s ?p .\n}", "line 3, column 1: unexpected }"),
        ("SELECT * WHERE {\n ?s foo:x ?o }", "line 2, column 5: the prefix foo: is not declared"),
        ("SELECT * { ?s ?p 'Huế }", "line 1, column 18: this quotation mark is never closed"),
        ("SELECT * { ?s ?p 'Huế' }}", "line 1, column 25: this } closes nothing"),
        ("SELECT * { ?s ?p ?o", "line 1, column 10: this { is never closed"),
        ("SELECT * { ?s <trang> ?o }", "column 15: <trang> is not a whole IRI"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "line 1, column 1: INSERT changes the graph"),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", "line 1, column 3"),
        ("", "line 1, column 1"),
    ],
)
def test_a_malformed_query_gets_line_and_column_in_one_line(query, line):
    with pytest.raises(QueryError) as caught:
        run(Store(), query)
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "ASK { service silent ?x { ?s ?p ?o } }",
        "PREFIX ex: <urn:> ASK { ex:a\\#b ?p ?o . SERVICE <http://x/> { ?s ?p ?o } }",
        "PREFIX ex: <urn:> ASK { ex:a\\'b ?p ?o . SERVICE <http://x/> { ?s ?p ?o } } # '",
        "ASK { ?s ?p 1 FILTER(?p<?s)SERVICE<http://x/>{?s ?p ?q FILTER(?s>?q)} }",
        'ASK { ?s ?p """a"b""" . SERVICE <http://x/> { ?s ?p ?o } }',
        "ASK { ?s ?p <http://x/#a> . SERVICE <http://x/> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused_however_it_is_hidden(query):
    with pytest.raises(QueryRefused, match="SERVICE is switched off"):
        run(Store(), query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?p 'SERVICE' } # SERVICE",
        "ASK { <http://x/SERVICE> ?p ?load }",
        "PREFIX ex: <urn:> ASK { ex:SERVICE ex:LOAD _:service }",
    ],
)
def test_the_word_service_elsewhere_is_no_service(query):
    run(Store(), query)


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_tokens_join_to_the_text_and_binding_nothing_changes_nothing(text):
    assert "".join(token.text for token in tokens(text)) == text
    assert bind(text, {}) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=100, deadline=None)
def test_a_bound_value_stays_one_literal_whatever_it_holds(value):
    query = bind("SELECT (?v AS ?w) {}", {"v": str(Literal(value))})
    assert run(Store(), query).rows == ((Literal(value),),)


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_as_a_query_is_answered_or_told_in_one_line(text):
    told = ""
    try:
        run(Store(), text)
    except DothiError as error:
        told = str(error)
    assert "\n" not in told


VALUES = [
    Literal("Huế", language="vi"),
    Literal('a "b"\tc\r\nd\\e', language=None),
    Literal("13", datatype=NamedNode(PREFIXES["xsd"] + "integer")),
    Literal("2025-03-12", datatype=NamedNode(PREFIXES["xsd"] + "date")),
    NamedNode("https://e.example/a?b&c=<".replace("<", "%3C")),
    None,
]


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
def test_results_are_read_back_by_another_reader(form):
    rows = Rows(("a", "b"), tuple((value, Literal("x")) for value in VALUES))
    kind = {"json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML, "tsv": QueryResultsFormat.TSV}
    read = parse_query_results(write(rows, form), format=kind[form])
    assert [tuple(solution) for solution in read] == list(rows.rows)


def test_csv_is_read_by_the_standard_library_and_json_by_its_own():
    rows = Rows(("a",), ((Literal('x,"y"\nz'),), (None,)))
    assert list(csv.reader(io.StringIO(write(rows, "csv").decode(), newline=""))) == [
        ["a"],
        ['x,"y"\nz'],
        [""],
    ]
    assert json.loads(write(rows, "json"))["results"]["bindings"][1] == {}
    assert json.loads(write(Answer(False), "json"))["boolean"] is False


def test_control_characters_do_not_break_xml():
    ElementTree.fromstring(write(Rows(("a",), ((Literal("\x00\x08￾"),),)), "xml"))


def test_triples_are_written_in_rdf_forms_only():
    result = run(load_text("<urn:a> <urn:b> 'Huế' ."), "CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(result, Triples)
    assert "Huế" in write(result, "ttl").decode()
    with pytest.raises(DothiError, match="triples are written as ttl"):
        write(result, "csv")
    with pytest.raises(DothiError, match="rows are written as json"):
        write(Answer(True), "ttl")


def load_text(turtle: str) -> Store:
    store = Store()
    store.load(turtle, RdfFormat.TURTLE)
    return store


def test_select_star_keeps_the_order_of_the_query():
    assert run(Store(), "SELECT DISTINCT * WHERE { ?z ?a ?m }").variables == ("z", "a", "m")
    assert run(Store(), "SELECT ?m ?z WHERE { ?z ?a ?m }").variables == ("m", "z")


def test_the_row_limit_cuts_and_says_so():
    store = load_text("<urn:a> <urn:b> 1, 2, 3 .")
    assert run(store, "SELECT * { ?s ?p ?o }", limit=2).truncated
    assert not run(store, "SELECT * { ?s ?p ?o }", limit=3).truncated
    assert len(run(store, "CONSTRUCT WHERE { ?s ?p ?o }", limit=2).triples) == 2


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Three thousand statements: their cross product is nine million rows, its cube 27 thousand million."""
    path = tmp_path_factory.mktemp("many") / "many.nt"
    lines = (f'<urn:{n}> <urn:p> "{n}" .\n' for n in range(3000))
    path.write_text("".join(lines))
    return str(path)


def test_ten_million_rows_are_cut_off_at_once(many):
    reply = ask(many, Job("SELECT * { ?a ?b ?c . ?d ?e ?f }", "csv", limit=10), Limits(60))
    assert reply.truncated
    assert reply.body.count(b"\n") == 11


def test_a_time_limit_really_stops_a_query(many):
    started = time.monotonic()
    with pytest.raises(DothiError, match="stopped after 3 s"):
        ask(many, Job("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"), Limits(3))
    assert time.monotonic() - started < 10


def test_a_memory_limit_really_stops_a_query(many):
    with pytest.raises(DothiError, match="more than 400 MB of memory"):
        ask(many, Job("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c DESC(?f)"), Limits(120, 400 << 20))


def test_the_worker_tells_what_is_wrong_as_the_library_does(many):
    with pytest.raises(QueryError, match="line 1, column 1"):
        ask(many, Job("SELEC"), Limits())
    with pytest.raises(DothiError, match=r"none\.ttl: not found"):
        ask("none.ttl", Job("ASK {}"), Limits())


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("g.ttl", b"<a> <b", "not valid Turtle"),
        ("g.doc", b"", "no known form"),
        ("g.ttl.gz", b"no gzip", "not a whole gzip file"),
        ("g.nt", b"\xff\xfe", "not valid N-Triples"),
        ("g.rdf", b'<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><r/>', "could grow without bound"),
        (
            "g.rdf",
            b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>',
            "could grow without bound",
        ),
        ("g.rdf", b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 999 + b'">]><r/>', "could grow without bound"),
    ],
)
def test_a_bad_file_is_one_clear_line(tmp_path, name, data, line):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DothiError, match=line) as caught:
        load(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_harmless_entities_such_as_editors_write_are_read(tmp_path):
    rdf = PREFIXES["rdf"]
    text = f'<!DOCTYPE r [<!ENTITY e "http://e/">]><r:RDF xmlns:r="{rdf}" xmlns:p="http://p/">'
    text += '<r:Description r:about="&e;a"><p:q>1</p:q></r:Description></r:RDF>'
    (tmp_path / "g.rdf").write_text(text)
    assert run(load(tmp_path / "g.rdf"), "ASK { <http://e/a> ?p '1' }") == Answer(True)


def test_control_characters_that_xml_can_not_hold_are_found_in_a_file(tmp_path):
    (tmp_path / "g.rdf").write_bytes(write_form([Quad(A, A, Literal("a\x00\\b"))], "rdf"))
    assert run(load(tmp_path / "g.rdf"), "SELECT ?o { ?s ?p ?o }").rows == ((Literal("a\x00\\b"),),)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Netanyahu", "netanyahu"),
        ("Thủ tướng Israel", "thu tuong israel"),
        ("Đắk Lắk", "dak lak"),
        (normalize("NFD", "Đắk Lắk"), "dak lak"),
        ("UBND TP.HCM", "ubnd tp hcm"),
        ("  Kim  Jong-un ", "kim jong un"),
        ("习近平", "习近平"),
        ("…", ""),
    ],
)
def test_names_are_folded(name, key):
    assert fold(name) == key


def test_a_person_is_found_by_every_ending_of_the_name():
    assert name_keys("Nguyễn Phú Trọng", person=True) == ["nguyen phu trong", "phu trong", "trong"]
    assert name_keys("Jean-Pierre") == ["jean pierre", "jeanpierre"]


def test_explain_never_fails_on_an_unknown_message():
    assert str(explain("ASK {}", "strange")) == "SPARQL, line 1, column 1: strange"


def test_a_person_is_found_by_position_and_by_phrase(folder):
    store = load(folder / "g.nq")
    for name in (
        "ngoai truong na uy",
        "bo truong ngoai giao na uy",
        "solhiem",
        "chu tich hiep hoi hai san bien bac",
    ):
        assert len(run(store, f"SELECT DISTINCT ?who {{ ?who dothi:searchKey '{name}' }}").rows) == 1, name
    assert run(store, "ASK { ?who dothi:searchKey 'ngoai truong' }") == Answer(False)
