"""`dothi link --wikidata`: asks a reconciliation service who the entities are, and writes what it is sure of.

The only command beside an address given to `build` that uses the network, and only when told to. A link is
taken when the service itself calls it a match, its score is high, and no other candidate is as good.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import DothiError
from pipelines import console
from pipelines.messages import either
from pipelines.store_messages import StoreMessage

if TYPE_CHECKING:
    from graph.linking import Link, Named
    from pipelines.reconciliation import Candidate, Service

WIKIDATA_TYPES = {
    "Person": "Q5",
    "Organization": "Q43229",
    "Country": "Q6256",
    "City": "Q486972",
    "Place": "Q2221906",
}
"""Wikidata's items for schema.org's classes: human, organization, country, settlement, location."""

Target = Annotated[
    Path,
    typer.Argument(
        metavar="STORE|GRAPH",
        help=either("A store, a graph file, or a build's folder.", "Kho, tệp đồ thị, hoặc thư mục đã dựng."),
    ),
]
Wikidata = Annotated[
    bool,
    typer.Option("--wikidata", help=either("Ask Wikidata, over the network.", "Hỏi Wikidata, cần mạng.")),
]
Address = Annotated[
    str,
    typer.Option("--service", help=either("Another reconciliation service.", "Dịch vụ đối chiếu khác.")),
]
CacheFile = Annotated[
    Path | None,
    typer.Option("--cache", help=either("Where answers are kept.", "Tệp lưu các câu trả lời.")),
]
MinScore = Annotated[
    float,
    typer.Option("--min-score", help=either("The lowest score taken, to 100.", "Điểm thấp nhất, tới 100.")),
]


def link(
    graph: Target,
    wikidata: Wikidata = False,
    service: Address = "",
    cache: CacheFile = None,
    min_score: MinScore = 90.0,
) -> int:
    """Link entities to Wikidata or another source; off unless asked for."""
    from graph.linking import to_link
    from graph.querying.sources import Source
    from pipelines.reconciliation import WIKIDATA, Cache, Service, default_cache

    if not wikidata and not service:
        raise DothiError(StoreMessage.LINK_TO_WHAT(), 2)
    source = Source(graph)
    try:
        entities = to_link(source.store())
    finally:
        source.close()
    asked = Service(service or WIKIDATA, Cache(cache or default_cache()))
    links = find_links(entities, asked, min_score)
    write_links(source.path, links)
    console.note(StoreMessage.LINKED(count=len(links), total=len(entities), path=graph))
    return 0


def find_links(entities: Sequence[Named], service: Service, min_score: float) -> list[Link]:
    """The links that a service is sure of."""
    from graph.linking import Link
    from pipelines.reconciliation import Question

    questions = {one.iri: Question(one.name, WIKIDATA_TYPES[one.kind]) for one in entities}
    answers = dict(service.answers(list(questions.values())))
    found = {iri: sure(answers[question], min_score) for iri, question in questions.items()}
    return [
        Link(iri, one.id, min(one.score, 100.0) / 100, service.address)
        for iri, one in found.items()
        if one is not None
    ]


def sure(candidates: Sequence[Candidate], min_score: float) -> Candidate | None:
    """The candidate that the service calls a match, if no other comes near it.

    >>> from pipelines.reconciliation import Candidate
    >>> one, two = Candidate("Q1", score=100, match=True), Candidate("Q2", score=70)
    >>> sure([one, two], 90).id, sure([one, one], 90), sure([two], 50)
    ('Q1', None, None)
    """
    matches = [one for one in candidates if one.match and one.score >= min_score]
    return matches[0] if len(matches) == 1 else None


def write_links(path: Path, links: Sequence[Link]) -> None:
    """Put links into a store or a graph file, in place of those that an earlier run wrote."""
    from graph.files import form, read_bytes, write_bytes
    from graph.forms.graph_files import file_format
    from graph.forms.rdf_forms import read_form, write_form
    from graph.linking import link_statements, links_graph, without_links
    from graph.storage.store import ArticleStore
    from graph.storage.store_files import is_store

    quads = link_statements(links)
    if is_store(path):
        with ArticleStore(path) as store:
            store.replace_graph(links_graph(), quads)
        return
    file_format(path)
    before = read_form(read_bytes(path), form(path), str(path), path.resolve().as_uri())
    after = [*without_links(before), *quads]
    if set(after) != set(before):
        write_bytes(path, write_form(after, form(path)))
