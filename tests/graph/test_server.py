"""The endpoint, asked by clients that we did not write, over a real socket."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse, serialize
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from graph.querying.worker import Limits
from graph.rdf import article_quads
from graph.server.application import Options, application
from graph.server.protocol import Refusal, accepted, operation
from tests.graph import serving
from tests.graph.sample import articles

FIRST = "https://w3id.org/dothi/resource/article/mau-1"
DATES = "SELECT ?date WHERE { ?article schema:datePublished ?date } ORDER BY ?date"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@contextmanager
def served(path: Path, options: Options) -> Iterator[str]:
    """The address of an endpoint in a thread of its own."""
    with serving.served(application(path, options)) as address:
        yield f"{address}/sparql"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with serving.sample_store() as store:
        yield store.parent


@pytest.fixture(scope="module")
def endpoint(folder: Path) -> Iterator[str]:
    with served(folder / "store", Options(rows=200, limits=Limits(seconds=20), workers=2)) as address:
        yield address


def get(endpoint: str, query: str, accept: str = "", **more: str) -> httpx.Response:
    headers = {"Accept": accept} if accept else {}
    return httpx.get(endpoint, params={"query": query, **more}, headers=headers, timeout=60)


def test_get_and_both_posts_give_the_same(endpoint):
    form = httpx.post(endpoint, data={"query": DATES})
    direct = httpx.post(
        endpoint, content=DATES, headers={"Content-Type": "application/sparql-query; charset=utf-8"}
    )
    assert get(endpoint, DATES).content == form.content == direct.content
    assert [b["date"]["value"] for b in form.json()["results"]["bindings"]] == ["2025-03-13", "2025-03-16"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/turtle, text/csv;q=0.3, application/xml;q=0.2", "text/csv; charset=utf-8"),
    ],
)
def test_rows_come_in_the_form_that_is_asked_for(endpoint, accept, media):
    answer = get(endpoint, DATES, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", RdfFormat.TURTLE),
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_triples_come_in_the_form_that_is_asked_for(endpoint, accept, form):
    answer = get(endpoint, f"CONSTRUCT WHERE {{ <{FIRST}> schema:headline ?o }}", accept)
    assert answer.headers["content-type"].startswith(form.media_type)
    assert [q.object.value for q in parse(answer.content, form)] == [
        "Ngoại trưởng Na Uy hội đàm với ngành hải sản, hoãn đi Huế"
    ]


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        ({"params": {"query": "SELEC"}}, 400, "line 1, column 1"),
        ({"params": {"query": "ASK {} ASK {}"}}, 400, "SPARQL, line 1"),
        ({"params": [("query", DATES), ("query", DATES)]}, 400, "more than one"),
        (
            {"params": {"query": DATES}, "headers": {"Accept": "image/png"}},
            406,
            "application/sparql-results+json",
        ),
        ({"params": {"query": DATES}, "headers": {"Accept": "text/turtle"}}, 406, "text/csv"),
        ({"params": {"query": DATES, "default-graph-uri": "no iri"}}, 400, "not an IRI"),
        ({"params": {"query": "ASK { SERVICE <http://127.0.0.1:9> {} }"}}, 403, "SERVICE is switched off"),
        ({"params": {"update": "CLEAR ALL"}}, 405, "POST"),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403, "read-only"),
        ({"method": "POST", "data": {"x": "y"}}, 400, "no query"),
        ({"method": "POST", "content": b"{}", "headers": {"Content-Type": "application/json"}}, 415, "send"),
        ({"method": "POST", "content": b"{}"}, 415, "send"),
        (
            {"method": "POST", "content": b"\xff", "headers": {"Content-Type": "application/sparql-query"}},
            400,
            "UTF-8",
        ),
        ({"method": "POST", "data": {"query": "#" * (1 << 21)}}, 413, "MB"),
        ({"method": "PUT", "params": {"query": DATES}}, 405, ""),
        ({"method": "DELETE"}, 405, ""),
    ],
)
def test_what_can_not_be_answered_gets_the_right_status_and_a_line(endpoint, request_, status, words):
    answer = httpx.request(request_.pop("method", "GET"), endpoint, timeout=60, **request_)
    assert answer.status_code == status
    assert words in answer.text
    assert answer.text.strip().count("\n") == 0


def test_the_dataset_of_the_protocol_and_of_the_query_pick_articles(endpoint):
    one = get(endpoint, DATES, "text/csv", **{"default-graph-uri": FIRST}).text
    assert one.split() == ["date", "2025-03-13"]
    assert get(endpoint, DATES, "text/csv", **{"named-graph-uri": FIRST}).text.split() == ["date"]
    named = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert get(endpoint, named, "text/csv", **{"named-graph-uri": FIRST}).text.split() == ["g", FIRST]
    assert len(get(endpoint, named, "text/csv").text.split()) == 4
    inside = DATES.replace("WHERE", f"FROM <{FIRST}> WHERE")
    assert get(endpoint, inside, "text/csv").text.split() == ["date", "2025-03-13"]


def test_the_service_describes_itself(endpoint):
    graph = rdflib.Graph().parse(data=httpx.get(endpoint).content, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (None, sd.endpoint, rdflib.URIRef(endpoint)) in graph
    assert (None, sd.feature, sd.UnionDefaultGraph) in graph
    assert (None, sd.supportedLanguage, sd.SPARQL11Update) not in graph
    assert (
        httpx.get(endpoint, headers={"Accept": "application/ld+json"})
        .headers["content-type"]
        .endswith("ld+json")
    )


def test_a_row_limit_cuts_ten_million_rows_and_says_so(endpoint):
    answer = get(endpoint, HUGE, "text/csv")
    assert answer.status_code == 200
    assert answer.headers["x-dothi-truncated"] == "200"
    assert len(answer.text.split("\r\n")) == 202
    assert "x-dothi-truncated" not in get(endpoint, DATES).headers


def test_a_time_limit_stops_queries_and_the_server_goes_on(folder):
    options = Options(rows=10, limits=Limits(seconds=4), workers=1)
    with served(folder / "store", options) as endpoint:
        answer = get(endpoint, ENDLESS)
        assert answer.status_code == 503
        assert "stopped after 4 s" in answer.text
        assert get(endpoint, "ASK { ?s ?p ?o }").json()["boolean"] is True


def test_a_memory_limit_stops_queries_and_the_server_goes_on(folder):
    options = Options(rows=10, limits=Limits(seconds=60, memory=400 << 20), workers=1)
    with served(folder / "store", options) as endpoint:
        answer = get(endpoint, f"{HUGE} ORDER BY ?c DESC(?f) ?i")
        assert answer.status_code == 503
        assert "400 MB" in answer.text
        assert get(endpoint, "ASK { ?s ?p ?o }").json()["boolean"] is True


def test_sparqlwrapper_reads_it(endpoint):
    from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

    client = SPARQLWrapper(endpoint)
    client.setQuery(DATES)
    for method in ("GET", "POST"):
        client.setMethod(method)
        client.setReturnFormat(JSON)
        assert len(client.queryAndConvert()["results"]["bindings"]) == 2
        client.setReturnFormat(XML)
        assert len(client.queryAndConvert().getElementsByTagName("result")) == 2
    client.setReturnFormat(CSV)
    assert client.queryAndConvert().split() == [b"date", b"2025-03-13", b"2025-03-16"]
    client.setQuery(f"CONSTRUCT WHERE {{ <{FIRST}> ?p ?o }}")
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")) > 5


def test_rdflibs_store_reads_it(endpoint):
    graph = rdflib.Graph(SPARQLStore(endpoint, returnFormat="json"))
    schema = rdflib.Namespace("https://schema.org/")
    assert {str(o) for o in graph.objects(None, schema.datePublished)} == {"2025-03-13", "2025-03-16"}
    one = rdflib.Graph(SPARQLStore(endpoint, returnFormat="xml"), identifier=rdflib.URIRef(FIRST))
    assert {str(o) for o in one.objects(None, schema.datePublished)} == {"2025-03-13"}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_reads_it(endpoint):
    def curl(*arguments: str) -> str:
        return subprocess.run(["curl", "-sS", *arguments], capture_output=True, text=True, check=True).stdout

    got = curl(
        "-G", endpoint, "--data-urlencode", f"query={DATES}", "-H", "Accept: text/tab-separated-values"
    )
    assert got.splitlines()[0] == "?date"
    posted = curl(
        endpoint, "-H", "Content-Type: application/sparql-query", "--data-binary", "ASK { ?s ?p ?o }"
    )
    assert json.loads(posted) == {"head": {}, "boolean": True}
    assert curl("-o", "/dev/null", "-w", "%{http_code}", "-X", "PATCH", endpoint) == "405"


def test_named_queries_are_served_for_an_editor(endpoint):
    base = endpoint.removesuffix("sparql")
    listed = httpx.get(f"{base}queries").json()
    assert {"timeline", "meetings"} <= {query["name"] for query in listed}
    text = httpx.get(f"{base}queries/timeline", params={"actor": "Sólheim"}).text
    assert get(endpoint, text).json()["results"]["bindings"]
    assert httpx.get(f"{base}queries/timeline").status_code == 400
    assert httpx.get(f"{base}queries/timelin").status_code == 404


def test_a_writable_store_is_updated_and_readers_see_it(folder):
    with served(folder / "store", Options(writable=True, limits=Limits(seconds=60))) as endpoint:
        insert = "INSERT DATA { <urn:a> rdfs:label 'mới' }"
        assert httpx.post(endpoint, data={"update": insert}, timeout=60).status_code == 204
        ask = "ASK { <urn:a> rdfs:label 'mới' }"
        assert get(endpoint, ask).json()["boolean"] is True
        for text, status in [
            ("LOAD <file:///etc/passwd>", 403),
            ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
            ("INSER DATA { }", 400),
        ]:
            assert httpx.post(endpoint, data={"update": text}, timeout=60).status_code == status
        foreign = {"Origin": "https://evil.example"}
        assert httpx.post(endpoint, data={"update": "CLEAR ALL"}, headers=foreign).status_code == 403
        header = {"Content-Type": "application/sparql-update"}
        delete = httpx.post(endpoint, content="DELETE WHERE { <urn:a> ?p ?o }", headers=header, timeout=60)
        assert delete.status_code == 204
        assert get(endpoint, ask).json()["boolean"] is False


def test_a_graph_file_is_served_too(tmp_path):
    quads = article_quads(articles()[0])
    (tmp_path / "g.nq").write_bytes(serialize(quads, format=RdfFormat.N_QUADS))
    with served(tmp_path / "g.nq", Options(writable=True, workers=1)) as endpoint:
        assert len(get(endpoint, DATES).json()["results"]["bindings"]) == 1
        assert httpx.post(endpoint, data={"update": "CLEAR ALL"}, timeout=60).status_code == 403


def test_the_command_serves_and_tells_of_a_taken_port(folder):
    code = "from pipelines.command import main; main()"
    command = [sys.executable, "-c", code, "serve", str(folder / "store")]
    process = subprocess.Popen([*command, "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        line = process.stderr.readline()
        address = next(word for word in line.split() if word.startswith("http://"))
        assert get(f"{address}sparql", "ASK { ?s ?p ?o }").json()["boolean"] is True
        port = address.rstrip("/").rsplit(":", 1)[1]
        second = subprocess.run([*command, "--port", port], capture_output=True, text=True)
        assert (second.returncode, second.stderr.count("\n")) == (1, 1)
        assert port in second.stderr
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


@pytest.mark.parametrize(
    ("accept", "query", "form"),
    [
        ("", "ASK {}", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "SELECT * {}", "xml"),
        ("text/*", "SELECT * {}", "csv"),
        ("text/*", "# SELECT\nCONSTRUCT {} WHERE {}", "ttl"),
        ("application/json;q=0, text/csv", "SELECT * {}", "csv"),
        ("nonsense;q=x, text/csv", "SELECT * {}", "csv"),
    ],
)
def test_forms_are_negotiated(accept, query, form):
    assert accepted(accept, query).name == form


def test_nothing_acceptable_is_a_refusal():
    with pytest.raises(Refusal) as caught:
        accepted("text/csv;q=0", "SELECT * {}")
    assert caught.value.status == 406
    assert operation("GET", "", "", b"") is None
